import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { XmlBufferInputProvider, xmlCleanupInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'; // prettier-ignore
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { makeTrustSnapshot, NO_TRUST } from '../../../../src/core/signatures/trust.js';
import { readTrustBytes } from '../../../../src/core/signatures/trust-bytes.js';
import { conditionsOf } from '../../../../src/core/signatures/verdicts.js';
import { encodeEtsiReport } from '../../../../src/core/signatures/report/etsi.js';
import { CHANGED, fileOf, inputOf, PASSED, REVOKED, SAMPLES, TIMESTAMP } from './samples.js';

const schema = (name: string) => readFileSync(new URL(`../../../schemas/${name}`, import.meta.url));
let validator: XsdValidator;

beforeAll(() => {
  const xmldsig = schema('xmldsig-core-schema.xsd');
  xmlRegisterInputProvider(
    new XmlBufferInputProvider({
      'http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd': xmldsig,
      'http://www.w3.org/TR/2008/REC-xmldsig-core-20080610/xmldsig-core-schema.xsd': xmldsig,
      'http://uri.etsi.org/01903/v1.3.2/XAdES.xsd': schema('XAdES01903v132-202407.xsd'),
      'http://uri.etsi.org/19612/v2.2.1/ts_119612v020201_201601xsd.xsd': schema('ts_119612v020401_xsd.xsd'),
      'http://www.w3.org/2001/xml.xsd': schema('xml.xsd'),
    }),
  );
  validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(schema('TS119102-2-v141.xsd'), { url: 'report.xsd' }));
});
afterAll(() => {
  validator.dispose();
  xmlCleanupInputProvider();
});

/** Null when valid, else what is wrong. */
function validate(bytes: Uint8Array): string | null {
  const doc = XmlDocument.fromBuffer(bytes);
  try {
    validator.validate(doc);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    doc.dispose();
  }
}

/** Text of every element of that name, in order. */
function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((found) => found[1]!);
}

describe('the ETSI report', () => {
  it.each(SAMPLES)('%s: is valid against TS 119 102-2 V1.4.1, and the same twice', (_, input) => {
    const bytes = encodeEtsiReport(input);
    expect(validate(bytes)).toBeNull();
    // What the validator does not look at: every reference has its object, once.
    const xml = Buffer.from(bytes).toString();
    const ids = [...xml.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...xml.matchAll(/ VOReference="([^"]*)"/g)].map(([, id]) => id).filter((id) => !ids.includes(id))).toEqual(
      [],
    );
    expect(Buffer.compare(bytes, encodeEtsiReport(input))).toBe(0);
  });

  it.each(['06-old-invoice-ofd-sealed', '08-signed-pdf-cades', '09-signed-pdf-pkcs7'])(
    '%s: what is said of a real file is valid too',
    async (seed) => {
      const folder = new URL(`../../../../seeds/${seed}/`, import.meta.url);
      const name = readdirSync(folder).find((one) => !one.endsWith('.json'))!;
      const trust = makeTrustSnapshot({
        ...NO_TRUST,
        anchors: ['rsa-root.pem', 'sm2-root.pem']
          .flatMap((pem) => readTrustBytes(readFileSync(new URL(`../trust/${pem}`, folder))))
          .map(({ bytes }) => ({ purpose: 'all' as const, certificate: bytes })),
      });
      const context = { trust, at: new Date('2026-03-18T00:00:00Z'), policy: 'auto' };
      const report = await inspectBytes(new BufferSource(readFileSync(new URL(encodeURIComponent(name), folder))), DEFAULT_LIMITS, context); // prettier-ignore
      const bytes = encodeEtsiReport({ ...inputOf({ ...fileOf(name, []), report }), context: conditionsOf(context) });
      expect(validate(bytes)).toBeNull();
      expect(Buffer.from(bytes).toString()).toContain('<CertificateChain>');
    },
  );

  it('the validation sees errors', () => {
    const xml = Buffer.from(encodeEtsiReport(inputOf(fileOf('a.pdf', [PASSED])))).toString();
    expect(validate(Buffer.from(xml.replace(/<BestSignatureTime>.*?<\/BestSignatureTime>/, '')))).toContain(
      'BestSignatureTime',
    );
    expect(validate(Buffer.from(xml.replace('<HashOnly>false', '<HashOnly>perhaps')))).toContain('HashOnly');
  });

  it('says the verdicts in the words of the standard', () => {
    const xml = Buffer.from(
      encodeEtsiReport(inputOf(fileOf('a.pdf', [PASSED, TIMESTAMP, CHANGED, REVOKED]))),
    ).toString();
    const statuses = [...xml.matchAll(/<SignatureValidationStatus><MainIndication>([^<]*)<\/MainIndication>(?:<SubIndication>([^<]*)<)?/g)]; // prettier-ignore
    expect(statuses.map(([, main, sub]) => [main, sub])).toEqual([
      ['urn:etsi:019102:mainindication:total-passed', undefined],
      ['urn:etsi:019102:mainindication:total-failed', 'urn:etsi:019102:subindication:FORMAT_FAILURE'],
      ['urn:etsi:019102:mainindication:indeterminate', 'urn:etsi:019102:subindication:REVOKED_NO_POE'],
      // Of the time-stamp, an object with a report of its own.
      ['urn:etsi:019102:mainindication:passed', undefined],
    ]);
    expect(texts(xml, 'RevocationTime')).toEqual(['2026-02-01T00:00:00Z']);
    expect(texts(xml, 'POETime')).toEqual([
      '2026-03-17T09:00:05.25Z',
      '2026-03-18T00:00:00.000Z',
      '2026-03-18T00:00:00.000Z',
      '2026-03-17T09:00:05.25Z',
      '2026-03-18T00:00:00.000Z',
    ]);
    expect(xml).toContain('<POEObject VOReference="T-1"/>');
    expect(texts(xml, 'ObjectType').sort()).toEqual(
      ['CRL', 'OCSPResponse', 'certificate', 'certificate', 'certificate', 'certificate', 'other', 'signedData', 'timestamp'].map((type) => `urn:etsi:019102:validationObject:${type}`), // prettier-ignore
    );
  });

  it('a constraint that was not checked is indeterminate, never passed', () => {
    const open = {
      ...PASSED,
      facts: { ...PASSED.facts, value: { is: 'not-checked' as const, why: 'no key' }, chain: null },
    };
    const xml = Buffer.from(encodeEtsiReport(inputOf(fileOf('a.pdf', [open])))).toString();
    const rows = [...xml.matchAll(/<ValidationConstraintIdentifier>urn:dantao:check:(\w+)<.*?<MainIndication>urn:etsi:019102:mainindication:([a-z]+)</g)]; // prettier-ignore
    expect(rows.map(([, name, said]) => [name, said])).toEqual([
      ['digests', 'passed'],
      ['value', 'indeterminate'],
      ['document', 'passed'],
      ['chain', 'indeterminate'],
      ['strength', 'passed'],
    ]);
    expect(xml).toContain('<Indications>no key</Indications>');
  });
});
