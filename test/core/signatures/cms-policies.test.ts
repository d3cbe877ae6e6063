import { describe, expect, it } from '@jest/globals';
import { issue } from '../../../scripts/pki/certificates.mjs';
import { ecKey, rsaKey, sm2Key } from '../../../scripts/pki/keys.mjs';
import { readCertificate } from '../../../src/core/signatures/certificate.js';
import {
  ALL_RIGHT,
  asWritten,
  attribute,
  ca,
  changed,
  checksOf,
  CMS,
  CONTENT,
  der,
  detached,
  digest,
  digestAlgorithm,
  digestAttribute,
  ecSigner,
  info,
  looked,
  membersOf,
  other,
  signer,
  signingCertificateV2,
  sorted,
  timeAttribute,
  toBer,
  typeAttribute,
  usual,
  verified,
  whole,
} from './cms-maker.js';

const SHA1_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const signingCertificate = (certificate: Uint8Array) =>
  attribute(SHA1_CERTIFICATE, der.sequence(der.sequence(der.sequence(der.octets(digest('sha1', certificate))))));

describe('order and encoding of signed attributes (RFC 5652 5.4)', () => {
  const unsorted = usual();

  it('is not a thing to be sorted already', () => {
    expect(asWritten(unsorted).equals(sorted(unsorted))).toBe(false);
  });

  it('signed as DER says: right, in whatever order they are written', async () => {
    for (const attributes of [unsorted, membersOf(sorted(unsorted))])
      expect(await looked(whole({ infos: [info({ attributes, over: sorted(unsorted) })] }))).toMatchObject({
        checks: ALL_RIGHT,
        codes: [],
      });
  });

  it('signed as they are written: right, and told', async () => {
    const bytes = whole({ infos: [info({ attributes: unsorted, over: asWritten(unsorted) })] });
    expect(await looked(bytes)).toMatchObject({ checks: ALL_RIGHT, codes: ['CMS_ATTRIBUTES_NOT_SORTED'] });
  });

  it('signed in a third order: wrong', async () => {
    const bytes = whole({ infos: [info({ attributes: unsorted, over: asWritten([...unsorted].reverse()) })] });
    expect(await looked(bytes)).toMatchObject({ checks: 'right wrong right', codes: ['CMS_VALUE_WRONG'] });
  });

  it('BER says the same as DER, and is told; the content is hashed without its pieces', async () => {
    const bytes = whole();
    expect(await looked(toBer(bytes))).toMatchObject({ checks: ALL_RIGHT, codes: ['CMS_BER'] });
    expect((await looked(toBer(changed(bytes, CONTENT)))).checks).toBe('wrong right right');
    expect((await looked(toBer(changed(bytes, Buffer.from('260317091244Z'), 3)))).one.value.is).toBe('wrong');
  });

  it('a length that could be shorter is BER too', async () => {
    const bytes = whole();
    expect(bytes.subarray(0, 2).toString('hex')).toBe('3082');
    const longer = Buffer.concat([Buffer.from('308300', 'hex'), bytes.subarray(2)]);
    expect(await looked(longer)).toMatchObject({ checks: ALL_RIGHT, codes: ['CMS_BER'] });
  });
});

describe('algorithms', () => {
  const pkcs1 = (oid: string) => der.sequence(der.oid(oid), der.nil());
  const attributes = usual(CONTENT, signer);
  const certificates = [signer.certificate];

  it('the value is checked by the digest its algorithm names, never by the one beside it', async () => {
    // sha256WithRSAEncryption made it; sha512WithRSAEncryption is written.
    const lied = info({ by: signer, attributes, algorithm: pkcs1('1.2.840.113549.1.1.13') });
    expect((await looked(whole({ infos: [lied], certificates }))).checks).toBe('right wrong right');
    const bare = info({ by: signer, attributes, algorithm: pkcs1('1.2.840.113549.1.1.1') });
    expect((await looked(whole({ infos: [bare], certificates }))).checks).toBe(ALL_RIGHT);
  });

  it('a value by another digest than the content: each holds, and it is told (RFC 8933)', async () => {
    const by = issue({ key: rsaKey('signer', { hash: 'sha512' }), name: 'Two digests', issuer: ca, serial: 70 });
    const mixed = info({ by, attributes: usual(CONTENT, by) });
    const bytes = whole({ infos: [mixed], certificates: [by.certificate] });
    expect(await looked(bytes)).toMatchObject({ checks: ALL_RIGHT, codes: ['CMS_DIGESTS_DIFFER'] });
    expect((await looked(changed(bytes, CONTENT))).checks).toBe('wrong right right');
  });

  it('RSASSA-PSS with its parameters', async () => {
    const by = issue({ key: rsaKey('signer', { pss: true }), name: 'PSS', issuer: ca, serial: 71 });
    const bytes = whole({ infos: [info({ by })], certificates: [by.certificate] });
    expect(await looked(bytes)).toMatchObject({ checks: ALL_RIGHT, codes: [] });
    expect((await looked(changed(bytes, Buffer.from('260317091244Z'), 3))).one.value.is).toBe('wrong');
  });

  it('the signed copy of the algorithms has to agree (RFC 6211)', async () => {
    const copy = (oid: string) =>
      attribute('1.2.840.113549.1.9.52', der.sequence(digestAlgorithm('sha256'), der.implicit(1, der.oid(oid))));
    const by = (oid: string) => whole({ infos: [info({ attributes: [...usual(), copy(oid)] })] });
    expect(await looked(by('1.2.840.10045.4.3.2'))).toMatchObject({ checks: ALL_RIGHT, codes: [] });
    expect(await looked(by('1.2.840.10045.4.3.4'))).toMatchObject({
      checks: 'right right wrong',
      codes: ['CMS_ALGORITHMS_REPLACED'],
    });
  });

  it('a weak digest is told, not refused', async () => {
    const attributes = [typeAttribute(), digestAttribute(CONTENT, 'sha1')];
    const { checks, codes, one } = await looked(whole({ infos: [info({ attributes, digestName: 'sha1' })] }));
    expect([checks, one.digestAlgorithms]).toEqual([ALL_RIGHT, ['sha1']]);
    expect(codes).toContain('SIGNATURE_WEAK_DIGEST');
  });

  it('an unknown digest is not checked', async () => {
    const unknown = Buffer.from(info());
    const at = unknown.indexOf(digestAlgorithm('sha256'));
    unknown[at + 12]! ^= 0x40;
    expect((await looked(whole({ infos: [unknown] }))).one.digests.is).toBe('not-checked');
  });

  it('GB/T 35275 with SM2, with and without attributes', async () => {
    const by = issue({ key: sm2Key('signer'), name: '国密签署人', serial: 72 });
    for (const attributes of [[typeAttribute(CMS['gmData']), digestAttribute(CONTENT, 'sm3')], null]) {
      const bytes = whole({
        oid: CMS['gmSignedData']!,
        contentType: CMS['gmData']!,
        certificates: [by.certificate],
        infos: [info({ by, attributes, digestName: 'sm3' })],
      });
      expect((await looked(bytes)).checks).toBe(ALL_RIGHT);
      const bad = (await looked(changed(bytes, CONTENT))).one;
      expect([bad.digests.is, bad.value.is]).toContain('wrong');
    }
  });
});

describe('attributes that say nothing, or two things', () => {
  const of = (attributes: Buffer[]) => looked(whole({ infos: [info({ attributes })] }));

  it.each([
    ['content type', typeAttribute()],
    ['message digest', digestAttribute(CONTENT)],
    ['signing time', timeAttribute('2026-03-18T00:00:00Z')],
  ])('%s twice: refused', async (_, twice) => {
    expect(await of([...usual(), twice])).toMatchObject({
      checks: 'right right wrong',
      codes: ['CMS_ATTRIBUTE_REPEATED'],
    });
  });

  it('two values in one attribute: refused', async () => {
    const two = attribute(CMS['signingTime']!, der.time('2026-03-18T00:00:00Z'), der.time('2026-03-19T00:00:00Z'));
    expect((await of([typeAttribute(), digestAttribute(CONTENT), two])).codes).toEqual(['CMS_ATTRIBUTE_REPEATED']);
  });

  it('no message digest: refused', async () => {
    expect((await of([typeAttribute(), timeAttribute()])).checks).toBe('wrong right right');
  });

  it('no content type: refused; another one: refused', async () => {
    expect(await of([digestAttribute(CONTENT)])).toMatchObject({ codes: ['CMS_CONTENT_TYPE_UNSIGNED'] });
    expect((await of([digestAttribute(CONTENT), typeAttribute('1.2.3.4')])).checks).toBe('wrong right right');
  });

  it('the policy that was signed under is told', async () => {
    const policy = attribute('1.2.840.113549.1.9.16.2.15', der.sequence(der.oid('1.2.3.4.5.6')));
    const { findings } = await verified(whole({ infos: [info({ attributes: [...usual(), policy] })] }));
    expect(findings).toMatchObject([{ code: 'CMS_SIGNATURE_POLICY', severity: 'info', found: '1.2.3.4.5.6' }]);
  });

  it('attributes of one signature shown as the content of another: refused, though the value is right', async () => {
    const attributes = usual();
    const shown = Buffer.from(sorted(attributes));
    const value = info({ attributes: null, content: shown });
    expect(await looked(whole({ infos: [value], content: shown }))).toMatchObject({
      checks: 'right right wrong',
      codes: ['CMS_CONTENT_IS_ATTRIBUTES'],
    });
    const plain = Buffer.from('a document');
    const honest = whole({ infos: [info({ attributes: null, content: plain })], content: plain });
    expect((await looked(honest)).checks).toBe(ALL_RIGHT);
  });
});

describe('whose certificate', () => {
  it('none inside: it is asked for; given beside: right', async () => {
    const bytes = whole({ certificates: [] });
    const { one } = await looked(bytes);
    expect(one.value).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content: /) });
    const certificates = [readCertificate(ecSigner.certificate)];
    expect((await looked(bytes, { certificates })).checks).toBe(ALL_RIGHT);
  });

  it('another one than the attribute names, with the same name and number: refused', async () => {
    const twin = issue({ key: ecKey('ec signer'), name: 'EC signer', issuer: ca, serial: 8, until: '2033-01-01T00:00:00Z' }); // prettier-ignore
    expect(await looked(whole({ certificates: [twin.certificate] }))).toMatchObject({
      checks: 'wrong right right',
      codes: ['CMS_SIGNING_CERTIFICATE_DIFFERS'],
    });
    // Both there: the attribute decides.
    const both = await looked(whole({ certificates: [twin.certificate, ecSigner.certificate] }));
    expect(both.checks).toBe(ALL_RIGHT);
  });

  it('a stranger of the same name and number is passed over: the value has to verify', async () => {
    const stranger = issue({ key: ecKey('stranger'), name: 'EC signer', issuer: ca, serial: 8 });
    const attributes = [typeAttribute(), digestAttribute(CONTENT)];
    const certificates = [stranger.certificate, ecSigner.certificate];
    const { one, checks } = await looked(whole({ infos: [info({ attributes })], certificates }));
    expect(checks).toBe(ALL_RIGHT);
    expect(Buffer.from(one.signer!.bytes).equals(ecSigner.certificate)).toBe(true);
    const alone = await looked(whole({ infos: [info({ attributes })], certificates: [stranger.certificate] }));
    expect(alone.checks).toBe('right wrong right');
  });

  it('named twice, by SHA-1 and SHA-256: each has to be right', async () => {
    const both = (certificate: Uint8Array) => info({ attributes: [...usual(), signingCertificate(certificate)] });
    expect((await looked(whole({ infos: [both(ecSigner.certificate)] }))).checks).toBe(ALL_RIGHT);
    expect((await looked(whole({ infos: [both(other.certificate)] }))).checks).toBe('wrong right right');
    const again = info({ attributes: [...usual(), signingCertificateV2(ecSigner)] });
    expect((await looked(whole({ infos: [again] }))).checks).toBe(ALL_RIGHT);
  });

  it('an empty name is nobody', async () => {
    const nobody = info({ sid: der.implicit(0, Buffer.alloc(0), false), attributes: [typeAttribute(), digestAttribute(CONTENT)] }); // prettier-ignore
    expect(await looked(whole({ infos: [nobody] }))).toMatchObject({
      checks: 'right not-checked wrong',
      codes: ['CMS_SIGNER_UNNAMED'],
    });
  });

  it('without the attribute it is plain CMS, with it CAdES', async () => {
    const plain = await looked(whole({ infos: [info({ attributes: [typeAttribute(), digestAttribute(CONTENT)] })] }));
    expect([plain.one.level, plain.one.profile]).toEqual([null, undefined]);
    const { one } = await looked(whole());
    expect([one.level, one.profile, one.claimedTime]).toEqual(['B-B', 'CAdES', '2026-03-17T09:12:44Z']);
  });
});

describe('content', () => {
  it('outside: right, wrong, or asked for', async () => {
    expect((await looked(detached(), { content: CONTENT })).checks).toBe(ALL_RIGHT);
    expect((await looked(detached(), { content: Buffer.from('other') })).checks).toBe('wrong right right');
    const { one } = await looked(detached());
    expect(one.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content: /) });
    expect(one.coverage.extent).toBe('unknown');
  });

  it('inside and given: the given one counts', async () => {
    expect((await looked(whole(), { content: Buffer.from('other') })).checks).toBe('wrong right right');
  });

  it('inside can be held to more by the container', async () => {
    const inside = (content: Uint8Array) =>
      Buffer.from(content).equals(CONTENT) ? ({ is: 'right' } as const) : ({ is: 'wrong', why: 'not it' } as const);
    expect((await looked(whole(), { inside })).checks).toBe(ALL_RIGHT);
    const content = Buffer.from('something else');
    const honest = whole({ infos: [info({ content })], content });
    expect((await looked(honest, { inside })).checks).toBe('wrong right right');
  });

  it('whole, in chunks and byte by byte says the same, also without attributes', async () => {
    for (const attributes of [undefined, null] as const) {
      const bytes = detached({ infos: [info(attributes === null ? { attributes } : {})] });
      const cut = (size: number, content: Buffer) => ({
        sizeBytes: content.length,
        async *chunks() {
          for (let at = 0; at < content.length; at += size) yield Promise.resolve(content.subarray(at, at + size));
        },
      });
      const answers = [];
      for (const content of [CONTENT, changed(CONTENT, CONTENT)])
        for (const size of [1, 7, 1 << 20]) {
          const { evidence } = await verified(bytes, { detached: cut(size, content) });
          answers.push(checksOf(evidence[0]!));
        }
      const bad = attributes === null ? 'right wrong right' : 'wrong right right';
      expect(answers).toEqual([ALL_RIGHT, ALL_RIGHT, ALL_RIGHT, bad, bad, bad]);
    }
  });

  it('each signer for itself', async () => {
    const infos = [info(), info({ by: other, over: Buffer.from('x') }), info({ by: signer })];
    const certificates = [ecSigner, other, signer].map((one) => one.certificate);
    const { evidence } = await verified(whole({ infos, certificates }));
    expect(evidence.map((one) => [one.id, checksOf(one)])).toEqual([
      ['S:1', ALL_RIGHT],
      ['S:2', 'right wrong right'],
      ['S:3', ALL_RIGHT],
    ]);
  });

  it('bytes after it are told, zeros are not', async () => {
    expect((await looked(Buffer.concat([whole(), Buffer.alloc(9)]))).codes).toEqual([]);
    expect((await looked(Buffer.concat([whole(), Buffer.from('x')]))).codes).toEqual(['CMS_TRAILING_BYTES']);
  });
});
