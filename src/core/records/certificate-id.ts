/** Identifiers of electronic certificates (电子证照标识, GB/T 36904-2018), as public generators build them. */

/** Of the arc: `1.2.156.3005.2`. */
export const CERTIFICATE_ROOT = '1.2.156.3005.2';

/** `<root>.<type>.<issuer>.<serial>.<version>.<check>`, each part as it stands. */
export interface CertificateId {
  /** 证照类型代码: the 18 characters of the defining body and a serial of three digits. */
  type: string;
  /** 证照颁发机构代码: 18 characters; shorter codes are in use. */
  issuer: string;
  /** 流水号 */
  serial: string;
  /** 版本号: `001` is the first. */
  version: string;
  /** 校验位 */
  check: string;
  /** What the check character should be; null when a part holds something else than 0–9 and A–Z. */
  expected: string | null;
  /** Parts of an unusual form, by name. */
  unusual: ('type' | 'issuer' | 'serial' | 'version' | 'check')[];
}

/** Longer is no identifier. */
const MAX_LENGTH = 200;
const FORMS = {
  type: /^[0-9A-Z]{18}\d{3}$/,
  issuer: /^[0-9A-Z]{1,18}$/,
  serial: /^[0-9A-Z]+$/,
  version: /^\d{3}$/,
  check: /^[0-9A-Z]$/,
} as const;

/** Null when the text is not the root and five parts. Split on dots first: the issuer's part may be short. */
export function parseCertificateId(text: string): CertificateId | null {
  const said = text.trim();
  if (said.length > MAX_LENGTH || !said.startsWith(`${CERTIFICATE_ROOT}.`)) return null;
  const parts = said.slice(CERTIFICATE_ROOT.length + 1).split('.');
  const [type = '', issuer = '', serial = '', version = '', check = ''] = parts;
  if (parts.length !== 5 || parts.includes('')) return null;
  const id = { type, issuer, serial, version, check };
  const unusual = (Object.keys(FORMS) as (keyof typeof FORMS)[]).filter((name) => !FORMS[name].test(id[name]));
  return { ...id, expected: checkCharacter(type + issuer + serial + version), unusual };
}

/** The certificate whatever its version: root, type, issuer and serial. */
export function certificateOf({ type, issuer, serial }: Pick<CertificateId, 'type' | 'issuer' | 'serial'>): string {
  return [CERTIFICATE_ROOT, type, issuer, serial].join('.');
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** ISO/IEC 7064 MOD 37,36: one character that detects a changed or swapped one. Null for a character outside 0–9 A–Z. */
export function checkCharacter(text: string): string | null {
  let product = 36;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value === -1) return null;
    product = (product + value) % 36 || 36;
    product = (product * 2) % 37;
  }
  return ALPHABET[(37 - product) % 36]!;
}
