import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { type FileReport } from '../../../src/core/record.js';
import { SIGNATURE_FINDINGS } from '../../../src/core/signatures/findings.js';

const ROOT = join(import.meta.dirname, '../../vectors');

const input = (name: string): Buffer => {
  const file = readdirSync(join(ROOT, name)).find((entry) => entry.startsWith('input.')) as string;
  return readFileSync(join(ROOT, name, file));
};
const WHOLE = readdirSync(ROOT).filter((name) =>
  /^(OK|SIGNATURE_NOT_VERIFIED|OFD_SIGNED_FILE_CHANGED)_(pdf|zip|ofd|seal|xml|png|jpeg|tiff|ooxml|cms)/.test(name),
);
const inspect = (bytes: Uint8Array): Promise<FileReport> => inspectBytes(new BufferSource(bytes));

/** Whatever the bytes are: an answer, and an honest one. */
function isHonest({ facts, findings, signatures }: FileReport): boolean {
  const broken = findings.some(({ code, severity }) => severity === 'error' && !(code in SIGNATURE_FINDINGS));
  // No trust anchor was given: nothing passes, and what fails was found broken.
  const judged = signatures.every(
    ({ verdict, integrity }) => verdict === 'INDETERMINATE' || (verdict === 'TOTAL_FAILED' && integrity === 'broken'),
  );
  return (facts.whole === 'broken') === broken && judged;
}

describe('a file that is cut off', () => {
  // What ends in a trailer or end marker is never whole without its end; text-like formats may be, and XML never is.
  it.each(WHOLE.filter((name) => !/_(cms|pdf_updated|pdf_hybrid)/.test(name)))(
    '%s is not whole at any length',
    async (name) => {
      const bytes = input(name);
      const end = name.includes('_pdf')
        ? bytes.length - 3
        : name.includes('_xml')
          ? bytes.lastIndexOf('>')
          : bytes.length;
      const step = Math.max(1, Math.floor(end / 400));
      for (let length = 1; length < end; length += step) {
        const report = await inspect(bytes.subarray(0, length));
        if (report.facts.format === 'text' || report.facts.format === 'csv') continue;
        expect({ name, length, whole: report.facts.whole }).not.toEqual({ name, length, whole: 'whole' });
      }
    },
  );
});

describe('bytes from anywhere', () => {
  it('never make a reader throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => isHonest(await inspect(bytes))),
      { numRuns: 300 },
    );
  });

  it.each([
    '%PDF-1.7\n',
    'PK\x03\x04',
    '\x89PNG\r\n\x1a\n',
    '\xff\xd8\xff\xe0',
    'II*\0',
    'MM\0+',
    '<?xml version="1.0"?>',
    '<a>',
    '0\x0f\x06\x09',
  ])('never make a reader throw after %j', async (start) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) =>
        isHonest(await inspect(Buffer.concat([Buffer.from(start, 'latin1'), bytes]))),
      ),
      { numRuns: 150 },
    );
  });

  it.each(WHOLE)('%s with bytes changed gives an answer', async (name) => {
    const bytes = input(name);
    const change = fc.record({ at: fc.nat(bytes.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const { at, to } of changes) changed[at] = to;
        return isHonest(await inspect(changed));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what would exhaust a reader', () => {
  it('is refused: arrays nested absurdly deep in a PDF', async () => {
    const deep = '['.repeat(200_000);
    const report = await inspect(
      Buffer.from(
        `%PDF-1.7\n1 0 obj\n${deep}\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root ${deep}\nstartxref\n200033\n%%EOF\n`,
      ),
    );
    expect(report.facts.whole).toBe('broken');
  });

  it('is refused: XML nested absurdly deep', async () => {
    const report = await inspect(Buffer.from(`<?xml version="1.0"?>${'<a>'.repeat(500_000)}`));
    expect(report.findings.map(({ code }) => code)).toEqual(['XML_TOO_COMPLEX']);
  });

  it('is refused: a prologue that never ends', async () => {
    const report = await inspect(Buffer.from(`<?xml version="1.0"?>${'<!-- -->'.repeat(400_000)}<a/>`));
    expect(report.findings.map(({ code }) => code)).toEqual(['XML_TOO_COMPLEX']);
  });

  it('is refused: more elements than the limit', async () => {
    const bytes = Buffer.from(`<?xml version="1.0"?><a>${'<b/>'.repeat(20)}</a>`);
    const report = await inspectBytes(new BufferSource(bytes), { maxItems: 10, maxDepth: 10, maxInflatedBytes: 1000 });
    expect(report.findings.map(({ code }) => code)).toEqual(['XML_TOO_COMPLEX']);
  });

  it('is refused: a ZIP that would become more than the limit', async () => {
    const report = await inspectBytes(new BufferSource(input('OK_zip_two_entries')), {
      maxItems: 10,
      maxDepth: 10,
      maxInflatedBytes: 5,
    });
    expect(report.findings.map(({ code }) => code)).toContain('ZIP_BOMB');
    expect(report.facts.whole).toBe('broken');
  });

  it('is bounded: a cross-reference that claims billions of objects', async () => {
    const report = await inspect(
      Buffer.from('%PDF-1.7\nxref\n0 4000000000\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n9\n%%EOF\n'),
    );
    expect(report.findings.map(({ code }) => code)).toEqual(['PDF_XREF_BROKEN']);
  });

  it('is read by range: a whole PDF of 100 MiB costs a fraction of its bytes', async () => {
    const plain = input('OK_pdf_table').toString('latin1');
    const table = plain.lastIndexOf('xref\n0');
    const gap = 100 << 20;
    const start = Buffer.from(plain.slice(0, table), 'latin1');
    // A hundred mebibytes of white space between the objects and the table that points back at them.
    const end = Buffer.from(plain.slice(table).replace(`startxref\n${table}`, `startxref\n${table + gap}`), 'latin1');
    const sizeBytes = start.length + gap + end.length;
    let readBytes = 0;
    const report = await inspectBytes({
      sizeBytes,
      async read(offset, length) {
        const from = Math.min(offset, sizeBytes);
        const out = Buffer.alloc(Math.min(length, sizeBytes - from), 0x20);
        readBytes += out.length;
        if (from < start.length) start.copy(out, 0, from);
        const endAt = start.length + gap - from;
        if (endAt < out.length) end.copy(out, Math.max(endAt, 0), Math.max(-endAt, 0));
        return out;
      },
    });
    expect(report.facts).toMatchObject({ format: 'pdf', whole: 'whole' });
    expect(readBytes).toBeLessThan(1 << 20);
  });
});
