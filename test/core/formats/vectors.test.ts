import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource, type ByteSource } from '../../../src/core/byte-source.js';
import { FORMAT_FINDINGS } from '../../../src/core/formats/findings.js';
import { FORMATS, inspectBytes } from '../../../src/core/formats/index.js';
import { type FileReport } from '../../../src/core/record.js';
import { SIGNATURE_FINDINGS } from '../../../src/core/signatures/findings.js';

const ROOT = join(import.meta.dirname, '../../vectors');

interface Expected {
  format: string;
  whole: string;
  codes: string[];
  pronom?: string[];
  version?: string;
  description?: string;
  claims?: string[];
  encrypted?: boolean;
  signatures?: string[];
  /** Of each signature, in order; the whole file's is looked at beside the tests of its verifier. */
  integrity?: string[] | string;
  /** Of signed documents: looked at one by one beside the tests of their verifier. */
  signed?: unknown;
}

/** Vectors of formats; other rooms keep theirs beside them and name other codes. */
const vectors = readdirSync(ROOT)
  .filter(
    (name) =>
      name.startsWith('OK_') ||
      Object.keys({ ...FORMAT_FINDINGS, ...SIGNATURE_FINDINGS }).some((code) => name.startsWith(`${code}_`)),
  )
  .map((name) => ({ name, files: readdirSync(join(ROOT, name)) }))
  .filter(({ files }) => files.includes('expect.json') && files.some((file) => file.startsWith('input.')))
  .map(({ name, files }) => ({
    name,
    bytes: readFileSync(join(ROOT, name, files.find((file) => file.startsWith('input.')) as string)),
    expected: JSON.parse(readFileSync(join(ROOT, name, 'expect.json'), 'utf8')) as Expected,
  }))
  .filter(({ expected }) => FORMATS.some(({ id }) => id === expected.format));

/** A source that never gives the memory it holds, and a fresh copy each time. */
class CopyingSource implements ByteSource {
  readonly sizeBytes: number;
  constructor(private readonly bytes: Uint8Array) {
    this.sizeBytes = bytes.length;
  }
  async read(offset: number, length: number): Promise<Uint8Array> {
    await Promise.resolve();
    return Uint8Array.from(
      this.bytes.subarray(Math.min(offset, this.sizeBytes), Math.min(offset + length, this.sizeBytes)),
    );
  }
}

function comparable(report: FileReport) {
  return {
    format: report.facts.format,
    whole: report.facts.whole,
    codes: report.findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ code }) => code)
      .sort(),
  };
}

describe('what a vector is named after is what is found', () => {
  it('has vectors for every code', () => {
    const named = new Set(
      vectors.flatMap(({ name, expected }) => [
        ...expected.codes,
        ...(name.startsWith('SIGNATURE_NOT_VERIFIED') ? ['SIGNATURE_NOT_VERIFIED'] : []),
      ]),
    );
    expect(Object.keys(FORMAT_FINDINGS).filter((code) => !named.has(code))).toEqual([]);
  });

  it.each(vectors)('$name', async ({ bytes, expected }) => {
    const report = await inspectBytes(new BufferSource(bytes));
    expect(comparable(report)).toEqual({
      format: expected.format,
      whole: expected.whole,
      codes: [...expected.codes].sort(),
    });
    if (expected.signed === undefined)
      expect(report.signatures.map(({ kind, id, profile }) => [kind, id, profile].filter(Boolean).join(' '))).toEqual(
        expected.signatures ?? [],
      );
    if (Array.isArray(expected.integrity))
      expect(report.signatures.map(({ integrity }) => integrity)).toEqual(expected.integrity);
    // Not verified is said; what was verified has its facts. Without a trust anchor nothing passes.
    expect(report.signatures.some(({ verdict }) => verdict === 'TOTAL_PASSED')).toBe(false);
    expect(report.findings.filter(({ code }) => code === 'SIGNATURE_NOT_VERIFIED')).toHaveLength(
      report.signatures.filter(({ facts }) => facts.value.is === 'not-checked').length,
    );
    for (const key of ['pronom', 'version', 'description', 'claims', 'encrypted'] as const) {
      if (expected[key] !== undefined) expect(report.facts[key]).toEqual(expected[key]);
    }
    for (const finding of report.findings) expect(finding.action).not.toBe('');
  });

  it.each(vectors)('$name says the same read in copies', async ({ bytes }) => {
    expect(await inspectBytes(new CopyingSource(bytes))).toEqual(await inspectBytes(new BufferSource(bytes)));
  });
});
