import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pem } from '../../../scripts/pki/certificates.mjs';
import { timestampResponse } from '../../../scripts/pki/cms.mjs';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { verifyTimestampToken } from '../../../src/core/signatures/timestamp/token.js';
import { ALL_RIGHT, asWritten, ca, changed, checksOf, CONTENT, info, looked, root, signer, toBer, token, typeAttribute, digestAttribute, usual, whole } from './cms-maker.js'; // prettier-ignore

/** The same question to another judge. Where we differ, the reason stands beside it. */
const withOpenssl = spawnSync('openssl', ['version']).status === 0 ? it : it.skip;
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dantao-cms-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function openssl(args: string[], files: Record<string, Uint8Array>): boolean {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return spawnSync('openssl', args, { cwd: folder }).status === 0;
}

describe('agreement with openssl', () => {
  const unsorted = usual();
  const ordered = [...unsorted].sort((a, b) => a.compare(b));
  const good = whole({ infos: [info({ attributes: ordered })] });
  const cases: [string, Buffer, boolean, boolean][] = [
    ['DER', good, true, true],
    ['content changed', changed(good, CONTENT), false, false],
    ['an attribute changed', changed(good, Buffer.from('260317091244Z'), 3), false, false],
    ['without attributes', whole({ infos: [info({ attributes: null })] }), true, true],
    [
      'RSA',
      whole({
        infos: [info({ by: signer, attributes: usual(CONTENT, signer).sort((a, b) => a.compare(b)) })],
        certificates: [signer.certificate],
      }),
      true,
      true,
    ],
    // openssl hashes the parts of attributes as they stand, in BER; RFC 5652 5.4 says DER.
    ['BER', toBer(good), true, false],
    ['attributes signed as written', whole({ infos: [info({ attributes: unsorted, over: asWritten(unsorted) })] }), true, true], // prettier-ignore
    // openssl hashes them in the order they are written in; RFC 5652 5.4 says the order of DER.
    ['attributes signed in order, written in another', whole({ infos: [info({ attributes: unsorted })] }), true, false], // prettier-ignore
    ['signing time twice', whole({ infos: [info({ attributes: [...unsorted, ...unsorted.slice(3)], over: asWritten([...unsorted, ...unsorted.slice(3)]) })] }), false, false], // prettier-ignore
    ['content type unsigned', whole({ infos: [info({ attributes: [digestAttribute(CONTENT)] })] }), false, false],
    ['no message digest', whole({ infos: [info({ attributes: [typeAttribute()] })] }), false, false],
  ];

  withOpenssl.each(cases)('SignedData: %s', async (_, bytes, ours, theirs) => {
    expect((await looked(bytes)).checks === ALL_RIGHT).toBe(ours);
    const said = openssl(['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 's', '-out', 'o'], { s: bytes }); // prettier-ignore
    expect(said).toBe(theirs);
  });

  withOpenssl.each([
    ['right', token(CONTENT), true],
    ['value changed', changedLast(token(CONTENT)), false],
    ['over other data', token(Buffer.from('other')), false],
  ])('time-stamp: %s', async (_, bytes, right) => {
    const { evidence } = await verifyTimestampToken(bytes, {
      place: { id: 'T', container: 'cms', where: 'here' },
      over: 'data',
      data: signedBytes(CONTENT),
    });
    expect(checksOf(evidence) === ALL_RIGHT).toBe(right);
    const files = { r: timestampResponse(bytes), d: CONTENT, 'root.pem': pem(root.certificate), 'ca.pem': pem(ca.certificate) }; // prettier-ignore
    const chain = ['-CAfile', 'root.pem', '-untrusted', 'ca.pem', '-attime', '1773737564'];
    expect(openssl(['ts', '-verify', '-in', 'r', '-data', 'd', ...chain], files)).toBe(right);
  });
});

function changedLast(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1]! ^= 1;
  return copy;
}
