import { findingOf, type FindingKind } from '../finding.js';

/** What a check of a package can find. Section numbers: docs/package-format.md. */
export type PackageFindingCode =
  | 'PACKAGE_ZIP_TRUNCATED'
  | 'PACKAGE_ZIP_STRUCTURE'
  | 'PACKAGE_NAME_UNSAFE'
  | 'PACKAGE_NAME_REPEATED'
  | 'PACKAGE_CRC_MISMATCH'
  | 'PACKAGE_FILE_MISSING'
  | 'PACKAGE_FILE_UNLISTED'
  | 'PACKAGE_SIZE_MISMATCH'
  | 'PACKAGE_DIGEST_MISMATCH'
  | 'PACKAGE_METADATA_TOO_LARGE'
  | 'PACKAGE_METS_INVALID'
  | 'PACKAGE_MANIFEST_INVALID'
  | 'PACKAGE_PREMIS_INVALID'
  | 'PACKAGE_PREMIS_LINK_BROKEN'
  | 'PACKAGE_DC_INVALID'
  | 'PACKAGE_SUBMISSION_INVALID'
  | 'PACKAGE_RECORD_INVALID'
  | 'PACKAGE_FINDINGS_INVALID'
  | 'PACKAGE_VALIDATION_INVALID'
  | 'PACKAGE_FORMAT_UNKNOWN'
  | 'PACKAGE_PROFILE_UNKNOWN'
  | 'PACKAGE_ID_MISMATCH'
  | 'PACKAGE_TIME_MISMATCH'
  | 'PACKAGE_NAME_MISMATCH'
  | 'PACKAGE_FINGERPRINT_MISMATCH'
  | 'PACKAGE_SENDER_SIGNATURE_INVALID'
  | 'PACKAGE_PREVIOUS_DIFFERS';

const RESTORE = {
  severity: 'error',
  action: 'Do not rely on this copy. Fetch another copy of the package and compare its SHA-256 with the receipt.',
  actionZh: '勿依赖此副本；取另一副本，并将其 SHA-256 与回执比对。',
} as const;

const WRITER = {
  severity: 'error',
  action:
    'The package was not made by the rules of its format, or was changed afterwards. Compare its SHA-256 with the receipt; report the software that wrote it.',
  actionZh: '该包未按格式规则生成，或事后被改动；将其 SHA-256 与回执比对，并报告生成该包的软件。',
} as const;

export const PACKAGE_FINDINGS: Record<PackageFindingCode, FindingKind> = {
  PACKAGE_ZIP_TRUNCATED: { ...RESTORE, zh: '{where}：ZIP 不完整，文件被截断或末尾被改动', clause: 'package-format §3' },
  PACKAGE_ZIP_STRUCTURE: {
    ...RESTORE,
    zh: '{where}：ZIP 结构与格式规定不符：应为 {expected}，实为 {found}',
    clause: 'package-format §3',
  },
  PACKAGE_NAME_UNSAFE: { ...WRITER, zh: '{where}：包内文件名不安全', clause: 'package-format §3' },
  PACKAGE_NAME_REPEATED: { ...WRITER, zh: '{where}：包内文件名重复或与目录名冲突', clause: 'package-format §3' },
  PACKAGE_CRC_MISMATCH: {
    ...RESTORE,
    zh: '{where}：CRC-32 不符：应为 {expected}，实为 {found}',
    clause: 'package-format §3',
  },
  PACKAGE_FILE_MISSING: { ...WRITER, zh: '{where}：清单所列文件不在包内', clause: 'CSIP79' },
  PACKAGE_FILE_UNLISTED: { ...WRITER, zh: '{where}：包内文件未列入清单', clause: 'package-format §11' },
  PACKAGE_SIZE_MISMATCH: { ...RESTORE, zh: '{where}：大小不符：应为 {expected}，实为 {found}', clause: 'CSIP69' },
  PACKAGE_DIGEST_MISMATCH: { ...RESTORE, zh: '{where}：摘要不符：应为 {expected}，实为 {found}', clause: 'CSIP71' },
  PACKAGE_METADATA_TOO_LARGE: {
    ...WRITER,
    zh: '{where}：元数据文件过大（{found} 字节），未读取',
    clause: 'package-format §11',
  },
  PACKAGE_METS_INVALID: { ...WRITER, zh: '{where}：METS.xml 不合规：{found}', clause: 'package-format §4' },
  PACKAGE_MANIFEST_INVALID: { ...WRITER, zh: '{where}：manifest-sha512.txt 不合规', clause: 'package-format §5' },
  PACKAGE_PREMIS_INVALID: { ...WRITER, zh: '{where}：premis.xml 不合规：{found}', clause: 'package-format §6' },
  PACKAGE_PREMIS_LINK_BROKEN: { ...WRITER, zh: '{where}：PREMIS 引用的标识不存在：{found}', clause: 'AIP16' },
  PACKAGE_DC_INVALID: { ...WRITER, zh: '{where}：dc.xml 不合规', clause: 'package-format §7' },
  PACKAGE_SUBMISSION_INVALID: { ...WRITER, zh: '{where}：submission.json 不合规', clause: 'package-format §9' },
  PACKAGE_RECORD_INVALID: { ...WRITER, zh: '{where}：record.json 与包内文件不相应', clause: 'package-format §7' },
  PACKAGE_FINDINGS_INVALID: { ...WRITER, zh: '{where}：findings.json 不合规', clause: 'package-format §8' },
  PACKAGE_VALIDATION_INVALID: { ...WRITER, zh: '{where}：签名核验报告不合规', clause: 'package-format §8' },
  PACKAGE_FORMAT_UNKNOWN: {
    severity: 'error',
    zh: '{where}：未知的包格式版本 {found}',
    action: 'Check it with a newer version of the software that knows this format.',
    actionZh: '请用支持该格式的新版软件核验。',
    clause: 'package-format §2',
  },
  PACKAGE_PROFILE_UNKNOWN: {
    ...WRITER,
    zh: '{where}：METS PROFILE 或包类型不符：应为 {expected}，实为 {found}',
    clause: 'AIPM2, AIPM3',
  },
  PACKAGE_ID_MISMATCH: { ...WRITER, zh: '{where}：标识不一致：应为 {expected}，实为 {found}', clause: 'AIPM1, AIP21' },
  PACKAGE_TIME_MISMATCH: {
    ...WRITER,
    zh: '{where}：时间不一致：应为 {expected}，实为 {found}',
    clause: 'package-format §2',
  },
  PACKAGE_NAME_MISMATCH: {
    ...WRITER,
    zh: '{where}：原文件名不一致：应为 {expected}，实为 {found}',
    clause: 'package-format §10',
  },
  PACKAGE_FINGERPRINT_MISMATCH: {
    ...WRITER,
    zh: '{where}：移交指纹不符：应为 {expected}，实为 {found}',
    clause: 'package-format §9',
  },
  PACKAGE_SENDER_SIGNATURE_INVALID: {
    severity: 'error',
    zh: '{where}：移交方签名无效：{found}',
    action:
      'The sender did not sign this content with this key. Ask the sender, and compare the SHA-256 of the package with the receipt.',
    actionZh: '移交方并未以该密钥签署此内容；请询问移交方，并将包的 SHA-256 与回执比对。',
    clause: 'package-format §9',
  },
  PACKAGE_PREVIOUS_DIFFERS: {
    severity: 'error',
    zh: '{where} 所接续的前一版档案包应为 {expected}，实为 {found}',
    action:
      'The two packages are not versions of one record that follow each other. Compare both with their receipts and find the true one.',
    actionZh: '这两个档案包不是同一记录前后相继的版本；请分别与回执比对，找出真实的一份。',
    clause: 'package-format §9',
  },
};

export const packageFinding = findingOf(PACKAGE_FINDINGS);
