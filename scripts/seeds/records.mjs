/** Certificates, government service, documents, accounting, and plain files. */
import { gb18030, utf8, zip } from './bytes.mjs';
import { cii, facturX, ubl } from './european.mjs';
import { AUTHORITY, BUYER, certificateId, creditCode, SELLER } from './identifiers.mjs';
import { jpeg, png, tiff } from './images.mjs';
import { xlsx } from './office.mjs';
import { docId, ofd } from './ofd.mjs';
import { pdf } from './pdf.mjs';
import { seed } from './seed.mjs';
import * as v from './invoice-xml.mjs';
import * as x from './xbrl.mjs';
import { fields, xml } from './xml.mjs';

const sheet = [
  ['科目', '期初', '借方', '贷方', '期末'],
  ['银行存款', '10000.00', '0.00', '1130.00', '8870.00'],
  ['管理费用', '0.00', '1000.00', '0.00', '1000.00'],
];

/** 电子证照 OFD with metadata, tags and the seal of the issuing authority. */
function licence(seals) {
  const id = certificateId(`${creditCode('11', 9)}001`, AUTHORITY.code, '202600000001', '001');
  const bytes = ofd({
    docId: docId('licence'),
    title: '样例行业经营许可证',
    author: AUTHORITY.name,
    lines: [
      { text: '样例行业经营许可证（测试）', tag: 'title' },
      { text: SELLER.name, tag: 'holder' },
      { text: SELLER.code, tag: 'code' },
      { text: '样例证字第000001号', tag: 'number' },
    ],
    customDatas: {
      证照标识: id,
      证照名称: '样例行业经营许可证',
      证照编号: '样例证字第000001号',
      颁发机构: AUTHORITY.name,
      颁发机构代码: AUTHORITY.code,
      颁发日期: '2026-03-17',
      持证主体: SELLER.name,
      持证主体代码: SELLER.code,
      有效期起始日期: '2026-03-17',
      有效期截止日期: '2031-03-16',
    },
    tags: {
      typeAttribute: 'NameSpace',
      type: 'root',
      tree: { root: { Title: 'title', HolderName: 'holder', HolderCode: 'code', Number: 'number' } },
    },
    seal: { ...seals.authority, at: '20260317020000Z', when: '20260317100000' },
  });
  return { id, bytes };
}

const notice = (name, lines, seal) =>
  ofd({ docId: docId(name), title: name, author: AUTHORITY.name, lines: [`${name}（测试）`, ...lines], seal });

export function recordSeeds({ seals, rsaSigner, rsaRoot }) {
  const certificate = licence(seals);
  const authoritySeal = { ...seals.authority, at: '20260318020000Z', when: '20260318100000' };
  const bookCsv = utf8(
    `\ufeff日期,凭证号,摘要,借方,贷方,余额\r\n${Array.from(
      { length: 40 },
      (_, i) =>
        `2026-03-${String((i % 28) + 1).padStart(2, '0')},记-${String(i + 1).padStart(4, '0')},"样例业务,第${i + 1}笔",${i + 1}.00,0.00,${((i + 1) * (i + 2)) / 2}.00`,
    ).join('\r\n')}\r\n`,
  );
  return [
    seed('15-e-certificate', {
      title: { zh: '电子证照 OFD（盖章）', en: 'E-certificate, sealed OFD' },
      shows: { zh: '证照标识校验位正确，照面数据标引', en: 'An identifier with a right check character, tagged data' },
      kind: 'e-certificate',
      record: { creator: AUTHORITY.name, retention: 'Y', metadata: { 证照标识: certificate.id } },
      files: [{ name: '样例行业经营许可证.ofd', bytes: certificate.bytes, format: 'ofd', role: '正本', signatures: 1 }],
    }),
    seed('16-government-service', {
      title: { zh: '政务服务事项：样例行业经营许可', en: 'Government service item' },
      shows: { zh: '一件多文件，按办理环节分文件夹', en: 'One record of several files in folders by stage' },
      kind: 'government-service',
      record: {
        creator: AUTHORITY.name,
        metadata: { 事项名称: '样例行业经营许可', 办件编号: 'DEMO-2026-0001', 申请人: SELLER.name, 申请日期: '2026-03-12', 受理日期: '2026-03-13', 办结日期: '2026-03-17' },
      },
      files: [
        {
          name: '申请/申请表.pdf',
          format: 'pdf',
          role: '申请表',
          bytes: pdf({ title: '样例行业经营许可申请表', lines: [SELLER.name, SELLER.code, '申请事项 样例经营'] }),
        },
        { name: '申请/材料/营业场所照片.jpg', bytes: jpeg(48, 32), format: 'jpeg', role: '申请材料' },
        { name: '申请/材料/证明扫描件.png', bytes: png(248, 350), format: 'png', role: '申请材料' },
        {
          name: '受理/受理通知书.ofd',
          format: 'ofd',
          role: '过程文书',
          signatures: 1,
          bytes: notice('受理通知书', [`${SELLER.name}：`, '申请已受理，办件编号 DEMO-2026-0001'], authoritySeal),
        },
        {
          name: '办结/样例行业经营许可证.ofd',
          bytes: certificate.bytes,
          format: 'ofd',
          role: '办理结果',
          signatures: 1,
        },
      ],
    }),
    seed('17-official-document', {
      title: { zh: '关于开展电子档案单套管理试点的通知（样例）', en: 'Official document' },
      shows: { zh: '正本、附件、处理单', en: 'Original, enclosures and handling sheet' },
      kind: 'official-document',
      record: { creator: AUTHORITY.name, retention: 'Y', metadata: { 文件编号: '测试发〔2026〕1号', 文种: '通知' } },
      files: [
        {
          name: '正本/通知.ofd',
          format: 'ofd',
          role: '正本',
          signatures: 1,
          declare: 'all',
          bytes: notice(
            '关于开展电子档案单套管理试点的通知',
            ['测试发〔2026〕1号', '各样例单位：', '请试点。'],
            authoritySeal,
          ),
        },
        {
          name: '附件/附件1 试点方案.pdf',
          format: 'pdf',
          role: '附件',
          bytes: pdf({ title: '试点方案（样例）', lines: ['一、目标', '二、步骤', '三、要求'] }),
        },
        {
          name: '附件/附件2 试点单位名单.xlsx',
          bytes: xlsx([
            ['序号', '单位'],
            ['1', SELLER.name],
            ['2', BUYER.name],
          ]),
          format: 'ooxml',
          role: '附件',
        },
        {
          name: '处理单/发文处理单.xml',
          format: 'xml',
          role: '处理单',
          bytes: xml([
            '发文处理单',
            ...fields({
              文件编号: '测试发〔2026〕1号',
              拟稿人: '测试员甲',
              核稿人: '测试员乙',
              签发人: '测试员丙',
              签发日期: '2026-03-17',
            }),
          ]),
        },
      ],
    }),
    seed('18-accounting-voucher', {
      title: { zh: '记账凭证 记-0001 及原始凭证', en: 'Accounting voucher with its originals' },
      shows: {
        zh: '一个凭证号一件：记账凭证、原始凭证、入账信息',
        en: 'One voucher number, one record: voucher, originals, booking information',
      },
      kind: 'accounting-voucher',
      record: {
        creator: BUYER.name,
        date: '2026-03-31',
        metadata: { 会计年度: '2026', 会计月份: '03', 凭证号: '记-0001', 本位币: 'CNY' },
        relations: [{ type: '原始凭证', businessKey: 'SEED-01-digital-invoice-xml' }],
      },
      files: [
        {
          name: '记账凭证.pdf',
          format: 'pdf',
          role: '记账凭证',
          bytes: pdf({
            title: '记账凭证 记-0001（测试）',
            lines: ['借 管理费用 1000.00', '借 应交税费 130.00', '贷 银行存款 1130.00', '制单 测试员甲 审核 测试员乙'],
          }),
        },
        {
          name: `原始凭证/${v.BLUE.number}.xml`,
          bytes: v.eInvoice(v.BLUE),
          format: 'xml',
          signatures: 1,
          role: '原始凭证',
        },
        {
          name: '原始凭证/电子回单.ofd',
          format: 'ofd',
          role: '原始凭证',
          bytes: ofd({
            docId: docId('voucher receipt'),
            title: '银行电子回单',
            lines: ['银行电子回单 测试样例', '金额 1130.00'],
            attachments: [{ name: 'bker_issuer.xml', title: 'bker_issuer', format: 'xml', bytes: x.bankReceipt() }],
          }),
        },
        { name: '入账信息.xbrl', bytes: x.bookingInformation(), format: 'xml', role: '入账信息' },
      ],
    }),
    seed('19-accounting-book', {
      title: { zh: '银行存款日记账 2026 年 3 月', en: 'Accounting book, CSV' },
      shows: { zh: '带引号和中文表头的 CSV', en: 'CSV with quotes and a Chinese header' },
      kind: 'accounting-book',
      record: { creator: BUYER.name, date: '2026-03', metadata: { 会计年度: '2026', 会计月份: '03' } },
      files: [{ name: '银行存款日记账.csv', bytes: bookCsv, format: 'csv', role: '正本' }],
    }),
    seed('20-accounting-report', {
      title: { zh: '科目余额表 XLSX', en: 'Accounting report, XLSX' },
      shows: { zh: 'OOXML 工作簿', en: 'An OOXML workbook' },
      kind: 'accounting-report',
      record: { creator: BUYER.name, date: '2026', retention: 'Y', metadata: { 会计年度: '2026' } },
      files: [{ name: '科目余额表.xlsx', bytes: xlsx(sheet), format: 'ooxml', role: '正本' }],
    }),
    seed('21-gb18030-text', {
      title: { zh: 'GB18030 编码的说明文件', en: 'Text in GB18030' },
      shows: { zh: '非 UTF-8 的中文文本', en: 'Chinese text that is not UTF-8' },
      kind: 'generic',
      files: [
        {
          name: '说明文件.txt',
          format: 'text',
          role: '说明',
          bytes: gb18030(
            '说明文件\r\n本文件以国标编码保存，内容为测试样例。\r\n移交单位：示例科技有限公司\r\n档案数量：一件\r\n',
          ),
        },
      ],
    }),
    seed('22-ubl-invoice', {
      title: { zh: 'UBL 2.1 发票', en: 'UBL 2.1 invoice' },
      shows: { zh: '欧洲发票语法之一', en: 'One of the two European syntaxes' },
      kind: 'e-invoice',
      record: { creator: 'Example Seller (test)', metadata: { 'invoice-number': 'DEMO-UBL-1' } },
      files: [{ name: 'invoice-ubl.xml', bytes: ubl(), format: 'xml', role: 'original' }],
    }),
    seed('23-cii-invoice', {
      title: { zh: 'CII 发票', en: 'Cross Industry Invoice' },
      shows: { zh: '欧洲发票语法之二', en: 'The other European syntax' },
      kind: 'e-invoice',
      record: { creator: 'Example Seller (test)', metadata: { 'invoice-number': 'DEMO-CII-1' } },
      files: [{ name: 'invoice-cii.xml', bytes: cii(), format: 'xml', role: 'original' }],
    }),
    seed('24-scans', {
      title: { zh: '扫描件 TIFF 与 PNG', en: 'Scans, TIFF and PNG' },
      shows: { zh: '图像格式的识别与完整性', en: 'Recognition and wholeness of images' },
      kind: 'generic',
      files: [
        { name: '扫描件/0001.tif', bytes: tiff(496, 702), format: 'tiff', role: '扫描件' },
        { name: '扫描件/0002.png', bytes: png(496, 702), format: 'png', role: '扫描件' },
      ],
    }),
    seed('25-unicode-names', {
      title: { zh: '多语种文件名与文件夹 — “样例” №1', en: 'Unicode file and folder names' },
      shows: { zh: '名称按原样保存，不做规范化', en: 'Names are kept as sent, never normalised' },
      kind: 'generic',
      record: { source: { system: 'demo-oa', businessKey: '样例/2026/第一号' } },
      files: [
        { name: '文件夹 一/Ünïcode 𠮷 – résumé.txt', bytes: utf8('文本：𠮷野家 – résumé\n'), format: 'text' },
        { name: '文件夹 一/子文件夹/ελληνικά.txt', bytes: utf8('ελληνικά\n'), format: 'text' },
        { name: '附件（１）&=+.txt', bytes: utf8('plain text, full-width name\n'), format: 'text', declare: 'none' },
      ],
    }),
    seed('26-plain-zip', {
      title: { zh: '普通文件的 ZIP 容器', en: 'A ZIP of plain files' },
      shows: { zh: '容器内逐项检查', en: 'Every entry is looked at' },
      kind: 'generic',
      files: [
        {
          name: '打包材料.zip',
          format: 'zip',
          bytes: zip([
            ...Array.from({ length: 30 }, (_, i) => [
              `材料/第${i + 1}份.txt`,
              utf8(`第${i + 1}份样例材料\n`.repeat(40)),
            ]),
            ['扫描/0001.png', png(248, 350)],
          ]),
        },
      ],
    }),
    seed('27-hybrid-invoice', {
      title: { zh: '混合 PDF 发票（Factur-X）与其更正', en: 'Hybrid PDF invoice (Factur-X), a credit note' },
      shows: {
        zh: 'PDF 中嵌入的结构化数据、规范名称、更正关系',
        en: 'Data embedded in a PDF, its profile, and which invoice it corrects',
      },
      kind: 'e-invoice',
      record: { creator: 'Example Seller (test)', metadata: { 'invoice-number': 'DEMO-FX-1' } },
      files: [
        {
          name: 'credit-note.pdf',
          format: 'pdf',
          role: 'original',
          bytes: pdf({
            title: 'Credit note DEMO-FX-1',
            lines: ['Example Seller (test)', 'Corrects DEMO-CII-1', '119.00 EUR'],
            attachments: [
              {
                name: 'factur-x.xml',
                type: 'text/xml',
                bytes: cii({ number: 'DEMO-FX-1', type: '381', corrects: 'DEMO-CII-1' }),
              },
            ],
            xmp: facturX('factur-x.xml', 'EN 16931'),
          }),
        },
      ],
    }),
  ];
}
