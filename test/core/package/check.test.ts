import { describe, it, expect } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { checkPackage } from '../../../src/core/package/check.js';
import { planPackage } from '../../../src/core/package/plan-package.js';
import { readPackageIndex } from '../../../src/core/package/read-index.js';
import { digest, ordinary, packed, sampleOf, signed, RECORD_ID } from './sample.js';

const check = (bytes: Uint8Array) => checkPackage(new BufferSource(bytes));

describe('checkPackage', () => {
  it('finds nothing wrong with an ordinary package and tells what is in it', async () => {
    const sample = ordinary();
    const plan = planPackage(sample.input);
    const bytes = packed(sample);
    const report = await check(bytes);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      ok: true,
      recordId: RECORD_ID,
      version: 1,
      sizeBytes: plan.sizeBytes,
      sha256: digest('sha256', bytes),
      sha512: digest('sha512', bytes),
      nonce: Buffer.from(sample.input.nonce).toString('hex'),
      fingerprint: sample.input.fingerprint,
      fondsId: sample.input.fondsId,
      at: '2026-03-17T09:12:44.123Z',
      eventId: sample.input.eventId,
      test: false,
      origin: 'asserted-by-archive',
    });
    expect(report.files).toEqual(
      sample.input.files.map((f, i) => ({
        path: f.path,
        name: f.declared.name,
        offset: plan.offsets[i],
        sizeBytes: f.sizeBytes,
        digests: f.digests,
      })),
    );
  });

  it('verifies the signature of the sender, with unsafe names and an empty file', async () => {
    const report = await check(packed(signed()));
    expect(report.findings).toEqual([]);
    expect(report.origin).toBe('sender-signed');
    expect(report.files.map((f) => f.name)).toEqual(['正本.ofd', '附件/../climb?.txt', 'empty.txt']);
    expect(report.files[1]!.path).toMatch(/^unnamed-[0-9a-f]{16}\.txt$/);
  });

  it('refuses what is no package', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('PK'),
      Buffer.alloc(5000),
      Buffer.from('PK\x05\x06' + '\0'.repeat(18), 'latin1'),
    ]) {
      const report = await check(bytes);
      expect(report.ok).toBe(false);
      expect(report.findings.length).toBeGreaterThan(0);
    }
  });
});

describe('any change is found', () => {
  it('a flipped byte anywhere', async () => {
    const bytes = packed(sampleOf([['a.txt', Buffer.from('hello')]], { sender: true }));
    const missed: number[] = [];
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i]! ^= 1 << (i % 8);
      const report = await check(changed);
      if (report.ok || report.findings.length === 0) missed.push(i);
    }
    expect(missed).toEqual([]);
  });

  it('a cut at any byte, and bytes added', async () => {
    const bytes = packed(sampleOf([['a.txt', Buffer.from('hello')]]));
    for (let length = 0; length < bytes.length; length += length < 2000 ? 1 : 37) {
      expect((await check(bytes.subarray(0, length))).ok).toBe(false);
    }
    expect((await check(bytes.subarray(0, bytes.length - 1))).ok).toBe(false);
    expect((await check(Buffer.concat([bytes, Buffer.alloc(1)]))).ok).toBe(false);
    expect((await check(Buffer.concat([Buffer.alloc(1), bytes]))).ok).toBe(false);
  });
});

describe('readPackageIndex', () => {
  it('tells what the rows need without hashing', async () => {
    const sample = signed();
    const index = await readPackageIndex(new BufferSource(packed(sample)));
    expect(index).toMatchObject({
      recordId: RECORD_ID,
      fondsId: sample.input.fondsId,
      at: sample.input.at.toISOString(),
      fingerprint: sample.input.fingerprint,
      nonce: Buffer.from(sample.input.nonce).toString('hex'),
      origin: 'sender-signed',
    });
    const { offsets } = planPackage(sample.input);
    expect(index.files).toEqual(
      sample.input.files.map((f, i) => ({ path: f.path, offset: offsets[i], sizeBytes: f.sizeBytes })),
    );
  });

  it('throws PackageUnreadable for other files', async () => {
    await expect(readPackageIndex(new BufferSource(Buffer.alloc(100)))).rejects.toMatchObject({
      name: 'PackageUnreadable',
    });
  });
});
