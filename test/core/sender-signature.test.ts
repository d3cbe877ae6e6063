import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { kidOf, senderPayload, verifySender } from '../../src/core/sender-signature.js';

const declaration = { fonds: 'Z', kind: 'x', title: '标题', files: [{ part: 'a', name: 'a.txt' }] };
const files = [{ name: 'a.txt', sizeBytes: 3, sha256: 'ab'.repeat(32) }];
const payload = senderPayload(declaration, files);

function detached(alg: string, key: KeyObject, header: Record<string, unknown> = {}): string {
  const head = Buffer.from(JSON.stringify({ alg, kid: 'k1', ...header })).toString('base64url');
  const input = Buffer.from(`${head}.${Buffer.from(payload).toString('base64url')}`);
  const signature =
    alg === 'EdDSA'
      ? sign(null, input, key)
      : sign('sha256', input, alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key);
  return `${head}..${signature.toString('base64url')}`;
}
const pairs = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const jwk = (alg: keyof typeof pairs) => pairs[alg].publicKey.export({ format: 'jwk' }) as Record<string, unknown>;

describe("a sender's detached signature", () => {
  it.each(['EdDSA', 'ES256', 'RS256'] as const)(
    '%s verifies, and fails for other files, another declaration, another key',
    (alg) => {
      const jws = detached(alg, pairs[alg].privateKey);
      expect(kidOf(jws)).toBe('k1');
      expect(verifySender(jws, payload, jwk(alg))).toBeNull();
      expect(verifySender(jws, senderPayload(declaration, [{ ...files[0]!, sizeBytes: 4 }]), jwk(alg))).toMatch(
        /does not verify/,
      );
      expect(verifySender(jws, senderPayload({ ...declaration, title: 'other' }, files), jwk(alg))).toMatch(
        /does not verify/,
      );
    },
  );

  it('is not confused about algorithms', () => {
    const jws = detached('EdDSA', pairs.EdDSA.privateKey);
    expect(verifySender(jws, payload, jwk('RS256'))).toMatch(/key type/);
    const none = `${Buffer.from('{"alg":"none","kid":"k"}').toString('base64url')}..AA`;
    expect(verifySender(none, payload, jwk('EdDSA'))).toMatch(/algorithm none/);
    expect(verifySender(detached('EdDSA', pairs.EdDSA.privateKey, { crit: ['x'] }), payload, jwk('EdDSA'))).toMatch(
      /critical/,
    );
  });

  it.each(['', 'a.b.c', '..', 'AAAA..AAAA', `${'A'.repeat(9000)}..AA`])('never throws for %.12s', (jws) => {
    expect(kidOf(jws)).toBeNull();
    expect(typeof verifySender(jws, payload, {})).toBe('string');
  });
});
