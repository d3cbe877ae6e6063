import { readCertificate } from '../certificate.js';
import { Der, DerError, OCTET_STRING } from '../der.js';
import { type Evidence, foundOnly, type Place, type SignedBytes } from '../evidence.js';
import { notChecked, RIGHT } from '../facts.js';
import { checkValueOver } from '../value.js';

const SHA1_WITH_RSA = '1.2.840.113549.1.1.5';

/**
 * adbe.x509.rsa_sha1 (ISO 32000-1 12.8.3.2): /Contents is the DER of an OCTET STRING that holds a PKCS #1 value over
 * SHA-1 of the bytes; the certificates stand in /Cert, the signer's first.
 */
export async function verifyRsaSha1(
  contents: Uint8Array,
  certificates: readonly Uint8Array[],
  covered: SignedBytes,
  place: Place,
): Promise<Evidence> {
  try {
    const [first] = certificates;
    if (first === undefined) return foundOnly(place, 'needs-content: the certificate of the signer is not inside');
    const signer = readCertificate(first);
    const value = Der.read(contents).expect(OCTET_STRING, 'signature value').contents;
    const { check, algorithm } = await checkValueOver(SHA1_WITH_RSA, covered, value, signer);
    return {
      ...foundOnly(place, ''),
      // There is no digest but the one inside the value.
      digests: check.is === 'not-checked' ? notChecked(check.why) : RIGHT,
      value: check,
      digestAlgorithms: ['sha1'],
      algorithm,
      signer,
      material: { certificates: [...certificates], crls: [], ocsps: [] },
    };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return foundOnly(place, `can't be read as a signature: ${error.message}`);
  }
}
