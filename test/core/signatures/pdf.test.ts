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

describe('docs/signatures-pdf.md', () => {
  const page = readFileSync('docs/signatures-pdf.md', 'utf8');
  it.each([...page.matchAll(/^\*\*\d\. .*`(PDF_[\w]+)`/gm)].map(([, name]) => ({ name: name as string })))(
    'shows what is said of $name',
    async ({ name }) => {
      const { signatures } = await inspect(bytesOf(name));
      const [one] = signatures;
      expect(page).toContain(`${one?.verdict}  ${one?.subIndication}: ${one?.reason}`);
      expect(one?.facts).toMatchObject({ digests: { is: 'right' }, value: { is: 'right' } });
    },
  );
});

describe('a signed document with one byte changed', () => {
  const small = bytesOf('OK_signed_pdf_pkcs7');
  const gap = {
    start: small.indexOf('/Contents<') + '/Contents'.length,
    end: small.indexOf('>', small.indexOf('/Contents<')),
  };

  it('is never taken for intact outside the value of the signature', async () => {
    const accepted: string[] = [];
    for (let at = 0; at < small.length; at++) {
      const inGap = at > gap.start && at < gap.end;
      // What CMS itself leaves open (the bytes of certificates, the case of digits) is the business of its own tests.
      if (inGap && at < gap.end - 100) continue;
      const changed = Buffer.from(small);
      changed[at] = (changed[at] as number) ^ (inGap ? 1 : 1 << (at % 8));
      const { signatures } = await inspect(changed);
      if (signatures.some(({ integrity }) => integrity === 'intact')) accepted.push(`byte ${at}`);
    }
    expect(accepted).toEqual([]);
  });

  it('is never taken for intact cut short', async () => {
    for (let length = 0; length < small.length; length += length < 200 ? 1 : 13) {
      const { signatures } = await inspect(small.subarray(0, length));
      expect({ length, intact: signatures.some(({ integrity }) => integrity === 'intact') }).toEqual({ length, intact: false }); // prettier-ignore
    }
  });

  it('keeps its first revision to the byte when a later one is allowed', async () => {
    const twice = bytesOf('OK_signed_pdf_form_filled');
    const end = twice.indexOf('%%EOF') + 5;
    for (let at = 0; at < end; at += 7) {
      if (at > gap.start && at < gap.end) continue;
      const changed = Buffer.from(twice);
      changed[at] = (changed[at] as number) ^ 1;
      const { signatures } = await inspect(changed);
      expect({ at, intact: signatures.some(({ integrity }) => integrity === 'intact') }).toEqual({ at, intact: false });
    }
  });
});

describe('what hangs on after a signed document', () => {
  const signed = bytesOf('OK_signed_pdf_pkcs7');
  const judged = async (bytes: Buffer) => (await inspect(bytes)).signatures.map(({ integrity }) => integrity);
  const update = (objects: string, rows: (at: number) => string, trailer: string) => {
    const at = signed.length + objects.length;
    return Buffer.concat([signed, Buffer.from(`${objects}xref\n${rows(signed.length)}trailer\n<<${trailer}>>\nstartxref\n${at}\n%%EOF\n`, 'latin1')]); // prettier-ignore
  };
  const previous = Number(/startxref\n(\d+)/.exec(signed.toString('latin1'))?.[1]);
  const row = (number: number, at: number) => `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`;
  const content = '4 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n';

  it('is white space, and nothing else', async () => {
    expect(await judged(Buffer.concat([signed, Buffer.from('\r\n \0')]))).toEqual(['intact']);
    expect(await judged(Buffer.concat([signed, Buffer.from('%')]))).toEqual(['broken']);
    expect(await judged(Buffer.concat([signed, Buffer.from('%%EOF')]))).toEqual(['broken']);
  });

  it('may repeat an object as it was', async () => {
    const object = signed.toString('latin1', signed.indexOf('4 0 obj'), signed.indexOf('5 0 obj'));
    const bytes = update(object, (at) => row(4, at), `/Size 12/Root 1 0 R/Info 6 0 R/Prev ${previous}`);
    expect(await judged(bytes)).toEqual(['intact']);
  });

  it('may not leave the signed revision out of its row', async () => {
    const bytes = update(content, (at) => `0 1\n0000000000 65535 f \n${row(4, at)}`, '/Size 12/Root 1 0 R/Info 6 0 R');
    expect(await judged(bytes)).not.toContain('intact');
  });

  it('may not name another catalog that says something else', async () => {
    const catalog =
      '60 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R 9 0 R]/SigFlags 3>>/OpenAction[3 0 R/Fit]>>\nendobj\n';
    const bytes = update(catalog, (at) => row(60, at), `/Size 61/Root 60 0 R/Info 6 0 R/Prev ${previous}`);
    expect(await judged(bytes)).toEqual(['broken']);
    // The same catalog under another number says the same.
    const same = update(catalog.replace('/OpenAction[3 0 R/Fit]', ''), (at) => row(60, at), `/Size 61/Root 60 0 R/Info 6 0 R/Prev ${previous}`); // prettier-ignore
    expect(await judged(same)).toEqual(['intact']);
  });

  it('may not lend its objects to the signed revision', async () => {
    // The table that was signed names a place behind its own end; what is put there later was never signed.
    const bytes = Buffer.from(signed);
    const place = bytes.indexOf(row(4, signed.indexOf('4 0 obj')));
    bytes.write(row(4, signed.length), place, 'latin1');
    const report = await inspect(Buffer.concat([bytes, update(content, () => '', `/Size 12/Root 1 0 R/Info 6 0 R/Prev ${previous}`).subarray(signed.length)])); // prettier-ignore
    expect(report.signatures.map(({ integrity }) => integrity)).not.toContain('intact');
  });
});

describe('what the bounds leave unread', () => {
  const limits = { maxItems: 100_000, maxDepth: 100, maxInflatedBytes: 1 << 29 };
  const judged = async (name: string, less: Partial<typeof limits>) =>
    (await inspectBytes(new BufferSource(bytesOf(name)), { ...limits, ...less })).signatures.map(({ integrity }) => integrity); // prettier-ignore

  it('is never taken for unchanged: objects', async () => {
    expect(await judged('OK_signed_pdf_form_filled', { maxItems: 11 })).toEqual(['intact']);
    // The newest table alone is more than may be looked at, so that the signed one is not read.
    for (let maxItems = 0; maxItems < 11; maxItems++)
      expect({ maxItems, intact: (await judged('OK_signed_pdf_form_filled', { maxItems })).includes('intact') }).toEqual({ maxItems, intact: false }); // prettier-ignore
  });

  it('is never taken for unchanged: inflated bytes', async () => {
    const name = 'OK_signed_pdf_object_stream_metadata_later';
    expect(await judged(name, {})).toEqual(['intact']);
    for (const maxInflatedBytes of [0, 1, 20, 40])
      expect(await judged(name, { maxInflatedBytes })).not.toContain('intact');
  });
});
