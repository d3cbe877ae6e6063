import { type Holder } from '../pki/certificates.mjs';

export function signers(): Record<
  'sm2Root' | 'rsaRoot' | 'sealMaker' | 'taxSealer' | 'authoritySealer' | 'bankSealer' | 'rsaSigner',
  Holder
>;
export { pem } from '../pki/certificates.mjs';
export { digest, OID } from '../pki/keys.mjs';
