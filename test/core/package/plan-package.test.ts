import { describe, it, expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../src/core/byte-source.js';
import { checkPackage } from '../../../src/core/package/check.js';
import { DATA, PREMIS, rootOf } from '../../../src/core/package/layout.js';
import {
  dataPath,
  localHeaderBytes,
  METADATA_FIRST_BYTES,
  planPackage,
} from '../../../src/core/package/plan-package.js';
import { readDirectory } from '../../../src/core/package/zip-read.js';
import { centralHeader, endRecords, localHeader } from '../../../src/core/package/zip-records.js';
import { digest, ordinary, packed, pdfLike, RECORD_ID, sampleOf, signed } from './sample.js';
import { sha512sum, unpacked } from './unpacked.js';

async function premisOf(bytes: Uint8Array): Promise<string> {
  const { directory } = await readDirectory(new BufferSource(bytes));
  const { dataOffset, sizeBytes } = directory!.entries.find((e) => e.path.endsWith(PREMIS))!;
  return Buffer.from(bytes.subarray(dataOffset, dataOffset + sizeBytes)).toString();
}

describe('planPackage', () => {
  it('knows sizes, offsets, paths and key beforehand', () => {
    const sample = signed();
    const plan = planPackage(sample.input);
    const bytes = packed(sample);
    expect(bytes.length).toBe(plan.sizeBytes);
    sample.contents.forEach((content, i) => {
      expect(bytes.subarray(plan.offsets[i], plan.offsets[i]! + content.length).equals(content)).toBe(true);
      expect(plan.paths[i]).toBe(dataPath(RECORD_ID, sample.input.files[i]!.path));
    });
    const hash2 = digest('sha256', Buffer.from(RECORD_ID)).slice(0, 2);
    expect(plan.key).toBe(`aip/v1/${hash2}/${sample.input.fondsId}/2026/${RECORD_ID}/v00001.zip`);
  });

  it('is a ZIP for Python and agrees with sha512sum', () => {
    const sample = signed();
    unpacked(packed(sample), (folder) => {
      const root = join(folder, rootOf(RECORD_ID));
      expect(sha512sum(root).match(/: OK$/gm)).toHaveLength(14);
      sample.contents.forEach((content, i) =>
        expect(readFileSync(join(root, DATA, sample.input.files[i]!.path)).equals(content)).toBe(true),
      );
    });
  });

  it('keeps PREMIS of an ordinary record within 5 KB and the whole overhead within 20 KB', async () => {
    const sample = sampleOf([['发票.pdf', pdfLike(60_000)]]);
    sample.input.files[0]!.signatures = [];
    const bytes = packed(sample);
    expect(await premisOf(bytes)).not.toContain('eventType/dig');
    expect(Buffer.byteLength(await premisOf(bytes))).toBeLessThanOrEqual(5000);
    expect(bytes.length - 60_000).toBeLessThanOrEqual(20_000);
  });

  it('tells of the signatures in one more event of PREMIS, within 1.5 KB, linked to the files that have some', async () => {
    const sample = sampleOf([['a.txt', pdfLike(16)], ['合同.pdf', pdfLike(600)], ['b.ofd', pdfLike(300)]]); // prettier-ignore
    const [plain, contract, seal] = sample.input.files.map((file) => file.signatures);
    plain!.length = 0;
    const without = Buffer.byteLength(await premisOf(packed({ ...sample, input: { ...sample.input, files: sample.input.files.map((f) => ({ ...f, signatures: [] })) } }))); // prettier-ignore
    const told = async () => {
      const premis = await premisOf(packed(sample));
      expect(Buffer.byteLength(premis) - without).toBeLessThanOrEqual(1_500);
      return premis.split('<event>').find((event) => event.includes('eventType/dig'))!;
    };
    const event = await told();
    expect(event).toContain('2 in all: 0 TOTAL_PASSED, 2 INDETERMINATE, 0 TOTAL_FAILED');
    expect(event).toContain(`trust snapshot sha256:${sample.input.validation!.trust}, policy auto`);
    expect(event).toContain('<eventOutcome>warning</eventOutcome>');
    expect([...event.matchAll(/<linkingObjectIdentifierValue>([^<]*)</g)].map((m) => m[1])).toEqual([
      `urn:uuid:${RECORD_ID}/file/2`,
      `urn:uuid:${RECORD_ID}/file/3`,
    ]);
    contract![0]!.verdict = seal![0]!.verdict = 'TOTAL_PASSED';
    expect(await told()).toContain('<eventOutcome>success</eventOutcome>');
    seal![0]!.verdict = 'TOTAL_FAILED';
    expect(await told()).toContain('<eventOutcome>fail</eventOutcome>');
  });

  it('puts large payloads first, behind their local header', async () => {
    const sample = sampleOf([
      ['b.bin', Buffer.alloc(METADATA_FIRST_BYTES)],
      ['a.bin', Buffer.from('x')],
    ]);
    const plan = planPackage(sample.input);
    expect(plan.offsets[0]).toBe(localHeaderBytes(plan.paths[0]!, false));
    expect(plan.segments.map((s) => ('file' in s ? s.file : 'bytes'))).toEqual(['bytes', 0, 'bytes', 1, 'bytes']);
    const report = await checkPackage(new BufferSource(packed(sample)));
    expect(report.findings).toEqual([]);
    expect(report.files.map((f) => f.path)).toEqual(['b.bin', 'a.bin']);
  });

  it('refuses what intake must have refused', () => {
    const { input } = ordinary();
    const path = (path: string) => [{ ...input.files[0]!, path }];
    expect(() => planPackage({ ...input, files: [] })).toThrow(/without a submitted file/);
    expect(() => planPackage({ ...input, files: path('../x') })).toThrow(/unsafe path/);
    expect(() => planPackage({ ...input, files: [...input.files, ...input.files] })).toThrow(/path twice/);
    expect(() => planPackage({ ...input, nonce: new Uint8Array(31) })).toThrow(/nonce/);
    expect(() => planPackage({ ...input, version: 0 })).toThrow(/version/);
  });
});

describe('ZIP64', () => {
  const name = Buffer.from('r/f');
  it('appears at 0xFFFFFFFF and not before', () => {
    const at = (sizeBytes: number, offset: number) => ({ name, sizeBytes, crc32: 1, offset });
    expect(localHeader(at(0xfffffffe, 0)).length).toBe(localHeaderBytes('r/f', false));
    expect(localHeader(at(0xffffffff, 0)).length).toBe(localHeaderBytes('r/f', true));
    expect(centralHeader(at(0xfffffffe, 0xfffffffe)).length).toBe(49);
    expect(centralHeader(at(1, 0xffffffff)).length).toBe(49 + 12);
    expect(centralHeader(at(0xffffffff, 0xffffffff)).length).toBe(49 + 28);
    expect(endRecords(0xfffe, 0, 0).length).toBe(22);
    expect(endRecords(0xffff, 0, 0).length).toBe(98);
    expect(endRecords(1, 0xffffffff, 0).length).toBe(98);
  });

  it('is read back from a package over 4 GiB, by its directory', async () => {
    const { input } = ordinary();
    const big = { ...input.files[0]!, sizeBytes: 5 * 2 ** 30 };
    const plan = planPackage({ ...input, files: [big, { ...big, path: 'second.bin', sizeBytes: 10 }] });
    // A source without the five gigabytes: zeros stand for the bytes of files.
    const source = {
      sizeBytes: plan.sizeBytes,
      read: async (offset: number, length: number) => {
        const out = Buffer.alloc(Math.max(0, Math.min(length, plan.sizeBytes - offset)));
        let at = 0;
        for (const segment of plan.segments) {
          const size = 'bytes' in segment ? segment.bytes.length : segment.file === 0 ? big.sizeBytes : 10;
          const from = Math.max(offset, at);
          const to = Math.min(offset + out.length, at + size);
          if ('bytes' in segment && from < to) out.set(segment.bytes.subarray(from - at, to - at), from - offset);
          at += size;
        }
        return out;
      },
    };
    const { directory, findings } = await readDirectory(source);
    expect(findings).toEqual([]);
    expect(directory!.entries[0]).toMatchObject({ sizeBytes: big.sizeBytes, dataOffset: plan.offsets[0] });
    expect(directory!.entries[1]!.dataOffset).toBe(plan.offsets[1]);
    expect(plan.offsets[1]).toBeGreaterThan(2 ** 32);
    expect(plan.offsets[0]).toBe(localHeaderBytes(plan.paths[0]!, true));
  });

  it('counts 65,535 entries and more, and Python agrees', () => {
    const files = Array.from({ length: 65_540 }, (_, i): [string, Uint8Array] => [`${i}.txt`, Buffer.from(String(i))]);
    const sample = sampleOf(files);
    for (const file of sample.input.files) file.signatures = [];
    const bytes = packed(sample);
    expect(bytes.subarray(-22).readUInt16LE(10)).toBe(0xffff);
    unpacked(bytes, (folder) =>
      expect(readFileSync(join(folder, rootOf(RECORD_ID), DATA, '65539.txt'), 'utf8')).toBe('65539'),
    );
  }, 60_000);
});
