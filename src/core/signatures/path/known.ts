import { createHash } from 'node:crypto';
import { type Certificate, fingerprint, readCertificate, type SignedPart } from '../certificate.js';
import { DerError } from '../der.js';
import { type AlgorithmUse, type Check, notChecked } from '../facts.js';
import { checkValue, type ValueCheck } from '../value.js';

/**
 * The same certificates come with every document of a sender: each is read once, and each signature over one is checked
 * once. What is kept follows from the bytes alone, so that nothing depends on what was seen before.
 */
class Kept<T> {
  private readonly values = new Map<string, T>();
  constructor(private readonly most: number) {}

  take(key: string, make: () => T): T {
    const kept = this.values.get(key);
    if (kept !== undefined) return kept;
    const value = make();
    this.values.set(key, value);
    if (this.values.size > this.most) this.values.delete(this.values.keys().next().value!);
    return value;
  }
}

const MAX_CERTIFICATE_BYTES = 64 << 10;
const certificates = new Kept<{ certificate: Certificate | null }>(2048);
const signatures = new Kept<SignedBy>(4096);

/** Null for what is no certificate, or one too large to be one. */
export function certificateOf(bytes: Uint8Array): Certificate | null {
  if (bytes.length > MAX_CERTIFICATE_BYTES) return null;
  const key = createHash('sha256').update(bytes).digest('base64');
  // A copy, so that what is kept does not hold the file it came in.
  return certificates.take(key, () => ({ certificate: read(Uint8Array.from(bytes)) })).certificate;
}

function read(bytes: Uint8Array): Certificate | null {
  try {
    return readCertificate(bytes);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

export interface SignedBy {
  check: Check;
  algorithm: AlgorithmUse | null;
}

/** Is the value of a certificate, CRL or OCSP response (`name`: SHA-256 of its bytes) by the key of this issuer? */
export function signedBy(name: string, signed: SignedPart | null, issuer: Certificate): SignedBy {
  if (!signed) return { check: notChecked('its signature or its algorithm can not be read'), algorithm: null };
  return signatures.take(`${name} ${fingerprint(issuer)}`, () => {
    const { check, algorithm }: ValueCheck = checkValue(signed.algorithm, signed.bytes, signed.value, issuer);
    return { check, algorithm };
  });
}
