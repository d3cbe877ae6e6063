import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { type Declaration } from '../../../../src/core/record.js';
import { readRecord } from '../../../../src/core/records/index.js';
import { CII, UBL } from '../documents/invoices.js';
import { fileStream, PAGES, pdfOf } from '../pdf-writer.js';

async function recordOf(files: Record<string, string | Uint8Array>, metadata: Record<string, string> = {}) {
  const read = [];
  for (const [name, bytes] of Object.entries(files)) {
    const { facts, documents, signatures } = await inspectBytes(new BufferSource(Buffer.from(bytes)));
    read.push({ name, format: facts, documents, signatures });
  }
  const declaration = { fonds: 'Z', kind: 'auto', title: 'Invoice', files: [], metadata };
  return readRecord({ declaration, files: read });
}

/** The CII invoice with the number, parties and amounts of the UBL one where their facts overlap. */
const pdf = (text: string) =>
  pdfOf([
    '<</Type/Catalog/Pages 2 0 R/AF[3 0 R]>>',
    PAGES,
    '<</Type/Filespec/F(factur-x.xml)/AFRelationship/Data/EF<</F 4 0 R>>>>',
    fileStream(text),
  ]);

describe('an e-invoice of elsewhere', () => {
  it('is recognised, named by seller and number, keyed by who sold, and claimed in its currency', async () => {
    expect(await recordOf({ 'a.xml': UBL })).toMatchObject({
      kind: 'e-invoice',
      title: 'Muster AG R-1',
      duplicateKey: 'e-invoice:DE123456789:R-1',
      voucher: { key: 'e-invoice:DE123456789:R-1', amount: '220.15', currency: 'EUR' },
      relations: [],
      findings: [],
    });
  });

  it('without a tax number the registration, then the name tells sellers apart', async () => {
    const bare = UBL.replace('<cbc:CompanyID>DE123456789</cbc:CompanyID>', '');
    expect((await recordOf({ 'a.xml': bare })).duplicateKey).toBe('e-invoice:HRB1:R-1');
    const named = CII.replace('<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR11999999998</ram:ID></ram:SpecifiedTaxRegistration>', ''); // prettier-ignore
    expect((await recordOf({ 'a.xml': named })).duplicateKey).toBe('e-invoice:MUSTERAG:R-1');
    expect((await recordOf({ 'a.xml': named.replace('<ram:ID>R-1</ram:ID>', '') })).duplicateKey).toBeNull();
  });

  it('as PDF and as XML it is one record; a difference names both places', async () => {
    const same = await recordOf({ 'a.pdf': pdf(CII), 'a.xml': CII });
    expect(same).toMatchObject({ duplicateKey: 'e-invoice:FR11999999998:R-1', findings: [] });
    expect(same.facts.find(({ key }) => key === 'total-with-tax')?.file).toBe('a.xml');
    const other = await recordOf({ 'a.xml': CII, 'a.pdf': pdf(CII.replace('>120.00</ram:Grand', '>121.00</ram:Grand')) });
    expect(other.findings.filter(({ code }) => code === 'FACTS_DIFFER')).toMatchObject([
      { expected: expect.stringContaining('120.00 (a.xml'), found: expect.stringContaining('121.00 (a.pdf embedded file factur-x.xml#') },
    ]);
  }); // prettier-ignore

  it('what the sender declares is compared', async () => {
    expect((await recordOf({ 'a.xml': UBL }, { 'total-with-tax': '220.15' })).findings).toEqual([]);
    expect((await recordOf({ 'a.xml': UBL }, { 价税合计: '999' })).findings).toMatchObject([
      { code: 'DECLARATION_DIFFERS' },
    ]);
  });

  it('a credit note corrects the invoice it names and gives back; an invoice only follows one', async () => {
    const credit = await recordOf({ 'a.xml': CII.replace('TypeCode>380', 'TypeCode>381') });
    expect(credit.relations).toMatchObject([{ type: 'corrects', key: 'e-invoice:FR11999999998:R-0', file: 'a.xml' }]);
    expect(credit.voucher?.amount).toBe('-120.00');
    expect((await recordOf({ 'a.xml': CII })).relations).toEqual([]);
  });
});

describe('the seeds of it', () => {
  it.each([
    ['22-ubl-invoice', 'EN 16931', 'e-invoice:DE000000001:DEMO-UBL-1', []],
    ['23-cii-invoice', 'EN 16931', 'e-invoice:DE000000001:DEMO-CII-1', []],
    ['27-hybrid-invoice', 'EN 16931', 'e-invoice:DE000000001:DEMO-FX-1', ['e-invoice:DE000000001:DEMO-CII-1']],
  ])('%s is read without anything to complain of', async (folder, profile, key, corrected) => {
    const declaration = JSON.parse(readFileSync(join('seeds', folder, 'record.json'), 'utf8')) as Declaration;
    const { name } = declaration.files[0]!;
    const { facts, documents, signatures, findings } = await inspectBytes(new BufferSource(readFileSync(join('seeds', folder, name)))); // prettier-ignore
    expect(findings).toEqual([]);
    expect(documents.map((one) => one.profile)).toEqual([profile]);
    const reading = readRecord({ declaration, files: [{ name, format: facts, documents, signatures }] });
    expect([reading.duplicateKey, reading.findings]).toEqual([key, []]);
    expect(reading.relations.map((one) => one.key)).toEqual(corrected);
  });
});
