import { type DictionaryEntry, entriesOf, type EntryRow, type Obligation } from './entry.js';

/**
 * M1–M95 of DA/T 94-2022 annex A. Those of DA/T 46-2009 are derived: the accounting elements M40–M46 taken out, what follows
 * counts seven less. Obligation is that of the DA/T 48 schema: DA/T 94 gives none.
 */
const FIRST_ACCOUNTING = 40;
const LAST_ACCOUNTING = 46;

type More = Pick<DictionaryEntry, 'within'> & Partial<DictionaryEntry> & { path?: string; must?: Obligation };

function m(
  number: number,
  [key, zh, en, type, more = {}]: readonly [string, string, string, DictionaryEntry['type'], More?],
): EntryRow {
  const { path, must, ...rest } = more;
  const inDat46 = number < FIRST_ACCOUNTING || number > LAST_ACCOUNTING;
  const numbers = {
    ...(inDat46
      ? { 'DA/T 46': `M${number < FIRST_ACCOUNTING ? number : number - (LAST_ACCOUNTING - FIRST_ACCOUNTING + 1)}` }
      : {}),
    'DA/T 94': `M${number}`,
    ...(path === undefined ? {} : { 'DA/T 48': path }),
  };
  return [key, zh, en, type, { ...rest, numbers, obligation: must === undefined ? {} : { 'DA/T 48': must } }];
}

const RECORD = '文件实体块/文件实体';
const DATA = `${RECORD}/文件数据/文档/文档数据/编码`;
const SIGNATURE = '电子签名块/电子签名';
const required = 'required';
const optional = 'optional';

/** In the order of the standard; the row's index + 1 is its M-number. */
const ROWS: readonly (readonly [string, string, string, DictionaryEntry['type'], More?])[] = [
  ['aggregation-level', '聚合层次', 'Aggregation level', 'code', { path: `${RECORD}/聚合层次`, must: required }],
  ['provenance', '来源', 'Provenance', 'group', { path: `${RECORD}/来源`, must: required }],
  ['archives-name', '档案馆名称', 'Name of the archives', 'text', { within: 'provenance', path: `${RECORD}/来源/档案馆名称`, must: optional }],
  ['archives-code', '档案馆代码', 'Code of the archives', 'identifier', { within: 'provenance', path: `${RECORD}/来源/档案馆代码`, must: optional }],
  ['fonds-name', '全宗名称', 'Name of the fonds', 'text', { within: 'provenance', path: `${RECORD}/来源/全宗名称`, must: optional }],
  ['fonds-unit', '立档单位名称', 'Unit that constitutes the fonds', 'text', { within: 'provenance', path: `${RECORD}/来源/立档单位名称`, must: required }],
  ['electronic-record-number', '电子文件号', 'Electronic record number', 'identifier', { path: `${RECORD}/电子文件号`, must: required }],
  ['archival-number', '档号', 'Archival number', 'identifier', { path: `${RECORD}/档号`, must: required }],
  ['fonds-code', '全宗号', 'Fonds code', 'identifier', { within: 'archival-number', path: `${RECORD}/档号/全宗号`, must: optional }],
  ['catalogue-number', '目录号', 'Catalogue number', 'identifier', { within: 'archival-number', path: `${RECORD}/档号/目录号`, must: optional }],
  ['year', '年度', 'Year', 'date', { within: 'archival-number', path: `${RECORD}/档号/年度`, must: required }],
  ['retention-period', '保管期限', 'Retention period', 'code', { within: 'archival-number', path: `${RECORD}/档号/保管期限`, must: required }],
  ['organisation-or-function', '机构或问题', 'Organisation or function', 'text', { within: 'archival-number', path: `${RECORD}/档号/机构或问题`, must: optional }],
  ['category-code', '类别号', 'Category code', 'code', { within: 'archival-number' }],
  ['file-number-of-unit', '室编案卷号', 'File number given by the records office', 'identifier', { within: 'archival-number', path: `${RECORD}/档号/室编案卷号`, must: optional }],
  ['file-number-of-archives', '馆编案卷号', 'File number given by the archives', 'identifier', { within: 'archival-number', path: `${RECORD}/档号/馆编案卷号`, must: optional }],
  ['item-number-of-unit', '室编件号', 'Item number given by the records office', 'number', { within: 'archival-number', path: `${RECORD}/档号/室编件号`, must: 'conditional', condition: { key: 'item-number-of-archives', is: 'absent' } }],
  ['item-number-of-archives', '馆编件号', 'Item number given by the archives', 'number', { within: 'archival-number', path: `${RECORD}/档号/馆编件号`, must: 'conditional', condition: { key: 'item-number-of-unit', is: 'absent' } }],
  ['part-number', '文档序号', 'Sequence number of the document', 'number', { within: 'archival-number', path: `${RECORD}/文件数据/文档/文档序号`, must: optional, repeatable: true }],
  ['page-number', '页号', 'Page number', 'text', { within: 'archival-number', path: `${RECORD}/档号/页号`, must: optional }],
  ['content-description', '内容描述', 'Description of the content', 'group', { path: `${RECORD}/内容描述`, must: required }],
  ['title', '题名', 'Title', 'text', { within: 'content-description', path: `${RECORD}/内容描述/题名`, must: required, aliases: ['标题'] }],
  ['parallel-title', '并列题名', 'Parallel title', 'text', { within: 'content-description', path: `${RECORD}/内容描述/并列题名`, must: optional }],
  ['subtitle', '副题名', 'Subtitle', 'text', { within: 'content-description', path: `${RECORD}/内容描述/副题名`, must: optional }],
  ['title-note', '说明题名文字', 'Other title information', 'text', { within: 'content-description', path: `${RECORD}/内容描述/说明题名文字`, must: optional }],
  ['subject-terms', '主题词', 'Subject terms', 'text', { within: 'content-description', path: `${RECORD}/内容描述/主题词`, must: optional, repeatable: true }],
  ['keywords', '关键词', 'Keywords', 'text', { within: 'content-description', path: `${RECORD}/内容描述/关键词`, must: optional, repeatable: true }],
  ['person-names', '人名', 'Names of persons', 'text', { within: 'content-description', path: `${RECORD}/内容描述/人名`, must: optional, repeatable: true }],
  ['abstract', '摘要', 'Abstract', 'text', { within: 'content-description', path: `${RECORD}/内容描述/摘要`, must: optional }],
  ['class-code', '分类号', 'Class code', 'code', { within: 'content-description', path: `${RECORD}/内容描述/分类号`, must: optional }],
  ['document-number', '文件编号', 'Document number', 'identifier', { within: 'content-description', path: `${RECORD}/内容描述/文件编号`, must: optional, aliases: ['文号', '发文字号', '公文文号'] }],
  ['creator', '责任者', 'Creator', 'text', { within: 'content-description', path: `${RECORD}/内容描述/责任者`, must: required }],
  ['date', '日期', 'Date', 'date', { within: 'content-description', path: `${RECORD}/内容描述/日期`, must: required }],
  ['document-type', '文种', 'Type of document', 'code', { within: 'content-description', path: `${RECORD}/内容描述/文种`, must: optional, aliases: ['公文种类'] }],
  ['urgency', '紧急程度', 'Urgency', 'code', { within: 'content-description', path: `${RECORD}/内容描述/紧急程度`, must: optional, aliases: ['缓急程度', '紧急'] }],
  ['main-recipients', '主送', 'Main recipients', 'text', { within: 'content-description', path: `${RECORD}/内容描述/主送`, must: optional, repeatable: true, aliases: ['主送机关', '主送单位'] }],
  ['copy-recipients', '抄送', 'Copies to', 'text', { within: 'content-description', path: `${RECORD}/内容描述/抄送`, must: optional, repeatable: true, aliases: ['抄送机关', '抄送单位'] }],
  ['security-class', '密级', 'Security class', 'code', { within: 'content-description', path: `${RECORD}/内容描述/密级`, must: required }],
  ['security-period', '保密期限', 'Period of secrecy', 'text', { within: 'content-description', path: `${RECORD}/内容描述/保密期限`, must: optional }],
  ['accounting-year', '会计年度', 'Accounting year', 'date', { within: 'content-description' }],
  ['accounting-period', '会计月份', 'Accounting period', 'text', { within: 'content-description', aliases: ['会计期间'] }],
  ['base-currency', '本位币', 'Base currency', 'code', { within: 'content-description' }],
  ['preparer', '编制人', 'Prepared by', 'text', { within: 'content-description', aliases: ['制单人'] }],
  ['prepared-date', '编制日期', 'Prepared on', 'date', { within: 'content-description' }],
  ['reviewer', '审核人', 'Reviewed by', 'text', { within: 'content-description' }],
  ['reviewed-date', '审核日期', 'Reviewed on', 'date', { within: 'content-description' }],
  ['form', '形式特征', 'Form', 'group', { path: `${RECORD}/形式特征`, must: required }],
  ['composition', '文件组合类型', 'Composition of the record', 'code', { within: 'form', path: `${RECORD}/形式特征/文件组合类型`, must: required, values: ['单件', '组合文件'] }],
  ['item-count', '件数', 'Number of items', 'number', { within: 'form' }],
  ['page-count', '页数', 'Number of pages', 'number', { within: 'form', path: `${RECORD}/形式特征/页数`, must: optional }],
  ['language', '语种', 'Language', 'text', { within: 'form', path: `${RECORD}/形式特征/语种`, must: optional, repeatable: true }],
  ['draft-state', '稿本', 'State of the draft', 'text', { within: 'form', path: `${RECORD}/形式特征/稿本`, must: optional }],
  ['electronic-attributes', '电子属性', 'Electronic attributes', 'group', { path: `${DATA}/电子属性`, must: required, repeatable: true }],
  ['format-information', '格式信息', 'Format', 'text', { within: 'electronic-attributes', path: `${DATA}/电子属性/格式信息`, must: optional, repeatable: true }],
  ['file-name', '计算机文件名', 'File name', 'text', { within: 'electronic-attributes', path: `${DATA}/电子属性/计算机文件名`, must: required, repeatable: true }],
  ['file-size', '计算机文件大小', 'File size', 'text', { within: 'electronic-attributes', path: `${DATA}/电子属性/计算机文件大小`, must: required, repeatable: true }],
  ['creating-software', '文档创建程序', 'Creating software', 'text', { within: 'electronic-attributes', path: `${DATA}/电子属性/文档创建程序`, must: optional, repeatable: true }],
  ['information-system', '信息系统描述', 'Information system', 'text', { within: 'electronic-attributes', path: `${RECORD}/信息系统描述`, must: optional, repeatable: true }],
  ['digitisation', '数字化属性', 'Digitisation', 'group', { path: `${DATA}/数字化属性`, must: optional, repeatable: true }],
  ['digitised-object', '数字化对象形态', 'Form of what was digitised', 'text', { within: 'digitisation', path: `${DATA}/数字化属性/数字化对象形态`, must: optional, repeatable: true }],
  ['scan-resolution', '扫描分辨率', 'Resolution of the scan', 'text', { within: 'digitisation', path: `${DATA}/数字化属性/扫描分辨率`, must: optional, repeatable: true }],
  ['scan-colour-mode', '扫描色彩模式', 'Colour mode of the scan', 'code', { within: 'digitisation', path: `${DATA}/数字化属性/扫描色彩模式`, must: optional, repeatable: true, values: ['黑白二值', '灰度', '彩色'] }],
  ['image-compression', '图像压缩方案', 'Compression of the image', 'text', { within: 'digitisation', path: `${DATA}/数字化属性/图像压缩方案`, must: optional, repeatable: true }],
  ['electronic-signature', '电子签名', 'Electronic signature', 'group', { path: SIGNATURE, must: optional, repeatable: true }],
  ['signature-rules', '签名规则', 'Signature rules', 'text', { within: 'electronic-signature', path: `${SIGNATURE}/签名规则`, must: optional, repeatable: true }],
  ['signature-time', '签名时间', 'Time of signature', 'date', { within: 'electronic-signature', path: `${SIGNATURE}/签名时间`, must: optional, repeatable: true }],
  ['signature-by', '签名人', 'Signed by', 'text', { within: 'electronic-signature', path: `${SIGNATURE}/签名人`, must: optional, repeatable: true }],
  ['signature-value', '签名结果', 'Signature value', 'text', { within: 'electronic-signature', path: `${SIGNATURE}/签名结果`, must: optional, repeatable: true }],
  ['signature-certificate', '证书', 'Certificate of the signer', 'text', { within: 'electronic-signature', path: `${SIGNATURE}/证书块/证书`, must: optional, repeatable: true }],
  ['signature-certificate-reference', '证书引证', 'Reference to a certificate', 'text', { within: 'electronic-signature', path: `${SIGNATURE}/证书块/证书引证`, must: optional, repeatable: true }],
  ['signature-algorithm', '签名算法标识', 'Signature algorithm', 'identifier', { within: 'electronic-signature', path: `${SIGNATURE}/签名算法标识`, must: optional, repeatable: true }],
  ['storage', '存储位置', 'Storage', 'group', { path: `${RECORD}/存储位置`, must: optional }],
  ['storage-location', '当前位置', 'Present location', 'text', { within: 'storage', path: `${RECORD}/存储位置/当前位置`, must: optional }],
  ['offline-medium-number', '脱机载体编号', 'Number of the offline medium', 'identifier', { within: 'storage', path: `${RECORD}/存储位置/脱机载体编号`, must: optional, repeatable: true }],
  ['offline-medium-location', '脱机载体存址', 'Place of the offline medium', 'text', { within: 'storage', path: `${RECORD}/存储位置/脱机载体存址`, must: optional, repeatable: true }],
  ['microfilm-number', '缩微号', 'Microfilm number', 'identifier', { within: 'storage', path: `${RECORD}/存储位置/缩微号`, must: optional }],
  ['rights', '权限管理', 'Rights', 'group', { path: `${RECORD}/权限管理`, must: optional }],
  ['intellectual-property', '知识产权说明', 'Intellectual property', 'text', { within: 'rights', path: `${RECORD}/权限管理/知识产权说明`, must: optional }],
  ['authorised-agent', '授权对象', 'Who is authorised', 'text', { within: 'rights', path: `${RECORD}/权限管理/授权/授权对象`, must: optional, repeatable: true }],
  ['authorised-act', '授权行为', 'What is authorised', 'text', { within: 'rights', path: `${RECORD}/权限管理/授权/授权行为`, must: optional, repeatable: true }],
  ['control-mark', '控制标识', 'Control mark', 'text', { within: 'rights', path: `${RECORD}/权限管理/控制标识`, must: optional }],
  ['note', '附注', 'Note', 'text', { path: `${RECORD}/附注`, must: optional, repeatable: true }],
  ['agent-type', '机构人员类型', 'Type of agent', 'code', { path: '机构人员实体块/机构人员实体/机构人员类型', must: optional, repeatable: true, values: ['单位', '内设机构', '个人'] }],
  ['agent-name', '机构人员名称', 'Name of agent', 'text', { path: '机构人员实体块/机构人员实体/机构人员名称', must: required, repeatable: true }],
  ['agent-organisation-code', '组织机构代码', 'Organisation code', 'identifier', { path: '机构人员实体块/机构人员实体/组织机构代码', must: optional, repeatable: true }],
  ['agent-position', '个人职位', 'Position of a person', 'text', { path: '机构人员实体块/机构人员实体/个人职位', must: optional, repeatable: true }],
  ['act-state', '业务状态', 'State of the business act', 'code', { path: '业务实体块/业务实体/业务状态', must: required, repeatable: true, values: ['历史行为', '计划任务'] }],
  ['act', '业务行为', 'Business act', 'text', { path: '业务实体块/业务实体/业务行为', must: required, repeatable: true }],
  ['act-time', '行为时间', 'Time of the act', 'date', { path: '业务实体块/业务实体/行为时间', must: required, repeatable: true }],
  ['act-basis', '行为依据', 'Basis of the act', 'text', { path: '业务实体块/业务实体/行为依据', must: optional, repeatable: true }],
  ['act-description', '行为描述', 'Description of the act', 'text', { path: '业务实体块/业务实体/行为描述', must: optional, repeatable: true }],
  ['entity-reference', '实体标识符', 'Identifier of an entity', 'identifier', { path: `${RECORD}关系/文件标识符`, must: optional, repeatable: true }],
  ['relation-type', '关系类型', 'Type of relation', 'text', { path: `${RECORD}关系/关系类型`, must: optional, repeatable: true }],
  ['relation', '关系', 'Relation', 'text', { path: `${RECORD}关系/关系`, must: optional, repeatable: true }],
  ['relation-description', '关系描述', 'Description of the relation', 'text', { path: `${RECORD}关系/关系描述`, must: optional, repeatable: true }],
]; // prettier-ignore

/** What every archived record may say of itself. */
export const ARCHIVE_ENTRIES: readonly DictionaryEntry[] = entriesOf(
  {
    area: 'archive',
    source: 'DA/T 94-2022 annex A; DA/T 46-2009; obligation after the DA/T 48-2009 schema',
    grade: 'A',
  },
  ROWS.map((row, index) => m(index + 1, row)),
);
