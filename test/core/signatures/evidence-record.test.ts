import { describe, expect, it } from '@jest/globals';
import { issue } from '../../../scripts/pki/certificates.mjs';
import { attribute, signedData } from '../../../scripts/pki/cms.mjs';
import * as der from '../../../scripts/pki/der.mjs';
import { ecKey } from '../../../scripts/pki/keys.mjs';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { verdictLine } from '../../../src/core/verdict-line.js';

const signer = issue({ key: ecKey('signer'), name: 'Signer' });
const INTERNAL = '1.2.840.113549.1.9.16.2.49';
const signed = (unsigned: Buffer[]) =>
  signedData({ content: Buffer.from('text'), signers: [{ holder: signer, unsigned }], attached: true });

async function lineOf(bytes: Buffer) {
  return verdictLine('a.p7m', await inspectBytes(new BufferSource(bytes)), 0);
}

describe('an evidence record (RFC 4998) beside a signature', () => {
  it('that can not be read is named, and the file fails for it though the signature itself is intact', async () => {
    const line = await lineOf(signed([attribute(INTERNAL, der.sequence(der.integer(1)))]));
    expect(line).toMatchObject({ verdict: 'TOTAL_FAILED', integrity: 'broken' });
    expect(line['reason']).toMatch(/^FORMAT_FAILURE: the evidence record can't be read/);
    expect(line['signatures']).toMatchObject([
      { kind: 'signature', integrity: 'intact' },
      { kind: 'evidence-record', integrity: 'broken', value: 'not-checked' },
    ]);
  });

  it('without it the same signature is intact', async () => {
    expect(await lineOf(signed([]))).toMatchObject({ integrity: 'intact', signatures: [{ kind: 'signature' }] });
  });
});
