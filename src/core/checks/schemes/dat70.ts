import { type RuleGrade, type SchemeItem } from '../scheme.js';

/*
 * After DA/T 70-2018. Names and numbers come from public results and implementations of it, the text itself was not at hand:
 * grade B where name and number were seen, C where the number is filled in from general knowledge. Numbers are data and can be
 * edited; results go by the key.
 */

type Row = readonly [
  key: string,
  number: readonly [serial: string, grade: RuleGrade],
  zh: string,
  en: string,
  method: string,
  more?: Partial<SchemeItem>,
];

const GROUPS = { 1: 'authenticity', 2: 'completeness', 3: 'usability', 4: 'security' } as const;

const VETO = { veto: true } as const;
const WARNS = { severity: 'warning' } as const;
/** Preferred: OFD, then PDF (DA/T 94-2022 6.4); structured data and images go with them. */
const FORMATS = {
  preferred: ['ofd', 'pdf', 'xml'],
  allowed: ['png', 'jpeg', 'tiff', 'csv', 'text', 'ooxml', 'zip', 'cms', 'ses', 'jws', 'ocsp', 'crl'],
};
const CLOSED = ['PDF_ENCRYPTED', 'ZIP_ENCRYPTED', 'ZIP_METHOD_UNSUPPORTED'];
const HOSTILE = ['ZIP_ENTRY_OUTSIDE', 'ZIP_ENTRY_DUPLICATE', 'ZIP_ENTRY_SYMLINK', 'ZIP_BOMB', 'ZIP_ENTRY_OVERLAP'];

/** `group-serial` below the letters of the stage. */
const ROWS = {
  fixity: ['fixity', ['1-1', 'B'], '固化信息有效性：摘要', 'Fixity information: digests', 'fixity', VETO],
  signatures: ['signatures', ['1-1', 'B'], '固化信息有效性：电子签名、电子印章、时间戳', 'Fixity information: signatures, seals, time-stamps', 'signatures', VETO],
  length: ['metadata-length', ['1-2', 'C'], '元数据项数据长度', 'Length of metadata', 'metadata-length', WARNS],
  type: ['metadata-type', ['1-3', 'C'], '元数据项数据类型、格式', 'Type and format of metadata', 'metadata-type', WARNS],
  values: ['metadata-values', ['1-4', 'C'], '设定值域的元数据项值域符合度', 'Metadata within their value lists', 'metadata-values', WARNS],
  plausible: ['metadata-plausible', ['1-5', 'C'], '元数据项数据值合理性', 'Plausibility of metadata', 'metadata-plausible', WARNS],
  characters: ['metadata-characters', ['1-6', 'B'], '元数据项数据包含特殊字符', 'Special characters in metadata', 'metadata-characters', WARNS],
  archivalNumber: ['archival-number', ['1-7', 'C'], '档号规范性', 'Archival number by its rule', 'archival-number'],
  repeated: ['metadata-repeated', ['1-8', 'B'], '元数据项数据重复性', 'Repeated metadata', 'metadata-repeated', WARNS],
  content: ['content-unestablished', ['1-9', 'C'], '（标准第 9 项，内容未查明）', 'Item 9 of the standard: not established', 'not-established', { ...WARNS, grade: 'C' }],
  attributes: ['electronic-attributes', ['1-10', 'B'], '内容数据电子属性一致性', 'Electronic attributes agree with the files', 'electronic-attributes'],
  links: ['links', ['1-11', 'B'], '元数据与内容数据关联', 'Metadata linked with content', 'links', VETO],
  lists: ['lists-unestablished', ['1-12', 'C'], '说明文件和目录文件规范性', 'Description and catalogue files', 'not-established', { ...WARNS, grade: 'C', object: 'package' }],
  structure: ['package-structure', ['1-13', 'C'], '信息包目录结构规范性', 'Structure of the package', 'package-structure', { object: 'package' }],
  consistent: ['package-consistent', ['1-14', 'B'], '信息包一致性', 'Package the same before and after', 'package-consistent', { ...VETO, object: 'package' }],
  count: ['declared-count', ['2-1', 'B'], '总件数相符性', 'Number as announced', 'declared-count'],
  bytes: ['declared-bytes', ['2-2', 'B'], '总字节数相符性', 'Bytes as announced', 'declared-bytes'],
  metadata: ['metadata-complete', ['2-3', 'B'], '元数据项完整性', 'Metadata elements complete', 'metadata-required', { object: 'metadata' }],
  required: ['metadata-required', ['2-4', 'B'], '元数据必填著录项目', 'Required metadata not empty', 'metadata-required', { object: 'metadata' }],
  process: ['process-information', ['2-5', 'B'], '过程信息完整性', 'Process information', 'process-information', WARNS],
  continuity: ['continuity', ['2-6', 'B'], '连续性元数据项', 'Continuity of serials', 'continuity', WARNS],
  whole: ['content-whole', ['2-7', 'B'], '内容数据完整性', 'Content whole and opens', 'content-whole', VETO],
  attachments: ['attachments', ['2-8', 'C'], '附件数据完整性', 'Attachments complete', 'findings', { parameters: { fail: ['FILE_MISSING'], warn: ['GOVERNMENT_SERVICE_MATERIAL_MISSING', 'OFD_REFERENCE_MISSING'] } }],
  scope: ['scope', ['2-9', 'C'], '归档范围', 'Within the archiving scope', 'scope', WARNS],
  packageMetadata: ['package-metadata', ['2-10', 'B'], '信息包元数据完整性', 'Metadata of the package complete', 'package-metadata', { object: 'package' }],
  packageContent: ['package-content', ['2-11', 'B'], '信息包内容数据完整性', 'Content of the package complete', 'package-count', { object: 'package' }],
  readable: ['package-readable', ['3-1', 'B'], '信息包中元数据可读性', 'Metadata of the package readable', 'package-readable', { object: 'package' }],
  database: ['metadata-accessible', ['3-2', 'B'], '目标数据库中元数据可访问性', 'Metadata in the database accessible', 'metadata-accessible', { object: 'metadata' }],
  format: ['content-format', ['3-3', 'B'], '内容数据格式', 'Format of content', 'format-allowed', { ...WARNS, parameters: FORMATS }],
  contentReadable: ['content-readable', ['3-4', 'C'], '内容数据可读性', 'Content readable', 'content-whole', { severity: 'error' }],
  longTerm: ['format-risk', ['3-5', 'C'], '格式长期可用性', 'Format usable in the long run', 'format-risk', WARNS],
  environment: ['environment-unestablished', ['3-6', 'C'], '软硬件环境合规性', 'Hardware and software environment', 'not-established', { ...WARNS, grade: 'C', object: 'environment' }],
  seventh: ['usability-unestablished', ['3-7', 'C'], '（标准第 7 项，内容未查明）', 'Item 7 of the standard: not established', 'not-established', { ...WARNS, grade: 'C' }],
  packageFormat: ['closed-formats', ['3-8', 'B'], '信息包中内容数据格式合规性（无加密、无私有压缩）', 'No encryption, no private compression', 'findings', { parameters: { fail: CLOSED, files: true } }],
  scanner: ['virus-scanner', ['4-1', 'B'], '系统环境中是否安装杀毒软件', 'A virus scanner is installed', 'virus-scanner', { ...WARNS, object: 'environment' }],
  virus: ['virus', ['4-2', 'B'], '病毒感染', 'Virus infection', 'virus', VETO],
  hostile: ['hostile-content', ['4-2', 'C'], '恶意构造的内容', 'Content built to harm', 'findings', { parameters: { fail: HOSTILE }, clause: 'CWE-22, CWE-409' }],
  surplus: ['medium-surplus', ['4-3', 'C'], '载体中多余文件', 'Surplus files on the medium', 'manual', { ...WARNS, grade: 'C', object: 'environment' }],
  speed: ['medium-speed', ['4-4', 'C'], '载体读取速度', 'Reading speed of the medium', 'manual', { ...WARNS, grade: 'C', object: 'environment' }],
  look: ['medium-look', ['4-5', 'C'], '载体外观', 'Look of the medium', 'manual', { ...WARNS, grade: 'C', object: 'environment' }],
  disc: ['medium-disc', ['4-6', 'C'], '光盘合格性', 'Disc within its limits', 'manual', { ...WARNS, grade: 'C', object: 'environment' }],
  safety: ['process-safety', ['4-7', 'B'], '归档过程安全性', 'Process of archiving secured', 'process-safety'],
} satisfies Record<string, Row>; // prettier-ignore

export type Dat70Item = keyof typeof ROWS;

/** Items of a stage, in the order given; the letters before the number are those of the stage. */
export function dat70(letters: 'GD' | 'YJ' | 'CQ', items: readonly Dat70Item[]): SchemeItem[] {
  return items.map((name) => {
    const [key, [serial, grade], zh, en, method, more = {}] = ROWS[name] as Row;
    return {
      key,
      zh,
      en,
      // Only the numbers of the archiving stage were seen; the others are said to follow them.
      code: { number: `${letters}-${serial}`, grade: letters === 'GD' ? grade : 'C' },
      group: GROUPS[serial[0] as unknown as keyof typeof GROUPS],
      object: key.startsWith('metadata') ? 'metadata' : 'file',
      method,
      severity: 'error',
      veto: false,
      clause: `DA/T 70-2018 ${letters}`,
      grade: 'B',
      ...more,
    };
  });
}

export const ALL_DAT70 = Object.keys(ROWS) as Dat70Item[];
