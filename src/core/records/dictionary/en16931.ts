import { type DictionaryEntry, entriesOf, type EntryRow } from './entry.js';

/** Terms of EN 16931-1:2017 that Chinese invoices have no word for; the shared ones (number, parties, totals) stand in facts.ts. */
const SOURCE = { area: 'invoice', source: 'EN 16931-1:2017 as the public bindings and Schematron of CEN/TC 434 have it', grade: 'B' } as const; // prettier-ignore

const term = (bt: string | null, ...row: [key: string, zh: string, en: string, type: EntryRow[3]]): EntryRow =>
  bt === null ? row : [...row, { numbers: { 'EN 16931': bt } }];

const DOCUMENT = [
  term(null, 'order-number', '订单号', 'Number of the order', 'identifier'),
  term(null, 'order-type', '订单类型', 'Type of the order', 'code'),
  term('BT-24', 'specification-id', '遵循规范标识', 'Specification identifier', 'identifier'),
  term('BT-23', 'business-process', '业务流程类型', 'Business process type', 'identifier'),
  term('BT-6', 'tax-currency', '记账增值税币种', 'VAT accounting currency', 'code'),
  term('BT-7', 'tax-point-date', '纳税义务发生日期', 'Value added tax point date', 'date'),
  term('BT-8', 'tax-point-code', '纳税义务发生日期代码', 'Value added tax point date code', 'code'),
  term('BT-9', 'due-date', '付款到期日', 'Payment due date', 'date'),
  term('BT-10', 'buyer-reference', '购买方参考', 'Buyer reference', 'text'),
  term('BT-11', 'project-reference', '项目参考号', 'Project reference', 'identifier'),
  term('BT-12', 'contract-reference', '合同参考号', 'Contract reference', 'identifier'),
  term('BT-13', 'order-reference', '采购订单号', 'Purchase order reference', 'identifier'),
  term('BT-14', 'sales-order-reference', '销售订单号', 'Sales order reference', 'identifier'),
  term('BT-15', 'receipt-reference', '收货通知单号', 'Receiving advice reference', 'identifier'),
  term('BT-16', 'despatch-reference', '发货通知单号', 'Despatch advice reference', 'identifier'),
  term('BT-17', 'tender-reference', '招标或标段号', 'Tender or lot reference', 'identifier'),
  term('BT-19', 'buyer-accounting-reference', '购买方会计参考', 'Buyer accounting reference', 'text'),
  term('BT-20', 'payment-terms', '付款条件', 'Payment terms', 'text'),
  term('BT-28', 'seller-trading-name', '销售方商号', 'Trading name of the seller', 'text'),
  term('BT-29', 'seller-identifier', '销售方标识', 'Seller identifier', 'identifier'),
  term('BT-30', 'seller-legal-id', '销售方登记号', 'Legal registration identifier of the seller', 'identifier'),
  term(
    'BT-32',
    'seller-tax-registration',
    '销售方税务登记标识',
    'Tax registration identifier of the seller',
    'identifier',
  ),
  term('BT-34', 'seller-electronic-address', '销售方电子地址', 'Electronic address of the seller', 'identifier'),
  term(
    'BT-34-1',
    'seller-electronic-address-scheme',
    '销售方电子地址方案',
    'Scheme of the electronic address of the seller',
    'code',
  ),
  term('BT-40', 'seller-country', '销售方国家代码', 'Country of the seller', 'code'),
  term('BT-45', 'buyer-trading-name', '购买方商号', 'Trading name of the buyer', 'text'),
  term('BT-46', 'buyer-identifier', '购买方标识', 'Buyer identifier', 'identifier'),
  term('BT-47', 'buyer-legal-id', '购买方登记号', 'Legal registration identifier of the buyer', 'identifier'),
  term(null, 'buyer-tax-registration', '购买方税务登记标识', 'Tax registration identifier of the buyer', 'identifier'),
  term('BT-49', 'buyer-electronic-address', '购买方电子地址', 'Electronic address of the buyer', 'identifier'),
  term(
    'BT-49-1',
    'buyer-electronic-address-scheme',
    '购买方电子地址方案',
    'Scheme of the electronic address of the buyer',
    'code',
  ),
  term('BT-55', 'buyer-country', '购买方国家代码', 'Country of the buyer', 'code'),
  term('BT-60', 'payee-identifier', '收款方标识', 'Payee identifier', 'identifier'),
  term('BT-61', 'payee-legal-id', '收款方登记号', 'Legal registration identifier of the payee', 'identifier'),
  term('BT-62', 'tax-representative-name', '销售方税务代表名称', 'Tax representative of the seller', 'text'),
  term(
    'BT-63',
    'tax-representative-id',
    '销售方税务代表增值税号',
    'VAT identifier of the tax representative',
    'identifier',
  ),
  term('BT-69', 'tax-representative-country', '销售方税务代表国家代码', 'Country of the tax representative', 'code'),
  term('BT-72', 'delivery-date', '实际交付日期', 'Actual delivery date', 'date'),
  term('BT-73', 'period-start', '计费期间开始', 'Start of the invoicing period', 'date'),
  term('BT-74', 'period-end', '计费期间结束', 'End of the invoicing period', 'date'),
  term('BT-80', 'delivery-country', '交付地国家代码', 'Country of delivery', 'code'),
  term('BT-83', 'remittance-reference', '汇款附言', 'Remittance information', 'identifier'),
  term('BT-106', 'lines-total', '明细行净额合计', 'Sum of the net amounts of lines', 'amount'),
  term('BT-107', 'allowances-total', '折让合计', 'Sum of allowances', 'amount'),
  term('BT-108', 'charges-total', '附加费合计', 'Sum of charges', 'amount'),
  term('BT-111', 'total-tax-accounting', '记账币种税额合计', 'Total tax in the accounting currency', 'amount'),
  term('BT-113', 'prepaid-amount', '已付金额', 'Paid amount', 'amount'),
  term('BT-114', 'rounding-amount', '舍入金额', 'Rounding amount', 'amount'),
  term('BT-115', 'payable-amount', '应付金额', 'Amount due for payment', 'amount'),
];

const PRECEDING = [
  term('BT-25', 'preceding-invoice-number', '前序发票号码', 'Number of a preceding invoice', 'identifier'),
  term('BT-26', 'preceding-invoice-date', '前序发票日期', 'Date of a preceding invoice', 'date'),
];

const PAYMENT = [
  term('BT-81', 'payment-means', '付款方式代码', 'Payment means', 'code'),
  term('BT-87', 'payment-card', '支付卡号', 'Payment card number', 'identifier'),
  term('BT-89', 'mandate-reference', '扣款授权号', 'Mandate reference', 'identifier'),
];

const ALLOWANCE = [
  term('BT-93', 'base-amount', '计算基数', 'Base of an allowance or charge', 'amount'),
  term('BT-94', 'percentage', '比例', 'Percentage of an allowance or charge', 'number'),
  term('BT-97', 'reason', '折让或附加费原因', 'Reason of an allowance or charge', 'text'),
  term('BT-98', 'reason-code', '折让或附加费原因代码', 'Reason code of an allowance or charge', 'code'),
];

const VAT = [
  term('BT-116', 'taxable-amount', '计税金额', 'Taxable amount of a VAT category', 'amount'),
  term('BT-120', 'exemption-reason', '免税原因', 'VAT exemption reason', 'text'),
  term('BT-121', 'exemption-code', '免税原因代码', 'VAT exemption reason code', 'code'),
];

const SUPPORTING_DOCUMENT = [
  term('BT-122', 'supporting-document-id', '附件编号', 'Supporting document', 'identifier'),
  term('BT-123', 'supporting-document-description', '附件说明', 'Description of a supporting document', 'text'),
  term('BT-124', 'supporting-document-location', '附件位置', 'Location of a supporting document', 'text'),
  term('BT-125-2', 'supporting-document-file', '附件文件名', 'File name of an attached document', 'text'),
];

const LINE = [
  term('BT-126', 'line-id', '行号', 'Line identifier', 'identifier'),
  term(null, 'line-kind', '行类别', 'Kind of line (detail, group, information)', 'code'),
  term('BT-147', 'price-discount', '单价折扣', 'Price discount', 'amount'),
  term('BT-148', 'gross-price', '折扣前单价', 'Gross price', 'amount'),
  term('BT-149', 'price-base-quantity', '计价基数', 'Base quantity of the price', 'number'),
  term('BT-151', 'tax-category', '税种类别代码', 'VAT category', 'code'),
  term('BT-154', 'item-description', '项目说明', 'Description of the item', 'text'),
  term('BT-155', 'item-seller-id', '销售方商品编号', 'Identifier of the item by the seller', 'identifier'),
  term('BT-157', 'item-standard-id', '商品标准编号', 'Standard identifier of the item', 'identifier'),
  term('BT-157-1', 'item-standard-scheme', '商品标准编号方案', 'Scheme of the standard identifier', 'code'),
];

const PROPERTY = [
  term('BT-160', 'property-name', '属性名称', 'Name of a property of the item', 'text'),
  term('BT-161', 'property-value', '属性值', 'Value of a property of the item', 'text'),
];

export const EN16931_ENTRIES: readonly DictionaryEntry[] = [
  ...entriesOf(SOURCE, DOCUMENT),
  ...entriesOf({ ...SOURCE, group: 'preceding' }, PRECEDING),
  ...entriesOf({ ...SOURCE, group: 'payment' }, PAYMENT),
  ...entriesOf({ ...SOURCE, group: 'allowance' }, ALLOWANCE),
  ...entriesOf({ ...SOURCE, group: 'vat' }, VAT),
  ...entriesOf({ ...SOURCE, group: 'supporting-document' }, SUPPORTING_DOCUMENT),
  ...entriesOf({ ...SOURCE, group: 'line' }, LINE),
  ...entriesOf({ ...SOURCE, group: 'property' }, PROPERTY),
];
