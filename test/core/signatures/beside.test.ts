import { describe, expect, it } from '@jest/globals';
import { ca, CONTENT, ecSigner, info, other, root, signer, token, toBer, tsa, usual, whole } from '../../../scripts/vectors/cms-writer.mjs'; // prettier-ignore
import {
  ENVELOPED,
  EXCLUSIVE,
  holderOf,
  propertiesReference,
  signXml,
  xadesObject,
} from '../../../scripts/vectors/signed-xml-writer.mjs';
import { signedData } from '../../../scripts/pki/cms.mjs';
import { crl } from '../../../scripts/pki/revocation.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../src/core/formats/format.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { siblingOf } from '../../../src/core/signatures/given.js';
import { makeTrustSnapshot, type ValidationContext } from '../../../src/core/signatures/trust.js';
import { asksForContent } from '../../../src/core/signatures/verdicts.js';

const TAMPERED = Buffer.from('收据 2026-11-25\n');
type Files = Record<string, Uint8Array>;

/** The file under its name, among the others of its record. */
async function inspected(
  name: string,
  bytes: Uint8Array,
  others: Files | null,
  context: ValidationContext | null = null,
) {
  // prettier-ignore
  const beside = Object.entries(others ?? {}).map(([one, content]) => siblingOf(one, signedBytes(content)));
  return inspectBytes(new BufferSource(bytes), DEFAULT_LIMITS, context, others && { name, beside });
}

async function said(name: string, bytes: Uint8Array, others: Files | null) {
  const report = await inspected(name, bytes, others);
  const [{ verdict, subIndication, integrity, reason, facts }] = report.signatures as [(typeof report.signatures)[0]];
  const codes = report.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  return { says: `${verdict} ${subIndication} ${integrity}`, reason, covers: facts.coverage.covers, codes, asks: asksForContent(report) }; // prettier-ignore
}

const INTACT = 'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND intact';
const BROKEN = 'TOTAL_FAILED HASH_FAILURE broken';
const MISSING = 'INDETERMINATE SIGNED_DATA_NOT_FOUND unknown';
const detached = whole({ content: null });
/** Without signed attributes: nothing but the value says what it is over. */
const bare = whole({ content: null, infos: [info({ attributes: null })] });

describe('a detached CMS signature', () => {
  it.each([
    ['under its name', { 'a.txt': CONTENT }],
    ['under another name', { 'b.txt': CONTENT, 'c.txt': TAMPERED }],
    ['in another folder', { 'one/b.txt': CONTENT }],
    ['twice', { 'a.txt': CONTENT, 'b.txt': CONTENT }],
  ])('finds its content %s', async (_where, others) => {
    for (const bytes of [detached, toBer(detached), bare]) {
      const one = await said('a.txt.p7s', bytes, others);
      expect(one).toMatchObject({ says: INTACT, codes: [], asks: false });
      expect(one.covers).toEqual([`file ${'a.txt' in others ? 'a.txt' : Object.keys(others)[0]!}`]);
    }
  });

  it('over a file that was changed is broken, and says which', async () => {
    const { reason, ...one } = await said('a.txt.p7s', detached, { 'a.txt': TAMPERED, 'b.txt': Buffer.from('b') });
    expect(one).toEqual({ says: BROKEN, covers: ['file a.txt'], codes: ['CMS_CONTENT_CHANGED'], asks: false });
    expect(reason).toBe('file a.txt: the content is not the one that was signed');
    expect(await said('a.p7s', detached, { 'a.txt': TAMPERED })).toMatchObject({ says: BROKEN });
    expect((await said('a.txt.p7s', bare, { 'a.txt': TAMPERED })).says).toBe('TOTAL_FAILED SIG_CRYPTO_FAILURE broken');
  });

  it.each([
    ['no other file', {}],
    ['files of other names', { 'b.txt': TAMPERED, 'c.txt': TAMPERED }],
    ['two files that it could be named after', { 'a.txt': TAMPERED, 'a.xml': TAMPERED }],
  ])('with %s asks for its content', async (_how, others) => {
    for (const bytes of [detached, bare])
      expect(await said('a.p7s', bytes, others)).toMatchObject({ says: MISSING, covers: [], asks: true });
  });

  it('without a record looks at nothing beside it', async () => {
    expect(await said('a.txt.p7s', detached, null)).toMatchObject({ says: MISSING, asks: true });
  });

  it('over the original is in doubt while the file of its name was changed', async () => {
    const one = await said('a.txt.p7s', detached, { 'a.txt': TAMPERED, 'old/a.txt': CONTENT });
    expect(one).toMatchObject({ says: 'INDETERMINATE null unknown', codes: ['CMS_CONTENT_BY_OTHER_NAME'] });
    expect(one.covers).toEqual(['file old/a.txt']);
    expect(one.reason).toContain('file old/a.txt is what was signed, and not file a.txt');
    expect((await said('x.p7s', detached, { 'a.txt': TAMPERED, 'old/a.txt': CONTENT })).says).toBe(INTACT);
  });

  it('with content inside keeps to that', async () => {
    const one = await said('a.txt.p7m', whole(), { 'a.txt': TAMPERED });
    expect(one).toMatchObject({ says: INTACT, covers: [], codes: [] });
  });

  it('of several signers: who signed other content is told apart', async () => {
    const infos = [info(), info({ by: signer, attributes: usual(TAMPERED, signer) })];
    const two = whole({ content: null, infos, certificates: [ecSigner.certificate, signer.certificate] });
    const { signatures } = await inspected('x.p7s', two, { 'a.txt': CONTENT });
    expect(signatures.map(({ integrity }) => integrity)).toEqual(['intact', 'broken']);
  });

  it('cut or flipped anywhere is never intact, whatever lies beside it', async () => {
    const others = { 'a.txt': CONTENT, 'b.txt': TAMPERED };
    for (let length = 0; length < detached.length; length += length < 60 ? 1 : 41)
      for (const { integrity } of (await inspected('a.txt.p7s', detached.subarray(0, length), others)).signatures)
        expect(integrity).not.toBe('intact');
    const value = detached.length - 70;
    for (let at = value; at < detached.length; at += 3) {
      const copy = Buffer.from(detached);
      copy[at]! ^= 0x10;
      for (const { integrity } of (await inspected('a.txt.p7s', copy, others)).signatures)
        expect(integrity).not.toBe('intact');
    }
  });
});

describe('a time-stamp as a file of its own', () => {
  const stamp = token(CONTENT);

  it('is over the file that it stamps', async () => {
    expect(await said('b.tst', stamp, { 'a.txt': CONTENT })).toMatchObject({ says: INTACT, covers: ['file a.txt'], asks: false }); // prettier-ignore
  });

  it('named after a file that was changed is broken', async () => {
    expect(await said('a.txt.tst', stamp, { 'a.txt': TAMPERED })).toMatchObject({ says: BROKEN, codes: ['TIMESTAMP_IMPRINT_DIFFERS'] }); // prettier-ignore
  });

  it('named after a signature may be over what is in it', async () => {
    const [one] = (await inspected('a.p7s.tst', stamp, { 'a.p7s': detached })).signatures;
    expect(one).toMatchObject({ integrity: 'intact', facts: { coverage: { covers: [] } } });
  });

  it('over nothing that is there says so, as one that is alone does', async () => {
    for (const others of [null, {}, { 'b.txt': TAMPERED } as Files]) {
      const { signatures, findings } = await inspected('a.tst', stamp, others);
      expect(signatures[0]).toMatchObject({ integrity: 'intact' });
      expect(findings.map(({ code }) => code)).toContain('TIMESTAMP_CONTENT_ELSEWHERE');
    }
  });

  it('whose imprint can not be read is told so, not thrown', async () => {
    const damaged = Buffer.from(stamp);
    damaged[damaged.indexOf(Buffer.from('060b2a864886f70d0109100104', 'hex')) + 20]! ^= 0xff;
    for (const { integrity } of (await inspected('a.tst', damaged, { 'a.txt': CONTENT })).signatures)
      expect(integrity).not.toBe('intact');
  });
});

describe('a signer whose certificate is not inside', () => {
  const at = new Date('2026-06-01T00:00:00Z');
  const crls = [root, ca].map((issuer) => crl({ issuer, thisUpdate: '2026-05-31T00:00:00Z', nextUpdate: '2026-07-01T00:00:00Z' })); // prettier-ignore
  const under = (...certificates: Buffer[]): ValidationContext => ({
    at,
    policy: 'auto',
    trust: makeTrustSnapshot({
      anchors: [{ purpose: 'all', certificate: root.certificate }],
      certificates: [ca.certificate, ...certificates],
      crls,
      ocsps: [],
    }),
  });
  const nobody = whole({ certificates: [] });

  it('is found in the trust snapshot', async () => {
    const [without] = (await inspected('a.p7m', nobody, null, under(other.certificate))).signatures;
    expect(without).toMatchObject({ subIndication: 'NO_SIGNING_CERTIFICATE_FOUND', integrity: 'unknown' });
    const [one] = (await inspected('a.p7m', nobody, null, under(ecSigner.certificate))).signatures;
    expect(one).toMatchObject({ verdict: 'TOTAL_PASSED', integrity: 'intact' });
  });

  it('of a time-stamp too', async () => {
    const stamp = token(CONTENT, { certificates: [] });
    const [without] = (await inspected('a.tst', stamp, null, under())).signatures;
    const [one] = (await inspected('a.tst', stamp, null, under(tsa.certificate))).signatures;
    expect([without!.integrity, one!.integrity]).toEqual(['unknown', 'intact']);
  });
});

describe('a signer whose certificate is in neither PDF nor XML', () => {
  const trusting = (...certificates: Buffer[]): ValidationContext => ({
    at: new Date('2026-06-01T00:00:00Z'),
    policy: 'auto',
    trust: makeTrustSnapshot({ anchors: [], certificates, crls: [], ocsps: [] }),
  });
  const integrity = async (bytes: Uint8Array, context: ValidationContext | null) => {
    const { signatures } = await inspected('a', bytes, null, context);
    return signatures.map((one) => one.integrity).join();
  };

  it('is found in the trust snapshot: PDF', async () => {
    const pdf = readFileSync(join(import.meta.dirname, '../../vectors/OK_signed_pdf_pkcs7/input.pdf'));
    const [, ...range] = /ByteRange\[(\d+) (\d+) (\d+) (\d+)/.exec(pdf.toString('latin1'))!;
    const [, first = 0, second = 0] = range.map(Number);
    const covered = Buffer.concat([pdf.subarray(0, first), pdf.subarray(second)]);
    const value = signedData({ content: covered, signers: [{ holder: signer }], certificates: [] });
    pdf.write(value.toString('hex').padEnd(second - first - 2, '0'), first + 1, 'latin1');
    expect(await integrity(pdf, null)).toBe('unknown');
    expect(await integrity(pdf, trusting(other.certificate))).toBe('unknown');
    expect(await integrity(pdf, trusting(other.certificate, signer.certificate))).toBe('intact');
    pdf[first - 20]! ^= 1;
    expect(await integrity(pdf, trusting(signer.certificate))).not.toContain('intact');
  });

  it('XML: only one that the signature itself names', async () => {
    const nameless = { around: (one: string) => `<r>${one}</r>`, references: [{ uri: '', transforms: [ENVELOPED, EXCLUSIVE] }], keyInfo: '<ds:KeyName>Alice</ds:KeyName>' }; // prettier-ignore
    const named = { ...nameless, references: [...nameless.references, propertiesReference()], objects: xadesObject('rsa') }; // prettier-ignore
    const [alice, mallory] = [holderOf('rsa').certificate, holderOf('other').certificate];
    const bytes = Buffer.from(signXml(named));
    expect(await integrity(bytes, null)).toBe('unknown');
    expect(await integrity(bytes, trusting(mallory))).toBe('unknown');
    expect(await integrity(bytes, trusting(mallory, alice))).toBe('intact');
    expect(await integrity(Buffer.from(signXml({ ...named, who: 'other' })), trusting(mallory, alice))).toBe('broken');
    expect(await integrity(Buffer.from(signXml(nameless)), trusting(alice))).toBe('unknown');
  });
});

describe('an XML signature over another file', () => {
  const over = (uri: string | null, octets = CONTENT) => Buffer.from(signXml({ references: [{ uri, transforms: [], octets: octets.toString() }] })); // prettier-ignore

  it.each([
    ['one/sign.xml', 'a.txt', { 'one/a.txt': CONTENT, 'a.txt': TAMPERED }, 'one/a.txt'],
    ['one/sign.xml', '../a.txt', { 'one/a.txt': TAMPERED, 'a.txt': CONTENT }, 'a.txt'],
    ['sign.xml', '%E5%90%88%E5%90%8C.txt', { '合同.txt': CONTENT }, '合同.txt'],
    ['sign.xml', null, { 'b.txt': TAMPERED, 'c.txt': CONTENT }, 'c.txt'],
  ])('%s finds %s', async (name, uri, others, found) => {
    const one = await said(name, over(uri), others);
    expect(one).toMatchObject({ says: INTACT, covers: [`file ${found}`], codes: [], asks: false });
  });

  it.each([
    ['by its reference', 'sign.xml', 'a.txt'],
    ['by its own name', 'a.txt.xml', null],
  ])('that was changed, named %s, is broken', async (_how, name, uri) => {
    const one = await said(name, over(uri), { 'a.txt': TAMPERED, 'b.txt': CONTENT });
    expect(one).toMatchObject({ says: BROKEN, covers: [], codes: ['XML_SIGNATURE_CONTENT_CHANGED'] });
  });

  it.each(['b.txt', '../a.txt', '/a.txt', 'file:///a.txt', 'a.txt?x', 'http://host/a.txt', '../../etc/passwd'])(
    'that %s does not name asks for it',
    async (uri) => {
      expect(await said('sign.xml', over(uri), { 'a.txt': CONTENT })).toMatchObject({ says: MISSING, asks: true });
    },
  );

  it('canonicalises it where the reference says so', async () => {
    const xml = signXml({ references: [{ uri: 'a.xml', transforms: [EXCLUSIVE], octets: '<a b="1" c="2"></a>' }] });
    expect((await said('sign.xml', Buffer.from(xml), { 'a.xml': Buffer.from('<a  c="2" b="1"/>') })).says).toBe(INTACT);
    expect((await said('sign.xml', Buffer.from(xml), { 'a.xml': Buffer.from('<a  c="2" b="2"/>') })).says).toBe(BROKEN);
  });

  it('of some size may be referred to more than once', async () => {
    const large = 'a'.repeat(32 << 20);
    const references = Array.from({ length: 8 }, () => ({ uri: 'a.txt', transforms: [], octets: large }));
    expect((await said('sign.xml', Buffer.from(signXml({ references })), { 'a.txt': Buffer.from(large) })).says).toBe(INTACT); // prettier-ignore
  });

  it('larger than is held in memory is not looked at, and says so', async () => {
    const huge = siblingOf('a.txt', { sizeBytes: 65 << 20, chunks: () => [CONTENT] });
    const record = { name: 'sign.xml', beside: [huge] };
    const { signatures } = await inspectBytes(new BufferSource(over('a.txt')), DEFAULT_LIMITS, null, record);
    expect(signatures[0]).toMatchObject({ integrity: 'unknown', reason: expect.stringContaining('larger than') });
  });
});
