import { findingOf, type Finding, type FindingKind, type Severity } from '../finding.js';

const kind = (severity: Severity, zh: string, action: string, actionZh: string, clause?: string): FindingKind => ({
  severity,
  zh,
  action,
  actionZh,
  ...(clause === undefined ? {} : { clause }),
});

const RESEND = ['Ask the sender for an undamaged copy.', '请来源方重新提供完好的文件。'] as const;
const LOOK = ['Let a person look at the file.', '请人工查看该文件。'] as const;
const REPACK = [
  'Ask the sender to write the container again with ordinary software.',
  '请来源方用常规软件重新生成该容器文件。',
] as const;
const SAVE_AGAIN = [
  'Ask the sender for the original, or for a copy exported again from the source system.',
  '请来源方提供原件，或从源系统重新导出。',
] as const;

/** What the readers of formats can find. */
export const FORMAT_FINDINGS = {
  FILE_EMPTY: kind('error', '{where} 是空文件（0 字节）', ...RESEND),
  FORMAT_UNKNOWN: kind('warning', '无法识别 {where} 的格式，未检查其完整性', ...LOOK),
  SIGNATURE_NOT_VERIFIED: kind(
    'info',
    '{where} 带有签名或印章，尚未验证',
    'Nothing to do: the verdict stays INDETERMINATE until the signature is verified.',
    '无需处理：签名验证之前结论保持“不确定”。',
  ),

  PDF_HEADER_MISSING: kind('error', 'PDF 缺少文件头或文件头有误：{where}', ...SAVE_AGAIN, 'ISO 32000-1 7.5.2'),
  PDF_TRUNCATED: kind('error', 'PDF 不完整，结尾缺失：{where}', ...RESEND, 'ISO 32000-1 7.5.5'),
  PDF_XREF_BROKEN: kind('error', 'PDF 交叉引用损坏：{where}', ...SAVE_AGAIN, 'ISO 32000-1 7.5.4'),
  PDF_TRAILER_BROKEN: kind('error', 'PDF 文件尾损坏：{where}', ...SAVE_AGAIN, 'ISO 32000-1 7.5.5'),
  PDF_ROOT_MISSING: kind('error', 'PDF 找不到文档目录（Catalog）：{where}', ...SAVE_AGAIN, 'ISO 32000-1 7.7.2'),
  PDF_PAGES_MISSING: kind('error', 'PDF 找不到页面树：{where}', ...SAVE_AGAIN, 'ISO 32000-1 7.7.3'),
  PDF_ENCRYPTED: kind(
    'warning',
    'PDF 已加密，内容可能无法长期读取：{where}',
    'Ask the sender for a copy without encryption: who holds no password can not read it in thirty years.',
    '请来源方提供未加密的文件，否则将来可能无法读取。',
    'ISO 32000-1 7.6',
  ),
  PDF_TRAILING_BYTES: kind('warning', 'PDF 结尾之后还有多余字节：{found}', ...LOOK, 'ISO 32000-1 7.5.5'),
  PDF_LEADING_BYTES: kind('warning', 'PDF 文件头之前还有多余字节：{found}', ...LOOK, 'ISO 32000-1 7.5.2'),
  PDF_NOT_LOOKED_AT: kind('warning', 'PDF 有部分结构未检查：{where}', ...LOOK),

  ZIP_TRUNCATED: kind('error', 'ZIP 不完整或目录损坏：{where}', ...RESEND, 'APPNOTE 4.3'),
  ZIP_ENTRY_OUTSIDE: kind('error', 'ZIP 条目指向容器之外：{where}', ...REPACK, 'APPNOTE 4.4.17'),
  ZIP_ENTRY_DUPLICATE: kind('error', 'ZIP 条目重名：{where}', ...REPACK),
  ZIP_ENTRY_ALIKE: kind('warning', 'ZIP 条目仅大小写或字符规范化不同：{where}', ...REPACK),
  ZIP_ENTRY_SYMLINK: kind('error', 'ZIP 条目是符号链接：{where}', ...REPACK),
  ZIP_SIZE_LIES: kind(
    'error',
    'ZIP 条目所称与实际不符：{where}，应为 {expected}，实为 {found}',
    ...RESEND,
    'APPNOTE 4.3.7',
  ),
  ZIP_CRC_MISMATCH: kind(
    'error',
    'ZIP 条目校验和不符：{where}，应为 {expected}，实为 {found}',
    ...RESEND,
    'APPNOTE 4.4.7',
  ),
  ZIP_ENTRY_OVERLAP: kind('error', 'ZIP 条目相互重叠：{where}', ...REPACK),
  ZIP_BOMB: kind('error', 'ZIP 解压后过大：{where}', ...REPACK),
  ZIP_ENCRYPTED: kind(
    'warning',
    'ZIP 条目已加密，未检查：{where}',
    'Ask the sender for a copy without encryption.',
    '请来源方提供未加密的文件。',
    'APPNOTE 4.4.4',
  ),
  ZIP_HIDDEN_BYTES: kind('warning', 'ZIP 中有不属于任何条目的字节：{where}', ...LOOK),
  ZIP_METHOD_UNSUPPORTED: kind('warning', 'ZIP 条目的压缩方法不支持，未检查：{where}', ...REPACK, 'APPNOTE 4.4.5'),

  OFD_ROOT_MISSING: kind(
    'error',
    'OFD 缺少入口文件 OFD.xml 或其中没有文档：{where}',
    ...SAVE_AGAIN,
    'GB/T 33190-2016 7.4',
  ),
  OFD_REFERENCE_MISSING: kind(
    'error',
    'OFD 引用的文件不存在：{where} → {expected}',
    ...SAVE_AGAIN,
    'GB/T 33190-2016 7.3',
  ),
  OFD_STRAY_FILE: kind('warning', 'OFD 中有未被引用的文件：{where}', ...LOOK),
  OFD_XML_BROKEN: kind('error', 'OFD 内的 XML 损坏：{where}', ...SAVE_AGAIN, 'GB/T 33190-2016 7.1'),

  SES_BROKEN: kind('error', '电子印章文件损坏，无法读取：{where}', ...RESEND, 'GB/T 38540-2020 6'),

  OOXML_PART_MISSING: kind('error', 'Office 文档缺少必要部件：{where}', ...SAVE_AGAIN, 'ISO/IEC 29500-2 10'),
  OOXML_XML_BROKEN: kind('error', 'Office 文档内的 XML 损坏：{where}', ...SAVE_AGAIN, 'ISO/IEC 29500-2 10'),

  XML_DTD: kind(
    'error',
    'XML 含有文档类型定义（DTD），拒绝解析：{where}',
    'Ask the sender for the document without DOCTYPE: entities can hide content or attack readers.',
    '请来源方提供不含 DOCTYPE 的文件。',
    'XML 1.0 2.8',
  ),
  XML_NOT_WELL_FORMED: kind('error', 'XML 格式不良：{where}', ...SAVE_AGAIN, 'XML 1.0 2.1'),
  XML_NAMESPACES_BROKEN: kind('warning', 'XML 命名空间有误：{where}', ...LOOK, 'Namespaces in XML 1.0 6'),
  XML_TOO_COMPLEX: kind('error', 'XML 嵌套过深或元素过多：{where}', ...LOOK),
  XML_ENCODING_UNSUPPORTED: kind('warning', 'XML 编码不支持，未检查：{found}', ...SAVE_AGAIN, 'XML 1.0 4.3.3'),

  PNG_BROKEN: kind('error', 'PNG 损坏：{where}', ...RESEND, 'ISO/IEC 15948 5'),
  PNG_TRUNCATED: kind('error', 'PNG 不完整：{where}', ...RESEND, 'ISO/IEC 15948 5'),
  JPEG_BROKEN: kind('error', 'JPEG 损坏：{where}', ...RESEND, 'ISO/IEC 10918-1 B'),
  JPEG_TRUNCATED: kind('error', 'JPEG 不完整，缺少结束标记：{where}', ...RESEND, 'ISO/IEC 10918-1 B.1.1'),
  TIFF_BROKEN: kind('error', 'TIFF 损坏：{where}', ...RESEND, 'TIFF 6.0 2'),
  TIFF_TRUNCATED: kind('error', 'TIFF 不完整，数据超出文件末尾：{where}', ...RESEND, 'TIFF 6.0 2'),
  IMAGE_TRAILING_BYTES: kind('warning', '图像结尾之后还有多余字节：{found}', ...LOOK),
  CMS_BROKEN: kind('error', 'CMS 签名文件损坏，无法读取：{where}', ...RESEND, 'RFC 5652 3'),
  CMS_TRUNCATED: kind('error', 'CMS 签名文件不完整：{where}', ...RESEND, 'RFC 5652 3'),
  CRL_BROKEN: kind('error', '证书吊销列表损坏，无法读取：{where}', ...RESEND, 'RFC 5280 5.1'),
  CRL_TRUNCATED: kind('error', '证书吊销列表不完整：{where}', ...RESEND, 'RFC 5280 5.1'),
  OCSP_BROKEN: kind('error', 'OCSP 响应损坏或没有答复，无法读取：{where}', ...RESEND, 'RFC 6960 4.2.1'),
  OCSP_TRUNCATED: kind('error', 'OCSP 响应不完整：{where}', ...RESEND, 'RFC 6960 4.2.1'),
} satisfies Record<string, FindingKind>;

export type FormatFindingCode = keyof typeof FORMAT_FINDINGS;

/** Builds a finding of FORMAT_FINDINGS. */
export const formatFinding: (
  code: FormatFindingCode,
  where: string,
  message: string,
  more?: { expected?: string; found?: string; clause?: string },
) => Finding = findingOf<FormatFindingCode>(FORMAT_FINDINGS);

const READER = [
  'Let a person look at the file on a separate machine; it may be made to attack readers.',
  '请在隔离的机器上人工查看该文件，它可能是恶意构造的。',
] as const;

/** What the Isolate finds when a reader did not come back; the file then counts as whole: 'unknown'. */
export const READER_FINDINGS = {
  READER_TIMEOUT: kind('error', '读取 {where} 超时，已中止', ...READER),
  READER_MEMORY: kind('error', '读取 {where} 占用内存过多，已中止', ...READER),
  READER_CRASHED: kind('error', '读取 {where} 时读取程序异常退出', ...READER),
} satisfies Record<string, FindingKind>;

export type ReaderFindingCode = keyof typeof READER_FINDINGS;

/** Builds a finding of READER_FINDINGS. */
export const readerFinding = findingOf<ReaderFindingCode>(READER_FINDINGS);
