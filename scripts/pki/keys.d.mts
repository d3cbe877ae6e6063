export interface Key {
  kind: 'rsa' | 'ec' | 'ed25519' | 'sm2';
  /** Digest that goes with it, as node:crypto names it. */
  hash: string;
  /** SubjectPublicKeyInfo, DER. */
  spki: Buffer;
  /** AlgorithmIdentifier of the values it makes, DER. */
  algorithm: Buffer;
  sign(message: Uint8Array): Buffer;
}
export interface Sm2Key extends Key {
  /** 04 ‖ X ‖ Y */
  point: Buffer;
}
export const OID: Record<string, string>;
export function digest(algorithm: string, ...parts: (string | Uint8Array)[]): Buffer;
export function digestAlgorithm(name: string): Buffer;
export function sm2Key(seed: string, options?: { id?: string | null; raw?: boolean }): Sm2Key;
export function rsaKey(
  name: 'root' | 'sub' | 'signer' | 'tsa' | 'ocsp' | 'other' | 'weak',
  options?: { hash?: string; pss?: boolean },
): Key;
export function ecKey(seed: string, curve?: 'P-256' | 'P-384'): Key;
export function ed25519Key(seed: string): Key;
