import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readdirSync, readFileSync } from 'node:fs';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { readReport, validationReport } from '../../../../src/core/signatures/report/report.js';
import { fileOf, inputOf, PASSED, SAMPLES, UNTRUSTED } from './samples.js';

const root = new URL('../../../../', import.meta.url);
const ajv = new Ajv2020({ allErrors: true });
(addFormats as unknown as (one: Ajv2020) => void)(ajv);
const fits = ajv.compile(
  JSON.parse(readFileSync(new URL('docs/validation-report.schema.json', root), 'utf8')) as object,
);

const textOf = (input: Parameters<typeof validationReport>[0]) => Buffer.from(validationReport(input)).toString();
const errorsOf = (text: string) => (fits(JSON.parse(text)) ? null : fits.errors);

describe('the validation report', () => {
  it.each(SAMPLES)('%s: fits its JSON Schema, is canonical, and the same twice', (name, input) => {
    const text = textOf(input);
    // A number that is none was put there by a stranger; JSON has no word for it.
    expect(name === 'hostile' ? null : errorsOf(text)).toBeNull();
    expect(textOf(input)).toBe(text);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/[{,]"\w+":-?\d+\.\d/);
    expect(JSON.stringify(JSON.parse(text)).length).toBe(text.length);
  });

  it('of a real file says what the readers said', async () => {
    const folder = new URL('seeds/06-old-invoice-ofd-sealed/', root);
    const name = readdirSync(folder).find((one) => one.endsWith('.ofd'))!;
    const report = await inspectBytes(new BufferSource(readFileSync(new URL(name, folder))));
    const text = textOf(inputOf({ ...fileOf(name, []), report }));
    expect(errorsOf(text)).toBeNull();
    expect(JSON.parse(text)).toMatchObject({
      schema: 'dantao/validation-report/v1',
      at: '2026-03-18T00:00:00.000Z',
      files: [{ name, verdict: 'INDETERMINATE', integrity: 'intact', signatures: [{ kind: 'seal' }] }],
    });
  });

  it('the file is as bad as its worst signature', () => {
    const text = textOf(
      inputOf(fileOf('a.pdf', [PASSED, { ...UNTRUSTED, integrity: 'unknown' }]), fileOf('b.pdf', [PASSED])),
    );
    expect((JSON.parse(text) as { files: unknown[] }).files).toMatchObject([
      { verdict: 'INDETERMINATE', integrity: 'unknown' },
      { verdict: 'TOTAL_PASSED', integrity: 'intact' },
    ]);
  });

  it.each(SAMPLES.filter(([name]) => name !== 'hostile'))(
    '%s: what is read back is what it was made of',
    (_, input) => {
      expect(readReport(validationReport(input))).toEqual(input);
    },
  );

  it('what is no report is not read', () => {
    expect(() => readReport(Buffer.from('{"schema":"dantao/findings/v1"}'))).toThrow(TypeError);
  });

  it('the schema refuses what is no report', () => {
    const good = JSON.parse(textOf(inputOf(fileOf('a.pdf', [PASSED])))) as Record<string, unknown>;
    expect(fits(good)).toBe(true);
    expect(fits({ ...good, trust: 'none' })).toBe(false);
    expect(fits({ ...good, files: [] })).toBe(false);
    expect(fits(JSON.parse(JSON.stringify(good).replace('"is":"right"', '"is":"wrong"')))).toBe(false);
    expect(fits(JSON.parse(JSON.stringify(good).replace('TOTAL_PASSED', 'VALID')))).toBe(false);
  });
});
