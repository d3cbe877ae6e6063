import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { verdictLine } from '../../../src/core/verdict-line.js';
import { CII, UBL, XRECHNUNG, ZUGFERD_1 } from './documents/invoices.js';
import { fileStream, type Made, PAGES, pdfOf } from './pdf-writer.js';

const xmp = (properties: string): Made => ({
  dict: '/Type/Metadata/Subtype/XML',
  data: Buffer.from(
    `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${properties}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  ),
});
const announce = (name: string, level: string) =>
  xmp(`<rdf:Description xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"><fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>${name}</fx:DocumentFileName><fx:ConformanceLevel>${level}</fx:ConformanceLevel></rdf:Description>`); // prettier-ignore
const announceByAttributes = (name: string, level: string) =>
  xmp(`<rdf:Description xmlns:zf="urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#" zf:DocumentFileName="${name}" zf:ConformanceLevel="${level}"/>`); // prettier-ignore

interface Embedded {
  name: string;
  relation?: string;
  text: string;
}
function hybrid(metadata: Made, ...files: Embedded[]): Buffer {
  return pdfOf([
    `<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R/AF[${files.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}]>>`,
    PAGES,
    metadata,
    ...files.flatMap(({ name, relation, text }, i): Made[] => [
      `<</Type/Filespec/F(${name})${relation === undefined ? '' : `/AFRelationship/${relation}`}/EF<</F ${5 + 2 * i} 0 R>>>>`,
      fileStream(text),
    ]),
  ]);
}
async function told(bytes: Uint8Array) {
  const report = await inspectBytes(new BufferSource(bytes));
  const codes = report.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  return { codes, validity: verdictLine('a', report, 0)['validity'], documents: report.documents.length };
}

const FX: Embedded = { name: 'factur-x.xml', relation: 'Data', text: CII };
const of = (id: string) => CII.replace('urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic', id);

describe('a hybrid PDF', () => {
  it.each<[string, Made, Embedded[]]>([
    ['Factur-X BASIC', announce('factur-x.xml', 'BASIC'), [FX]],
    ['EN 16931', announce('factur-x.xml', 'EN 16931'), [{ ...FX, relation: 'Alternative', text: of('urn:cen.eu:en16931:2017') }]],
    ['XRechnung', announce('xrechnung.xml', 'XRECHNUNG'), [{ name: 'xrechnung.xml', relation: 'Source', text: XRECHNUNG }]],
    ['ZUGFeRD 1.0', announceByAttributes('ZUGFeRD-invoice.xml', 'COMFORT'), [{ name: 'ZUGFeRD-invoice.xml', text: ZUGFERD_1 }]],
    ['with a supporting document', announce('factur-x.xml', 'BASIC'), [FX, { name: 'more.xml', relation: 'Supplement', text: '<timesheet/>' }]],
    ['that carries other data', xmp(''), [{ name: 'a.xml', text: '<a/>' }]],
  ])('%s is as it should be', async (_, metadata, files) => {
    expect((await told(hybrid(metadata, ...files))).codes).toEqual([]);
  }); // prettier-ignore

  it.each<[string, string, Made, Embedded[], string]>([
    ['HYBRID_INVOICE_MISSING', 'no file', announce('factur-x.xml', 'BASIC'), [], 'invalid'],
    ['HYBRID_INVOICE_MISSING', 'another name', announce('factur-x.xml', 'BASIC'), [{ ...FX, name: 'zugferd-invoice.xml' }], 'invalid'],
    ['HYBRID_PROFILE_DIFFERS', 'another level', announce('factur-x.xml', 'EXTENDED'), [FX], 'invalid'],
    ['HYBRID_NAME_DIFFERS', 'a name of its own', xmp(''), [{ ...FX, name: 'invoice.xml' }], 'unknown'],
    ['HYBRID_RELATION_WRONG', 'no relation', announce('factur-x.xml', 'BASIC'), [{ name: FX.name, text: CII }], 'unknown'],
    ['HYBRID_RELATION_WRONG', 'a booking aid as alternative', announce('factur-x.xml', 'BASIC WL'), [{ ...FX, relation: 'Alternative', text: of('urn:factur-x.eu:1p0:basicwl') }], 'unknown'],
    ['HYBRID_SEVERAL_INVOICES', 'two of them', announce('factur-x.xml', 'BASIC'), [FX, { name: 'ZUGFeRD-invoice.xml', text: ZUGFERD_1 }], 'unknown'],
  ])('%s: %s', async (code, _, metadata, files, validity) => {
    const reading = await told(hybrid(metadata, ...files));
    expect(reading.codes).toEqual([code]);
    expect(reading.validity).toBe(validity);
  }); // prettier-ignore

  it('metadata that is no XML, or deep, announces nothing', async () => {
    for (const text of ['%', '<a>'.repeat(500)])
      expect((await told(hybrid({ dict: '', data: Buffer.from(text) }, FX))).codes).toEqual([]);
  });
});

describe('validity', () => {
  const wrong = (text: string) => text.replace('>120.00</ram:Grand', '>121.00</ram:Grand');
  const validity = async (text: string) => (await told(Buffer.from(text))).validity;

  it('is never said where the rules hold: not everything was looked at', async () => {
    expect(await validity(CII)).toBe('unknown');
    expect(await validity(UBL)).toBe('unknown');
  });

  it('an invoice that breaks a fatal rule is invalid, alone and in its PDF', async () => {
    expect(await validity(wrong(CII))).toBe('invalid');
    expect((await told(hybrid(announce('factur-x.xml', 'BASIC'), { ...FX, text: wrong(CII) }))).validity).toBe('invalid'); // prettier-ignore
  });

  it('advice, unknown codes, extensions and forerunners are left open', async () => {
    expect(await validity(CII.replace('>2</ram:BilledQuantity>', '>3</ram:BilledQuantity>'))).toBe('unknown');
    expect(await validity(CII.replace('TypeCode>380', 'TypeCode>999'))).toBe('unknown');
    expect(await validity(wrong(of('urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended')))).toBe('unknown'); // prettier-ignore
    expect(await validity(wrong(ZUGFERD_1))).toBe('unknown');
    // The old one beside the new one breaks a rule that is fatal for the new one only.
    expect((await told(hybrid(announce('factur-x.xml', 'BASIC'), FX, { name: 'ZUGFeRD-invoice.xml', text: wrong(ZUGFERD_1) }))).validity).toBe('unknown'); // prettier-ignore
  });
});
