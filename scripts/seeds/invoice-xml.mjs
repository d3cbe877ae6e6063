/** The structured halves of invoices: 数电票 XML and the XML of the older OFD invoice. All content is invented. */
import { BUYER, invoiceNumber, SELLER, TAX_BUREAU } from './identifiers.mjs';
import { fields, xml } from './xml.mjs';

export const BLUE = {
  number: invoiceNumber(26, 1),
  net: '1000.00',
  tax: '130.00',
  gross: '1130.00',
  words: '壹仟壹佰叁拾圆整',
};
export const RED = {
  number: invoiceNumber(26, 2),
  net: '-1000.00',
  tax: '-130.00',
  gross: '-1130.00',
  words: '（负数）壹仟壹佰叁拾圆整',
};

const label = (code, name) => ({ LabelCode: code, LabelName: name });

/** 数电票 XML: root EInvoice, no namespace. `TotaltaxIncludedAmount` and `IssuItem…` are spelt as the standard does. */
export function eInvoice(invoice, { red } = {}) {
  const sign = red ? '-' : '';
  return xml([
    'EInvoice',
    ...fields({
      Header: {
        EIid: invoice.number,
        EInvoiceTag: 'SWEI3200',
        Version: '0.1',
        InherentLabel: {
          InIssuType: red ? label('N', '红字发票') : label('Y', '蓝字发票'),
          EInvoiceType: label('01', '电子发票'),
          GeneralOrSpecialVAT: label('02', '普通发票'),
          TaxpayerType: label('1', '一般纳税人'),
        },
        UndefinedLabel: { Label: { LabelType: 'DEMO', LabelCode: '00', LabelName: '测试样例，非真实发票' } },
      },
      EInvoiceData: {
        SellerInformation: {
          SellerIdNum: SELLER.code,
          SellerName: SELLER.name,
          SellerAddr: SELLER.address,
          SellerTelNum: SELLER.phone,
          SellerBankName: SELLER.bank,
          SellerBankAccNum: SELLER.account,
        },
        BuyerInformation: {
          BuyerIdNum: BUYER.code,
          BuyerName: BUYER.name,
          BuyerAddr: BUYER.address,
          BuyerTelNum: BUYER.phone,
          BuyerBankName: BUYER.bank,
          BuyerBankAccNum: BUYER.account,
        },
        BasicInformation: {
          TotalAmWithoutTax: invoice.net,
          TotalTaxAm: invoice.tax,
          'TotalTax-includedAmount': invoice.gross,
          'TotalTax-includedAmountInChinese': invoice.words,
          Drawer: '测试员',
          RequestTime: '2026-03-17 09:30:00',
        },
        IssuItemInformation: [
          {
            ItemName: '*样例软件*测试用例',
            SpecMod: '样式一',
            MeaUnits: '套',
            Quantity: `${sign}2`,
            UnPrice: '400.00',
            Amount: `${sign}800.00`,
            TaxRate: '0.13',
            ComTaxAm: `${sign}104.00`,
            TotaltaxIncludedAmount: `${sign}904.00`,
            TaxClassificationCode: '9990000000000000001',
          },
          {
            ItemName: '*样例设备*测试线缆',
            SpecMod: '样式二',
            MeaUnits: '根',
            Quantity: `${sign}4`,
            UnPrice: '50.00',
            Amount: `${sign}200.00`,
            TaxRate: '0.13',
            ComTaxAm: `${sign}26.00`,
            TotaltaxIncludedAmount: `${sign}226.00`,
            TaxClassificationCode: '9990000000000000002',
          },
        ],
        ...(red
          ? {
              SpecificInformation: {
                RedEInvoice: { OriginalInvoiceCode: BLUE.number, CreditNoteNumber: `CN${RED.number}` },
              },
            }
          : {}),
        AdditionalInformation: { Remark: '样例数据，不得用于报销' },
      },
      SellerAuthentication: { AuthenticationMethods: '测试' },
      TaxSupervisionInfo: {
        InvoiceNumber: invoice.number,
        IssueTime: '2026-03-17 09:30:05',
        TaxBureauCode: TAX_BUREAU.code,
        TaxBureauName: TAX_BUREAU.name,
      },
    }),
    [
      'TaxBureauSignature',
      [
        'Reference',
        { URI: 'Header|EinvoiceData|SellerAuthentication|TaxSupervisionInfo|TaxBureauSignature/SignatureTime' },
      ],
      ['SignatureAlgorithm', '1.2.156.10197.1.501'],
      ['SignatureFormat', 'DETACH'],
      ['SignatureTime', '2026-03-17 09:30:06'],
      // The rule by which the tax bureau canonicalises is not public: the value is evidently no signature.
      ['SignatureValue', Buffer.from('DEMO: not a signature of any tax bureau').toString('base64')],
      ['KeyInfo', 'DEMO'],
    ],
  ]);
}

/** Lines of the same invoice as a person reads them; `tag` names what a CustomTag points at. */
export const invoiceLines = (invoice) => [
  '电子发票（普通发票） 测试样例',
  { text: invoice.number, tag: 'number' },
  { text: '2026年03月17日', tag: 'date' },
  { text: BUYER.name, tag: 'buyer' },
  { text: BUYER.code, tag: 'buyerCode' },
  { text: SELLER.name, tag: 'seller' },
  { text: SELLER.code, tag: 'sellerCode' },
  { text: '*样例软件*测试用例', tag: 'item' },
  { text: '13%', tag: 'rate' },
  { text: invoice.net, tag: 'net' },
  { text: invoice.tax, tag: 'tax' },
  { text: invoice.gross, tag: 'gross' },
  { text: '测试员', tag: 'clerk' },
];

/** CustomTag tree of a 数电票 OFD: root, then what each TextObject says. */
export const INVOICE_TAGS = {
  root: {
    InvoiceNo: 'number',
    IssueDate: 'date',
    Buyer: { BuyerName: 'buyer', BuyerTaxID: 'buyerCode' },
    Seller: { SellerName: 'seller', SellerTaxID: 'sellerCode' },
    TaxExclusiveTotalAmount: 'net',
    TaxTotalAmount: 'tax',
    TaxInclusiveTotalAmount: 'gross',
    InvoiceClerk: 'clerk',
    Item: 'item',
    TaxScheme: 'rate',
  },
};

export const invoiceData = (invoice) => ({
  'template-version': '1.0.20.0422',
  发票号码: invoice.number,
  销售方纳税人识别号: SELLER.code,
  合计金额: invoice.net,
  购买方纳税人识别号: BUYER.code,
  合计税额: invoice.tax,
  开票日期: '2026年03月17日',
  'native-producer': 'Dantao seeds',
  'producer-version': '1.0',
});

export const OLD = {
  code: '099001900104',
  number: '00000001',
  date: '2020-11-05',
  net: '500.00',
  tax: '65.00',
  gross: '565.00',
};

/** original_invoice.xml of the older OFD invoice. */
export function originalInvoice() {
  const prefixed = (object) =>
    fields(object).map(function prefix([name, ...rest]) {
      return [`fp:${name}`, ...rest.map((child) => (Array.isArray(child) ? prefix(child) : child))];
    });
  return xml([
    'fp:eInvoice',
    { 'xmlns:fp': 'http://www.edrm.org.cn/schema/e-invoice/2019', Version: '1.0' },
    ...prefixed({
      DocID: OLD.code + OLD.number,
      AreaCode: '9900',
      TypeCode: '10',
      InvoiceCode: OLD.code,
      InvoiceNo: OLD.number,
      IssueDate: '2020年11月05日',
      InvoiceCheckCode: '00000000000000000001',
      MachineNo: '000000000001',
      TaxControlCode: 'DEMO-0000-0000-0000',
      Buyer: {
        BuyerName: BUYER.name,
        BuyerTaxID: BUYER.code,
        BuyerAddrTel: BUYER.address + BUYER.phone,
        BuyerFinancialAccount: BUYER.bank + BUYER.account,
      },
      Seller: {
        SellerName: SELLER.name,
        SellerTaxID: SELLER.code,
        SellerAddrTel: SELLER.address + SELLER.phone,
        SellerFinancialAccount: SELLER.bank + SELLER.account,
      },
      TaxInclusiveTotalAmount: OLD.gross,
      TaxInclusiveTotalAmountWithWords: '伍佰陆拾伍圆整',
      TaxExclusiveTotalAmount: OLD.net,
      TaxTotalAmount: OLD.tax,
      Note: '样例数据',
      InvoiceClerk: '测试员',
      Payee: '测试员',
      Checker: '测试复核',
      GoodsInfos: {
        GoodsInfo: {
          LineNo: '1',
          LineNature: '0',
          Item: '*样例设备*测试线缆',
          Code: '9990000000000000002',
          Specification: '样式二',
          MeasurementDimension: '根',
          Price: '50.00',
          Quantity: '10',
          Amount: OLD.net,
          TaxScheme: '13%',
          TaxAmount: OLD.tax,
        },
      },
    }),
  ]);
}
