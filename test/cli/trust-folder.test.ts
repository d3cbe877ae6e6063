import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pem } from '../../scripts/pki/certificates.mjs';
import { sealWorld } from '../../scripts/vectors/sealed-ofd.mjs';
import { readTrustFolder } from '../../src/cli/trust-folder.js';

const { root, maker, holder, sealOf } = sealWorld();

describe('a seal in a folder of trust', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'dantao-trust-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the certificates in it, and makes nobody an anchor', async () => {
    await writeFile(join(folder, 'root.pem'), pem(root.certificate));
    await writeFile(join(folder, 'company.esl'), sealOf(4));
    const { anchors, certificates } = await readTrustFolder(folder);
    expect(anchors.map(({ certificate }) => Buffer.from(certificate).equals(root.certificate))).toEqual([true]);
    const found = certificates.map((bytes) => Buffer.from(bytes).toString('hex')).sort();
    expect(found).toEqual([maker, holder].map((one) => one.certificate.toString('hex')).sort());
  });

  it('that is none is a mistake, said with its name', async () => {
    await writeFile(join(folder, 'company.esl'), sealOf(4).subarray(0, 100));
    await expect(readTrustFolder(folder)).rejects.toThrow(/company\.esl: no electronic seal/);
  });
});
