import { createHash } from 'node:crypto';
import { XmlC14NMode } from 'libxml2-wasm';
import { EKU, issue } from '../../../../scripts/pki/certificates.mjs';
import { timestampToken } from '../../../../scripts/pki/cms.mjs';
import { explicit, integer, octets, oid, sequence } from '../../../../scripts/pki/der.mjs';
import { rsaKey } from '../../../../scripts/pki/keys.mjs';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { signedBytes } from '../../../../src/core/signatures/cms/digests.js';
import { type Evidence, type Verified } from '../../../../src/core/signatures/evidence.js';
import { type Given, NOTHING_GIVEN, siblingOf } from '../../../../src/core/signatures/given.js';
import { verifyXmlSignatures } from '../../../../src/core/signatures/xml/verify.js';
import { canonicalOf, ENVELOPED, EXCLUSIVE, propertiesReference, root, SHA256, type Signing, signXml, xadesObject } from '../../../../scripts/vectors/signed-xml-writer.mjs'; // prettier-ignore

const verify = async (xml: string): Promise<Verified> => (await verifyXmlSignatures(Buffer.from(xml), { limits: DEFAULT_LIMITS }))!; // prettier-ignore
const words = ({ digests, value, document }: Evidence) => [digests.is, value.is, document.is].join(' ');
const INTACT = 'right right right';
const codes = ({ findings }: Verified) => [...new Set(findings.map(({ code }) => code))];

const tsa = issue({ key: rsaKey('tsa'), name: 'TSA', issuer: root, eku: [EKU.timeStamping], ekuCritical: true });
const digest = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const sorted = (...list: Uint8Array[]) => digest(...list.sort((a, b) => Buffer.compare(a, b)));
const token = (imprint: Uint8Array, at = '2026-03-02T00:00:00Z') =>
  timestampToken({ tsa, imprint, hash: 'sha256', at });
const base = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const NEIGHBOUR = digest(Buffer.from('another document'));

const signing: Signing = {
  around: (one) => `<Invoice><Total>100.00</Total>${one}</Invoice>`,
  references: [{ uri: '', transforms: [ENVELOPED, EXCLUSIVE] }, propertiesReference()],
  objects: xadesObject('rsa'),
};

/** The digest of what a record protects (TS 119 132-3 5.2), canonicalised by libxml2. */
function groupOf(signed: string): Buffer {
  const member = (local: string) => `//*[local-name()='Signature']/*[local-name()='${local}']`;
  const places = ['', '#sig-props', member('SignedInfo'), member('SignatureValue'), member('KeyInfo')];
  return sorted(...places.map((place) => digest(Buffer.from(canonicalOf(signed, place, XmlC14NMode.XML_C14N_EXCLUSIVE_1_0))))); // prettier-ignore
}

const bare = signXml(signing);
const group = groupOf(bare);
const sealed = (records: string) =>
  bare.replace(
    '<xades:UnsignedSignatureProperties>',
    `$&<en:SealingEvidenceRecords xmlns:en="http://uri.etsi.org/19132/v1.1.1#">${records}</en:SealingEvidenceRecords>`,
  );

const timestamp = (order: number, lists: Uint8Array[][], stamped: Uint8Array) =>
  `<e:ArchiveTimeStamp Order="${order}"><e:HashTree>${lists.map((list, i) => `<e:Sequence Order="${i + 1}">${list.map((one) => `<e:DigestValue>${base(one)}</e:DigestValue>`).join('')}</e:Sequence>`).join('')}</e:HashTree><e:TimeStamp><e:TimeStampToken Type="RFC3161">${base(stamped)}</e:TimeStampToken></e:TimeStamp></e:ArchiveTimeStamp>`;
const chain = (order: number, timestamps: string) =>
  `<e:ArchiveTimeStampChain Order="${order}"><e:DigestMethod Algorithm="${SHA256}"/><e:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>${timestamps}</e:ArchiveTimeStampChain>`;
const record = (chains: string) =>
  `<e:EvidenceRecord xmlns:e="urn:ietf:params:xml:ns:ers" Version="1.0"><e:ArchiveTimeStampSequence>${chains}</e:ArchiveTimeStampSequence></e:EvidenceRecord>`;
const first = timestamp(1, [[group], [NEIGHBOUR]], token(sorted(group, NEIGHBOUR)));
const inner = (xml: string, local: string) => canonicalOf(xml, `//*[local-name()='${local}']`, XmlC14NMode.XML_C14N_EXCLUSIVE_1_0); // prettier-ignore

async function recordOf(xml: string): Promise<{ evidence: Evidence; codes: string[] }> {
  const verified = await verify(xml);
  const [signature] = verified.evidence;
  expect(words(signature!)).toBe(INTACT);
  const evidence = signature!.timestamps.find(({ kind }) => kind === 'evidence-record')!;
  return { evidence, codes: codes(verified) };
}

describe('evidence records in XML (RFC 6283)', () => {
  test('a hash tree that holds the signature, and a time-stamp over its root', async () => {
    const found = await recordOf(sealed(record(chain(1, first))));
    expect(words(found.evidence)).toBe(INTACT);
    expect(found.evidence.timestamps.map(words)).toEqual([INTACT]);
    expect(found.codes).toEqual([]);
  });

  test('renewed time-stamp, then a renewed tree', async () => {
    const one = record(chain(1, first));
    const renewal = digest(Buffer.from(inner(one, 'TimeStamp')));
    const second = timestamp(2, [[renewal, NEIGHBOUR]], token(sorted(renewal, NEIGHBOUR), '2027-01-01T00:00:00Z'));
    const two = record(chain(1, first + second));
    expect(words((await recordOf(sealed(two))).evidence)).toBe(INTACT);
    const sequenceDigest = digest(Buffer.from(inner(two, 'ArchiveTimeStampSequence')));
    const third = timestamp(1, [[group, sequenceDigest]], token(sorted(group, sequenceDigest), '2028-01-01T00:00:00Z'));
    const renewed = record(chain(1, first + second) + chain(2, third));
    expect(words((await recordOf(sealed(renewed))).evidence)).toBe(INTACT);
    // The chain before it is what the new one protects.
    const changed = renewed.replace('Version="1.0"', 'Version="1.0" a="b"').replace(first, first.replace('<e:HashTree>', '<e:HashTree><!-- c --><e:X/>')); // prettier-ignore
    expect((await recordOf(sealed(changed))).codes).toEqual(['EVIDENCE_RECORD_OBJECT_MISSING']);
  });

  test('a tree that does not hold the signature', async () => {
    const other = digest(Buffer.from('x'));
    const found = await recordOf(sealed(record(chain(1, timestamp(1, [[other], [NEIGHBOUR]], token(sorted(other, NEIGHBOUR))))))); // prettier-ignore
    expect(words(found.evidence)).toBe('wrong right right');
    expect(found.codes).toEqual(['EVIDENCE_RECORD_OBJECT_MISSING']);
  });

  test('a time-stamp over another root', async () => {
    const found = await recordOf(sealed(record(chain(1, timestamp(1, [[group], [NEIGHBOUR]], token(NEIGHBOUR))))));
    expect(found.evidence.timestamps.map(words)).toEqual(['wrong right right']);
    expect(found.codes).toEqual(['TIMESTAMP_IMPRINT_DIFFERS']);
  });

  test('a renewal that is older than what it renews', async () => {
    const renewal = digest(Buffer.from(inner(record(chain(1, first)), 'TimeStamp')));
    const second = timestamp(2, [[renewal, NEIGHBOUR]], token(sorted(renewal, NEIGHBOUR), '2021-01-01T00:00:00Z'));
    const found = await recordOf(sealed(record(chain(1, first + second))));
    expect(words(found.evidence)).toBe('right right wrong');
    expect(found.codes).toEqual(['EVIDENCE_RECORD_ORDER']);
  });

  test('nothing inside protects nothing', async () => {
    expect(words((await recordOf(sealed(record('')))).evidence)).toMatch(/^wrong/);
  });

  test('alone it asks for what it protects, and still checks its trees', async () => {
    const [alone] = (await verify(record(chain(1, first)))).evidence;
    expect(words(alone!)).toBe('not-checked right right');
    const broken = await verify(record(chain(1, timestamp(1, [[group], [group]], token(sorted(group, NEIGHBOUR))))));
    expect(broken.evidence[0]!.timestamps.map(words)).toEqual(['wrong right right']);
  });
});

describe('evidence records in ASN.1 (RFC 4998)', () => {
  const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'));
  const archive = (lists: Uint8Array[][], stamped: Uint8Array) =>
    sequence(explicit(2, ...lists.map((list) => sequence(...list.map((one) => octets(one))))), stamped);
  const der = (...chains: Buffer[]) => sequence(integer(1), sequence(sha256), sequence(...chains));
  const inXml = (bytes: Uint8Array) => sealed(`<en:ASN1EvidenceRecord>${base(bytes)}</en:ASN1EvidenceRecord>`);
  const stamped = token(sorted(group, NEIGHBOUR));
  const good = archive([[group], [NEIGHBOUR]], stamped);

  test('a tree, a renewed time-stamp, a renewed tree', async () => {
    expect(words((await recordOf(inXml(der(sequence(good))))).evidence)).toBe(INTACT);
    const renewal = archive([[digest(stamped), NEIGHBOUR]], token(sorted(digest(stamped), NEIGHBOUR), '2027-01-01T00:00:00Z')); // prettier-ignore
    expect(words((await recordOf(inXml(der(sequence(good, renewal))))).evidence)).toBe(INTACT);
    const before = digest(sequence(sequence(good, renewal)));
    const leaf = digest(group, before);
    const next = archive([[leaf], [NEIGHBOUR]], token(sorted(leaf, NEIGHBOUR), '2028-01-01T00:00:00Z'));
    expect(words((await recordOf(inXml(der(sequence(good, renewal), sequence(next))))).evidence)).toBe(INTACT);
    expect((await recordOf(inXml(der(sequence(good), sequence(next))))).codes).toEqual([
      'EVIDENCE_RECORD_OBJECT_MISSING',
    ]);
  });

  test('what is no record is not passed, cut anywhere', async () => {
    const bytes = der(sequence(good));
    for (let length = 0; length < bytes.length; length += length < 40 ? 1 : 97) {
      const [signature] = (await verify(inXml(bytes.subarray(0, length)))).evidence;
      expect(signature!.timestamps.every((one) => words(one) !== INTACT)).toBe(true);
    }
  });
});

describe('an evidence record as a file of its own', () => {
  const DOCUMENT = Buffer.from('收据 2026-11-24\n');
  const own = digest(DOCUMENT);
  const alone = record(chain(1, timestamp(1, [[own], [NEIGHBOUR]], token(sorted(own, NEIGHBOUR)))));
  const among = (name: string, others: Record<string, string | Uint8Array>): Given => ({
    ...NOTHING_GIVEN,
    name,
    beside: Object.entries(others).map(([one, bytes]) => siblingOf(one, signedBytes(Buffer.from(bytes)))),
  });
  const said = async (xml: string, given: Given) => {
    const { evidence } = (await verifyXmlSignatures(Buffer.from(xml), { limits: DEFAULT_LIMITS, given }))!;
    return `${words(evidence[0]!)} ${evidence[0]!.coverage.covers.join()}`.trim();
  };

  test('finds what it protects among the files of its record', async () => {
    expect(await said(alone, among('record.xml', { 'b.txt': 'b', 'a.txt': DOCUMENT }))).toBe(`${INTACT} file a.txt`);
    const treeless = record(chain(1, timestamp(1, [], token(own)).replace(/<e:HashTree>.*<.e:HashTree>/, '')));
    expect(await said(treeless, among('a.txt.ers', { 'a.txt': DOCUMENT }))).toBe(`${INTACT} file a.txt`);
  });

  test('does not, where it was changed, or is not there', async () => {
    expect(await said(alone, among('a.txt.ers', { 'a.txt': 'changed', 'b.txt': 'b' }))).toBe('wrong right right');
    expect(await said(alone, among('a.txt.ers', { 'a.txt': 'changed', 'old.txt': DOCUMENT }))).toBe(
      'wrong right right',
    );
    expect(await said(alone, among('a.txt.ers', { 'a.txt': '<xml/>' }))).toBe('not-checked right right');
    for (const given of [NOTHING_GIVEN, among('record.xml', {}), among('record.xml', { 'b.txt': 'b' })])
      expect(await said(alone, given)).toBe('not-checked right right');
  });

  test('names all that it protects, and leaves neighbours aside when a renewed tree has others', async () => {
    const other = Buffer.from('b');
    const list = [own, digest(other)];
    const both = record(chain(1, timestamp(1, [list], token(sorted(...list)))));
    const files = { 'a.txt': DOCUMENT, 'b.txt': other };
    expect(await said(both, among('record.xml', files))).toBe(`${INTACT} file a.txt,file b.txt`);
    const sequenceDigest = digest(Buffer.from(inner(both, 'ArchiveTimeStampSequence')));
    const renewed = timestamp(1, [[own, sequenceDigest]], token(sorted(own, sequenceDigest), '2027-03-02T00:00:00Z'));
    const two = record(chain(1, timestamp(1, [list], token(sorted(...list)))) + chain(2, renewed));
    expect(await said(two, among('record.xml', files))).toBe(`${INTACT} file a.txt`);
    expect(await said(two, among('b.txt.ers', files))).toBe('wrong right right');
  });
});
