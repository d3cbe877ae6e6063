import { EKU, issue } from '../../../../scripts/pki/certificates.mjs';
import { timestampToken } from '../../../../scripts/pki/cms.mjs';
import { rsaKey } from '../../../../scripts/pki/keys.mjs';
import { canonicalOf, ENVELOPED, EXCLUSIVE, propertiesReference, root, signXml, type Signing, XADES, xadesObject } from '../../../../scripts/vectors/signed-xml-writer.mjs'; // prettier-ignore
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { type Evidence } from '../../../../src/core/signatures/evidence.js';
import { verifyXmlSignatures } from '../../../../src/core/signatures/xml/verify.js';

const XADES_141 = 'http://uri.etsi.org/01903/v1.4.1#';
const tsa = issue({ key: rsaKey('tsa'), name: 'TSA', issuer: root, eku: [EKU.timeStamping], ekuCritical: true });
const tokenOver = (message: Uint8Array | string) =>
  `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/><xades:EncapsulatedTimeStamp>${timestampToken({ tsa, message: Buffer.from(message), at: '2026-03-01T10:00:05Z' }).toString('base64')}</xades:EncapsulatedTimeStamp>`;

const words = ({ digests, value, document }: Evidence) => [digests.is, value.is, document.is].join(' ');
const INTACT = 'right right right';

/** Each time-stamp: what it is over, and how it came out. */
async function stamps(xml: string): Promise<string[]> {
  const { evidence } = (await verifyXmlSignatures(Buffer.from(xml), { limits: DEFAULT_LIMITS }))!;
  expect(words(evidence[0]!)).toBe(INTACT);
  return evidence[0]!.timestamps.map((one) => `${one.profile} ${one.timestamp?.over}: ${words(one)}`);
}

const invoice = (signature: string) => `<Invoice><Total>100.00</Total>${signature}</Invoice>`;
const CONTENT = '<Invoice><Total>100.00</Total></Invoice>';
const base = (unsigned: NonNullable<Signing['unsigned']>, more: Partial<Signing> = {}): string =>
  signXml({
    around: invoice,
    references: [{ uri: '', transforms: [ENVELOPED, EXCLUSIVE] }, propertiesReference()],
    objects: xadesObject('rsa'),
    unsigned,
    ...more,
  });

/** As it comes out of exclusive canonicalisation. */
const alone = (element: string) => element.replace(/^<xades:(\w+)/, `<xades:$1 xmlns:xades="${XADES}"`);
const alone141 = (element: string) => element.replace(/^<x141:(\w+)/, `<x141:$1 xmlns:x141="${XADES_141}"`);
const in141 = (element: string) => element.replace(/^<x141:(\w+)/, `<x141:$1 xmlns:x141="${XADES_141}"`);

describe('over content', () => {
  const signedBy = (property: string, uri = '') =>
    xadesObject('rsa', {
      more: `<xades:SignedDataObjectProperties><xades:${property}>${uri}${tokenOver(CONTENT)}</xades:${property}></xades:SignedDataObjectProperties>`,
    });

  test('all data objects: what the references gave, without the properties', async () => {
    expect(await stamps(base(() => '', { objects: signedBy('AllDataObjectsTimeStamp') }))).toEqual([`AllDataObjectsTimeStamp content: ${INTACT}`]); // prettier-ignore
  });

  test('individual ones: those that are named', async () => {
    const named = signedBy('IndividualDataObjectsTimeStamp', '<xades:Include URI="#r0"/>');
    expect(await stamps(base(() => '', { objects: named }))).toEqual([`IndividualDataObjectsTimeStamp content: ${INTACT}`]); // prettier-ignore
    const other = signedBy('IndividualDataObjectsTimeStamp', '<xades:Include URI="#r1"/>');
    expect(await stamps(base(() => '', { objects: other }))).toEqual(['IndividualDataObjectsTimeStamp content: wrong right right']); // prettier-ignore
  });
});

describe('over references to validation data', () => {
  const refs = '<xades:CompleteCertificateRefs>c</xades:CompleteCertificateRefs>';
  const refsV2 = '<x141:CompleteCertificateRefsV2>c</x141:CompleteCertificateRefsV2>';
  const revocations = '<xades:CompleteRevocationRefs>r</xades:CompleteRevocationRefs>';
  const RIGHT = (local: string) => [`${local} signature-and-references: ${INTACT}`];
  const WRONG = (local: string) => [`${local} signature-and-references: wrong right right`];

  test('TS 101 903: value and references before it', async () => {
    const stamped = (value: Buffer) => `<xades:SigAndRefsTimeStamp>${tokenOver(`${value.toString()}${alone(refs)}${alone(revocations)}`)}</xades:SigAndRefsTimeStamp>`; // prettier-ignore
    const good = base((value) => refs + revocations + stamped(value));
    expect(await stamps(good)).toEqual(RIGHT('SigAndRefsTimeStamp'));
    expect(await stamps(base((value) => revocations + refs + stamped(value)))).toEqual(WRONG('SigAndRefsTimeStamp'));
    expect(await stamps(good.replace('>c<', '>C<'))).toEqual(WRONG('SigAndRefsTimeStamp'));
    // Renamed to the later property it would be over the later references.
    const renamed = good.replaceAll('xades:SigAndRefsTimeStamp', 'x141:SigAndRefsTimeStampV2'); // prettier-ignore
    expect(await stamps(renamed.replace('<x141:SigAndRefsTimeStampV2', `<x141:SigAndRefsTimeStampV2 xmlns:x141="${XADES_141}"`))).toEqual(WRONG('SigAndRefsTimeStampV2')); // prettier-ignore
  });

  test('EN 319 132: the properties V2', async () => {
    const xml = base((value) => {
      const message = `${value.toString()}${alone141(refsV2)}${alone(revocations)}`;
      return `${in141(refsV2)}${revocations}<x141:SigAndRefsTimeStampV2 xmlns:x141="${XADES_141}">${tokenOver(message)}</x141:SigAndRefsTimeStampV2>`; // prettier-ignore
    });
    expect(await stamps(xml)).toEqual(RIGHT('SigAndRefsTimeStampV2'));
  });

  test('references alone', async () => {
    const xml = base(() => `${refs}<xades:RefsOnlyTimeStamp>${tokenOver(alone(refs))}</xades:RefsOnlyTimeStamp>`);
    expect(await stamps(xml)).toEqual([`RefsOnlyTimeStamp references: ${INTACT}`]);
  });
});

describe('over everything', () => {
  const values = '<xades:CertificateValues>v</xades:CertificateValues>';
  const member = (text: string, local: string) => canonicalOf(text, `//*[local-name()='Signature']/*[local-name()='${local}']`); // prettier-ignore
  const archive = (text: string, objects = '') => {
    const own = ['SignedInfo', 'SignatureValue', 'KeyInfo'].map((local) => member(text, local)).join('');
    const message = `${CONTENT}${canonicalOf(text, '#sig-props')}${own}${alone(values)}${objects}`;
    return `${values}<x141:ArchiveTimeStamp xmlns:x141="${XADES_141}">${tokenOver(message)}</x141:ArchiveTimeStamp>`;
  };
  const good = base((_value, text) => archive(text));

  test('an archive time-stamp', async () => {
    expect(await stamps(good)).toEqual([`ArchiveTimeStamp archive: ${INTACT}`]);
  });

  test.each([
    ['a value before it changed', good.replace('>v<', '>w<')],
    ['a property put before it', good.replace(values, `${values}${values}`)],
    ['a certificate added to KeyInfo', good.replace('</ds:X509Data>', '<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>')], // prettier-ignore
    ['an object added', good.replace('</ds:Signature>', '<ds:Object>new</ds:Object></ds:Signature>')],
  ])('%s', async (_name, xml) => {
    expect(await stamps(xml)).toEqual(['ArchiveTimeStamp archive: wrong right right']);
  });

  test('what comes after it is not under it', async () => {
    const later = good.replace('</x141:ArchiveTimeStamp>', '$&<xades:RevocationValues>later</xades:RevocationValues>');
    expect(await stamps(later)).toEqual([`ArchiveTimeStamp archive: ${INTACT}`]);
  });

  test.each([
    ['with the object that a reference leads to', true],
    ['without it', false],
  ])('%s', async (_name, again) => {
    const object = '<ds:Object Id="o"><a>hello</a></ds:Object>';
    const xml = signXml({
      references: [{ uri: '#o' }, propertiesReference()],
      objects: object + xadesObject('rsa'),
      unsigned: (_value, text) => {
        const own = ['SignedInfo', 'SignatureValue', 'KeyInfo'].map((local) => member(text, local)).join('');
        const content = canonicalOf(text, '#o');
        const message = `${content}${canonicalOf(text, '#sig-props')}${own}${again ? content : ''}`;
        return `<x141:ArchiveTimeStamp xmlns:x141="${XADES_141}">${tokenOver(message)}</x141:ArchiveTimeStamp>`;
      },
    });
    expect(await stamps(xml)).toEqual([`ArchiveTimeStamp archive: ${INTACT}`]);
  });

  test('of detached content it is asked for', async () => {
    const xml = signXml({
      references: [{ uri: 'a.txt', transforms: [], octets: 'hello' }, propertiesReference()],
      objects: xadesObject('rsa'),
      unsigned: () => `<x141:ArchiveTimeStamp xmlns:x141="${XADES_141}">${tokenOver('x')}</x141:ArchiveTimeStamp>`,
    });
    const { evidence } = (await verifyXmlSignatures(Buffer.from(xml), { limits: DEFAULT_LIMITS }))!;
    expect(evidence[0]!.timestamps[0]!.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content/) }); // prettier-ignore
  });
});
