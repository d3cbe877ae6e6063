import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { issue, pem } from '../../scripts/pki/certificates.mjs';
import { signedData, signatureTimestamp, signingCertificateV2 } from '../../scripts/pki/cms.mjs';
import { ecKey, rsaKey } from '../../scripts/pki/keys.mjs';
import { crl } from '../../scripts/pki/revocation.mjs';
import { runDantao } from './run-dantao.js';

const SEEDS = join(import.meta.dirname, '../../seeds');
const ID = '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20';

/** The arguments that fix every byte of a package. */
export const FIXED = `--id ${ID} --at 2026-03-17T09:12:44.123Z --nonce ${'ab'.repeat(32)}`;

/**
 * A folder with small files, a whole package, a copy with one changed byte, a receipt made here as docs/receipts.md says,
 * and the keys to check it with; signatures and trust for them.
 */
/** A signature whose certificate has ended, without a time-stamp and with one; and a folder of trust for it. */
async function prepareTrust(folder: string): Promise<void> {
  const root = issue({ key: rsaKey('root'), name: 'Test root' });
  const sub = issue({ key: rsaKey('sub'), name: 'Test CA', issuer: root, ca: true, pathLength: 0 });
  const signer = issue({ key: ecKey('alice'), name: 'Alice', issuer: sub, until: '2025-01-01T00:00:00Z' });
  const tsa = issue({
    key: rsaKey('tsa'),
    name: 'Test TSA',
    issuer: sub,
    eku: ['1.3.6.1.5.5.7.3.8'],
    ekuCritical: true,
  });
  const [thisUpdate, nextUpdate] = ['2024-06-01T00:00:00Z', '2030-01-01T00:00:00Z'];
  const signed = (unsigned?: (value: Buffer) => Buffer[]) =>
    signedData({
      content: Buffer.from('what was signed'),
      attached: true,
      signers: [{ holder: signer, attributes: [signingCertificateV2(signer)], ...(unsigned ? { unsigned } : {}) }],
      certificates: [signer, sub],
    });
  await writeFile(join(folder, 'expired.p7m'), signed());
  await writeFile(join(folder, 'stamped.p7m'), signed(signatureTimestamp({ tsa, at: '2024-06-02T00:00:00Z' })));
  for (const name of ['trust', 'trust-stamps', 'trust-typo', 'trust-bad']) await mkdir(join(folder, name));
  await mkdir(join(folder, 'trust-stamps/timestamp'));
  await mkdir(join(folder, 'trust-typo/timestamps'));
  await writeFile(join(folder, 'trust-bad/note.pem'), 'no certificate\n');
  await writeFile(join(folder, 'trust/README.txt'), 'passed over\n');
  await writeFile(join(folder, 'trust/root.pem'), pem(root.certificate));
  await writeFile(join(folder, 'trust-stamps/timestamp/root.pem'), pem(root.certificate));
  for (const name of ['trust', 'trust-stamps'])
    for (const [file, issuer] of [
      ['root.crl', root],
      ['ca.crl', sub],
    ] as const)
      await writeFile(join(folder, name, file), crl({ issuer, thisUpdate, nextUpdate }));
}

export async function prepareScene(folder: string): Promise<void> {
  const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  await put('a.txt', '第一行\n');
  await put('empty.txt', '');
  await mkdir(join(folder, 'folder'));
  await copyFile(`${SEEDS}/31-pdf-truncated/截断.pdf`, join(folder, 'truncated.pdf'));
  await copyFile(`${SEEDS}/06-old-invoice-ofd-sealed/099001900104_00000001.ofd`, join(folder, 'sealed.ofd'));
  await copyFile(`${SEEDS}/08-signed-pdf-cades/采购合同.pdf`, join(folder, 'signed.pdf'));
  // One byte of what was signed is another: in the comment behind the header, which every reader shows alike.
  const changed = await readFile(join(folder, 'signed.pdf'));
  changed[changed.indexOf('\n%') + 2]! ^= 1;
  await put('changed.pdf', changed);
  await prepareTrust(folder);
  const record = { fonds: 'Z109', kind: 'generic', title: '说明', files: [{ part: 'f1', name: '文件夹/a.txt' }] };
  await put('record.json', JSON.stringify(record));
  await put('wrong.json', JSON.stringify({ ...record, files: [{ part: 'f1', name: 'a.txt', sizeBytes: 1 }] }));
  await put('misspelt.json', JSON.stringify({ ...record, titel: 'x' }));

  const packed = await runDantao(`dantao pack --record record.json --out . ${FIXED} a.txt`, folder);
  if (packed.code !== 0) throw new Error(packed.stderr);
  const bytes = await readFile(join(folder, `${ID}.v00001.zip`));
  await put('whole.zip', bytes);
  const report = await checkPackage(new BufferSource(bytes));
  const flipped = Buffer.from(bytes);
  flipped[report.files[0]!.offset]! ^= 1;
  await put('flipped.zip', flipped);

  const archive = newKey();
  const stranger = newKey();
  await put('keys.json', JSON.stringify({ keys: [archive.jwk] }));
  await put('stranger.json', JSON.stringify(stranger.jwk));
  // The kid of the archive over the key of a stranger: only the signature can tell.
  await put('false.json', JSON.stringify({ ...stranger.jwk, kid: archive.jwk.kid }));
  const payload = {
    schema: 'dantao/receipt/v1',
    type: 'received',
    record: report.recordId,
    fonds: { code: 'Z109', id: report.fondsId },
    package: { key: 'k', sha256: report.sha256, sha512: report.sha512, sizeBytes: report.sizeBytes, version: 1 },
    files: report.files.map((f) => ({ path: f.path, sizeBytes: f.sizeBytes, ...f.digests })),
    fileCount: 1,
    event: { at: report.at, hash: createHash('sha256').update('entry').digest('hex'), id: report.eventId },
    findings: { codes: [], error: 0, info: 0, warning: 0 },
  };
  await put('receipt.jws', `${archive.receipt(payload)}\n`);
  await put('answer.json', JSON.stringify({ record: {}, receipt: archive.receipt(payload), registeredReceipt: null }));
  const other = { ...payload, package: { ...payload.package, sha256: '0'.repeat(64) } };
  await put('other.jws', archive.receipt(other));
}

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: '' };
  jwk.kid = createHash('sha256')
    .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x }))
    .digest('base64url');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    jwk,
    receipt(payload: unknown): string {
      const input = `${encode({ alg: 'EdDSA', kid: jwk.kid, typ: 'dantao-receipt+jws' })}.${encode(payload)}`;
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
}
