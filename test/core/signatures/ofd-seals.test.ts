import { describe, expect, it } from '@jest/globals';
import { signedData, timestampResponse, timestampToken } from '../../../scripts/pki/cms.mjs';
import { digest, sm2Key } from '../../../scripts/pki/keys.mjs';
import { signOfd } from '../../../scripts/pki/ofd-signature.mjs';
import { edit, pack, pageXml, plainOfd, sealWorld } from '../../../scripts/vectors/sealed-ofd.mjs';
import { BufferSource } from '../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../src/core/formats/format.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { makeTrustSnapshot } from '../../../src/core/signatures/trust.js';

const world = sealWorld();
const { holder, sealOf } = world;
type Files = Map<string, Buffer>;
type Signing = Parameters<typeof signOfd>[1];
const AT = '2026-03-17T09:12:44Z';

async function inspected(files: Files, certificates: Uint8Array[] = []) {
  const trust = makeTrustSnapshot({ anchors: [], certificates, crls: [], ocsps: [] });
  const context = certificates.length > 0 ? { trust, at: new Date(AT), policy: 'auto' } : null;
  const report = await inspectBytes(new BufferSource(pack(files)), DEFAULT_LIMITS, context);
  const codes = report.findings.map(({ code }) => code).filter((code) => /^(OFD_S|OFD_D|OFD_R|OFD_T|SIGNATURE_|TIMESTAMP|CMS)/.test(code)); // prettier-ignore
  return { report, codes, signatures: report.signatures, first: report.signatures[0]! };
}

const sealed = (options: Partial<Signing> = {}, before: (files: Files) => void = () => undefined): Files => {
  const files = plainOfd();
  before(files);
  signOfd(files, { seal: sealOf(4), holder, ...options });
  return files;
};

const intact = { verdict: 'INDETERMINATE', integrity: 'intact' };
const broken = { verdict: 'TOTAL_FAILED', integrity: 'broken' };

describe('a seal of every version is intact', () => {
  it.each([1, 4, 5] as const)('V%d', async (version) => {
    const { first, codes } = await inspected(sealed({ seal: sealOf(version), version }));
    expect(codes).toEqual([]);
    expect(first).toMatchObject({ ...intact, profile: `SES V${version}`, kind: 'seal' });
    expect(first.facts).toMatchObject({ coverage: { extent: 'whole' }, claimedTime: AT, algorithm: 'SM3withSM2' });
  });

  it('by RSA, with SHA-256', async () => {
    const { rsaMaker, rsaHolder } = world;
    const seal = sealOf(4, { maker: rsaMaker, holder: rsaHolder });
    const { first, codes } = await inspected(sealed({ seal, holder: rsaHolder, hash: 'sha256' }));
    expect(codes).toEqual([]);
    expect(first).toMatchObject({ ...intact, facts: { algorithm: 'sha256WithRSAEncryption' } });
  });

  it('that lists digests of certificates', async () => {
    const { first } = await inspected(sealed({ seal: sealOf(4, { digests: true }) }));
    expect(first).toMatchObject(intact);
    const other = await inspected(sealed({ seal: sealOf(4, { digests: true, list: [world.stranger.certificate] }) }));
    expect(other.codes).toEqual(['OFD_SEAL_SIGNER_UNLISTED']);
    expect(other.first).toMatchObject(broken);
  });

  it('with locations from the root, and from the folder', async () => {
    const relative = (path: string) =>
      path.startsWith('Doc_0/Signs/Sign_0/') ? path.slice('Doc_0/Signs/Sign_0/'.length) : `../../../${path}`;
    expect((await inspected(sealed({ locate: relative }))).first).toMatchObject(intact);
    expect((await inspected(sealed({ locate: (path) => path }))).first).toMatchObject(intact);
  });

  it('with locations from the folder of the document, or with backslashes', async () => {
    const own = (path: string) => (path.startsWith('Doc_0/') ? path.slice('Doc_0/'.length) : path);
    expect((await inspected(sealed({ locate: own }))).first).toMatchObject(intact);
    expect((await inspected(sealed({ locate: (path) => `\\${path.replaceAll('/', '\\')}` }))).first).toMatchObject(intact); // prettier-ignore
  });

  it('with its value written in Base64, which is said', async () => {
    const files = sealed();
    const path = 'Doc_0/Signs/Sign_0/SignedValue.dat';
    files.set(path, Buffer.from(`${files.get(path)!.toString('base64')}\n`));
    const { first, codes } = await inspected(files);
    expect(first).toMatchObject(intact);
    expect(codes).toEqual(['SIGNATURE_REMARK']);
  });

  it('with the value as raw r ‖ s, which is said', async () => {
    const raw = { ...holder, key: sm2Key('vector holder', { raw: true }) };
    const { first, codes } = await inspected(sealed({ holder: raw }));
    expect(first).toMatchObject(intact);
    expect(codes).toEqual(['SIGNATURE_REMARK']);
  });

  it('whose value was made without an identifier, which is said', async () => {
    const bare = { ...holder, key: sm2Key('vector holder', { id: null }) };
    const { first, codes } = await inspected(sealed({ holder: bare }));
    expect(first).toMatchObject(intact);
    expect(codes).toEqual(['SIGNATURE_REMARK']);
  });

  it('whose maker signed it as another version has it, which is said', async () => {
    const { maker } = world;
    const seal = sealOf(4);
    const older = sealOf(1);
    expect(older.equals(seal)).toBe(false);
    // A maker that signs V4 over three members: built by signing through a key that adds them.
    const { octets, sequence, inside } = await import('../../../scripts/pki/der.mjs');
    const oid = inside(maker.key.algorithm);
    const key = { ...maker.key, sign: (info: Uint8Array) => maker.key.sign(sequence(info, octets(maker.certificate), oid)) }; // prettier-ignore
    const { first, codes } = await inspected(sealed({ seal: sealOf(4, { maker: { ...maker, key } }) }));
    expect(first).toMatchObject(intact);
    expect(codes).toEqual(['SIGNATURE_REMARK']);
  });
});

describe('each fact false alone', () => {
  it.each<[string, Files, string[], string]>([
    ['a page changed', after(sealed(), (f) => edit(f, 'Doc_0/Pages/Page_0/Content.xml', '示例', '事例')), ['OFD_SIGNED_FILE_CHANGED'], 'HASH_FAILURE'],
    ['the stamp moved', after(sealed({ stamps: [1] }), (f) => edit(f, 'Doc_0/Signs/Sign_0/Signature.xml', '155 95', '15 95')), ['OFD_SIGNATURE_XML_CHANGED'], 'HASH_FAILURE'],
    ['another data hash', sealed({ dataHash: () => digest('sm3', 'other') }), ['OFD_SIGNATURE_XML_CHANGED'], 'HASH_FAILURE'],
    ['another seal shown', sealed({ shownSeal: sealOf(4, { id: '2' }) }), ['OFD_SEAL_DIFFERS'], 'HASH_FAILURE'],
    ['a seal of another maker', sealed({ seal: sealOf(4, { maker: { ...world.maker, key: sm2Key('forger') } }) }), ['OFD_SEAL_MAKER_WRONG'], 'SIG_CRYPTO_FAILURE'],
    ['a signer the seal does not list', sealed({ holder: world.stranger }), ['OFD_SEAL_SIGNER_UNLISTED'], 'SIG_CRYPTO_FAILURE'],
    ['a value by another key', sealed({ holder: { ...holder, key: sm2Key('forger') } }), ['OFD_SIGNATURE_VALUE_WRONG'], 'SIG_CRYPTO_FAILURE'],
  ])('%s', async (_, files, codes, subIndication) => {
    const found = await inspected(files);
    expect(found.codes).toEqual(codes);
    expect(found.first).toMatchObject({ ...broken, subIndication });
  }); // prettier-ignore

  it('a seal used out of its time is a finding, and no break', async () => {
    const { first, codes } = await inspected(sealed({ seal: sealOf(4, { until: '2025-12-31T00:00:00Z' }) }));
    expect(codes).toEqual(['OFD_SEAL_OUT_OF_DATE']);
    expect(first).toMatchObject(intact);
  });
});

function after(files: Files, change: (files: Files) => void): Files {
  change(files);
  return files;
}

describe('digests of files', () => {
  it.each([
    ['sm3', 'SM3', []],
    ['sm3', '1.2.156.10197.1.401', []],
    ['sm3', '1.2.156.10197.1.401.1', []],
    ['sha256', 'SHA256', []],
    ['sha256', '2.16.840.1.101.3.4.2.1', []],
    ['sha1', 'SHA1', ['SIGNATURE_WEAK_DIGEST']],
    ['md5', 'MD5', ['SIGNATURE_WEAK_DIGEST']],
    // GB/T 33190-2016 18.2.3: without a method it is MD5.
    ['md5', null, ['SIGNATURE_WEAK_DIGEST']],
  ])('by %s, written as %s', async (hash, method, codes) => {
    const found = await inspected(sealed({ hash, method }));
    expect(found.first).toMatchObject(intact);
    expect(found.codes).toEqual(codes);
    const other = await inspected(
      after(sealed({ hash, method }), (f) => edit(f, 'Doc_0/Tags/CustomTag.xml', 'root', 'wurz')),
    );
    expect(other.first).toMatchObject(broken);
  });

  it.each(['1.2.156.10197.1.401.2', 'HMAC-SM3'])('by %s are not checked: the key is not here', async (method) => {
    const { first, codes } = await inspected(sealed({ method }));
    expect(codes).toEqual(['OFD_DIGESTS_KEYED']);
    expect(first).toMatchObject({ integrity: 'unknown', subIndication: 'SIGNED_DATA_NOT_FOUND' });
    expect(first.reason).toMatch(/^needs-content:/);
  });
});

describe('what no seal covers', () => {
  const leaving = (leave: string[]) => inspected(sealed({ leave }));

  it.each([
    'Doc_0/Pages/Page_0/Content.xml',
    'Doc_0/Annots/Page_0/Annotation.xml',
    'Doc_0/Annots/Annotations.xml',
    'Doc_0/Res/image.png',
    'Doc_0/Document.xml',
  ])('%s is shown: nobody’s word, so unknown', async (path) => {
    const { first, codes } = await leaving([path]);
    expect(first).toMatchObject({ verdict: 'INDETERMINATE', integrity: 'unknown' });
    expect(first.reason).toContain(path);
    expect(codes).toContain('OFD_SHOWN_UNCOVERED');
  });

  it.each(['OFD.xml', 'Doc_0/Attachs/note.txt', 'Doc_0/Tpls/Tpl_0/Content.xml', 'Doc_0/Tags/CustomTag.xml'])(
    '%s was there when it was sealed, and left open: partial',
    async (path) => {
      const { first, codes } = await leaving([path]);
      expect(codes).toEqual(['OFD_SIGNATURE_UNCOVERED']);
      expect(first).toMatchObject({ ...intact, facts: { coverage: { extent: 'partial', outside: [path] } } });
    },
  );

  it.each([
    ['template', ['Doc_0/Tpls/Tpl_0/Content.xml', 'Doc_0/Document.xml', 'Doc_0/Pages/Page_0/Content.xml']],
    ['custom tag', ['Doc_0/Tags/CustomTag.xml', 'Doc_0/Tags/CustomTags.xml']],
  ])('a %s that only unsigned files name may have been added: unknown', async (_, leave) => {
    expect((await leaving(leave)).first).toMatchObject({ integrity: 'unknown' });
  });

  it('an annotation added after sealing under a list that was left open', async () => {
    const files = sealed({ leave: ['Doc_0/Annots/Annotations.xml'] });
    edit(files, 'Doc_0/Annots/Annotations.xml', '</ofd:Annotations>', '<ofd:Page PageID="1"><ofd:FileLoc>more.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'); // prettier-ignore
    files.set('Doc_0/Annots/more.xml', files.get('Doc_0/Annots/Page_0/Annotation.xml')!);
    expect((await inspected(files)).first).toMatchObject({ integrity: 'unknown' });
  });

  it('a second document put in front of the sealed one', async () => {
    const files = sealed({ leave: ['OFD.xml'] });
    edit(files, 'OFD.xml', '<ofd:DocBody>', '<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_9/Document.xml</ofd:DocRoot></ofd:DocBody><ofd:DocBody>'); // prettier-ignore
    files.set('Doc_9/Document.xml', Buffer.from(files.get('Doc_0/Document.xml')!.toString().replaceAll(/<ofd:(Annotations|CustomTags|Attachments|PublicRes)>.*?<\/ofd:\1>/g, '').replace(/<ofd:TemplatePage[^>]*>/, ''))); // prettier-ignore
    files.set('Doc_9/Pages/Page_0/Content.xml', pageXml('另一份'));
    expect((await inspected(files)).first).toMatchObject({ integrity: 'unknown' });
  });

  it('a stray file is no part of what is shown: partial', async () => {
    const files = sealed();
    files.set('Doc_0/extra.bin', Buffer.from('x'));
    const { first, codes } = await inspected(files);
    expect(codes).toEqual(['OFD_STRAY_FILE', 'OFD_SIGNATURE_UNCOVERED']);
    expect(first).toMatchObject(intact);
  });

  it('a decoy with the signed bytes where a location may point too', async () => {
    const files = sealed({ locate: (path) => path });
    const page = 'Doc_0/Pages/Page_0/Content.xml';
    files.set(`Doc_0/Signs/Sign_0/${page}`, files.get(page)!);
    edit(files, page, '示例', '事例');
    const { first, codes } = await inspected(files);
    expect(codes).toContain('OFD_REFERENCE_AMBIGUOUS');
    expect(first).toMatchObject(broken);
  });
});

describe('several signatures', () => {
  it('each is a report of its own; the later covers the earlier, which leaves the rest to it', async () => {
    const files = sealed();
    files.set('Doc_0/Attachs/later.txt', Buffer.from('later'));
    signOfd(files, { number: 1, seal: sealOf(5), version: 5, holder });
    const { signatures, codes } = await inspected(files);
    expect(codes).toEqual([]);
    expect(signatures.map(({ id, integrity, facts }) => [id, integrity, facts.coverage.extent])).toEqual([
      ['s1', 'intact', 'partial'],
      ['s2', 'intact', 'whole'],
    ]);
    expect(signatures[0]!.facts.changes).toEqual([
      expect.objectContaining({ where: 'Doc_0/Attachs/later.txt', permitted: true }),
    ]);
  });

  it('a list that was signed and gained a signature: the first is broken, the second stands', async () => {
    const files = sealed({ leaveList: false });
    expect((await inspected(files)).first).toMatchObject(intact);
    signOfd(files, { number: 1, seal: sealOf(4), holder });
    const { signatures } = await inspected(files);
    expect(signatures.map(({ integrity }) => integrity)).toEqual(['broken', 'intact']);
  });

  it('an earlier signature changed breaks the later that covers it', async () => {
    const files = sealed();
    signOfd(files, { number: 1, seal: sealOf(4), holder });
    const value = files.get('Doc_0/Signs/Sign_0/SignedValue.dat')!;
    value[value.length - 1]! ^= 1;
    expect((await inspected(files)).signatures.map(({ integrity }) => integrity)).toEqual(['broken', 'broken']);
  });

  it('a seal over every page edge (骑缝章) is one signature with many stamps', async () => {
    expect((await inspected(sealed({ stamps: [1, 1, 1] }))).signatures).toHaveLength(1);
  });
});

describe('a time-stamp over the value of a seal', () => {
  const { tsa, rsaTsa } = world;
  const stampBy = (one: typeof tsa) => (value: Buffer) => timestampToken({ tsa: one, message: value, at: AT });

  it.each([
    ['SM2', tsa],
    ['RSA', rsaTsa],
  ])('by %s', async (_, one) => {
    const { signatures, codes } = await inspected(sealed({ timestamp: stampBy(one) }));
    expect(codes).toEqual([]);
    expect(signatures.map(({ kind, integrity, of }) => [kind, integrity, of])).toEqual([
      ['seal', 'intact', undefined],
      ['timestamp', 'intact', 's1'],
    ]);
    expect(signatures[1]!.facts.timestamp).toMatchObject({ time: AT, over: 'signature' });
  });

  it('as the response around the token', async () => {
    const { signatures } = await inspected(sealed({ timestamp: (value) => timestampResponse(stampBy(tsa)(value)) }));
    expect(signatures[1]).toMatchObject({ kind: 'timestamp', integrity: 'intact' });
  });

  it('over another value is wrong', async () => {
    const { signatures, codes } = await inspected(sealed({ timestamp: () => stampBy(tsa)(Buffer.from('other')) }));
    expect(codes).toEqual(['TIMESTAMP_IMPRINT_DIFFERS']);
    expect(signatures.map(({ integrity }) => integrity)).toEqual(['intact', 'broken']);
  });

  it('that is none proves no time, and takes nothing from the seal', async () => {
    const { signatures, codes } = await inspected(sealed({ timestamp: () => Buffer.from('123') }));
    expect(codes).toEqual(['OFD_TIMESTAMP_UNREADABLE']);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]).toMatchObject({ ...intact, facts: { provenAt: null } });
  });

  it('V5: over the seal itself', async () => {
    const seal = sealOf(5, { timestamp: stampBy(tsa) });
    const { signatures } = await inspected(sealed({ seal, version: 5 }));
    expect(signatures[1]).toMatchObject({ kind: 'timestamp', integrity: 'intact', facts: { timestamp: { over: 'data' } } }); // prettier-ignore
    const other = sealOf(5, { timestamp: () => stampBy(tsa)(Buffer.from('other')) });
    expect((await inspected(sealed({ seal: other, version: 5 }))).signatures[1]).toMatchObject(broken);
  });
});

describe('a signature without a seal (Sign)', () => {
  const signed = (value: (xml: Buffer) => Buffer) => {
    const files = plainOfd();
    signOfd(files, { type: 'Sign', value });
    return files;
  };
  const xmlDigest = (xml: Buffer) => digest('sm3', xml);
  const base64 = (xml: Buffer) => Buffer.from(xmlDigest(xml).toString('base64'));
  const one = (attributes: [] | null, more = {}) => [{ holder, attributes, ...more }];

  it.each<[string, (xml: Buffer) => Buffer]>([
    ['GB/T 35275 without attributes', (xml) => signedData({ gm: true, content: xml, signers: one(null) })],
    ['GB/T 35275 with attributes', (xml) => signedData({ gm: true, content: xml, signers: one([], { signingTime: AT }) })],
    ['GB/T 35275 with Signature.xml inside', (xml) => signedData({ gm: true, attached: true, content: xml, signers: one([]) })],
    ['GB/T 35275 with its digest inside', (xml) => signedData({ gm: true, attached: true, content: xmlDigest(xml), signers: one(null) })],
    ['GB/T 35275 with its digest in Base64 inside', (xml) => signedData({ gm: true, attached: true, content: base64(xml), signers: one([]) })],
    ['GB/T 35275 with its digest inside, signed over Signature.xml', (xml) => signedData({ gm: true, attached: true, content: base64(xml), signers: one([], { contentDigest: xmlDigest(xml) }) })],
    ['CMS by SM2', (xml) => signedData({ content: xml, signers: one([]) })],
    ['CMS by RSA', (xml) => signedData({ content: xml, signers: [{ holder: world.rsaHolder }] })],
    ['CMS by ECDSA', (xml) => signedData({ content: xml, signers: [{ holder: world.ecHolder }] })],
  ])('%s', async (_, value) => {
    const good = await inspected(signed(value));
    expect(good.first).toMatchObject({ ...intact, kind: 'signature' });
    const other = await inspected(signed((xml) => value(Buffer.concat([xml, Buffer.from(' ')]))));
    expect(other.first).toMatchObject(broken);
  }); // prettier-ignore

  it('a data type named by one standard and then by the other is data', async () => {
    const { CMS, attribute } = await import('../../../scripts/pki/cms.mjs');
    expect(attribute(CMS['contentType']!)).toBeInstanceOf(Buffer);
    const value = (xml: Buffer) => signedData({ content: xml, signers: one([], { contentType: CMS['gmData'] }) });
    expect((await inspected(signed(value))).first).toMatchObject(intact);
  });

  describe('as a value that stands alone', () => {
    const bare = () => signed((xml) => holder.key.sign(xml));

    it('needs the certificate: a key can be computed for any value, so none is guessed', async () => {
      const { first, codes } = await inspected(bare());
      expect(codes).toEqual(['OFD_SIGNER_NOT_INSIDE', 'SIGNATURE_NOT_VERIFIED']);
      expect(first).toMatchObject({ integrity: 'unknown', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' });
    });

    it('is verified with the certificate that is given, and with no other', async () => {
      const { first } = await inspected(bare(), [world.stranger.certificate, holder.certificate]);
      expect(first).toMatchObject({ integrity: 'intact', facts: { value: { is: 'right' }, algorithm: 'SM3withSM2' } });
      expect(first.facts.signer?.subject).toContain('测试签章人');
      expect((await inspected(bare(), [world.stranger.certificate])).first).toMatchObject({ integrity: 'unknown' });
    });

    it('and a changed page is wrong with and without it', async () => {
      const files = after(bare(), (f) => edit(f, 'Doc_0/Pages/Page_0/Content.xml', '示例', '事例'));
      expect((await inspected(files)).first).toMatchObject(broken);
      expect((await inspected(files, [holder.certificate])).first).toMatchObject(broken);
    });

    it('takes a certificate that lies in the document', async () => {
      const files = plainOfd();
      files.set('Doc_0/Attachs/signer.cer', holder.certificate);
      signOfd(files, { type: 'Sign', value: (xml) => holder.key.sign(xml) });
      expect((await inspected(files)).first).toMatchObject(intact);
    });
  });
});

describe('what a signature claims of its time', () => {
  it.each([
    ['2026-03-17 09:12:44', '2026-03-17T09:12:44+08:00'],
    ['20260317091244Z', '2026-03-17T09:12:44Z'],
    ['2026-03-17T09:12:44Z', '2026-03-17T09:12:44Z'],
    ['yesterday', null],
  ])('%s', async (when, time) => {
    const files = plainOfd();
    signOfd(files, { type: 'Sign', when, value: (xml) => holder.key.sign(xml) });
    expect((await inspected(files)).first.facts.claimedTime).toBe(time);
  });
});

it('a digital invoice without a seal is told as what it is', async () => {
  const codes = async (files: Files) => (await inspectBytes(new BufferSource(pack(files)))).findings.map(({ code }) => code); // prettier-ignore
  expect(await codes(plainOfd({ signatures: false, invoice: true }))).toEqual(['OFD_INVOICE_UNSEALED']);
  expect(await codes(plainOfd({ signatures: false }))).toEqual([]);
  const files = plainOfd({ invoice: true });
  signOfd(files, { seal: sealOf(4), holder });
  expect(await codes(files)).toEqual([]);
});
