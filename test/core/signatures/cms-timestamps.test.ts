import { describe, expect, it } from '@jest/globals';
import { crl, ocsp } from '../../../scripts/pki/revocation.mjs';
import {
  ALL_RIGHT,
  AT,
  attribute,
  ca,
  changed,
  checksOf,
  CMS,
  CONTENT,
  contentInfo,
  der,
  detached,
  digest,
  digestAlgorithm,
  digestAttribute,
  ecSigner,
  type Info,
  info,
  looked,
  other,
  signer,
  token,
  tsa,
  usual,
  whole,
} from './cms-maker.js';

const STAMP = '1.2.840.113549.1.9.16.2.14';
const CONTENT_STAMP = '1.2.840.113549.1.9.16.2.20';
const CERTIFICATE_REFERENCES = attribute('1.2.840.113549.1.9.16.2.21', der.sequence());
const REVOCATION_REFERENCES = attribute('1.2.840.113549.1.9.16.2.22', der.sequence(der.sequence()));
const ESC_STAMP = '1.2.840.113549.1.9.16.2.25';
const REFERENCES_STAMP = '1.2.840.113549.1.9.16.2.26';
const ARCHIVE_1 = '1.2.840.113549.1.9.16.2.27';
const ARCHIVE_2 = '1.2.840.113549.1.9.16.2.48';
const ARCHIVE_3 = '0.4.0.1733.2.4';

const stamp = (value: Uint8Array) => attribute(STAMP, token(value));
const nested = async (bytes: Uint8Array, options: Parameters<typeof looked>[1] = {}) => {
  const { one, checks, codes } = await looked(bytes, options);
  return { one, checks, codes, stamps: one.timestamps.map((each) => `${each.timestamp?.over} ${checksOf(each)}`) };
};
const withUnsigned = (unsigned: Info['unsigned'], more: Info = {}) => whole({ infos: [info({ unsigned: unsigned!, ...more })] }); // prettier-ignore

describe('time-stamps in a signature', () => {
  it('over its value: right; with the place and level', async () => {
    const { one, checks, stamps } = await nested(withUnsigned((value) => [stamp(value)]));
    expect([checks, stamps, one.level]).toEqual([ALL_RIGHT, [`signature ${ALL_RIGHT}`], 'B-T']);
    expect(one.timestamps[0]).toMatchObject({ id: 'S/timestamp:1', kind: 'timestamp', timestamp: { time: AT } });
  });

  it('copied from another signature: wrong, and raises no level', async () => {
    const { one, stamps, codes } = await nested(withUnsigned(() => [stamp(Buffer.from('another value'))]));
    expect([stamps, codes, one.level]).toEqual([['signature wrong right right'], ['TIMESTAMP_IMPRINT_DIFFERS'], 'B-B']);
  });

  it('several, in one attribute and in two: each for itself', async () => {
    const bytes = withUnsigned((value) => [attribute(STAMP, token(value), token(Buffer.from('x'))), stamp(value)]);
    const { stamps } = await nested(bytes);
    expect(stamps.sort()).toEqual([`signature ${ALL_RIGHT}`, `signature ${ALL_RIGHT}`, 'signature wrong right right']);
  });

  it('in an OCTET STRING: read, and told', async () => {
    const bytes = withUnsigned((value) => [attribute(STAMP, der.octets(token(value)))]);
    expect(await nested(bytes)).toMatchObject({ stamps: [`signature ${ALL_RIGHT}`], codes: ['SIGNATURE_REMARK'] });
  });

  it('that is none: wrong', async () => {
    const { one } = await nested(withUnsigned(() => [attribute(STAMP, der.sequence(der.integer(1)))]));
    expect(one.timestamps[0]!.document.is).toBe('wrong');
  });

  it('over the content: right, wrong, or asked for', async () => {
    const signed = (content: Uint8Array) => [...usual(), attribute(CONTENT_STAMP, token(content))];
    const of = (content: Uint8Array) => [info({ attributes: signed(content) })];
    expect((await nested(whole({ infos: of(CONTENT) }))).stamps).toEqual([`content ${ALL_RIGHT}`]);
    expect((await nested(whole({ infos: of(Buffer.from('x')) }))).stamps).toEqual(['content wrong right right']);
    expect((await nested(detached({ infos: of(CONTENT) }), { content: CONTENT })).stamps).toEqual([`content ${ALL_RIGHT}`]); // prettier-ignore
    const { one } = await nested(detached({ infos: of(CONTENT) }));
    expect(one.timestamps[0]!.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content/) }); // prettier-ignore
  });

  it('over signature and references, or references alone: a reference changed is seen', async () => {
    const inside = (attribute: Buffer) => der.inside(attribute);
    const both = (value: Buffer) => {
      const first = stamp(value);
      const references = [inside(CERTIFICATE_REFERENCES), inside(REVOCATION_REFERENCES)];
      return [
        first,
        CERTIFICATE_REFERENCES,
        REVOCATION_REFERENCES,
        attribute(ESC_STAMP, token(Buffer.concat([value, inside(first), ...references]))),
        attribute(REFERENCES_STAMP, token(Buffer.concat(references))),
      ];
    };
    const bytes = withUnsigned(both);
    expect((await nested(bytes)).stamps).toEqual([
      `signature ${ALL_RIGHT}`,
      `signature-and-references ${ALL_RIGHT}`,
      `references ${ALL_RIGHT}`,
    ]);
    // SEQUENCE { SEQUENCE {} } becomes SEQUENCE { SET {} }.
    const at = bytes.indexOf(REVOCATION_REFERENCES) + REVOCATION_REFERENCES.length - 2;
    const other = Buffer.from(bytes);
    other[at]! ^= 1;
    expect((await nested(other)).stamps).toEqual([
      `signature ${ALL_RIGHT}`,
      'signature-and-references wrong right right',
      'references wrong right right',
    ]);
  });
});

/** SignerInfo without its unsigned attributes, member by member. */
const fieldsOf = (signerInfo: Buffer) => Buffer.from(der.inside(signerInfo));

describe('archive time-stamps', () => {
  const certificates = [ecSigner.certificate, ca.certificate];

  describe.each([true, false])('version 2, content inside: %s', (attached) => {
    const base = contentInfo(attached ? CONTENT : null);
    const certificateField = der.implicit(0, Buffer.concat(certificates));
    const over = (unsigned: Buffer) =>
      Buffer.concat([base, ...(attached ? [] : [CONTENT]), certificateField, fieldsOf(info()), unsigned]);
    const made = (archive: Buffer, first: Buffer[], after: Buffer[] = []) =>
      whole({
        content: attached ? CONTENT : null,
        certificates,
        infos: [info({ unsigned: () => [...first, attribute(ARCHIVE_2, archive), ...after] })],
      });
    const options = attached ? {} : { content: CONTENT };
    // ECDSA of these keys is deterministic, so the value is known before its time-stamps are made.
    const first = [attribute('1.2.840.113549.1.9.16.2.23', der.sequence(ca.certificate))];

    it('with and without the tag of the unsigned attributes: right', async () => {
      for (const unsigned of [der.implicit(1, Buffer.concat(first)), Buffer.concat(first)])
        expect((await nested(made(token(over(unsigned)), first), options)).stamps).toEqual([`archive ${ALL_RIGHT}`]);
      expect((await nested(made(token(over(Buffer.alloc(0))), []), options)).stamps).toEqual([`archive ${ALL_RIGHT}`]);
    });

    it('a second one covers the first, and what came later is not in the first', async () => {
      const one = attribute(ARCHIVE_2, token(over(Buffer.concat(first)), { at: '2026-03-17T09:12:44Z' }));
      const all = der.implicit(1, Buffer.concat([...first, one]));
      const two = attribute(ARCHIVE_2, token(over(all), { at: '2027-03-17T09:12:44Z' }));
      const bytes = whole({
        content: attached ? CONTENT : null,
        certificates,
        infos: [info({ unsigned: () => [...first, one, two] })],
      });
      expect((await nested(bytes, options)).stamps).toEqual([`archive ${ALL_RIGHT}`, `archive ${ALL_RIGHT}`]);
    });

    it('a certificate or an attribute taken out, or the content changed: wrong', async () => {
      const archive = token(over(der.implicit(1, Buffer.concat(first))));
      const bytes = made(archive, first);
      expect((await nested(made(archive, []), options)).stamps).toEqual(['archive wrong right right']);
      const fewer = whole({
        content: attached ? CONTENT : null,
        certificates: [ecSigner.certificate],
        infos: [info({ unsigned: () => [...first, attribute(ARCHIVE_2, archive)] })],
      });
      expect((await nested(fewer, options)).stamps).toEqual(['archive wrong right right']);
      const { stamps } = attached
        ? await nested(changed(bytes, CONTENT))
        : await nested(bytes, { content: Buffer.from('other') });
      expect(stamps).toEqual(['archive wrong right right']);
    });
  });

  it('version 2 without the content: asked for', async () => {
    const bytes = detached({ infos: [info({ unsigned: () => [attribute(ARCHIVE_2, token(CONTENT))] })] });
    expect((await nested(bytes)).stamps).toEqual(['archive not-checked right right']);
  });

  it('version 1: what it is over is not guessed', async () => {
    const { one } = await nested(withUnsigned(() => [attribute(ARCHIVE_1, token(CONTENT))]));
    expect(one.timestamps[0]!.digests).toMatchObject({ is: 'not-checked', why: expect.stringContaining('not known') });
  });

  describe.each([
    ['ats-hash-index', '0.4.0.1733.2.5', false],
    ['ats-hash-index-v3', '0.4.0.19122.1.5', true],
  ])('version 3 with %s', (_, oid, byValue) => {
    const first = (value: Buffer) => stamp(value);
    const digests = (list: Uint8Array[]) => der.sequence(...list.map((one) => der.octets(digest('sha256', one))));
    const index = (attributes: Buffer[], listed = certificates) =>
      der.sequence(
        digestAlgorithm('sha256'),
        digests(listed),
        digests([]),
        digests(attributes.map((one) => (byValue ? withoutSet(one) : one))),
      );
    const stampOver = (indexed: Buffer, content: Uint8Array = CONTENT) =>
      attribute(
        ARCHIVE_3,
        token(
          Buffer.concat([der.oid(CMS['data']!), digest('sha256', content), fieldsOf(info()), indexed]),
          { unsigned: [attribute(oid, indexed)] }, // prettier-ignore
        ),
      );
    const made = (archive: (attributes: Buffer[]) => Buffer, keep = true, whole_: Parameters<typeof whole>[0] = {}) =>
      whole({
        certificates,
        infos: [info({ unsigned: (value) => [...(keep ? [first(value)] : []), archive([first(value)])] })],
        ...whole_,
      });

    it('right: also with content outside, and with certificates and attributes added since', async () => {
      const archive = (attributes: Buffer[]) => stampOver(index(attributes));
      const expected = [`signature ${ALL_RIGHT}`, `archive ${ALL_RIGHT}`];
      expect((await nested(made(archive))).stamps).toEqual(expected);
      expect((await nested(made(archive, true, { content: null }), { content: CONTENT })).stamps).toEqual(expected);
      const more = [...certificates, other.certificate];
      const { one, stamps } = await nested(made(archive, true, { certificates: more }));
      expect([stamps, one.level]).toEqual([expected, 'B-T']);
    });

    it('proves the time-stamps and certificates that its index names, and no others', async () => {
      const more = [...certificates, other.certificate];
      const proves = async (attributes: (first: Buffer[]) => Buffer[]) =>
        (await nested(made((first) => stampOver(index(attributes(first))), true, { certificates: more }))).one.timestamps[1]!.proves!; // prettier-ignore
      const named = await proves((first) => first);
      expect(named.evidence).toEqual(['S/timestamp:1']);
      expect(named.material.map((one) => Buffer.from(one).toString('hex')).sort()).toEqual(certificates.map((one) => one.toString('hex')).sort()); // prettier-ignore
      expect((await proves(() => [])).evidence).toEqual([]);
    });

    it('over other content: wrong', async () => {
      const archive = (attributes: Buffer[]) => stampOver(index(attributes), Buffer.from('x'));
      expect((await nested(made(archive))).stamps[1]).toBe('archive wrong right right');
      const bytes = made((attributes) => stampOver(index(attributes)));
      expect((await nested(changed(bytes, CONTENT))).stamps[1]).toBe('archive wrong right right');
    });

    it('the index changed: wrong, for it is stamped', async () => {
      const indexed = index([]);
      const bytes = made(() => stampOver(indexed), false);
      expect((await nested(bytes)).stamps).toEqual([`archive ${ALL_RIGHT}`]);
      const { stamps } = await nested(changed(bytes, digest('sha256', ca.certificate)));
      expect(stamps).toEqual(['archive wrong right right']);
    });

    it('what the index names is gone: the signature is still proven, and what is missing is told', async () => {
      const archive = (attributes: Buffer[]) => stampOver(index(attributes));
      for (const bytes of [made(archive, false), made(archive, true, { certificates: [ecSigner.certificate] })]) {
        const { stamps, codes, one } = await nested(bytes);
        expect(stamps.at(-1)).toBe(`archive ${ALL_RIGHT}`);
        expect(codes).toEqual(['TIMESTAMP_INDEX_MISSES']);
        expect(one.timestamps.at(-1)!.changes).toMatchObject([{ kind: 'validation-data', permitted: true }]);
      }
    });
  });

  it('version 3 without an index, or with two: refused', async () => {
    const indexed = der.sequence(digestAlgorithm('sha256'), der.sequence(), der.sequence(), der.sequence());
    const one = attribute('0.4.0.19122.1.5', indexed);
    for (const unsigned of [[], [one, one]]) {
      const { one, codes } = await nested(withUnsigned(() => [attribute(ARCHIVE_3, token(CONTENT, { unsigned }))]));
      expect([one.timestamps[0]!.document.is, codes]).toEqual(['wrong', ['TIMESTAMP_INDEX_UNREADABLE']]);
    }
  });
});

/** Type and the single value of an attribute, one after the other. */
function withoutSet(whole: Buffer): Buffer {
  const oid = whole.subarray(whole.indexOf(0x06, 2));
  const type = oid.subarray(0, 2 + oid[1]!);
  return Buffer.concat([type, der.inside(oid.subarray(type.length))]);
}

describe('counter-signatures (RFC 5652 11.4)', () => {
  const countered = (over: (value: Buffer) => Buffer, unsigned?: Info['unsigned']) =>
    whole({
      certificates: [ecSigner.certificate, signer.certificate],
      infos: [
        info({
          unsigned: (value) => [
            attribute(
              CMS['counterSignature']!,
              info({
                by: signer,
                attributes: [digestAttribute(over(value))],
                ...(unsigned ? { unsigned } : {}),
              }),
            ),
          ],
        }),
      ],
    });

  it('over the value: right', async () => {
    const { one, checks } = await looked(countered((value) => value));
    expect([checks, one.counterSignatures.map(checksOf)]).toEqual([ALL_RIGHT, [ALL_RIGHT]]);
    expect(one.counterSignatures[0]).toMatchObject({
      id: 'S/counter:1',
      kind: 'counter-signature',
      signer: { subject: expect.stringContaining('CN=测试签署人') },
    });
  });

  it('over something else: wrong', async () => {
    const { one, checks } = await looked(countered(() => Buffer.from('another value')));
    expect([checks, one.counterSignatures.map(checksOf)]).toEqual([ALL_RIGHT, ['wrong right right']]);
  });

  it('with its own time-stamp and counter-signature, to a depth', async () => {
    const again = (value: Buffer): Buffer[] => [
      stamp(value),
      attribute(CMS['counterSignature']!, info({ by: signer, attributes: [digestAttribute(value)] })),
    ];
    const { one } = await looked(countered((value) => value, again));
    const [first] = one.counterSignatures;
    expect([first!.timestamps, first!.counterSignatures].map((list) => list.map(checksOf))).toEqual([
      [ALL_RIGHT],
      [ALL_RIGHT],
    ]);
    const endless = (value: Buffer, depth = 0): Buffer[] => [
      attribute(
        CMS['counterSignature']!,
        info({
          by: signer,
          attributes: [digestAttribute(value)],
          ...(depth > 10 ? {} : { unsigned: (own: Buffer) => endless(own, depth + 1) }),
        }),
      ),
    ];
    let { one: deep } = await looked(countered((value) => value, endless));
    let depth = 0;
    for (; deep.counterSignatures[0]; depth++) deep = deep.counterSignatures[0];
    expect([depth, deep.value.is]).toEqual([5, 'not-checked']);
  });

  it('that is none: wrong', async () => {
    const bytes = withUnsigned(() => [attribute(CMS['counterSignature']!, der.sequence(der.integer(1)))]);
    expect((await looked(bytes)).one.counterSignatures[0]!.document.is).toBe('wrong');
  });
});

describe('material for chains', () => {
  const dates = { thisUpdate: AT, nextUpdate: '2026-04-17T09:12:44Z' };
  const list = crl({ issuer: ca, ...dates });
  const answer = ocsp({ responder: ca, certificate: ecSigner, producedAt: AT, ...dates });
  const basic = ocsp({ responder: ca, certificate: ecSigner, producedAt: AT, ...dates, basic: true });

  it('comes from the SignedData, from attributes, and from the time-stamp; and makes the level', async () => {
    const values = (value: Buffer) => [
      attribute('1.2.840.113549.1.9.16.2.14', token(value, { certificates: [tsa, ca] })),
      attribute('1.2.840.113549.1.9.16.2.23', der.sequence(ca.certificate)),
      attribute(
        '1.2.840.113549.1.9.16.2.24',
        der.sequence(der.explicit(0, der.sequence(list)), der.explicit(1, der.sequence(basic))),
      ),
    ];
    const crls = [list, der.implicit(1, Buffer.concat([der.oid('1.3.6.1.5.5.7.16.2'), answer]))];
    const { one } = await looked(whole({ infos: [info({ unsigned: values })], crls }));
    const { certificates, crls: lists, ocsps } = one.material;
    expect(certificates.map((bytes) => Buffer.from(bytes))).toEqual([ecSigner.certificate, ca.certificate]);
    expect(lists.map((bytes) => Buffer.from(bytes))).toEqual([list, list]);
    expect(ocsps.map((bytes) => Buffer.from(bytes))).toEqual([answer, basic]);
    expect(one.timestamps[0]!.material.certificates).toHaveLength(2);
    expect(one.level).toBe('B-LT');
  });

  it("Adobe's signed attribute", async () => {
    const archival = attribute(
      '1.2.840.113583.1.1.8',
      der.sequence(der.explicit(0, der.sequence(list)), der.explicit(1, der.sequence(answer))),
    );
    const { one } = await looked(whole({ infos: [info({ attributes: [...usual(), archival] })] }));
    expect([one.material.crls.length, one.material.ocsps.length]).toEqual([1, 1]);
  });

  it('that can not be read is told, and the signature stands', async () => {
    const broken = attribute('1.2.840.113549.1.9.16.2.24', der.octets(Buffer.from('x')));
    expect(await looked(withUnsigned(() => [broken]))).toMatchObject({
      checks: ALL_RIGHT,
      codes: ['CMS_VALUES_UNREADABLE'],
    });
  });
});
