export const DIGITAL_INVOICE = '数电票';

/**
 * What invoice a document is, as far as its own data says so (GB/T 33190 CustomDatas; names as the tax software writes them):
 * a number of 20 digits without an invoice code is a 数电票, code and number together the older 增值税 invoice.
 */
export function invoiceOf(
  data: ReadonlyMap<string, string>,
  attachments: readonly { name: string; format: string }[],
): string | null {
  const number = data.get('发票号码') ?? '';
  const code = data.get('发票代码') ?? '';
  if (code !== '') return '增值税电子发票';
  if (/^\d{20}$/.test(number)) return DIGITAL_INVOICE;
  if (number !== '') return '发票';
  if (attachments.some(({ name }) => /original_invoice/i.test(name))) return '增值税电子发票';
  if (attachments.some(({ name, format }) => /xbrl/i.test(`${name} ${format}`))) return '电子凭证（附 XBRL）';
  return null;
}
