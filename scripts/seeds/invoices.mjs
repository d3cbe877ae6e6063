/** Invoices, tickets, bank and fiscal vouchers. */
import { AIRLINE, BANK, BUYER, RAILWAY, SELLER } from './identifiers.mjs';
import { docId, ofd } from './ofd.mjs';
import { pdf } from './pdf.mjs';
import { seed } from './seed.mjs';
import * as v from './invoice-xml.mjs';
import * as x from './xbrl.mjs';

const XBRL_TYPE = 'application/xml';

const plain = (lines) => lines.map((line) => (typeof line === 'string' ? line : line.text));

export function invoiceSeeds({ seals, rsaSigner, rsaRoot }) {
  const taxOfd = (invoice) =>
    ofd({
      docId: docId(`invoice ${invoice.number}`),
      title: '电子发票（普通发票）',
      author: '测试样例',
      lines: v.invoiceLines(invoice),
      customDatas: v.invoiceData(invoice),
      // The real 数电票 write TypeID where the published schema has NameSpace.
      tags: { typeAttribute: 'TypeID', type: 'root', tree: v.INVOICE_TAGS },
    });
  const taxPdf = (invoice) =>
    pdf({
      title: '电子发票（普通发票）测试样例',
      lines: plain(v.invoiceLines(invoice)),
      attachments: [{ name: `${invoice.number}.xml`, type: XBRL_TYPE, bytes: v.eInvoice(invoice) }],
    });
  const voucher = (number, more = {}) => ({
    metadata: { 发票号码: number, 价税合计: v.BLUE.gross, 会计年度: '2026', ...more },
  });

  return [
    seed('01-digital-invoice-xml', {
      title: { zh: '数电票 XML（蓝字）', en: 'Fully digital invoice, XML' },
      shows: {
        zh: '数电票的 XML 原件：根元素 EInvoice，无命名空间',
        en: 'The XML original: root EInvoice, no namespace',
      },
      kind: 'e-invoice',
      record: voucher(v.BLUE.number),
      files: [
        {
          name: `${v.BLUE.number}.xml`,
          bytes: v.eInvoice(v.BLUE),
          format: 'xml',
          signatures: 1,
          role: '正本',
          declare: 'all',
        },
      ],
    }),
    seed('02-digital-invoice-ofd', {
      title: { zh: '数电票 OFD（无签章）', en: 'Fully digital invoice, OFD without a seal' },
      shows: {
        zh: '没有签章是数电票 OFD 的常态；CustomDatas 与 CustomTags 带结构化数据',
        en: 'No seal is normal here; CustomDatas and CustomTags carry the data',
      },
      kind: 'e-invoice',
      record: voucher(v.BLUE.number),
      files: [{ name: `${v.BLUE.number}.ofd`, bytes: taxOfd(v.BLUE), format: 'ofd', role: '正本' }],
    }),
    seed('03-digital-invoice-pdf', {
      title: { zh: '数电票 PDF（内嵌 XML）', en: 'Fully digital invoice, PDF with embedded XML' },
      shows: { zh: 'PDF 附件中的 XML 数据', en: 'XML as an embedded file of a PDF' },
      kind: 'e-invoice',
      record: voucher(v.BLUE.number),
      files: [{ name: `${v.BLUE.number}.pdf`, bytes: taxPdf(v.BLUE), format: 'pdf', role: '正本' }],
    }),
    seed('04-digital-invoice-three', {
      title: { zh: '同一数电票的 XML、OFD、PDF', en: 'One invoice as XML, OFD and PDF' },
      shows: {
        zh: '一件多种表现形式：前面已分别送交，不重复保存',
        en: 'One record, three renditions: they came one by one before, and are not stored twice',
      },
      warnings: ['DUPLICATE_RECORD'],
      kind: 'e-invoice',
      record: voucher(v.BLUE.number, { 版式: 'XML+OFD+PDF' }),
      files: [
        {
          name: `${v.BLUE.number}.xml`,
          bytes: v.eInvoice(v.BLUE),
          format: 'xml',
          signatures: 1,
          role: '正本',
          declare: 'all',
        },
        { name: `${v.BLUE.number}.ofd`, bytes: taxOfd(v.BLUE), format: 'ofd', role: 'rendition' },
        { name: `${v.BLUE.number}.pdf`, bytes: taxPdf(v.BLUE), format: 'pdf', role: 'rendition' },
      ],
    }),
    seed('05-red-invoice-xml', {
      title: { zh: '红字数电票 XML', en: 'Red (credit) invoice, XML' },
      shows: {
        zh: '红字发票有自己的号码，并关联蓝字发票',
        en: 'A number of its own and a relation to the blue invoice',
      },
      kind: 'e-invoice',
      record: {
        metadata: { 发票号码: v.RED.number, 原发票号码: v.BLUE.number, 价税合计: v.RED.gross },
        relations: [{ type: '冲红', businessKey: 'SEED-01-digital-invoice-xml' }],
      },
      files: [
        {
          name: `${v.RED.number}.xml`,
          bytes: v.eInvoice(v.RED, { red: true }),
          format: 'xml',
          signatures: 1,
          role: '正本',
        },
      ],
    }),
    seed('06-old-invoice-ofd-sealed', {
      title: { zh: '增值税电子普通发票 OFD（2020 版，盖章）', en: 'Older VAT invoice, OFD with a seal' },
      shows: {
        zh: 'GB/T 38540 V4 签章（SM2/SM3）与附件 original_invoice.xml',
        en: 'A GB/T 38540 V4 seal (SM2, SM3) and the attachment original_invoice.xml',
      },
      kind: 'e-invoice',
      record: { date: v.OLD.date, metadata: { 发票代码: v.OLD.code, 发票号码: v.OLD.number, 价税合计: v.OLD.gross } },
      files: [
        {
          name: `${v.OLD.code}_${v.OLD.number}.ofd`,
          format: 'ofd',
          role: '正本',
          signatures: 1,
          declare: 'all',
          bytes: ofd({
            docId: docId('old invoice'),
            title: '增值税电子普通发票',
            author: '测试样例',
            created: v.OLD.date,
            lines: ['增值税电子普通发票 测试样例', v.OLD.code, v.OLD.number, SELLER.name, BUYER.name, v.OLD.gross],
            customDatas: {
              发票代码: v.OLD.code,
              发票号码: v.OLD.number,
              开票日期: '2020年11月05日',
              合计金额: v.OLD.net,
              合计税额: v.OLD.tax,
              购买方纳税人识别号: BUYER.code,
              销售方纳税人识别号: SELLER.code,
            },
            attachments: [
              { name: 'original_invoice.xml', title: 'original_invoice', format: 'xml', bytes: v.originalInvoice() },
            ],
            seal: { ...seals.tax, at: '20201105020000Z', when: '20201105100000' },
          }),
        },
      ],
    }),
    seed('07-old-invoice-pdf', {
      title: { zh: '增值税电子普通发票 PDF（旧版）', en: 'Older VAT invoice, PDF' },
      shows: { zh: '没有附件和签名的 PDF', en: 'A PDF without attachment or signature' },
      kind: 'e-invoice',
      record: { date: v.OLD.date, metadata: { 发票代码: v.OLD.code, 发票号码: '00000002', 价税合计: v.OLD.gross } },
      files: [
        {
          name: '增值税电子普通发票.pdf',
          format: 'pdf',
          role: '正本',
          bytes: pdf({
            title: '增值税电子普通发票 测试样例',
            lines: [`发票代码 ${v.OLD.code}`, '发票号码 00000002', SELLER.name, BUYER.name, `价税合计 ${v.OLD.gross}`],
          }),
        },
      ],
    }),
    seed('08-signed-pdf-cades', {
      title: { zh: '带 PAdES 签名的 PDF 合同', en: 'A contract, PDF with a PAdES signature' },
      shows: { zh: 'ETSI.CAdES.detached，RSA 2048 与 SHA-256', en: 'ETSI.CAdES.detached, RSA 2048 with SHA-256' },
      kind: 'contract',
      files: [
        {
          name: '采购合同.pdf',
          format: 'pdf',
          role: '正本',
          signatures: 1,
          bytes: pdf({
            title: '采购合同（测试样例）',
            lines: [`甲方 ${BUYER.name}`, `乙方 ${SELLER.name}`, '标的 测试线缆四根'],
            signature: {
              subFilter: 'ETSI.CAdES.detached',
              signer: rsaSigner,
              issuer: rsaRoot,
              at: '20260317093000Z',
              name: '测试文件签名人',
              reason: '同意',
            },
          }),
        },
      ],
    }),
    seed('09-signed-pdf-pkcs7', {
      title: { zh: '带 PKCS#7 签名的 PDF 发票', en: 'Invoice, PDF with a PKCS #7 signature' },
      shows: { zh: 'adbe.pkcs7.detached', en: 'adbe.pkcs7.detached' },
      kind: 'e-invoice',
      record: { metadata: { 发票代码: v.OLD.code, 发票号码: '00000003' } },
      files: [
        {
          name: '发票-签名.pdf',
          format: 'pdf',
          role: '正本',
          signatures: 1,
          bytes: pdf({
            title: '增值税电子普通发票 测试样例（签名）',
            lines: [`发票代码 ${v.OLD.code}`, '发票号码 00000003', SELLER.name, BUYER.name],
            signature: {
              subFilter: 'adbe.pkcs7.detached',
              signer: rsaSigner,
              issuer: rsaRoot,
              at: '20260317093000Z',
              name: '测试文件签名人',
              reason: '开具',
            },
          }),
        },
      ],
    }),
    seed('10-railway-ticket', {
      title: { zh: '电子发票（铁路电子客票）', en: 'Railway e-ticket' },
      shows: { zh: 'OFD 与 PDF 均内嵌 rai XBRL', en: 'rai XBRL inside both OFD and PDF' },
      kind: 'railway-ticket',
      record: { creator: RAILWAY.name, date: '2026-03-18', metadata: { 发票号码: x.RAIL_NUMBER, 票价: '109.00' } },
      files: [
        {
          name: `${x.RAIL_NUMBER}.ofd`,
          format: 'ofd',
          role: '正本',
          bytes: ofd({
            docId: docId('railway ticket'),
            title: '电子发票（铁路电子客票）',
            created: '2026-03-18',
            lines: ['电子发票（铁路电子客票） 测试样例', x.RAIL_NUMBER, '示例东站 至 测试南站 G9999', '票价 109.00'],
            customDatas: { 发票号码: x.RAIL_NUMBER, 开票日期: '2026年03月18日' },
            attachments: [
              { name: `rai_issuer_${x.RAIL_NUMBER}.xml`, title: 'rai_issuer', format: 'xml', bytes: x.railTicket() },
            ],
          }),
        },
        {
          name: `${x.RAIL_NUMBER}.pdf`,
          format: 'pdf',
          role: 'rendition',
          bytes: pdf({
            title: '电子发票（铁路电子客票）测试样例',
            lines: [x.RAIL_NUMBER, '示例东站 至 测试南站 G9999', '票价 109.00'],
            attachments: [{ name: `rai_issuer_${x.RAIL_NUMBER}.xml`, type: XBRL_TYPE, bytes: x.railTicket() }],
          }),
        },
      ],
    }),
    seed('11-air-itinerary', {
      title: { zh: '航空运输电子客票行程单', en: 'Air e-ticket itinerary' },
      shows: { zh: 'PDF 与 OFD 内嵌 atr XBRL', en: 'atr XBRL inside PDF and OFD' },
      kind: 'air-itinerary',
      record: { creator: AIRLINE.name, date: '2026-03-19', metadata: { 发票号码: x.AIR_NUMBER, 合计: '943.80' } },
      files: [
        {
          name: `${x.AIR_NUMBER}.pdf`,
          format: 'pdf',
          role: '正本',
          bytes: pdf({
            title: '航空运输电子客票行程单 测试样例',
            lines: [x.AIR_NUMBER, '示例机场 至 测试机场 XX0001', '合计 943.80'],
            attachments: [{ name: `atr_issuer_${x.AIR_NUMBER}.xml`, type: XBRL_TYPE, bytes: x.airItinerary() }],
          }),
        },
        {
          name: `${x.AIR_NUMBER}.ofd`,
          format: 'ofd',
          role: 'rendition',
          bytes: ofd({
            docId: docId('air itinerary'),
            title: '航空运输电子客票行程单',
            created: '2026-03-19',
            lines: ['航空运输电子客票行程单 测试样例', x.AIR_NUMBER, '示例机场 至 测试机场 XX0001', '合计 943.80'],
            attachments: [
              { name: `atr_issuer_${x.AIR_NUMBER}.xml`, title: 'atr_issuer', format: 'xml', bytes: x.airItinerary() },
            ],
          }),
        },
      ],
    }),
    seed('12-bank-receipt', {
      title: { zh: '银行电子回单 OFD', en: 'Bank receipt, OFD' },
      shows: { zh: '盖银行回单章，内嵌 bker XBRL', en: 'Sealed by the bank, bker XBRL inside' },
      kind: 'bank-receipt',
      record: { creator: BANK.name, date: '2026-03-25', metadata: { 回单编号: 'DEMO-BKER-0001', 金额: '1130.00' } },
      files: [
        {
          name: '电子回单-DEMO-BKER-0001.ofd',
          format: 'ofd',
          role: '正本',
          signatures: 1,
          bytes: ofd({
            docId: docId('bank receipt'),
            title: '银行电子回单',
            author: BANK.name,
            created: '2026-03-25',
            lines: ['银行电子回单 测试样例', `付款人 ${BUYER.name}`, `收款人 ${SELLER.name}`, '金额 1130.00'],
            attachments: [{ name: 'bker_issuer.xml', title: 'bker_issuer', format: 'xml', bytes: x.bankReceipt() }],
            seal: { ...seals.bank, at: '20260325020000Z', when: '20260325100000' },
          }),
        },
      ],
    }),
    seed('13-bank-statement', {
      title: { zh: '银行电子对账单', en: 'Bank statement' },
      shows: { zh: 'PDF 版式与 bkrs XBRL 数据文件', en: 'PDF and a bkrs XBRL data file' },
      kind: 'bank-statement',
      record: { creator: BANK.name, date: '2026-03', retention: 'D10' },
      files: [
        {
          name: '对账单-2026-03.pdf',
          format: 'pdf',
          role: '正本',
          bytes: pdf({ title: '银行电子对账单 测试样例', lines: [BUYER.name, '2026-03-25 支出 1130.00 余额 8870.00'] }),
        },
        { name: '对账单-2026-03.xbrl', bytes: x.bankStatement(), format: 'xml', role: '数据文件' },
      ],
    }),
    seed('14-fiscal-bill', {
      title: { zh: '财政电子票据', en: 'Fiscal e-bill' },
      shows: { zh: 'OFD 内嵌 efi XBRL', en: 'OFD with efi XBRL' },
      kind: 'fiscal-bill',
      record: {
        creator: '示例市公立测试学校',
        date: '2026-03-22',
        metadata: { 票据代码: '99000126', 票据号码: '0000000001' },
      },
      files: [
        {
          name: '99000126_0000000001.ofd',
          format: 'ofd',
          role: '正本',
          bytes: ofd({
            docId: docId('fiscal bill'),
            title: '财政电子票据',
            created: '2026-03-22',
            lines: ['财政电子票据 测试样例', '票据代码 99000126', '票据号码 0000000001', BUYER.name, '金额 200.00'],
            attachments: [{ name: 'efi_issuer.xml', title: 'efi_issuer', format: 'xml', bytes: x.fiscalBill() }],
          }),
        },
      ],
    }),
  ];
}
