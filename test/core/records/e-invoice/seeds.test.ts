import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { type Declaration } from '../../../../src/core/record.js';
import { readRecord } from '../../../../src/core/records/index.js';

const SEEDS = join(import.meta.dirname, '../../../../seeds');

async function seed(folder: string, kind?: string) {
  const declaration = JSON.parse(readFileSync(join(SEEDS, folder, 'record.json'), 'utf8')) as Declaration;
  const files = await Promise.all(
    declaration.files.map(async ({ name }) => {
      const report = await inspectBytes(new BufferSource(readFileSync(join(SEEDS, folder, name))));
      return { name, format: report.facts, documents: report.documents, signatures: report.signatures };
    }),
  );
  const documents = files.flatMap((file) => file.documents.map(({ document }) => document));
  return {
    documents,
    reading: readRecord({ declaration: { ...declaration, ...(kind === undefined ? {} : { kind }) }, files }),
  };
}

const BLUE = 'e-invoice:26991000000000000001';

describe('the invoices among the seeds', () => {
  it.each([
    ['01-digital-invoice-xml', ['cn-einvoice'], BLUE, '1130.00'],
    ['02-digital-invoice-ofd', ['ofd-invoice-tags'], BLUE, '1130.00'],
    ['03-digital-invoice-pdf', ['cn-einvoice'], BLUE, '1130.00'],
    ['04-digital-invoice-three', ['cn-einvoice', 'cn-einvoice', 'ofd-invoice-tags'], BLUE, '1130.00'],
    ['05-red-invoice-xml', ['cn-einvoice'], 'e-invoice:26991000000000000002', '-1130.00'],
    ['06-old-invoice-ofd-sealed', ['cn-vat-invoice', 'ofd-invoice-tags'], 'e-invoice:099001900104-00000001', '565.00'],
    ['07-old-invoice-pdf', ['pdf-invoice-text'], 'e-invoice:099001900104-00000002', '565.00'],
  ])('%s is recognised, read and agrees with itself', async (folder, documents, key, amount) => {
    const { reading, documents: found } = await seed(folder, 'auto');
    expect(found.sort()).toEqual(documents);
    expect(reading).toMatchObject({ kind: 'e-invoice', duplicateKey: key, voucher: { key, amount, currency: 'CNY' } });
    expect(reading.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('the red one points at the blue one', async () => {
    const { reading } = await seed('05-red-invoice-xml');
    expect(reading.relations).toMatchObject([{ type: 'red-of', key: BLUE }]);
  });
});
