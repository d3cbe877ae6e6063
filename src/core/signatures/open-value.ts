import { readCertificate } from './certificate.js';
import { DerError } from './der.js';
import { type Evidence } from './evidence.js';
import { checkValue } from './value.js';

/** Each costs a computation on the curve. */
const MAX_TRIED = 200;

/**
 * Looks among certificates for the one whose key a value that stands alone verifies with. Found, it is the signer's as
 * much as one that comes with a signature: whether it is trusted is asked elsewhere. Not found says nothing: the signer
 * may be another. Evidence without an open value comes back as it is.
 */
export function closeOpenValue(evidence: Evidence, certificates: Iterable<Uint8Array>): Evidence {
  const { openValue } = evidence;
  if (!openValue || evidence.value.is !== 'not-checked') return evidence;
  const { algorithm, message, value } = openValue;
  let tried = 0;
  for (const bytes of certificates) {
    if (++tried > MAX_TRIED) break;
    try {
      const signer = readCertificate(bytes);
      const checked = checkValue(algorithm, message, value, signer);
      if (checked.check.is !== 'right') continue;
      const material = { ...evidence.material, certificates: [bytes, ...evidence.material.certificates] };
      return { ...evidence, value: checked.check, algorithm: checked.algorithm, signer, material };
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
    }
  }
  return evidence;
}
