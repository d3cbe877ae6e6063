import { afterAll, beforeAll, describe, it, expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';
import { BufferSource } from '../../../src/core/byte-source.js';
import { METS, PREMIS } from '../../../src/core/package/layout.js';
import { readDirectory } from '../../../src/core/package/zip-read.js';
import { ordinary, packed, sampleOf, signed } from './sample.js';

const schema = (name: string) => readFileSync(new URL(`../../schemas/${name}`, import.meta.url));

/** METS leaves foreign attributes to `lax`; with the CSIP schema imported beside it they are checked too. */
const BOTH = Buffer.from(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.loc.gov/METS/" schemaLocation="mets.xsd"/>
  <xs:import namespace="https://DILCIS.eu/XML/METS/CSIPExtensionMETS" schemaLocation="DILCISExtensionMETS.xsd"/>
</xs:schema>`);

beforeAll(() => {
  xmlRegisterInputProvider(
    new XmlBufferInputProvider({
      'mets.xsd': schema('mets.xsd'),
      'DILCISExtensionMETS.xsd': schema('DILCISExtensionMETS.xsd'),
      'http://www.loc.gov/standards/xlink/xlink.xsd': schema('xlink.xsd'),
    }),
  );
});
afterAll(() => xmlCleanupInputProvider());

/** Null when valid, else what is wrong. */
function validate(document: Uint8Array, xsd: Uint8Array): string | null {
  const schemaDoc = XmlDocument.fromBuffer(xsd, { url: 'schema.xsd' });
  const validator = XsdValidator.fromDoc(schemaDoc);
  const doc = XmlDocument.fromBuffer(document);
  try {
    validator.validate(doc);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    doc.dispose();
    validator.dispose();
    schemaDoc.dispose();
  }
}

async function entryOf(bytes: Buffer, path: string): Promise<Buffer> {
  const { directory } = await readDirectory(new BufferSource(bytes));
  const entry = directory!.entries.find((e) => e.path.endsWith(`/${path}`))!;
  return bytes.subarray(entry.dataOffset, entry.dataOffset + entry.sizeBytes);
}

const samples = {
  ordinary: ordinary(),
  signed: signed(),
  'hostile names and title': sampleOf(
    [
      ['<a>&"\'\n\u0001.pdf', Buffer.from('x')],
      ['𠮷😀.txt', Buffer.from('z')],
    ],
    { title: '<&>"\n\u0001' },
  ),
};

describe.each(Object.entries(samples))('%s', (_, sample) => {
  it('METS is valid against METS 1.12 and CSIP', async () => {
    expect(validate(await entryOf(packed(sample), METS), BOTH)).toBeNull();
  });
  it('PREMIS is valid against PREMIS 3.0', async () => {
    expect(validate(await entryOf(packed(sample), PREMIS), schema('premis-v3-0.xsd'))).toBeNull();
  });
});

describe('the validation sees errors', () => {
  it('of METS, of CSIP, of PREMIS', async () => {
    const mets = (await entryOf(packed(ordinary()), METS)).toString();
    expect(validate(Buffer.from(mets.replace('<fptr FILEID', '<fptr WRONG')), BOTH)).not.toBeNull();
    expect(validate(Buffer.from(mets.replace('OAISPACKAGETYPE="AIP"', 'OAISPACKAGETYPE="ZIP"')), BOTH)).not.toBeNull();
    const premis = (await entryOf(packed(ordinary()), PREMIS)).toString();
    expect(
      validate(Buffer.from(premis.replace(/<eventDateTime>.*?<\/eventDateTime>/, '')), schema('premis-v3-0.xsd')),
    ).not.toBeNull();
  });
});
