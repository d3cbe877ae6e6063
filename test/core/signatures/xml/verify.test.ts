import { timestampToken } from '../../../../scripts/pki/cms.mjs';
import { EKU, issue } from '../../../../scripts/pki/certificates.mjs';
import { rsaKey } from '../../../../scripts/pki/keys.mjs';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { signedBytes } from '../../../../src/core/signatures/cms/digests.js';
import { type Evidence, type Verified } from '../../../../src/core/signatures/evidence.js';
import { type Given, NOTHING_GIVEN, siblingOf } from '../../../../src/core/signatures/given.js';
import { verifyXmlSignatures } from '../../../../src/core/signatures/xml/verify.js';
import { C14N, C14N11, certificateOf, DS, ENVELOPED, EXCLUSIVE, holderOf, propertiesReference, type Reference, root, sha256, SHA256, type Signing, signXml, type Who, XADES, xadesObject } from '../../../../scripts/vectors/signed-xml-writer.mjs'; // prettier-ignore

const verify = async (xml: string | Uint8Array, given: Given = NOTHING_GIVEN): Promise<Verified> =>
  (await verifyXmlSignatures(Buffer.from(xml), { limits: DEFAULT_LIMITS, given }))!;

const words = ({ digests, value, document }: Evidence) => [digests.is, value.is, document.is].join(' ');
const INTACT = 'right right right';
const codes = ({ findings }: Verified) => [...new Set(findings.map(({ code }) => code))];

const WHOLE: Reference = { uri: '', transforms: [ENVELOPED, EXCLUSIVE] };
const invoice = (signature: string) =>
  `<inv:Invoice xmlns:inv="urn:invoice"><inv:No>7</inv:No><inv:Total>100.00</inv:Total>${signature}</inv:Invoice>`;
const enveloped: Signing = { around: invoice, references: [WHOLE] };
const enveloping: Signing = { references: [{ uri: '#o1' }], objects: '<ds:Object Id="o1"><a>hello</a></ds:Object>' };
const baseline = (more: Partial<Signing> = {}): Signing => ({
  around: invoice,
  references: [WHOLE, propertiesReference()],
  objects: xadesObject(more.who ?? 'rsa'),
  ...more,
});

describe('what is intact', () => {
  const GOOD: [name: string, signing: Signing][] = [
    ['enveloped', enveloped],
    ['enveloping', enveloping],
    ['XAdES baseline', baseline()],
    ...(['ec', 'ed25519', 'sm2'] as Who[]).map((who): [string, Signing] => [who, { ...enveloped, who }]),
    ...[C14N, C14N11, EXCLUSIVE].map((canonical): [string, Signing] => [canonical, { ...enveloped, canonical, references: [{ uri: '', transforms: [ENVELOPED, canonical] }] }]), // prettier-ignore
    ['no transform but the envelope', { ...enveloped, references: [{ uri: '', transforms: [ENVELOPED] }] }],
    [
      'XPath not(ancestor-or-self::ds:Signature)',
      { ...enveloped, references: [{ uri: '', transforms: [`<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>`, EXCLUSIVE] }] }, // prettier-ignore
    ],
    [
      'XPath Filter 2.0 subtract',
      { ...enveloped, references: [{ uri: '', transforms: [`<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">/descendant::ds:Signature</f:XPath></ds:Transform>`, EXCLUSIVE] }] }, // prettier-ignore
    ],
    [
      'base64',
      { references: [{ uri: '#o1', transforms: [`${DS}base64`], octets: 'hello' }], objects: '<ds:Object Id="o1">aGVs bG8=</ds:Object>' }, // prettier-ignore
    ],
    ['an XPointer to an id', { ...enveloping, references: [{ uri: `#xpointer(id('o1'))`, octets: `<ds:Object xmlns:ds="${DS}" Id="o1"><a>hello</a></ds:Object>` }] }], // prettier-ignore
  ];

  test.each(GOOD)('%s', async (_name, signing) => {
    const verified = await verify(signXml(signing));
    const [evidence] = verified.evidence;
    expect(words(evidence!)).toBe(INTACT);
    expect(evidence!.coverage.extent).toBe('whole');
    expect(evidence!.signer?.subject).toContain(signing.who === 'sm2' ? '爱丽丝' : 'Alice');
    expect(codes(verified)).toEqual([]);
  });

  test('a bare key gives integrity and no signer', async () => {
    const { n, e } = (await import('node:crypto')).createPublicKey({ key: holderOf('rsa').key.spki, format: 'der', type: 'spki' }).export({ format: 'jwk' }); // prettier-ignore
    const number = (text: string) => Buffer.from(text, 'base64url').toString('base64');
    const keyInfo = `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${number(n!)}</ds:Modulus><ds:Exponent>${number(e!)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`; // prettier-ignore
    const [evidence] = (await verify(signXml({ ...enveloped, keyInfo }))).evidence;
    expect(words(evidence!)).toBe(INTACT);
    expect(evidence!.signer).toBeNull();
  });

  test('the same in UTF-16 and with carriage returns in the file', async () => {
    const xml = signXml(enveloped);
    expect(words((await verify(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]))).evidence[0]!)).toBe(INTACT); // prettier-ignore
    const broken = signXml({ ...enveloped, around: (one) => invoice(one).replace('<inv:Total>', '\n<inv:Total>') });
    expect(words((await verify(broken.replace('\n', '\r\n'))).evidence[0]!)).toBe(INTACT);
  });
});

describe('what is said of a broken one', () => {
  const good = signXml(enveloped);
  const xades = signXml(baseline());
  const part: Signing = {
    around: (one) => `<r><item Id="x"><v>1</v></item>${one}</r>`,
    references: [{ uri: '#x' }],
  };
  const item = '<item Id="x"><v>1</v></item>';
  const BAD: [name: string, xml: string, words: string, code: string][] = [
    ['content changed', good.replace('100.00', '900.00'), 'wrong right right', 'XML_SIGNATURE_CONTENT_CHANGED'],
    ['an element added', good.replace('<inv:Total>', '<inv:X/><inv:Total>'), 'wrong right right', 'XML_SIGNATURE_CONTENT_CHANGED'], // prettier-ignore
    ['value of another signature', good.replace(/(<ds:SignatureValue[^>]*>)[^<]*/, `$1${/<ds:SignatureValue[^>]*>([^<]*)/.exec(xades)![1]}`), 'right wrong right', 'XML_SIGNATURE_VALUE_WRONG'], // prettier-ignore
    ['a value that is no base64', good.replace(/(<ds:SignatureValue[^>]*>)[^<]*/, '$1?'), 'right wrong right', 'XML_SIGNATURE_VALUE_WRONG'], // prettier-ignore
    ['SignedInfo twice', good.replace('</ds:SignedInfo>', '</ds:SignedInfo><ds:SignedInfo/>'), 'not-checked not-checked wrong', 'XML_SIGNATURE_STRUCTURE'], // prettier-ignore
    ['no reference', good.replace(/<ds:Reference .*<\/ds:Reference>/, ''), 'not-checked wrong wrong', 'XML_SIGNATURE_STRUCTURE'], // prettier-ignore
    ['another certificate', xades.replace(/<ds:X509Data>.*<\/ds:X509Data>/, certificateOf('other')), 'right wrong right', 'XML_SIGNATURE_VALUE_WRONG'], // prettier-ignore
    ['a certificate that is none', xades.replace(/<ds:X509Certificate>..../, '<ds:X509Certificate>AAAA'), 'wrong not-checked right', 'XML_SIGNATURE_CERTIFICATE_MISMATCH'], // prettier-ignore
    ['the signature names another certificate', signXml(baseline({ objects: xadesObject('rsa', { digest: sha256('x') }) })), 'wrong right right', 'XML_SIGNATURE_CERTIFICATE_MISMATCH'], // prettier-ignore
    ['properties changed', xades.replace('2026-03-01T', '2025-03-01T'), 'wrong right right', 'XML_SIGNATURE_CONTENT_CHANGED'], // prettier-ignore
    ['properties that nobody signs', signXml(baseline({ references: [WHOLE] })), 'right right wrong', 'XML_SIGNATURE_PROPERTIES_UNSIGNED'], // prettier-ignore
    ['properties put into something', xades.replace(/<xades:QualifyingProperties.*<\/xades:QualifyingProperties>/, '<w>$&</w>'), 'right right wrong', 'XML_SIGNATURE_WRAPPED'], // prettier-ignore
    ['properties of another signature', signXml(baseline({ objects: xadesObject('rsa').replace('Target="#sig"', 'Target="#other"') })), 'right right wrong', 'XML_SIGNATURE_WRAPPED'], // prettier-ignore
    ['two elements with the id', signXml(part).replace(item, `${item}<evil>${item}</evil>`), 'wrong right wrong', 'XML_SIGNATURE_ID_DUPLICATE'], // prettier-ignore
    ['the id is gone', signXml(part).replace('<item Id="x">', '<item>'), 'wrong right right', 'XML_SIGNATURE_REFERENCE_MISSING'], // prettier-ignore
    ['signed element moved, another in its place', signXml(part).replace(item, `<item><v>2</v></item><store>${item}</store>`), 'right right wrong', 'XML_SIGNATURE_DECOY'], // prettier-ignore
    ['signed object moved into another', signXml(enveloping).replace(/<ds:Object Id="o1">.*?<\/ds:Object>/, '<ds:Object Id="evil"><a>bye</a></ds:Object><ds:Object><w>$&</w></ds:Object>'), 'right right wrong', 'XML_SIGNATURE_WRAPPED'], // prettier-ignore
    ['signed properties moved, others shown', xades.replace(/<xades:QualifyingProperties.*?<\/xades:QualifyingProperties>/, (one) => one.replace('Id="sig-props"', 'Id="fake"').replace('2026', '2036')).replace('</ds:Signature>', `<ds:Object>${/<xades:SignedProperties.*<\/xades:SignedProperties>/.exec(xades)![0].replace('>', ` xmlns:xades="${XADES}">`)}</ds:Object></ds:Signature>`), 'right right wrong', 'XML_SIGNATURE_WRAPPED'], // prettier-ignore
  ];

  test.each(BAD)('%s', async (_name, xml, expected, code) => {
    const verified = await verify(xml);
    expect(words(verified.evidence[0]!)).toBe(expected);
    expect(codes(verified)).toContain(code);
    expect(verified.findings.every(({ severity }) => severity === 'error' || severity === 'warning')).toBe(true);
  });

  test('the twins before the change are intact', async () => {
    for (const xml of [good, xades, signXml(part), signXml(enveloping)])
      expect(words((await verify(xml)).evidence[0]!)).toBe(INTACT);
  });
});

describe('what is not carried out is not passed', () => {
  test.each([
    [
      'XSLT',
      '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
      ['XML_SIGNATURE_TRANSFORM_REFUSED'],
    ],
    ['an unknown one', '<ds:Transform Algorithm="urn:nothing"/>', ['XML_SIGNATURE_TRANSFORM_REFUSED']],
    ['XPath beyond the subset', '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(self::text())</ds:XPath></ds:Transform>', []], // prettier-ignore
  ])('%s', async (_name, step, found) => {
    const verified = await verify(signXml({ ...enveloped, references: [{ uri: '', transforms: [ENVELOPED, step], octets: '' }] })); // prettier-ignore
    expect(words(verified.evidence[0]!)).toBe('not-checked right right');
    expect(codes(verified)).toEqual(found);
  });

  test.each([
    ['a whole HMAC needs its key', '', 'not-checked', []],
    ['cut to half of the digest: needs its key', '<ds:HMACOutputLength>128</ds:HMACOutputLength>', 'not-checked', []],
    ['cut below half (CVE-2009-0217)', '<ds:HMACOutputLength>120</ds:HMACOutputLength>', 'wrong', ['XML_SIGNATURE_HMAC_SHORT']], // prettier-ignore
    ['cut to nothing', '<ds:HMACOutputLength>0</ds:HMACOutputLength>', 'wrong', ['XML_SIGNATURE_HMAC_SHORT']],
  ])('%s', async (_name, length, is, found) => {
    const method = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
    const xml = signXml(enveloped).replace(/<ds:SignatureMethod [^>]*>/, `<ds:SignatureMethod Algorithm="${method}">${length}</ds:SignatureMethod>`); // prettier-ignore
    const verified = await verify(xml);
    expect(verified.evidence[0]!.value.is).toBe(is);
    expect(codes(verified)).toEqual(found);
  });

  test('detached content is asked for, or taken from the record', async () => {
    const xml = signXml({ references: [{ uri: 'a.txt', transforms: [], octets: 'hello' }] });
    const [asked] = (await verify(xml)).evidence;
    expect(asked!.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content: a\.txt/) });
    const given = (text: string) => ({
      ...NOTHING_GIVEN,
      beside: [siblingOf('a.txt', signedBytes(Buffer.from(text)))],
    });
    expect(words((await verify(xml, given('hello'))).evidence[0]!)).toBe(INTACT);
    expect(words((await verify(xml, given('hellO'))).evidence[0]!)).toBe('wrong right right');
  });

  test.each(['wsu:Id', 'AssertionID'])('an id in %s, which is no id by itself', async (name) => {
    const around = (one: string) => `<r xmlns:wsu="urn:wsu"><item Id="x"><v>1</v></item>${one}</r>`;
    const xml = signXml({ around, references: [{ uri: '#x' }] }).replace('<item Id', `<item ${name}`);
    expect(words((await verify(xml)).evidence[0]!)).toBe('not-checked right right');
  });

  test('a DTD is refused before anything is verified', async () => {
    expect(await verifyXmlSignatures(Buffer.from(`<!DOCTYPE a [<!ENTITY e "x">]>${signXml(enveloped)}`), { limits: DEFAULT_LIMITS })).toBeNull(); // prettier-ignore
  });

  test('the same megabytes referred to again and again are not canonicalised without end', async () => {
    const many = Array.from({ length: 900 }, (): Reference => ({ ...WHOLE, octets: '' }));
    const big = `<r>${'<a b="c">text</a>'.repeat(5_000)}`;
    const verified = await verify(signXml({ around: (one) => `${big}${one}</r>`, references: many }));
    expect(words(verified.evidence[0]!)).toBe('not-checked not-checked right');
    expect(verified.evidence[0]!.digests).toMatchObject({ why: expect.stringContaining('more work') });
  });
});

describe('coverage', () => {
  test('a signature over a part names the rest', async () => {
    const around = (one: string) => `<r><signed Id="x"><v>1</v></signed><more note="n">free</more>${one}</r>`;
    const verified = await verify(signXml({ around, references: [{ uri: '#x' }] }));
    const [evidence] = verified.evidence;
    expect(words(evidence!)).toBe(INTACT);
    expect(evidence!.coverage).toEqual({ extent: 'partial', covers: ['/r/signed'], outside: ['/r/more'] });
    expect(codes(verified)).toEqual(['XML_SIGNATURE_UNCOVERED']);
  });

  test('what a filter takes out is outside', async () => {
    const filter = `<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//ds:Signature | //free</f:XPath></ds:Transform>`;
    const octets = '<r><a>1</a></r>';
    const xml = signXml({ around: (one) => `<r><a>1</a><free>2</free>${one}</r>`, references: [{ uri: '', transforms: [filter, EXCLUSIVE], octets }] }); // prettier-ignore
    const [evidence] = (await verify(xml)).evidence;
    expect(words(evidence!)).toBe(INTACT);
    expect(evidence!.coverage.outside).toEqual(['/r/free']);
  });
});

const tsa = issue({ key: rsaKey('tsa'), name: 'TSA', issuer: root, eku: [EKU.timeStamping], ekuCritical: true });
const stamp = (message: Uint8Array) => `<xades:EncapsulatedTimeStamp>${timestampToken({ tsa, message, at: '2026-03-01T10:00:05Z' }).toString('base64')}</xades:EncapsulatedTimeStamp>`; // prettier-ignore
const signatureTimestamp = (value: Buffer) => `<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>${stamp(value)}</xades:SignatureTimeStamp>`; // prettier-ignore

describe('time-stamps', () => {
  const stamped = signXml(baseline({ unsigned: signatureTimestamp }));

  test('over the value of the signature', async () => {
    const [evidence] = (await verify(stamped)).evidence;
    expect(evidence!.level).toBe('B-T');
    expect(evidence!.timestamps.map(words)).toEqual([INTACT]);
    expect(evidence!.timestamps[0]!.timestamp).toMatchObject({ over: 'signature', time: '2026-03-01T10:00:05Z' });
  });

  test('copied from another signature it is over something else', async () => {
    const token = /<xades:SignatureTimeStamp>.*<\/xades:SignatureTimeStamp>/.exec(stamped)![0];
    const copied = signXml({ ...baseline(), references: [{ ...WHOLE }, propertiesReference()], around: (one) => invoice(one).replace('7', '8'), unsigned: () => token }); // prettier-ignore
    const verified = await verify(copied);
    expect(verified.evidence[0]!.timestamps.map(words)).toEqual(['wrong right right']);
    expect(codes(verified)).toEqual(['TIMESTAMP_IMPRINT_DIFFERS']);
  });

  test('an element without a token is not passed', async () => {
    const [evidence] = (await verify(signXml(baseline({ unsigned: () => '<xades:SignatureTimeStamp/>' })))).evidence;
    expect(evidence!.timestamps[0]!.value.is).toBe('not-checked');
  });
});

describe('counter-signatures', () => {
  const counter = (uri: string, octets: string, extra = '') =>
    `<xades:CounterSignature>${signXml({ id: 'counter', who: 'ec', references: [{ uri, octets, type: 'http://uri.etsi.org/01903#CountersignedSignature' }], objects: extra })}</xades:CounterSignature>`; // prettier-ignore

  test('over the value it stands with', async () => {
    const xml = signXml(baseline({ unsigned: (value) => counter('#sig-value', value.toString()) }));
    const [evidence] = (await verify(xml)).evidence;
    expect(words(evidence!)).toBe(INTACT);
    expect(evidence!.counterSignatures.map((one) => [one.id, one.kind, words(one)])).toEqual([['counter', 'counter-signature', INTACT]]); // prettier-ignore
  });

  test('over something else it is none', async () => {
    const xml = signXml(baseline({ unsigned: () => counter('#evil', `<ds:Object xmlns:ds="${DS}" Id="evil">x</ds:Object>`, '<ds:Object Id="evil">x</ds:Object>') })); // prettier-ignore
    const verified = await verify(xml);
    expect(verified.evidence[0]!.counterSignatures.map(words)).toEqual(['right right wrong']);
    expect(codes(verified)).toContain('XML_SIGNATURE_COUNTER_FOREIGN');
  });
});

describe('damage', () => {
  const xml = Buffer.from(signXml(baseline({ unsigned: signatureTimestamp })));

  test('cut anywhere it is no document', async () => {
    for (let length = 0; length < xml.length; length += length < 600 ? 1 : 41)
      expect(await verifyXmlSignatures(xml.subarray(0, length), { limits: DEFAULT_LIMITS })).toBeNull();
  });

  test('no flipped bit in what is signed is passed', async () => {
    const text = xml.toString('latin1');
    const to = text.indexOf('<xades:UnsignedProperties>');
    const skip = [text.indexOf('<ds:KeyInfo>'), text.indexOf('</ds:KeyInfo>')] as const;
    let asked = 0;
    const passed: string[] = [];
    for (let at = 0; at < to; at += 3) {
      if (at >= skip[0] && at < skip[1]) continue;
      const changed = Buffer.from(xml);
      changed[at]! ^= 1;
      const verified = await verifyXmlSignatures(changed, { limits: DEFAULT_LIMITS });
      asked++;
      if (verified === null) continue;
      const all = verified.evidence.flatMap((one) => [one, ...one.timestamps]);
      // The attribute that says whose the properties are is signed by nobody; without it they are where they are.
      const named = / Targ.t=/.test(changed.toString('latin1', at - 10, at + 10));
      if (all.length === 2 && all.every((one) => words(one) === INTACT) && !named) passed.push(text.slice(at - 20, at + 20)); // prettier-ignore
    }
    expect(passed).toEqual([]);
    expect(asked).toBeGreaterThan(500);
  });
});

test('digests are told by name', async () => {
  expect((await verify(signXml(enveloped))).evidence[0]!.digestAlgorithms).toEqual(['sha256']);
  const weak = signXml(enveloped).replace(SHA256, `${DS}sha1`);
  expect((await verify(weak)).evidence[0]!.digestAlgorithms).toEqual(['sha1']);
});
