import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { canonicalJsonOfAny } from './json.js';
import { type Declaration } from './record.js';

/** Algorithms a sender may sign with; `none` and HMAC are never among them (RFC 8725 3.1). */
const ALGORITHMS: Record<string, { hash: string | null; kty: string; options?: { dsaEncoding: 'ieee-p1363' } }> = {
  EdDSA: { hash: null, kty: 'OKP' },
  ES256: { hash: 'sha256', kty: 'EC', options: { dsaEncoding: 'ieee-p1363' } },
  RS256: { hash: 'sha256', kty: 'RSA' },
};

/**
 * What a sender signs: RFC 8785 JSON of the declaration and, per file in its order, name, size and SHA-256.
 * The JWS is detached (RFC 7515 appendix F): `<protected>..<signature>`, over base64url(protected) `.` base64url(this).
 */
export function senderPayload(
  declaration: Declaration,
  files: readonly { name: string; sizeBytes: number; sha256: string }[],
): Uint8Array {
  return Buffer.from(
    canonicalJsonOfAny({
      schema: 'dantao/submission/v1',
      declaration,
      files: files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
    }),
  );
}

/** The `kid` a detached JWS names; null when it is not of that form. */
export function kidOf(jws: string): string | null {
  const kid = parseHeader(jws)?.kid;
  return typeof kid === 'string' && kid.length > 0 && kid.length <= 200 ? kid : null;
}

/** Null when the signature verifies; else why not, in a few words. Never throws for anything in `jws` or `jwk`. */
export function verifySender(jws: string, payload: Uint8Array, jwk: Record<string, unknown>): string | null {
  const header = parseHeader(jws);
  if (!header) return 'not a detached JWS (header..signature)';
  const algorithm = typeof header.alg === 'string' ? ALGORITHMS[header.alg] : undefined;
  if (!algorithm) return `algorithm ${String(header.alg)} is not one of ${Object.keys(ALGORITHMS).join(', ')}`;
  if (header.crit !== undefined || header.b64 !== undefined) return 'critical header parameters are not supported';
  if (jwk.kty !== algorithm.kty) return `key type ${String(jwk.kty)} does not fit ${String(header.alg)}`;
  const [encodedHeader = '', , signature = ''] = jws.split('.');
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const input = Buffer.from(`${encodedHeader}.${Buffer.from(payload).toString('base64url')}`);
    const ok = verify(algorithm.hash, input, { key, ...algorithm.options }, Buffer.from(signature, 'base64url'));
    return ok ? null : 'the signature does not verify over the declaration and the digests of the files received';
  } catch (error) {
    return `the key can't be used: ${(error as Error).message}`;
  }
}

function parseHeader(jws: string): Record<string, unknown> | null {
  if (jws.length > 8192 || !/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$/.test(jws)) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(jws.slice(0, jws.indexOf('.')), 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && !Array.isArray(header)
      ? (header as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
