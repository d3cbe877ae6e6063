import { type Fact } from '../fact.js';

/** Words in a status or a declared relation → how the certificate stands to the one it names. Data: platforms add their own. */
const WORDS: readonly (readonly [relation: 'revokes' | 'changes' | 'renews', words: RegExp])[] = [
  ['revokes', /注销|吊销|撤销|作废|收回|revo|cancel/i],
  ['changes', /变更|补发|换发|换证|chang|replac/i],
  ['renews', /延续|续期|延期|renew/i],
];

/** A certificate that names a former one and says no more is its renewal. */
export function relationOf(facts: readonly Pick<Fact, 'key' | 'text'>[]): 'revokes' | 'changes' | 'renews' {
  for (const key of ['former-certificate-relation', 'certificate-status']) {
    const text = facts.find((fact) => fact.key === key)?.text ?? '';
    const found = WORDS.find(([, words]) => words.test(text));
    if (found !== undefined) return found[0];
  }
  return 'renews';
}
