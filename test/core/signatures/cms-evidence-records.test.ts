import { describe, expect, it } from '@jest/globals';
import { type Holder } from '../../../scripts/pki/certificates.mjs';
import { ALL_RIGHT, attribute, changed, checksOf, CMS, CONTENT, der, detached, digest, digestAlgorithm, digestAttribute, ecSigner, info, type Info, looked, signer, toBer, token, usual, verified, whole } from './cms-maker.js'; // prettier-ignore

const INTERNAL = '1.2.840.113549.1.9.16.2.49';
const EXTERNAL = '1.2.840.113549.1.9.16.2.50';
const AT = '2026-03-17T09:12:44Z';
const sorted = (list: Buffer[]) => [...list].sort((a, b) => a.compare(b));
const sha256 = (...parts: Uint8Array[]) => digest('sha256', ...parts);

/** EvidenceRecord (RFC 4998) over objects and a neighbour, with one archive time-stamp; `tree` false: over one object itself. */
function record(objects: Uint8Array[], { tree = true, at = AT } = {}): Buffer {
  const leaves = sorted([...objects.map((one) => sha256(one)), ...(tree ? [sha256(Buffer.from('neighbour'))] : [])]);
  const root = tree ? sha256(...leaves) : leaves[0]!;
  const partial = der.sequence(...leaves.map((one) => der.octets(one)));
  const stamp = der.sequence(
    der.implicit(0, der.inside(digestAlgorithm('sha256'))),
    ...(tree ? [der.implicit(2, partial)] : []),
    token(Buffer.alloc(0), { imprint: root, at }),
  );
  return der.sequence(der.integer(1), der.sequence(digestAlgorithm('sha256')), der.sequence(der.sequence(stamp)));
}

const records = async (bytes: Uint8Array, options: Parameters<typeof looked>[1] = {}) => {
  const { one, checks, codes } = await looked(bytes, options);
  const found = one.timestamps.filter(({ kind }) => kind === 'evidence-record');
  return { checks, codes, found: found.map(checksOf), one };
};
const withRecord = (value: Buffer, oid = INTERNAL) => whole({ infos: [info({ unsigned: () => [attribute(oid, value)] })] }); // prettier-ignore

describe('an evidence record beside a signature (RFC 5276)', () => {
  it('over the signature as it was before: right, with and without a hash tree', async () => {
    for (const tree of [true, false]) {
      const { checks, found, codes, one } = await records(withRecord(record([whole()], { tree })));
      expect([checks, found, codes]).toEqual([ALL_RIGHT, [ALL_RIGHT], []]);
      expect(one.timestamps[0]).toMatchObject({ id: 'S/evidence-record:1', kind: 'evidence-record', profile: 'RFC 4998' }); // prettier-ignore
    }
  });

  it('over another signature: wrong', async () => {
    const { found, codes } = await records(withRecord(record([changed(whole(), CONTENT)])));
    expect(found).toEqual(['wrong right right']);
    expect(codes).toContain('EVIDENCE_RECORD_OBJECT_MISSING');
  });

  it('what it protects changed since: wrong, also what no signature covers', async () => {
    const bytes = withRecord(record([whole()]));
    // The list of digest algorithms is not signed; the record is over it.
    const list = bytes.indexOf(der.set(digestAlgorithm('sha256')));
    const other = Buffer.from(bytes);
    other[list + 14]! ^= 1;
    const { checks, found } = await records(other);
    expect([checks, found]).toEqual([ALL_RIGHT, ['wrong right right']]);
  });

  it('made of a signature in BER: over it as it stood, or over its DER', async () => {
    const before = toBer(whole());
    // In place of the unsigned attributes that were not there: everything else stays, byte for byte.
    const signerInfo = toBer(info());
    for (const object of [before, whole()]) {
      const unsigned = der.implicit(1, attribute(INTERNAL, record([object])));
      const grown = Buffer.concat([signerInfo.subarray(0, -2), unsigned, Buffer.alloc(2)]);
      const at = before.indexOf(signerInfo);
      const bytes = Buffer.concat([before.subarray(0, at), grown, before.subarray(at + signerInfo.length)]);
      expect((await records(bytes)).found).toEqual([ALL_RIGHT]);
    }
  });

  it('sorted since: the order of members in a SET makes no difference', async () => {
    const made = (by: Holder, more: Info = {}) => info({ by, attributes: sorted(usual(CONTENT, by)), ...more });
    const before = sorted([made(ecSigner), made(signer)]);
    const certificates = sorted([signer.certificate, ecSigner.certificate]);
    const value = record([whole({ infos: before, certificates })]);
    const grown = made(signer, { unsigned: () => [attribute(INTERNAL, value)] });
    const after = { infos: [grown, made(ecSigner)], certificates: [...certificates].reverse() };
    const { evidence } = await verified(whole(after));
    expect(evidence.flatMap(({ timestamps }) => timestamps.map(checksOf))).toEqual([ALL_RIGHT]);
    const { evidence: fewer } = await verified(whole({ ...after, infos: [grown] }));
    expect(fewer.flatMap(({ timestamps }) => timestamps.map(checksOf))).toEqual(['wrong right right']);
  });

  it('a second attribute is over the first as well', async () => {
    const first = attribute(INTERNAL, record([whole()]));
    const before = whole({ infos: [info({ unsigned: () => [first] })] });
    const second = attribute(INTERNAL, record([before], { at: '2027-03-17T09:12:44Z' }));
    const bytes = whole({ infos: [info({ unsigned: () => [first, second] })] });
    expect((await records(bytes)).found).toEqual([ALL_RIGHT, ALL_RIGHT]);
  });

  it('external: over the signature and its content', async () => {
    const bytes = (objects: Uint8Array[]) => detached({ infos: [info({ unsigned: () => [attribute(EXTERNAL, record(objects))] })] }); // prettier-ignore
    const both = [detached(), CONTENT];
    expect((await records(bytes(both), { content: CONTENT })).found).toEqual([ALL_RIGHT]);
    expect((await records(bytes([detached()]), { content: CONTENT })).found).toEqual(['wrong right right']);
    const { one } = await records(bytes(both));
    expect(one.timestamps[0]!.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content/) }); // prettier-ignore
  });

  it('its time-stamp broken: wrong', async () => {
    const value = record([whole()]);
    value[value.length - 1]! ^= 1;
    expect((await records(withRecord(value))).found).toEqual(['right wrong right']);
  });

  it('that is none: wrong; beside a counter-signature: not looked at, and not called intact', async () => {
    expect((await records(withRecord(der.sequence(der.integer(1))))).one.timestamps[0]!.document.is).toBe('wrong');
    const counter = (value: Buffer) => info({ attributes: [digestAttribute(value)], unsigned: () => [attribute(INTERNAL, record([whole()]))] }); // prettier-ignore
    const { one } = await looked(whole({ infos: [info({ unsigned: (value) => [attribute(CMS['counterSignature']!, counter(value))] })] })); // prettier-ignore
    expect(one.counterSignatures[0]!.timestamps[0]!.value.is).toBe('not-checked');
  });
});
