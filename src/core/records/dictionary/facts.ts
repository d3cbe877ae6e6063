import { ELECTRONIC_VOUCHER_ENTRIES } from './electronic-vouchers.js';
import { type DictionaryEntry, entriesOf } from './entry.js';
import { EN16931_ENTRIES } from './en16931.js';
import { ACCOUNTING_ARCHIVE_ENTRIES } from './accounting-archive.js';
import { BOOKING_ENTRIES } from './booking.js';

/** What invoices say, of China and elsewhere. BT numbers are those of EN 16931-1. */
const INVOICE: readonly DictionaryEntry[] = [
  ...entriesOf({ area: 'invoice', source: '数电票 XML and OFD as public readers take them; EN 16931-1', grade: 'B' }, [
    ['invoice-number', '发票号码', 'Invoice number', 'identifier', { numbers: { 'EN 16931': 'BT-1' } }],
    ['invoice-code', '发票代码', 'Invoice code', 'identifier'],
    ['issue-date', '开票日期', 'Date of issue', 'date', { numbers: { 'EN 16931': 'BT-2' }, aliases: ['开具日期'] }],
    ['invoice-type', '发票类型', 'Type of invoice', 'code', { numbers: { 'EN 16931': 'BT-3' }, aliases: ['发票种类'] }],
    ['currency', '币种', 'Currency', 'code', { numbers: { 'EN 16931': 'BT-5' } }],
    ['remark', '备注', 'Remark', 'text', { numbers: { 'EN 16931': 'BT-22' } }],
    ['red-of-number', '对应蓝字发票号码', 'Number of the invoice it corrects', 'identifier', { repeatable: true, aliases: ['原发票号码'] }],
    ['red-of-code', '对应蓝字发票代码', 'Code of the invoice it corrects', 'identifier', { repeatable: true, aliases: ['原发票代码'] }],
    ['seller-name', '销售方名称', 'Name of the seller', 'text', { numbers: { 'EN 16931': 'BT-27' }, aliases: ['销方名称', '销售方'] }],
    ['seller-id', '销售方纳税人识别号', 'Tax identifier of the seller', 'identifier', { numbers: { 'EN 16931': 'BT-31' }, aliases: ['销售方统一社会信用代码', '销方税号', '销售方税号'] }],
    ['buyer-name', '购买方名称', 'Name of the buyer', 'text', { numbers: { 'EN 16931': 'BT-44' }, aliases: ['购方名称', '购买方'] }],
    ['buyer-id', '购买方纳税人识别号', 'Tax identifier of the buyer', 'identifier', { numbers: { 'EN 16931': 'BT-48' }, aliases: ['购买方统一社会信用代码', '购方税号', '购买方税号'] }],
    ['total-without-tax', '合计金额', 'Total without tax', 'amount', { numbers: { 'EN 16931': 'BT-109' }, aliases: ['不含税金额'] }],
    ['total-tax', '合计税额', 'Total tax', 'amount', { numbers: { 'EN 16931': 'BT-110' } }],
    ['total-with-tax', '价税合计', 'Total with tax', 'amount', { numbers: { 'EN 16931': 'BT-112' }, aliases: ['含税金额', '价税合计金额'] }],
    ['total-in-words', '价税合计（大写）', 'Total in Chinese capitals', 'text', { aliases: ['价税合计大写', '大写金额'] }],
    ['drawer', '开票人', 'Drawn by', 'text'],
    ['check-code', '校验码', 'Check code', 'identifier'],
    ['issue-type', '开票类型', 'Blue or red', 'code', { aliases: ['蓝字红字标志'] }],
    ['generation-time', '发票生成时间', 'When the file was made', 'date'],
    ['seller-address', '销售方地址', 'Address of the seller', 'text', { aliases: ['销售方地址、电话'] }],
    ['seller-telephone', '销售方电话', 'Telephone of the seller', 'text'],
    ['seller-bank', '销售方开户银行', 'Bank of the seller', 'text'],
    ['seller-account', '销售方银行账号', 'Bank account of the seller', 'identifier', { aliases: ['销售方开户行及账号'] }],
    ['buyer-address', '购买方地址', 'Address of the buyer', 'text', { aliases: ['购买方地址、电话'] }],
    ['buyer-telephone', '购买方电话', 'Telephone of the buyer', 'text'],
    ['buyer-bank', '购买方开户银行', 'Bank of the buyer', 'text'],
    ['buyer-account', '购买方银行账号', 'Bank account of the buyer', 'identifier', { aliases: ['购买方开户行及账号'] }],
    ['tax-bureau-code', '税务机关代码', 'Code of the tax bureau', 'code'],
    ['tax-bureau-name', '税务机关名称', 'Tax bureau', 'text'],
    ['credit-note-number', '红字信息确认单编号', 'Number of the confirmation of a red invoice', 'identifier', { aliases: ['红字发票信息确认单编号'] }],
    ['machine-number', '机器编号', 'Number of the machine', 'identifier'],
    ['tax-control-code', '税控码', 'Tax control code', 'identifier', { aliases: ['密码区'] }],
    ['deductible-amount', '扣除额', 'Deducted before tax', 'amount'],
    ['payee', '收款人（票面）', 'Payee on the invoice', 'text'],
    ['shown-origin', '文件所示来源', 'Origin that the file shows', 'code', { values: ['tax-platform', 'issuer'] }],
    ['signature-state', '签名核验状态', 'State of the signature of the data', 'code', { values: ['not-verified'] }],
    ['verification-result', '查验结果', 'Result of an outside verification', 'text'],
    ['verification-source', '查验渠道', 'Who verified', 'text', { aliases: ['查验平台'] }],
    ['verification-time', '查验时间', 'When it was verified', 'date'],
  ]),
  ...entriesOf({ area: 'invoice', group: 'line', source: '数电票 XML and OFD as public readers take them; EN 16931-1', grade: 'B' }, [
    ['item-name', '项目名称', 'Item', 'text', { numbers: { 'EN 16931': 'BT-153' }, aliases: ['货物或应税劳务名称'] }],
    ['specification', '规格型号', 'Specification', 'text'],
    ['unit', '单位', 'Unit', 'text', { numbers: { 'EN 16931': 'BT-130' } }],
    ['quantity', '数量', 'Quantity', 'number', { numbers: { 'EN 16931': 'BT-129' } }],
    ['unit-price', '单价', 'Unit price', 'amount', { numbers: { 'EN 16931': 'BT-146' } }],
    ['tax-rate', '税率', 'Tax rate', 'number', { numbers: { 'EN 16931': 'BT-152' }, aliases: ['税率/征收率', '征收率'] }],
    ['tax-amount', '税额', 'Tax', 'amount'],
    ['amount-with-tax', '含税金额（行）', 'Amount with tax', 'amount'],
    ['tax-treatment', '税收待遇', 'Treatment instead of a rate', 'code', { values: ['exempt', 'not-taxed', 'zero-rated'] }],
    ['tax-classification', '税收分类编码', 'Tax classification', 'code'],
  ]),
]; // prettier-ignore

/** Tickets, receipts, statements and bills, mostly from XBRL. */
const VOUCHER: readonly DictionaryEntry[] = entriesOf(
  { area: 'voucher', source: '电子凭证会计数据标准 of 财政部 as public readers take it', grade: 'B' },
  [
    ['voucher-number', '凭证号码', 'Number of the voucher', 'identifier', { aliases: ['回单编号', '票据号码'] }],
    ['payer-name', '付款人名称', 'Name of the payer', 'text', { aliases: ['付款人', '付款方户名'] }],
    ['payer-account', '付款人账号', 'Account of the payer', 'identifier', { aliases: ['付款方账号'] }],
    ['payee-name', '收款人名称', 'Name of the payee', 'text', { aliases: ['收款人', '收款方户名'] }],
    ['payee-account', '收款人账号', 'Account of the payee', 'identifier', { aliases: ['收款方账号'] }],
    ['amount', '金额', 'Amount', 'amount', { numbers: { 'EN 16931': 'BT-131' } }],
    ['departure', '出发地', 'Departure', 'text', { aliases: ['出发站', '始发站'] }],
    ['destination', '目的地', 'Destination', 'text', { aliases: ['到达站'] }],
    ['travel-date', '乘车（机）日期', 'Day of travel', 'date', { aliases: ['乘车日期', '乘机日期'] }],
    ['passenger-name', '旅客姓名', 'Passenger', 'text', { aliases: ['乘客姓名'] }],
    ['train-number', '车次', 'Train', 'identifier'],
    ['flight-number', '航班号', 'Flight', 'identifier'],
    ['seat', '席位', 'Seat', 'text', { aliases: ['座位号'] }],
    ['ticket-number', '电子客票号', 'Ticket number', 'identifier', { aliases: ['客票号码'] }],
  ],
);

/** Booking information (入账信息) and what accounting systems say of their records. */
const ACCOUNTING: readonly DictionaryEntry[] = [
  ...entriesOf({ area: 'accounting', source: '电子凭证会计数据标准, 入账信息; DA/T 94-2022 8.4', grade: 'B' }, [
    ['posting-date', '记账日期', 'Posting date', 'date', { aliases: ['入账日期'] }],
    ['accounting-document-number', '记账凭证号', 'Number of the accounting document', 'identifier', { aliases: ['记账凭证编号', '凭证号'] }],
    ['entity-name', '会计主体名称', 'Accounting entity', 'text', { aliases: ['记账单位名称'] }],
    ['entity-id', '会计主体统一社会信用代码', 'Credit code of the accounting entity', 'identifier'],
  ]),
  ...entriesOf({ area: 'accounting', group: 'entry', source: '电子凭证会计数据标准, 入账信息', grade: 'B' }, [
    ['debit-credit', '借贷方向', 'Debit or credit', 'code', { aliases: ['借贷标志'] }],
    ['ledger-subject', '总账科目名称', 'General ledger subject', 'text', { aliases: ['总账科目'] }],
    ['subsidiary-subject', '明细科目名称', 'Subsidiary ledger subject', 'text', { aliases: ['明细科目'] }],
    ['recorded-amount', '入账金额', 'Recorded amount', 'amount'],
    ['summary', '记账凭证摘要', 'Summary of the entry', 'text'],
  ]),
]; // prettier-ignore

/** Electronic certificates (电子证照). The identifier follows GB/T 36904; names of the other elements are those of public platforms. */
const CERTIFICATE: readonly DictionaryEntry[] = [
  ...entriesOf({ area: 'certificate', source: 'GB/T 36904-2018 as public generators and platforms follow it', grade: 'B' }, [
    ['certificate-id', '证照标识', 'Identifier of the certificate', 'identifier', { aliases: ['电子证照标识', '电子证照唯一标识', '证照唯一标识', 'ZZBS', 'zzeCertID'] }],
    ['certificate-type-code', '证照类型代码', 'Code of the certificate type', 'code', { aliases: ['ZZLXDM'] }],
    ['issuer-id', '证照颁发机构代码', 'Code of the issuer', 'identifier', { aliases: ['颁发机构代码', '发证机关代码', 'ZZBFJGDM'] }],
    ['certificate-version', '证照版本号', 'Version of the certificate', 'code', { aliases: ['版本号', 'ZZBBH'] }],
  ]),
  ...entriesOf({ area: 'certificate', source: 'names used by public certificate platforms', grade: 'C' }, [
    ['certificate-name', '证照名称', 'Name of the certificate', 'text', { aliases: ['证照类型名称', 'ZZMC'] }],
    ['certificate-number', '证照编号', 'Number of the certificate', 'identifier', { aliases: ['证书编号', '许可证编号', '证号', 'ZZBH'] }],
    ['issuer-name', '证照颁发机构', 'Issuer', 'text', { aliases: ['颁发机构', '证照颁发机构名称', '发证机关', '发证机构', 'ZZBFJG'] }],
    ['certificate-issue-date', '证照颁发日期', 'Issued on', 'date', { aliases: ['颁发日期', '发证日期', 'ZZBFRQ'] }],
    ['holder-name', '持证主体', 'Holder', 'text', { repeatable: true, aliases: ['持证主体名称', '持证者', '持证人', '持证者名称', 'CZZT'] }],
    ['holder-id', '持证主体代码', 'Identifier of the holder', 'identifier', { repeatable: true, aliases: ['持证者号码', '持证主体证件号码', '持证者代码', 'CZZTDM'] }],
    ['holder-id-type', '持证主体代码类型', 'Type of the holder’s identifier', 'code', { repeatable: true, aliases: ['持证者号码类型', 'CZZTDMLX'] }],
    ['valid-from', '证照有效期起始日期', 'Valid from', 'date', { aliases: ['有效期起始日期', '有效期起', '有效期开始日期', 'ZZYXQQSRQ'] }],
    ['valid-until', '证照有效期截止日期', 'Valid until', 'date', { aliases: ['有效期截止日期', '有效期止', '有效期至', '有效期结束日期', 'ZZYXQJZRQ'] }],
    ['certificate-status', '证照状态', 'Status of the certificate', 'code', { aliases: ['ZZZT'] }],
    ['former-certificate-id', '关联证照标识', 'Identifier of the certificate it follows', 'identifier', { repeatable: true, aliases: ['原证照标识', '前一证照标识', 'GLZZBS', 'associatedZzeCertID'] }],
    ['former-certificate-relation', '证照关联关系', 'How it follows the former one', 'code', { aliases: ['证照变更类型', '关联类型', 'GLLX'] }],
  ]),
]; // prettier-ignore

/** Government-service items (政务服务事项). */
const SERVICE: readonly DictionaryEntry[] = entriesOf(
  { area: 'service', source: 'names used by public service platforms; GB/T 42727-2023 by its table of contents', grade: 'C' },
  [
    ['service-item-name', '事项名称', 'Item', 'text', { aliases: ['政务服务事项名称'] }],
    ['service-item-code', '事项编码', 'Code of the item', 'code', { aliases: ['事项代码', '实施编码', '政务服务事项编码'] }],
    ['service-profile', '归档配置', 'Profile of the item', 'code'],
    ['case-number', '办件编号', 'Case number', 'identifier', { aliases: ['办件号', '业务流水号', '受理编号'] }],
    ['parent-case-number', '上级办件编号', 'Number of the case it is part of', 'identifier', { aliases: ['主办件编号', '一件事办件编号'] }],
    ['child-case-number', '下级办件编号', 'Number of a case that is part of it', 'identifier', { repeatable: true, aliases: ['子办件编号', '联办办件编号'] }],
    ['applicant-name', '申请人', 'Applicant', 'text', { repeatable: true, aliases: ['申请人名称', '申请人姓名', '申请单位'] }],
    ['applicant-id', '申请人证件号码', 'Identifier of the applicant', 'identifier', { repeatable: true, aliases: ['申请人统一社会信用代码', '申请人代码'] }],
    ['applied-date', '申请日期', 'Applied on', 'date', { aliases: ['申请时间'] }],
    ['accepted-date', '受理日期', 'Accepted on', 'date', { aliases: ['受理时间'] }],
    ['decided-date', '决定日期', 'Decided on', 'date', { aliases: ['决定时间', '审批日期'] }],
    ['finished-date', '办结日期', 'Finished on', 'date', { aliases: ['办结时间'] }],
    ['delivered-date', '送达日期', 'Delivered on', 'date', { aliases: ['送达时间'] }],
    ['service-result', '办理结果', 'Result', 'text', { aliases: ['办件结果', '审批结果'] }],
    ['service-department', '办理部门', 'Department in charge', 'text', { aliases: ['受理部门', '实施主体'] }],
    ['material-name', '材料名称', 'Material', 'text', { repeatable: true }],
    ['produced-certificate-id', '结果证照标识', 'Certificate produced', 'identifier', { repeatable: true, aliases: ['产生证照标识'] }],
  ],
); // prettier-ignore

/** What official documents (电子公文) say beyond the archive elements document-number, document-type, urgency, security-class. */
const OFFICIAL: readonly DictionaryEntry[] = entriesOf(
  { area: 'official-document', source: 'elements of official documents in general use; GB/T 39362-2020 by its scope', grade: 'C' },
  [
    ['issued-date', '成文日期', 'Date of the document', 'date', { aliases: ['成文时间', '印发日期', '发文日期'] }],
    ['issuing-body', '发文机关', 'Issuing body', 'text', { aliases: ['发文单位', '发文机关名称'] }],
    ['issuing-body-code', '发文机关代字', 'Letters of the issuing body', 'text'],
    ['document-year', '发文年份', 'Year of the document number', 'date'],
    ['document-serial', '发文顺序号', 'Serial of the document number', 'number'],
    ['signer', '签发人', 'Signed off by', 'text', { repeatable: true, aliases: ['签发'] }],
    ['signed-off-date', '签发日期', 'Signed off on', 'date', { aliases: ['签发时间'] }],
    ['proofreader', '核稿人', 'Checked by', 'text', { aliases: ['核稿'] }],
    ['drafter', '拟稿人', 'Drafted by', 'text', { aliases: ['起草人', '拟稿'] }],
    ['drafting-department', '拟稿部门', 'Drafting department', 'text', { aliases: ['主办部门', '承办部门'] }],
    ['countersigner', '会签人', 'Countersigned by', 'text', { repeatable: true, aliases: ['会签'] }],
    ['replies-to-number', '复文所对文号', 'Number of the document it replies to', 'identifier', { repeatable: true, aliases: ['来文文号', '来文字号'] }],
    ['handling-step', '办理环节', 'Step of handling', 'text', { group: 'step', aliases: ['环节', '环节名称'] }],
    ['handling-agent', '办理人', 'Who handled', 'text', { group: 'step', aliases: ['办理人员', '处理人'] }],
    ['handling-time', '办理时间', 'When handled', 'date', { group: 'step', aliases: ['处理时间'] }],
    ['handling-opinion', '办理意见', 'Opinion', 'text', { group: 'step', aliases: ['意见', '处理意见'] }],
  ],
); // prettier-ignore

/** Every slug that readers and kinds say facts with. Elements that archives share stand in archive.ts. */
export const FACT_ENTRIES: readonly DictionaryEntry[] = [...INVOICE, ...EN16931_ENTRIES, ...VOUCHER, ...ELECTRONIC_VOUCHER_ENTRIES, ...ACCOUNTING, ...BOOKING_ENTRIES, ...ACCOUNTING_ARCHIVE_ENTRIES, ...CERTIFICATE, ...SERVICE, ...OFFICIAL]; // prettier-ignore
