import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { type FileReport } from '../../../src/core/record.js';
import { SIGNATURE_FINDINGS } from '../../../src/core/signatures/findings.js';

const ROOT = join(import.meta.dirname, '../../vectors');

interface Signed {
  /** Null: any. */
  id: string | null;
  integrity: string;
  changes: string[];
  level?: string;
}

/** Vectors of signed PDFs say what is to come out of each signature. */
const vectors = readdirSync(ROOT).flatMap((name) => {
  const { signed } = JSON.parse(readFileSync(join(ROOT, name, 'expect.json'), 'utf8')) as { signed?: Signed[] };
  return signed === undefined ? [] : [{ name, signed }];
});
const bytesOf = (name: string): Buffer => readFileSync(join(ROOT, name, 'input.pdf'));
const inspect = (bytes: Uint8Array): Promise<FileReport> => inspectBytes(new BufferSource(bytes));

/** Kinds of changes, sorted; `!` before one that is not permitted. */
function kindsOf(report: FileReport['signatures'][number]): string[] {
  return report.facts.changes.map(({ kind, permitted }) => (permitted ? kind : `!${kind}`)).sort();
}

describe('what a vector says of its signatures is what comes out', () => {
  it.each(vectors)('$name', async ({ name, signed }) => {
    const { signatures } = await inspect(bytesOf(name));
    const own = signatures.filter((one) => one.of === undefined);
    expect(
      own.map((one, i) => ({
        id: signed[i]?.id === null ? null : one.id,
        integrity: one.integrity,
        changes: kindsOf(one),
        ...(signed[i]?.level === undefined ? {} : { level: one.facts.level }),
      })),
    ).toEqual(signed.map((one) => ({ ...one, changes: [...one.changes].sort() })));
  });

  it('has a vector for every finding of signed PDFs', () => {
    const named = new Set(vectors.map(({ name }) => name));
    const codes = Object.keys(SIGNATURE_FINDINGS).filter((code) => code.startsWith('PDF_'));
    expect(codes.filter((code) => ![...named].some((name) => name.startsWith(code)))).toEqual([]);
  });
});
