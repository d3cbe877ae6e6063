import { whole, type Whole } from '../../../scripts/vectors/cms-writer.mjs';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { type SignedDataOptions, verifySignedData } from '../../../src/core/signatures/cms/verify.js';
import { type Evidence } from '../../../src/core/signatures/evidence.js';

export * from '../../../scripts/vectors/cms-writer.mjs';
export { attribute, CMS, signingCertificateV2 } from '../../../scripts/pki/cms.mjs';
export * as der from '../../../scripts/pki/der.mjs';
export { digest, digestAlgorithm } from '../../../scripts/pki/keys.mjs';

export const PLACE = { id: 'S', kind: 'signature', container: 'cms', where: 'here' } as const;

export const detached = (how: Whole = {}) => whole({ ...how, content: null });

export async function verified(bytes: Uint8Array, options: Partial<SignedDataOptions> & { content?: Uint8Array } = {}) {
  const { content, ...rest } = options;
  return verifySignedData(bytes, { place: PLACE, detached: content ? signedBytes(content) : null, ...rest });
}

/** The single signer, its three checks as letters (`right wrong not-checked`), and the codes of all findings. */
export async function looked(bytes: Uint8Array, options: Parameters<typeof verified>[1] = {}) {
  const { evidence, findings } = await verified(bytes, options);
  const [one] = evidence;
  if (!one || evidence.length !== 1) throw new Error(`${evidence.length} pieces of evidence`);
  return { one, checks: checksOf(one), codes: findings.map(({ code }) => code).sort() };
}

export const checksOf = ({ digests, value, document }: Evidence) => `${digests.is} ${value.is} ${document.is}`;
export const ALL_RIGHT = 'right right right';
