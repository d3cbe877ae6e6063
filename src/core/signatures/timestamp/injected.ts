import { type Certificate } from '../certificate.js';
import { extensionOf, identityOf } from '../cms/signing-certificate.js';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Certificates in a token that could be taken for its signer's: another one for time-stamping that is no authority, or
 * one of the signer's own name with another key. The set of certificates is not signed, so anyone can put one in, and
 * software that looks for "the certificate for time-stamping" or goes by name then judges a stranger in place of the
 * signer. Certificates of the chain, of OCSP responders and others that pass for nothing are left alone.
 */
export function injectedCertificates(signer: Certificate, all: readonly Certificate[]): Certificate[] {
  const own = identityOf(signer);
  return all.filter((one) => {
    if (Buffer.from(one.spki).equals(signer.spki)) return false;
    return isTimeStampingUnit(one) || (identityOf(one).subject.equals(own.subject) && !own.issuer.equals(own.subject));
  });
}

function isTimeStampingUnit(certificate: Certificate): boolean {
  const purposes = extensionOf(certificate, EXTENDED_KEY_USAGE, (value) => value.children.map(({ oid }) => oid));
  const authority = extensionOf(certificate, BASIC_CONSTRAINTS, (value) => value.children[0]?.contents[0] === 0xff);
  return purposes?.includes(TIME_STAMPING) === true && authority !== true;
}
