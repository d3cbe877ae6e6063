/**
 * Signs XML with throw-away keys (../pki/): XMLDSig and XAdES, also wrong ones. Canonicalises with libxml2, so that
 * nothing of what is tested signs. Deterministic.
 */
import { createHash } from 'node:crypto';
import { ParseOption, XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { issue } from '../pki/certificates.mjs';
import { ecKey, ed25519Key, rsaKey, sm2Key } from '../pki/keys.mjs';

export const DS = 'http://www.w3.org/2000/09/xmldsig#';
export const XADES = 'http://uri.etsi.org/01903/v1.3.2#';
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const C14N11 = 'http://www.w3.org/2006/12/xml-c14n11';
export const ENVELOPED = `${DS}enveloped-signature`;
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

const MODES = {
  [C14N]: XmlC14NMode.XML_C14N_1_0,
  [C14N11]: XmlC14NMode.XML_C14N_1_1,
  [EXCLUSIVE]: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
};

export const root = issue({ key: rsaKey('root'), name: 'Test root' });
const holders = {
  rsa: issue({ key: rsaKey('signer'), name: 'Alice', issuer: root }),
  ec: issue({ key: ecKey('alice'), name: 'Alice EC', issuer: root }),
  ed25519: issue({ key: ed25519Key('alice'), name: 'Alice Ed', issuer: root }),
  sm2: issue({ key: sm2Key('alice'), name: '爱丽丝', issuer: root }),
  other: issue({ key: rsaKey('other'), name: 'Mallory', issuer: root }),
};
export const holderOf = (who) => holders[who];

const METHODS = {
  rsa: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  other: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  ec: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  ed25519: 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519',
  sm2: 'http://www.w3.org/2001/04/xmldsig-more#sm2-sm3',
};

export const certificateOf = (who) => `<ds:X509Data><ds:X509Certificate>${holders[who].certificate.toString('base64')}</ds:X509Certificate></ds:X509Data>`; // prettier-ignore
export const sha256 = (data) => createHash('sha256').update(data).digest('base64');

/** The signed document. */
export function signXml(signing) {
  const { references, who = 'rsa', id = 'sig', canonical = EXCLUSIVE, around = (one) => one } = signing;
  const method = signing.method ?? METHODS[who];
  const list = references.map(({ uri, type, transforms = [EXCLUSIVE] }, i) => {
    const steps = transforms.map((one) => (one.startsWith('<') ? one : `<ds:Transform Algorithm="${one}"/>`)).join('');
    return `<ds:Reference Id="r${i}"${type ? ` Type="${type}"` : ''}${uri === null ? '' : ` URI="${uri}"`}><ds:Transforms>${steps}</ds:Transforms><ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue>{{digest ${i}}}</ds:DigestValue></ds:Reference>`;
  });
  let text = around(
    `<ds:Signature xmlns:ds="${DS}" Id="${id}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${canonical}"/><ds:SignatureMethod Algorithm="${method}"/>${list.join('')}</ds:SignedInfo><ds:SignatureValue Id="${id}-value">{{value}}</ds:SignatureValue><ds:KeyInfo>${signing.keyInfo ?? certificateOf(who)}</ds:KeyInfo>${signing.objects ?? ''}</ds:Signature>`,
  );
  const octetsOf = ({ uri, transforms = [EXCLUSIVE], octets }) =>
    octets ?? canonicalOf(text, uri, MODES[transforms.findLast((one) => MODES[one] !== undefined) ?? C14N], id);
  references.forEach((one, i) => {
    text = text.replace(`{{digest ${i}}}`, sha256(octetsOf(one)));
  });
  const info = canonicalOf(text, `//*[local-name()='Signature' and @Id='${id}']/*[local-name()='SignedInfo']`, MODES[canonical], id); // prettier-ignore
  const value = valueOf(who, Buffer.from(info)).toString('base64');
  text = text.replace('{{value}}', value);
  const element = `<ds:SignatureValue xmlns:ds="${DS}" Id="${id}-value">${value}</ds:SignatureValue>`;
  return text.replace('{{unsigned}}', signing.unsigned?.(Buffer.from(element), text) ?? '');
}

function valueOf(who, message) {
  const value = holders[who].key.sign(message);
  if (who !== 'ec') return value;
  // DER of r and s to r ‖ s.
  const r = value.subarray(4, 4 + value[3]);
  const s = value.subarray(6 + value[3]);
  return Buffer.concat([r, s].map((one) => Buffer.concat([Buffer.alloc(32), one]).subarray(-32)));
}

/** By `''`, `#id` or an XPath; the signature is taken out of a whole document. */
export function canonicalOf(text, uri, mode = XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, signature = 'sig') {
  const document = XmlDocument.fromBuffer(Buffer.from(text), { option: ParseOption.XML_PARSE_SKIP_IDS });
  try {
    if (uri === '') {
      document.get(`//*[local-name()='Signature' and @Id='${signature}']`).remove();
      return document.canonicalizeToString({ mode });
    }
    const path = uri.startsWith('#') ? `//*[@Id='${uri.slice(1)}']` : uri;
    return document.get(path).canonicalizeToString({ mode });
  } finally {
    document.dispose();
  }
}

/** Signed properties that name the certificate; `{{unsigned}}` is filled by signXml. */
export function xadesObject(who, { id = 'sig', more = '', digest = sha256(holders[who].certificate) } = {}) {
  return `<ds:Object><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#${id}"><xades:SignedProperties Id="${id}-props"><xades:SignedSignatureProperties><xades:SigningTime>2026-03-01T10:00:00Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue>${digest}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>${more}</xades:SignedProperties><xades:UnsignedProperties><xades:UnsignedSignatureProperties>{{unsigned}}</xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties></ds:Object>`;
}

export const propertiesReference = (id = 'sig') => ({
  uri: `#${id}-props`,
  type: 'http://uri.etsi.org/01903#SignedProperties',
});
