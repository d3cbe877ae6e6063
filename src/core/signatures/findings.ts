import { findingOf, type FindingKind } from '../finding.js';

const CHANGED = {
  severity: 'error',
  action: 'Do not rely on this document. Ask the signer for the original.',
  actionZh: '勿依赖此文件；请向签署方索取原件。',
} as const;
const ASK = {
  severity: 'warning',
  action: 'Ask the signer, or the maker of the software, what was meant.',
  actionZh: '请向签署方或其软件厂商核实。',
} as const;

/** What the verifiers of signatures and seals can find. */
export const SIGNATURE_FINDINGS = {
  OFD_SIGNED_FILE_CHANGED: {
    ...CHANGED,
    zh: '{where} 在签署之后被改动、移走，或与签名中的摘要不符',
    clause: 'GB/T 33190-2016 18.2',
  },
  OFD_SIGNATURE_XML_CHANGED: {
    ...CHANGED,
    zh: '{where} 不是当初被签署的签名描述文件',
    clause: 'GB/T 38540-2020 7.4',
  },
  OFD_SIGNATURE_VALUE_WRONG: { ...CHANGED, zh: '{where} 的签名值验证不通过', clause: 'GB/T 38540-2020 7.4' },
  OFD_SEAL_DIFFERS: { ...CHANGED, zh: '{where}：显示的印章不是签署时所用的印章', clause: 'GB/T 38540-2020 7.4' },
  OFD_SEAL_MAKER_WRONG: {
    ...CHANGED,
    zh: '{where}：印章自身的制章人签名验证不通过',
    clause: 'GB/T 38540-2020 6.4',
  },
  OFD_SEAL_SIGNER_UNLISTED: {
    ...CHANGED,
    zh: '{where}：签署人证书不在印章的证书列表中',
    clause: 'GB/T 38540-2020 7.4',
  },
  OFD_DIGESTS_KEYED: {
    ...ASK,
    zh: '{where} 的文件摘要采用带密钥或未知的算法，无法验证',
    action: 'Ask the sender for the key, or for a document sealed without one.',
    actionZh: '请向来源方索取密钥，或改送不带密钥签署的文件。',
    clause: 'GB/T 33190-2016 18.2.3',
  },
  OFD_INVOICE_UNSEALED: {
    severity: 'info',
    zh: '{where}：数电票的 OFD 版式文件不带印章或签名，以税务数字账户中的数据为准',
    action: 'Keep it with the XML of the invoice; check the number with the tax service when in doubt.',
    actionZh: '请与该发票的 XML 数据一并归档；如有疑问，按发票号码在税务服务平台查验。',
    clause: '国家税务总局公告 2024 年第 11 号',
  },
  OFD_REFERENCE_AMBIGUOUS: {
    ...CHANGED,
    zh: '{where} 可指向内容不同的多个文件，所签为何者不明',
    clause: 'GB/T 33190-2016 7.3',
  },
  OFD_SEAL_OUT_OF_DATE: {
    ...ASK,
    zh: '{where}：自称的签署时间不在印章有效期内',
    clause: 'GB/T 38540-2020 7.4',
  },
  OFD_SHOWN_UNCOVERED: {
    ...ASK,
    zh: '{where} 会显示给读者，却没有任何签名或印章保护，可能为签署后所加',
    action: 'Take what it shows as unsigned; compare with the original.',
    actionZh: '其内容按未签署看待，并与原件比对。',
    clause: 'GB/T 33190-2016 18.2',
  },
  OFD_SIGNER_NOT_INSIDE: {
    ...ASK,
    zh: '{where} 只有签名值，文件中没有签署人证书',
    action: 'Give the certificate of the signer as trust material; without it nobody can verify the value.',
    actionZh: '请提供签署人证书；缺少证书则任何人都无法验证该签名值。',
    clause: 'GB/T 33190-2016 18.2',
  },
  OFD_TIMESTAMP_UNREADABLE: {
    ...ASK,
    zh: '{where} 中的时间戳无法识别，不能证明签署时间',
    clause: 'GB/T 38540-2020 7.2',
  },
  OFD_SIGNATURE_UNCOVERED: {
    ...ASK,
    zh: '{where} 没有任何签名或印章保护',
    action: 'Take what it says as unsigned.',
    actionZh: '其内容按未签署看待。',
  },
  SIGNATURE_WEAK_DIGEST: {
    ...ASK,
    zh: '{where} 使用了已不安全的摘要算法',
    action: 'Keep it; do not rely on the digest alone.',
    actionZh: '保留原件；不可仅凭该摘要认定。',
  },
  SIGNATURE_REMARK: {
    severity: 'info',
    zh: '{where} 的签名写法与标准不同，但可以验证',
    action: 'Nothing to do.',
    actionZh: '无需处理。',
  },
  CMS_ALGORITHMS_REPLACED: { ...CHANGED, zh: '{where}：签名算法与签名属性中受保护的算法不一致', clause: 'RFC 6211 2' },
  CMS_ATTRIBUTES_NOT_SORTED: {
    severity: 'warning',
    zh: '{where} 的签名属性未按 DER 顺序签署，部分软件会判为无效',
    action: 'Nothing to do for what was signed; tell the maker of the software.',
    actionZh: '签署内容未受影响；请告知签名软件厂商。',
    clause: 'RFC 5652 5.4',
  },
  CMS_ATTRIBUTE_REPEATED: { ...CHANGED, zh: '{where}：同一签名属性出现两次，含义不定', clause: 'RFC 5652 11' },
  CMS_BER: {
    severity: 'info',
    zh: '{where} 采用 BER 而非 DER 编码',
    action: 'Nothing to do.',
    actionZh: '无需处理。',
    clause: 'RFC 5652 2',
  },
  CMS_CONTENT_BY_OTHER_NAME: {
    severity: 'warning',
    zh: '{where}：被签署的是记录中的另一文件，而不是签名按名称所对应的文件',
    action:
      'Find out which of the two files is meant: the one that the signature is named after is not what was signed.',
    actionZh: '请核实应以哪个文件为准：与签名同名的文件并不是被签署的文件。',
    clause: 'RFC 5652 5.2',
  },
  CMS_CONTENT_CHANGED: { ...CHANGED, zh: '{where}：内容与签署时不同', clause: 'RFC 5652 5.6' },
  CMS_CONTENT_IS_ATTRIBUTES: {
    ...CHANGED,
    zh: '{where}：所谓内容其实是另一签名的签名属性',
    clause: 'RFC 5652 5.3',
  },
  CMS_CONTENT_TYPE_UNSIGNED: { ...CHANGED, zh: '{where}：签名属性中没有内容类型', clause: 'RFC 5652 5.3' },
  CMS_DIGESTS_DIFFER: {
    severity: 'warning',
    zh: '{where}：内容摘要算法与签名所用摘要算法不同，但两者均验证通过',
    action: 'Nothing to do for what was signed; tell the maker of the software.',
    actionZh: '签署内容未受影响；请告知签名软件厂商。',
    clause: 'RFC 8933 3.1',
  },
  CMS_SIGNATURE_POLICY: {
    severity: 'info',
    zh: '{where} 按签名策略 {found} 签署',
    action: 'Nothing to do; keep the text of the policy with the record.',
    actionZh: '无需处理；宜将该签名策略文本一并归档。',
    clause: 'RFC 5126 5.8.1',
  },
  CMS_SIGNER_UNNAMED: { ...CHANGED, zh: '{where} 未指明任何签名人', clause: 'RFC 5652 5.3' },
  CMS_SIGNING_CERTIFICATE_DIFFERS: {
    ...CHANGED,
    zh: '{where}：签名所指的签名证书不是所附证书',
    clause: 'RFC 5035 3',
  },
  CMS_TRAILING_BYTES: {
    ...ASK,
    zh: '{where}：签名之后还有不受其保护的字节',
    action: 'Let a person look at what follows.',
    actionZh: '请人工查看多余的字节。',
  },
  CMS_VALUES_UNREADABLE: { ...ASK, zh: '{where} 所附的验证数据无法读取', clause: 'RFC 5126 6.3' },
  CMS_VALUE_WRONG: { ...CHANGED, zh: '{where} 的签名值验证不通过', clause: 'RFC 5652 5.6' },

  PDF_SIGNATURE_AMBIGUOUS: {
    ...CHANGED,
    zh: '{where}：签名字典中同一键出现两次，不同阅读器所见可能不同',
    clause: 'ISO 32000-1 7.3.7',
  },
  PDF_SIGNATURE_ANNOTATED: {
    ...CHANGED,
    zh: '{where}：签署之后添加或改动了注释，签名并未允许',
    action: 'Ask the signer whether the annotations are theirs, or for the document as signed.',
    actionZh: '请向签署方核实注释，或索取签署时的文件。',
    clause: 'ISO 32000-1 12.8.2.2',
  },
  PDF_SIGNATURE_APPEARANCE_CHANGED: {
    ...CHANGED,
    zh: '{where}：签署之后表单域的显示内容被替换，而其值未变',
    clause: 'ISO 32000-1 12.7.3.3',
  },
  PDF_SIGNATURE_CHANGED_OTHER: {
    ...CHANGED,
    zh: '{where}：签署之后文件被改动，改动不属于任何允许的种类',
    clause: 'ISO 32000-1 12.8.2.2',
  },
  PDF_SIGNATURE_CHANGE_FORBIDDEN: {
    ...CHANGED,
    zh: '{where}：签署之后的改动超出了签名所允许的范围（DocMDP）',
    clause: 'ISO 32000-1 12.8.2.2',
  },
  PDF_SIGNATURE_CLOSED: {
    severity: 'warning',
    zh: '{where}：文件已加密且需要口令或证书，签名无法判断',
    action: 'Ask the sender for a copy that opens without a password.',
    actionZh: '请来源方提供无需口令即可打开的文件。',
    clause: 'ISO 32000-1 7.6',
  },
  PDF_SIGNATURE_CONTENTS_MISSING: {
    ...CHANGED,
    zh: '{where}：签名字典缺失或没有签名值',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_CONTENT_CHANGED: {
    ...CHANGED,
    zh: '{where}：签署之后页面内容被改动',
    clause: 'ISO 32000-1 12.8.2.2',
  },
  PDF_SIGNATURE_DIGEST_WRONG: {
    ...CHANGED,
    zh: '{where}：文件的摘要与所签署的摘要不符',
    clause: 'ISO 32000-1 12.8.3.3',
  },
  PDF_SIGNATURE_FIELD_LOCKED: {
    ...CHANGED,
    zh: '{where}：签署之后改动了被签名锁定的表单域（FieldMDP）',
    clause: 'ISO 32000-1 12.8.2.4',
  },
  PDF_SIGNATURE_FORM_UNKNOWN: {
    ...ASK,
    zh: '{where}：签名的形式（SubFilter）未知，未验证',
    clause: 'ISO 32000-1 12.8.3',
  },
  PDF_SIGNATURE_METADATA_LATER: {
    ...ASK,
    zh: '{where}：签署之后仅元数据（文档信息、XMP）有改动',
    action: 'Take title, author and other metadata as unsigned.',
    actionZh: '标题、作者等元数据按未签署看待。',
    clause: 'ISO 32000-1 14.3',
  },
  PDF_SIGNATURE_PADDING: {
    ...CHANGED,
    zh: '{where}：签名值之后的填充处藏有其他内容',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_RANGE_END: {
    ...CHANGED,
    zh: '{where}：签名范围（ByteRange）没有覆盖到任何一版文件的结尾',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_RANGE_GAP: {
    ...CHANGED,
    zh: '{where}：签名范围（ByteRange）所留的空缺不正是签名值',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_RANGE_MISSING: {
    ...CHANGED,
    zh: '{where}：签名范围（ByteRange）缺失或有误',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_REMOVED: {
    ...ASK,
    zh: '{where} 曾经签署，签名在后来的版本中已被移除',
    action: 'Ask the sender why a signature was taken away, and for the document as it was signed.',
    actionZh: '请向来源方核实签名为何被移除，并索取签署时的文件。',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_REPLACED: {
    ...CHANGED,
    zh: '{where}：已签署的签名在后来被替换或移走',
    clause: 'ISO 32000-1 12.8.1',
  },
  PDF_SIGNATURE_REVISIONS: {
    ...CHANGED,
    zh: '{where}：文件的交叉引用不是依次保存而成，不同阅读器所见可能不同',
    clause: 'ISO 32000-1 7.5.6',
  },
  PDF_SIGNATURE_SIGNERS: {
    ...CHANGED,
    zh: '{where}：一个签名中有多个签署者，不同阅读器所见可能不同',
    clause: 'ISO 32000-2 12.8.3.3',
  },
  PDF_SIGNATURE_TAIL: {
    ...CHANGED,
    zh: '{where}：最后一版文件之后还有不受签名保护的字节',
    clause: 'ISO 32000-1 7.5.5',
  },
  PDF_SIGNATURE_VALUE_WRONG: { ...CHANGED, zh: '{where} 的签名值验证不通过', clause: 'ISO 32000-1 12.8.3.2' },

  EVIDENCE_RECORD_OBJECT_MISSING: {
    ...CHANGED,
    zh: '{where}：证据记录的散列树中没有它应保护的内容',
    clause: 'RFC 4998 5.3, RFC 6283 4.3',
  },
  EVIDENCE_RECORD_ORDER: {
    ...CHANGED,
    zh: '{where}：证据记录中的时间戳先后颠倒',
    clause: 'RFC 4998 5.3, RFC 6283 4.3',
  },

  TIMESTAMP_CERTIFICATES_INJECTED: {
    ...CHANGED,
    zh: '{where}：时间戳中混入了冒充签发者的证书',
    action: 'Do not rely on this time-stamp. Ask for the original token.',
    actionZh: '勿依赖此时间戳；请索取原始时间戳。',
    clause: 'RFC 3161 2.4.2',
  },
  TIMESTAMP_CONTENT_ELSEWHERE: {
    severity: 'info',
    zh: '{where} 是单独的时间戳，其所盖的数据不在此处',
    action: 'Keep it together with the data it was made for.',
    actionZh: '请与其所对应的数据一并保存。',
    clause: 'RFC 3161 2.4.2',
  },
  TIMESTAMP_IMPRINT_DIFFERS: { ...CHANGED, zh: '{where}：时间戳所盖的不是此处的数据', clause: 'RFC 3161 2.4.2' },
  TIMESTAMP_INDEX_MISSES: {
    ...ASK,
    zh: '{where}：归档时间戳所保护的部分验证数据已不在文件中',
    action: 'Ask for the file as it was when it was time-stamped; the signature itself is still proven.',
    actionZh: '请索取加盖时间戳时的完整文件；签名本身仍受证明。',
    clause: 'ETSI EN 319 122-1 5.5.2',
  },
  TIMESTAMP_INDEX_UNREADABLE: {
    ...CHANGED,
    zh: '{where}：归档时间戳未说明其所保护的内容',
    clause: 'ETSI EN 319 122-1 5.5.2',
  },
  TIMESTAMP_SIGNER_UNNAMED: { ...CHANGED, zh: '{where}：时间戳未指明签发者证书', clause: 'RFC 3161 2.4.2' },
  TIMESTAMP_UNREADABLE: { ...CHANGED, zh: '{where} 的时间戳无法读取', clause: 'RFC 3161 2.4.2' },

  XML_SIGNATURE_CERTIFICATE_MISMATCH: {
    ...CHANGED,
    zh: '{where}：签名所指的签名证书不是所附证书',
    clause: 'ETSI EN 319 132-1 5.2.2',
  },
  XML_SIGNATURE_CONTENT_CHANGED: { ...CHANGED, zh: '{where}：所引用的内容与签署时不同', clause: 'XMLDSig 1.1 3.2.1' },
  XML_SIGNATURE_COUNTER_FOREIGN: {
    ...CHANGED,
    zh: '{where}：反签名签署的不是它所在的签名',
    clause: 'ETSI EN 319 132-1 5.2.7',
  },
  XML_SIGNATURE_DECOY: {
    ...CHANGED,
    zh: '{where}：被签署的元素已被移走，原处是同名但未签署的元素',
    clause: 'XMLDSig 1.1 8.1.3',
  },
  XML_SIGNATURE_HMAC_SHORT: {
    ...CHANGED,
    zh: '{where}：HMAC 被截得过短，无密钥者也可伪造',
    clause: 'XMLDSig 1.1 4.4.2, CVE-2009-0217',
  },
  XML_SIGNATURE_ID_DUPLICATE: {
    ...CHANGED,
    zh: '{where}：签名所引用的标识在文档中不止一处',
    clause: 'XMLDSig 1.1 4.4.3.1',
  },
  XML_SIGNATURE_PROPERTIES_UNSIGNED: {
    ...CHANGED,
    zh: '{where}：签名属性未被该签名签署',
    clause: 'ETSI EN 319 132-1 4.4.2',
  },
  XML_SIGNATURE_REFERENCE_MISSING: { ...CHANGED, zh: '{where}：所引用的元素不在文档中', clause: 'XMLDSig 1.1 4.4.3.1' },
  XML_SIGNATURE_STRUCTURE: { ...CHANGED, zh: '{where}：签名的结构不完整或有重复', clause: 'XMLDSig 1.1 4.2' },
  XML_SIGNATURE_TRANSFORM_REFUSED: {
    ...ASK,
    zh: '{where}：使用了不予执行的变换，未验证',
    clause: 'XMLDSig 1.1 8.1',
  },
  XML_SIGNATURE_UNCOVERED: {
    ...ASK,
    zh: '{where} 没有任何签名保护',
    action: 'Take what it says as unsigned.',
    actionZh: '其内容按未签署看待。',
    clause: 'XMLDSig 1.1 8.1.1',
  },
  XML_SIGNATURE_VALUE_WRONG: { ...CHANGED, zh: '{where} 的签名值验证不通过', clause: 'XMLDSig 1.1 3.2.2' },
  XML_SIGNATURE_WRAPPED: {
    ...CHANGED,
    zh: '{where}：被签署的内容被移离原位（签名包装攻击）',
    clause: 'XMLDSig 1.1 8.1.3',
  },
} as const satisfies Record<string, FindingKind>;

export const signatureFinding = findingOf<keyof typeof SIGNATURE_FINDINGS>(SIGNATURE_FINDINGS);
