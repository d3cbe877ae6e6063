import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { verdictLine } from '../../../src/core/verdict-line.js';
import { CONTAINERS } from '../../../src/core/signatures/index.js';

const header = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const inspect = (text: string) => inspectBytes(new BufferSource(Buffer.from(text)));
const PLAIN = header({ alg: 'ES256' });
const JADES = header({ alg: 'RS256', 'x5t#S256': 'x', sigT: '2026-11-25T00:00:00Z' });

describe('signatures in JSON', () => {
  it.each([
    ['compact', `${PLAIN}.eyJ9.c2ln\n`, ['JWS']],
    ['detached compact', `${JADES}..c2ln`, ['JAdES']],
    ['flattened', JSON.stringify({ payload: 'x', protected: JADES, signature: 'c2ln' }), ['JAdES']],
    ['general', JSON.stringify({ payload: 'x', signatures: [{ protected: PLAIN, signature: 'a' }, { protected: JADES, signature: 'b' }] }), ['JWS', 'JAdES']], // prettier-ignore
  ] as [string, string, string[]][])('%s: found, named, UNSUPPORTED and never passed', async (_, text, profiles) => {
    const report = await inspect(text);
    expect(report.facts.format).toBe('jws');
    expect(report.signatures.map(({ profile }) => profile)).toEqual(profiles);
    expect(verdictLine('a.json', report, 0)).toMatchObject({ verdict: 'UNSUPPORTED', integrity: 'unknown' });
    expect(report.findings.map(({ code }) => code)).toEqual(profiles.map(() => 'SIGNATURE_NOT_VERIFIED'));
  });

  it.each([
    ['no JSON', '{"payload":'],
    ['another object', '{"payload":"x","signature":"y"}'],
    ['an envelope of another kind', '{"payload":"x","signatures":[{"keyid":"","sig":"y"}]}'],
    ['an array', '[{"protected":"x","signature":"y"}]'],
    ['nested deep', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['three words with dots', 'eyJmoreover.it.is.text'],
  ])('%s is text', async (_, text) => {
    const report = await inspect(text);
    expect(report.facts.format).toBe('text');
    expect(verdictLine('a', report, 0)['verdict']).toBe('NO_SIGNATURE');
  });

  it('every container has its line, once', () => {
    const ids = CONTAINERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(CONTAINERS.filter(({ verified }) => !verified).map(({ id }) => id)).toEqual(['zip', 'jws']);
  });
});
