/** Invented identifiers whose check characters are right. The area code 99 belongs to nobody. */
const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** GB 11714: body of 8 characters and its check character. */
function organisationCode(serial) {
  const body = String(serial).padStart(8, '0');
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, i) => all + weight * Number(body[i]), 0);
  return body + ['0', 'X', '9', '8', '7', '6', '5', '4', '3', '2', '1'][sum % 11];
}

/** GB 32100 统一社会信用代码: kind (`91` company, `11` authority, `12` institution), area 990000, invented body. */
export function creditCode(kind, serial) {
  const body = `${kind}990000${organisationCode(serial)}`;
  let sum = 0;
  let weight = 1;
  for (const char of body) {
    sum += USCC.indexOf(char) * weight;
    weight = (weight * 3) % 31;
  }
  return body + USCC[(31 - (sum % 31)) % 31];
}

/** ISO/IEC 7064 MOD 37,36 over upper-case letters and digits. */
export function mod3736(text) {
  let p = 36;
  for (const char of text) {
    p = (p + BASE36.indexOf(char)) % 36 || 36;
    p = (p * 2) % 37;
  }
  return BASE36[(37 - p) % 36];
}

/** 电子证照标识 (GB/T 36904): root, type, issuer, serial, version, check. */
export function certificateId(type, issuer, serial, version) {
  return `1.2.156.3005.2.${type}.${issuer}.${serial}.${version}.${mod3736(type + issuer + serial + version)}`;
}

/** A 数电票 number: year, province 99 (nobody's), channel 1, serial. */
export const invoiceNumber = (year, serial) => `${year}991${String(serial).padStart(15, '0')}`;

export const SELLER = {
  name: '示例科技有限公司',
  code: creditCode('91', 1),
  address: '示例省测试市样本路1号',
  phone: '000-00000001',
  bank: '测试银行样本支行',
  account: '0000000000000000001',
};
export const BUYER = {
  name: '测试采购有限公司',
  code: creditCode('91', 2),
  address: '示例省测试市样本路2号',
  phone: '000-00000002',
  bank: '测试银行样本支行',
  account: '0000000000000000002',
};
export const AUTHORITY = { name: '示例市政务服务局（测试）', code: creditCode('11', 3) };
export const RAILWAY = { name: '测试铁路运输公司', code: creditCode('91', 4) };
export const AIRLINE = { name: '示例航空有限公司', code: creditCode('91', 5) };
export const BANK = { name: '测试银行样本支行', code: creditCode('91', 6) };
export const TAX_BUREAU = { name: '国家税务总局示例省税务局（测试）', code: '19900000000' };
