import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { READERS } from '../../../../src/core/records/index.js';
import { type Carried, type DocumentReading } from '../../../../src/core/records/reader.js';
import { parseXmlTree } from '../../../../src/core/xml-tree.js';

/** A 数电票 of one line or more; members replace what stands there. */
export function eInvoiceXml({
  id = '26991000000000000001',
  number = '26991000000000000001',
  issueType = '<LabelCode>Y</LabelCode><LabelName>蓝字发票</LabelName>',
  basic = '<TotalAmWithoutTax>1000.00</TotalAmWithoutTax><TotalTaxAm>130.00</TotalTaxAm><TotalTax-includedAmount>1130.00</TotalTax-includedAmount><TotalTax-includedAmountInChinese>壹仟壹佰叁拾圆整</TotalTax-includedAmountInChinese>',
  times = '<RequestTime>2026-03-17 09:30:00</RequestTime>',
  lines = [eInvoiceLine()],
  specific = '',
  additional = '<Remark>样例</Remark>',
  seller = '<SellerIdNum>919900000000000192</SellerIdNum><SellerName>示例科技有限公司</SellerName>',
  buyer = '<BuyerIdNum>91990000000000027W</BuyerIdNum><BuyerName>测试采购有限公司</BuyerName>',
  supervision = '<IssueTime>2026-03-17 09:30:05</IssueTime><TaxBureauName>示例省税务局</TaxBureauName>',
  signature = '<TaxBureauSignature><SignatureAlgorithm>1.2.156.10197.1.501</SignatureAlgorithm><SignatureTime>2026-03-17 09:30:06</SignatureTime><SignatureValue>AA==</SignatureValue></TaxBureauSignature>',
} = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EIid>${id}</EIid><Version>0.1</Version><InherentLabel><InIssuType>${issueType}</InIssuType><GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>普通发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData><SellerInformation>${seller}</SellerInformation><BuyerInformation>${buyer}</BuyerInformation><BasicInformation>${basic}${times}</BasicInformation>${lines.join('')}${specific === '' ? '' : `<SpecificInformation>${specific}</SpecificInformation>`}<AdditionalInformation>${additional}</AdditionalInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>${number}</InvoiceNumber>${supervision}</TaxSupervisionInfo>${signature}</EInvoice>`;
}

export function eInvoiceLine({
  quantity = '2',
  price = '500.00',
  amount = '1000.00',
  rate = '0.13',
  tax = '130.00',
  total = '1130.00',
} = {}): string {
  return `<IssuItemInformation><ItemName>*样例*用例</ItemName><SpecMod>样式</SpecMod><MeaUnits>套</MeaUnits><Quantity>${quantity}</Quantity><UnPrice>${price}</UnPrice><Amount>${amount}</Amount><TaxRate>${rate}</TaxRate><ComTaxAm>${tax}</ComTaxAm><TotaltaxIncludedAmount>${total}</TotaltaxIncludedAmount></IssuItemInformation>`;
}

/** What the readers make of an XML document; null when none is for it. */
export function readXml(text: string, carrier = ''): ({ document: string } & DocumentReading) | null {
  const { root, problem } = parseXmlTree(Buffer.from(text), DEFAULT_LIMITS);
  if (root === null || problem !== null) throw new Error(`not XML: ${problem?.message}`);
  return readCarried({ kind: 'xml', carrier, name: '', root });
}

export function readCarried(carried: Carried): ({ document: string } & DocumentReading) | null {
  const reader = READERS.find((line) => line.matches(carried));
  return reader === undefined ? null : { document: reader.id, ...reader.read(carried) };
}

/** `key` or `line/1 key` → value. */
export function valuesOf(reading: DocumentReading | null): Record<string, string | null> {
  return Object.fromEntries(
    (reading?.facts ?? []).map(({ key, group, value }) => [group === undefined ? key : `${group} ${key}`, value]),
  );
}
