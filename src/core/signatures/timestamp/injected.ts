import { type Certificate } from '../certificate.js';
import { extensionsOf, PURPOSE } from '../extensions.js';

/**
 * Certificates in a token that could be taken for its signer's: another one for time-stamping that is no authority, or
 * one of the signer's own name with another key. The set of certificates is not signed, so anyone can put one in, and
 * software that looks for "the certificate for time-stamping" or goes by name then judges a stranger in place of the
 * signer. Certificates of the chain, of OCSP responders and others that pass for nothing are left alone.
 */
export function injectedCertificates(signer: Certificate, all: readonly Certificate[]): Certificate[] {
  return all.filter((one) => {
    if (Buffer.from(one.spki).equals(signer.spki)) return false;
    return isTimeStampingUnit(one) || (one.subjectKey === signer.subjectKey && signer.issuerKey !== signer.subjectKey);
  });
}

function isTimeStampingUnit(certificate: Certificate): boolean {
  const { extendedKeyUsage, basicConstraints } = extensionsOf(certificate);
  return extendedKeyUsage?.purposes.includes(PURPOSE.timeStamping) === true && basicConstraints?.ca !== true;
}
