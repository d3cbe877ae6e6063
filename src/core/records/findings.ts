import { type FindingKind, findingOf } from '../finding.js';

/** What readers of documents and kinds find. Codes of a kind begin with its word: INVOICE_, XBRL_, CERTIFICATE_ID_. */
export const RECORD_FINDINGS = {
  // What a PDF carries, and the invoices of EN 16931
  EMBEDDED_FILES_UNREAD: {
    severity: 'info',
    action: 'Look into the PDF yourself when one of its many or large attachments matters as a record.',
    actionZh: '附件过多或过大；其中如有应归档的内容，请自行查看该 PDF。',
    zh: 'PDF 的嵌入文件未全部读取（{found}）',
  },
  EMBEDDED_XML_UNREADABLE: {
    severity: 'warning',
    action: 'Ask the sender for the structured data: nothing was read from this attachment.',
    actionZh: '该附件中的数据未能读取；请来源方重新提供其结构化数据。',
    zh: '{where} 无法作为 XML 读取：{found}',
    clause: 'ISO 32000-1 7.11.4',
  },
  HYBRID_INVOICE_MISSING: {
    severity: 'warning',
    action: 'Ask the sender for the invoice with its data: the PDF announces a file that can not be read in it.',
    actionZh: '请来源方重新提供含结构化数据的发票；该 PDF 声明的嵌入文件缺失或无法读取。',
    zh: 'PDF 元数据声明的嵌入发票 {expected} 不存在或无法读取（现有：{found}）',
    clause: 'Factur-X 1.0 6.3',
  },
  HYBRID_NAME_DIFFERS: {
    severity: 'warning',
    action: 'Nothing to do for the archive: the invoice was read all the same; others may not find it.',
    actionZh: '归档无需处理，发票数据已读取；其他软件可能找不到它。',
    zh: '{where}：嵌入发票的文件名应为 {expected}，实为 {found}',
    clause: 'Factur-X 1.0 6.2',
  },
  HYBRID_PROFILE_DIFFERS: {
    severity: 'warning',
    action: 'Take the profile that the invoice itself names; tell the maker of the software.',
    actionZh: '以发票数据自身所载规范为准，并告知制作软件的厂商。',
    zh: '{where}：PDF 元数据声明的规范为 {found}，发票数据所载为 {expected}',
    clause: 'Factur-X 1.0 6.3',
  },
  HYBRID_RELATION_WRONG: {
    severity: 'warning',
    action: 'Nothing to do for the archive; whether page or data is the original is not said as it should be.',
    actionZh: '归档无需处理；页面与数据的主从关系未按规定标明。',
    zh: '{where}：与 PDF 的关系应为 {expected}，实为 {found}',
    clause: 'Factur-X 1.0 6.2, ISO 32000-2 7.11.3',
  },
  HYBRID_SEVERAL_INVOICES: {
    severity: 'warning',
    action: 'Find out which of the embedded invoices is meant before it is booked.',
    actionZh: '入账前请确认以哪一份嵌入发票为准。',
    zh: 'PDF 中嵌入了多份发票：{found}',
    clause: 'Factur-X 1.0 6.2',
  },
  EN16931_CODE_UNKNOWN: {
    severity: 'warning',
    action: 'Ask the issuer what was meant: the code is in no list that the standard names.',
    actionZh: '该代码不在标准所列代码表中；请向开具方核实。',
    zh: '{where} 的代码 {found} 不在代码表中（应为 {expected}）',
  },
  EN16931_LINES_UNREAD: {
    severity: 'info',
    action: 'Nothing to do: everything was checked; lines without facts here stand in the file.',
    actionZh: '无需处理：全部明细行均已检查，未列出的明细见文件本身。',
    zh: '明细过多，仅列出前一部分',
  },
  EN16931_LINE_AMOUNT_DIFFERS: {
    severity: 'warning',
    action: 'Compare quantity, price and amount of the line; ask the issuer if they do not fit.',
    actionZh: '核对该行的数量、单价与金额；不符的，请向开具方核实。',
    zh: '{where}：行金额为 {found}，按数量与单价计算为 {expected}',
  },
  EN16931_PAYMENT_TERMS_MISSING: {
    severity: 'warning',
    action: 'Nothing to do for the archive; payment needs a date that the parties agreed upon.',
    actionZh: '归档无需处理；付款日期以双方约定为准。',
    zh: '{where}：有应付金额，但未载明到期日或付款条件',
  },
  EN16931_TERM_MISSING: {
    severity: 'warning',
    action: 'Ask the issuer for an invoice that says it; archive this one as it is.',
    actionZh: '请开具方补开完整的发票；本件按原样归档。',
    zh: '{where} 缺少 {expected}',
  },
  EN16931_TOTAL_WRONG: {
    severity: 'warning',
    action: 'Do not book it unseen: ask the issuer which of the amounts is right.',
    actionZh: '勿直接入账；请向开具方核实金额。',
    zh: '{where}：金额为 {found}，计算得 {expected}',
  },
  EN16931_VALUE_NOT_ALLOWED: {
    severity: 'warning',
    action: 'Ask the issuer for a corrected invoice; archive this one as it is.',
    actionZh: '请开具方更正；本件按原样归档。',
    zh: '{where} 的值 {found} 不合规定（应为 {expected}）',
  },
  EN16931_VALUE_UNREADABLE: {
    severity: 'warning',
    action: 'Read the value in the file yourself; ask the issuer for a corrected invoice.',
    actionZh: '请直接查看文件中的原文，并请开具方更正。',
    zh: '{where} 的值“{found}”不是 {expected} 类型',
  },
  EN16931_VAT_WRONG: {
    severity: 'warning',
    action: 'Ask the issuer or a tax adviser before the input tax is deducted.',
    actionZh: '抵扣进项税之前，请向开具方或税务顾问核实。',
    zh: '{where}：增值税类别的规则不成立（应为 {expected}，实为 {found}）',
  },
  INVOICE_LOT: {
    severity: 'warning',
    action: 'Archive each invoice of the lot as a record of its own; facts are those of the first.',
    actionZh: '同一文件含多张发票，仅读取第一张；宜逐张归档。',
    zh: '{where} 含 {found} 张发票，仅读取第一张',
  },
  // Agreement of what files and the sender say
  FACTS_DIFFER: {
    severity: 'warning',
    action: 'Compare the two renditions; ask the sender for the right one if they are not of the same document.',
    actionZh: '核对这两个表现形式；若不是同一份单据，请向移交方索取正确的文件。',
    zh: '同一内容在不同文件中的记载不一致：{expected}；{found}',
  },
  // Arithmetic
  SUM_DIFFERS: {
    severity: 'warning',
    action: 'Add the amounts up; ask the issuer if the file is as it was issued.',
    actionZh: '复核金额勾稽关系；若文件确为原件，请与开具方核实。',
    zh: '金额勾稽不符：{found}，而 {expected}',
  },
  CAPITALS_DIFFER: {
    severity: 'warning',
    action: 'Compare the amount in figures with the one in capitals; ask the issuer.',
    actionZh: '核对大写与小写金额，必要时与开具方核实。',
    zh: '大写金额“{found}”与小写金额 {expected} 不一致',
  },
  CAPITALS_UNREADABLE: {
    severity: 'info',
    action: 'Read the amount in capitals yourself; it was not compared.',
    actionZh: '请人工核对大写金额，系统未作比对。',
    zh: '大写金额“{found}”无法识别，未与小写金额 {expected} 比对',
  },
  DECLARATION_DIFFERS: {
    severity: 'warning',
    action: 'Compare the declared metadata with the file; have the source system correct what is wrong.',
    actionZh: '核对申报的元数据与文件内容，有误的由来源系统更正。',
    zh: '申报内容与文件记载不一致：文件为 {expected}，申报为 {found}',
  },
  // Metadata against a scheme of the dictionary
  METADATA_MISSING: {
    severity: 'warning',
    action: 'Complete the metadata in the source system and send a new version.',
    actionZh: '请在来源系统中补全元数据后补充归档。',
    zh: '缺少必填元数据 {expected}',
  },
  METADATA_REPEATED: {
    severity: 'warning',
    action: 'Decide which of the values holds; this element has one.',
    actionZh: '该元数据项不可重复，请确认以哪一个值为准。',
    zh: '元数据 {expected} 不可重复，实有 {found} 个值',
  },
  METADATA_TOO_LONG: {
    severity: 'warning',
    action: 'Shorten the value, or let the scheme allow more characters.',
    actionZh: '请缩短该值，或在元数据方案中放宽长度。',
    zh: '元数据 {where} 长 {found} 个字符，上限为 {expected}',
  },
  METADATA_TYPE: {
    severity: 'warning',
    action: 'Correct the value: it is kept as it stands, and neither compared nor searched as its type.',
    actionZh: '请更正该值：原文照存，但不能按其类型比对和检索。',
    zh: '元数据 {where} 的值“{found}”不符合类型 {expected}',
  },
  METADATA_VALUE_UNLISTED: {
    severity: 'warning',
    action: 'Use one of the listed values, or extend the list.',
    actionZh: '请改用值域内的值，或扩充值域。',
    zh: '元数据 {where} 的值“{found}”不在值域（{expected}）内',
  },
  // Electronic certificates
  CERTIFICATE_ID_FORM: {
    severity: 'warning',
    action: 'Compare the identifier with the certificate and ask its issuer; without it versions are not told apart.',
    actionZh: '请对照证照原件并向颁发机构核实标识；标识不完整时无法识别同一证照的各版本。',
    zh: '证照标识“{found}”不符合通常结构（根代码、类型代码、机构代码、流水号、版本号、校验位）',
    clause: 'GB/T 36904-2018',
  },
  CERTIFICATE_ID_CHECK: {
    severity: 'warning',
    action:
      'Compare the identifier with the certificate: a character may be mistyped. Ask the issuer before you change it.',
    actionZh: '请对照证照原件检查标识是否录错；更正前应向颁发机构核实。',
    zh: '证照标识的校验位是“{found}”，按标识计算应为“{expected}”',
    clause: 'GB/T 36904-2018',
  },
  CERTIFICATE_ID_DIFFERS: {
    severity: 'warning',
    action: 'Compare both with the certificate; have the source system correct the one that is wrong.',
    actionZh: '请对照证照原件核对两处，并由来源系统更正有误的一处。',
    zh: '元数据 {where} 为“{found}”，而证照标识中为“{expected}”',
    clause: 'GB/T 36904-2018',
  },
  CERTIFICATE_VALIDITY: {
    severity: 'warning',
    action: 'Compare the period with the certificate: as it stands, the certificate was valid on no day.',
    actionZh: '请对照证照原件核对有效期：按现有记载，该证照没有一天有效。',
    zh: '证照有效期截止日期 {found} 早于起始日期（应 {expected}）',
  },
  // Government-service items
  GOVERNMENT_SERVICE_MATERIAL_MISSING: {
    severity: 'warning',
    action: 'Ask the sender for the material, or correct the role of the file that is it, or the profile of the item.',
    actionZh: '请移交方补充该材料；若已在文件中，请更正文件角色；若事项并不要求，请调整归档配置。',
    zh: '缺少事项要求的材料“{expected}”',
    clause: 'GB/T 42727-2023',
  },
  GOVERNMENT_SERVICE_STEP_MISSING: {
    severity: 'warning',
    action: 'Have the service platform send when this step was taken.',
    actionZh: '请政务服务平台补充该环节的办理时间。',
    zh: '办理过程中没有“{expected}”环节的时间',
    clause: 'GB/T 42727-2023',
  },
  GOVERNMENT_SERVICE_STEP_ORDER: {
    severity: 'warning',
    action: 'Compare the dates with the platform; one of them is wrong, or the step was taken again.',
    actionZh: '请与政务服务平台核对各环节时间：有一处有误，或该环节重复办理。',
    zh: '办理环节时间颠倒：应 {expected}，实为 {found}',
    clause: 'GB/T 42727-2023',
  },
  // Official documents
  OFFICIAL_DOCUMENT_UNUSUAL: {
    severity: 'info',
    action: 'Nothing, if the issuing body writes it so; otherwise have the source system correct it.',
    actionZh: '若发文机关确有此写法，无需处理；否则请由来源系统更正。',
    zh: '“{found}”不是通常的写法（{expected}）',
  },
  OFFICIAL_DOCUMENT_TRAIL_ORDER: {
    severity: 'warning',
    action: 'Compare the handling sheet with the document system: a step is misdated or was written in later.',
    actionZh: '请将处理单与公文系统核对：有环节时间有误或系事后补录。',
    zh: '处理单上的办理时间颠倒：应 {expected}，实为 {found}',
    clause: 'GB/T 39362-2020',
  },
  ROLE_COUNT: {
    severity: 'warning',
    action: 'Ask the sender for the missing file, or for the right role of those that are there.',
    actionZh: '请移交方补充文件，或更正已有文件的角色。',
    zh: '文件数量不符：应为 {expected}，实有 {found} 个',
  },
  KIND_UNLIKELY: {
    severity: 'warning',
    action: 'Compare the declared kind with the files; send the record again under the right kind if it is wrong.',
    actionZh: '核对申报的档案类别与文件内容；类别有误的，请按正确类别重新提交。',
    zh: '申报类别为“{expected}”，而文件内容是“{found}”',
  },
  // What an OFD and the pages of a PDF carry
  PAGES_UNREAD: {
    severity: 'info',
    action: 'Look at the pages yourself; facts were taken from those before only.',
    actionZh: '请自行查看其余页面；系统只从此前的页面提取信息。',
    zh: '{where} 起的页面文字未读取（{found}）',
  },
  TAGS_TOO_MANY: {
    severity: 'warning',
    action: 'Look at the document yourself; facts past the limit were not taken.',
    actionZh: '请人工查看文档；超出上限的标引未读取。',
    zh: '标引过多，超出部分未读取',
  },
  // Vouchers
  VOUCHER_DATA_MISSING: {
    severity: 'info',
    action:
      'Nothing is wrong with the record; ask the issuer for the file with its structured data if it is to be booked from.',
    actionZh: '档案本身无误；如需据以自动入账，请向开具方索取含结构化数据的文件。',
    zh: '文件 {where} 中没有“{expected}”的结构化数据（XBRL）',
  },
  VOUCHER_SEVERAL: {
    severity: 'warning',
    action: 'Send each voucher as a record of its own: one record holds one voucher.',
    actionZh: '每张凭证应单独成件，请分别移交。',
    zh: '一件中含有多张凭证：{expected}；{found}',
  },
  VOUCHER_NUMBER_UNLIKELY: {
    severity: 'warning',
    action: 'Compare the number with the printed one.',
    actionZh: '核对票面号码。',
    zh: '号码“{found}”不符合应有的形式（{expected}）',
  },
  STATEMENT_BALANCE_BROKEN: {
    severity: 'warning',
    action: 'See whether movements are missing; ask the bank for the whole statement.',
    actionZh: '检查是否缺少交易明细，必要时向银行索取完整对账单。',
    zh: '对账单余额不连续：应为 {expected}，实为 {found}（{where}）',
  },
  STATEMENT_DIRECTION_MIXED: {
    severity: 'warning',
    action: 'Compare the movement with the balance before and after it.',
    actionZh: '核对该笔交易与前后余额。',
    zh: '收支标识“{found}”与余额增减方向不一致（{where}）',
  },
  STATEMENT_CLOSING_DIFFERS: {
    severity: 'warning',
    action: 'Compare the closing balance with the last movement; ask the bank.',
    actionZh: '核对期末余额与最后一笔余额，必要时向银行核实。',
    zh: '期末余额 {found} 与最后一笔余额 {expected} 不一致',
  },
  STATEMENT_DATE_OUTSIDE: {
    severity: 'warning',
    action: 'See which period the statement is of.',
    actionZh: '核对对账单所属期间。',
    zh: '交易日期 {found} 不在对账单期间 {expected} 内',
  },
  // Accounting archive
  ACCOUNTING_ORDER: {
    severity: 'info',
    action: 'Nothing need be done: the archive shows the files in the order of the standard.',
    actionZh: '无需处理：系统按标准规定的顺序显示。',
    zh: '件内顺序应为记账凭证、原始凭证、其他附件，{where} 的位置不符',
    clause: 'DA/T 94-2022 8.4.1',
  },
  ACCOUNTING_VOUCHER_MISSING: {
    severity: 'warning',
    action: 'Give the file of the accounting voucher the role 记账凭证, or send it.',
    actionZh: '请为记账凭证文件标明角色“记账凭证”，或补充移交。',
    zh: '件内没有标明为记账凭证的文件',
    clause: 'DA/T 94-2022 8.4.1',
  },
  ACCOUNTING_ORIGINALS_COUNT: {
    severity: 'warning',
    action: 'Compare the number of attached documents with the files and the linked records.',
    actionZh: '请核对附单据数与件内文件、关联档案的数量。',
    zh: '附单据数为 {expected}，件内与关联的原始凭证为 {found}',
    clause: 'DA/T 94-2022 8.4.1',
  },
  ACCOUNTING_ORIGINAL_MISSING: {
    severity: 'warning',
    action: 'Send the original, or link the record that holds it.',
    actionZh: '请补充该原始凭证，或关联其所在档案。',
    zh: '申报的原始凭证 {expected} 既不在件内，也没有关联',
    clause: 'DA/T 94-2022 E.2.7',
  },
  ACCOUNTING_YEAR_MISSING: {
    severity: 'warning',
    action: 'Declare the accounting year: retention begins after its end.',
    actionZh: '请申报会计年度：保管期限自会计年度终了后起算。',
    zh: '未申报会计年度',
    clause: 'DA/T 94-2022 7.6',
  },
  // Booking information
  BOOKING_OTHER_VOUCHER: {
    severity: 'warning',
    action: 'Send the booking information with the voucher that it books.',
    actionZh: '入账信息应与其对应的电子凭证一并归档，请重新匹配。',
    zh: '入账信息对应的凭证是 {found}，而本件是 {expected}',
    clause: '财会〔2024〕11号 第三十一条',
  },
  BOOKING_VOUCHER_UNKNOWN: {
    severity: 'info',
    action: 'Have the accounting system write the number of the voucher into the booking information.',
    actionZh: '请由会计系统在入账信息中写明所对应凭证的号码。',
    zh: '入账信息 {where} 未写明对应哪张凭证',
  },
  BOOKING_REPEATED: {
    severity: 'warning',
    action: 'Decide which of the two files holds; a voucher is booked once on one accounting voucher.',
    actionZh: '请确认以哪份入账信息为准：同一凭证在同一记账凭证上只应入账一次。',
    zh: '同一凭证在同一记账凭证上有两份不同的入账信息：{expected} 与 {found}',
    clause: '财会〔2024〕11号 第二十五条',
  },
  BOOKING_UNBALANCED: {
    severity: 'warning',
    action: 'Compare the entries with the accounting voucher.',
    actionZh: '请与记账凭证核对分录。',
    zh: '入账信息借贷不平：借方 {expected}，贷方 {found}',
  },
  BOOKING_OTHER_DOCUMENT: {
    severity: 'warning',
    action:
      'One record holds one accounting voucher: see which number is right, or send the others as records of their own.',
    actionZh: '一件对应一个记账凭证号：请核对凭证号，其余的另行成件。',
    zh: '入账信息的记账凭证号为 {found}，而本件为 {expected}',
    clause: 'DA/T 94-2022 8.4.1',
  },
  // XBRL of electronic vouchers
  XBRL_VALUE_UNREADABLE: {
    severity: 'warning',
    action: 'Look at the element; the value is kept as text and compared with nothing.',
    actionZh: '查看该元素；原文已保留，但不参与比对。',
    zh: '{where} 的内容“{found}”不是有效的 {expected}',
  },
  XBRL_REFERENCE_MISSING: {
    severity: 'info',
    action: 'Tell the issuer: the fact is kept, its context or unit is not defined in the file.',
    actionZh: '告知开具方：事实已保留，但其上下文或单位在文件中没有定义。',
    zh: '{where} 引用了不存在的上下文或单位：{found}',
    clause: 'XBRL 2.1 4.6',
  },
  XBRL_FACTS_CONFLICT: {
    severity: 'warning',
    action: 'Ask the issuer which of the two values is right; the first one is taken.',
    actionZh: '请向开具方确认哪个值正确；系统取先出现的值。',
    zh: '同一元素出现两次且内容不同：{expected} 与 {found}（{where}）',
    clause: 'XBRL 2.1 4.10',
  },
  XBRL_TOO_LARGE: {
    severity: 'warning',
    action: 'The file is archived as it is; facts after this place were not read. Split it if they are needed.',
    actionZh: '文件已原样归档，但此处之后的内容未读取；如需读取请拆分文件。',
    zh: 'XBRL 数据超出读取上限，{where} 之后未读取',
  },
  // E-invoices of China
  INVOICE_VALUE_UNREADABLE: {
    severity: 'warning',
    action: 'Look at the place in the file; what stands there is kept, and neither compared nor added up.',
    actionZh: '请查看文件中的该处内容；原文照存，但不参与比对和计算。',
    zh: '发票数据项 {expected} 的内容“{found}”不能按其类型识别',
  },
  INVOICE_NUMBERS_DIFFER: {
    severity: 'warning',
    action: 'Get the invoice anew from the tax platform: one file names two invoices.',
    actionZh: '请从税务平台重新下载该发票：同一文件内出现两个发票号码。',
    zh: '同一文件内的发票号码不一致：{expected}；{found}',
  },
  INVOICE_TOO_LONG: {
    severity: 'warning',
    action: 'Look at the file yourself: what is past the limit was neither read nor added up.',
    actionZh: '请人工查看文件：超出读取上限的内容未识别，也未参与计算。',
    zh: '发票内容超出读取上限（{found}），其余未读取',
  },
  INVOICE_LINES_DIFFER: {
    severity: 'warning',
    action: 'Add the lines up yourself; ask the seller for a right invoice if one of the numbers is wrong.',
    actionZh: '请复核明细合计；金额有误的，请销售方重新开具。',
    zh: '明细合计与票面合计不符：{expected}，{found}',
  },
  INVOICE_LINE_DIFFERS: {
    severity: 'warning',
    action: 'Compute the line yourself; ask the seller for a right invoice if one of the numbers is wrong.',
    actionZh: '请复核该行的数量、单价、金额和税额；有误的，请销售方重新开具。',
    zh: '明细行计算不符：{expected}，而 {found}',
  },
  INVOICE_TAX_ID_CHECK: {
    severity: 'warning',
    action: 'Compare the identifier with the register of enterprises; a digit may be wrong.',
    actionZh: '请到国家企业信用信息公示系统核对该代码，可能有误录。',
    zh: '{where} 的“{found}”不是有效的统一社会信用代码（应为 {expected}）',
    clause: 'GB 32100-2015',
  },
  INVOICE_NUMBER_UNUSUAL: {
    severity: 'info',
    action: 'Nothing, when the invoice was verified at the tax platform; else verify it there.',
    actionZh: '已在税务平台查验的无需处理；否则请查验该发票。',
    zh: '发票号码结构少见：{found}（通常为 {expected}）',
  },
  INVOICE_RED_POSITIVE: {
    severity: 'warning',
    action: 'Look whether this is a red invoice at all; its amounts should be negative.',
    actionZh: '请核对是否为红字发票；红字发票的金额应为负数。',
    zh: '红字发票的价税合计为正数 {found}',
  },
  INVOICE_RED_UNLINKED: {
    severity: 'warning',
    action: 'Add the number of the blue invoice to the metadata (对应蓝字发票号码), so that the two are linked.',
    actionZh: '请在元数据中补充对应蓝字发票号码，以便建立关联。',
    zh: '价税合计为负数 {found}，但未注明对应的蓝字发票',
  },
  INVOICE_VERIFICATION_NEGATIVE: {
    severity: 'warning',
    action: 'Do not book the invoice before the seller or the tax bureau has cleared it up.',
    actionZh: '请先向销售方或税务机关核实，核实前不要入账。',
    zh: '外部查验结果不正常：{found}',
  },
  INVOICE_CREATOR_OTHER: {
    severity: 'info',
    action: 'Nothing, when the unit archives under a department or person; otherwise correct the creator.',
    actionZh: '按部门或个人著录责任者的无需处理；否则请更正责任者。',
    zh: '责任者“{found}”既不是销售方也不是购买方（销售方为 {expected}）',
  },
} satisfies Record<string, FindingKind>;

export type RecordFindingCode = keyof typeof RECORD_FINDINGS;

export const recordFinding = findingOf<RecordFindingCode>(RECORD_FINDINGS);
