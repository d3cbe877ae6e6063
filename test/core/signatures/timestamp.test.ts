import { describe, expect, it } from '@jest/globals';
import { EKU, issue } from '../../../scripts/pki/certificates.mjs';
import { timestampResponse } from '../../../scripts/pki/cms.mjs';
import { ecKey, rsaKey } from '../../../scripts/pki/keys.mjs';
import { readCertificate } from '../../../src/core/signatures/certificate.js';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { type TokenOptions, verifyTimestampToken } from '../../../src/core/signatures/timestamp/token.js';
import { readTimeStampResponse, readTstInfo } from '../../../src/core/signatures/timestamp/tst-info.js';
import {
  ALL_RIGHT,
  ca,
  changed,
  checksOf,
  CMS,
  der,
  digest,
  digestAlgorithm,
  digestAttribute,
  info,
  ecSigner,
  root,
  toBer,
  token,
  tsa,
  typeAttribute,
  whole,
} from './cms-maker.js';

const DATA = Buffer.from('what is stamped');
const PLACE = { id: 'T', container: 'cms', where: 'here' } as const;

async function stamped(bytes: Uint8Array, more: Partial<TokenOptions> = {}) {
  const options = { place: PLACE, over: 'data', data: signedBytes(DATA), ...more } as const;
  const { evidence, findings } = await verifyTimestampToken(bytes, options);
  return { evidence, checks: checksOf(evidence), codes: findings.map(({ code }) => code).sort() };
}

/** TSTInfo of any shape in a token by the TSA, or by somebody else. */
const tokenOver = (tstInfo: Buffer, attributes?: Buffer[]) =>
  whole({
    content: tstInfo,
    contentType: CMS['tstInfo']!,
    certificates: [tsa.certificate],
    infos: [info({ by: tsa, content: tstInfo, attributes: attributes ?? honest(tstInfo) })],
  });
const honest = (tstInfo: Buffer) => {
  const certId = der.sequence(der.octets(digest('sha256', tsa.certificate)));
  const named = der.sequence(der.oid('1.2.840.113549.1.9.16.2.47'), der.set(der.sequence(der.sequence(certId))));
  return [typeAttribute(CMS['tstInfo']), digestAttribute(tstInfo), named];
};
const tst = (time: string, ...more: Buffer[]) =>
  der.sequence(
    der.integer(1),
    der.oid('1.2.3'),
    der.sequence(digestAlgorithm('sha256'), der.octets(digest('sha256', DATA))),
    der.integer(0x1234),
    der.generalizedTime(time),
    ...more,
  );

describe('a time-stamp token (RFC 3161)', () => {
  it('over its data: right, with what it says', async () => {
    const { evidence, checks, codes } = await stamped(token(DATA, { serial: 0xabcd, accuracyMicros: 1_500_042, at: '2026-03-17T09:12:44.0123Z' })); // prettier-ignore
    expect([checks, codes, evidence.kind]).toEqual([ALL_RIGHT, [], 'timestamp']);
    expect(evidence.timestamp).toEqual({
      time: '2026-03-17T09:12:44.0123Z',
      over: 'data',
      accuracyMicros: 1_500_042,
      policy: '1.2.3.4.5',
      serial: '00abcd',
    });
    expect(evidence.signer?.subject).toMatch(/^CN=TSA,/);
    expect(evidence.material.certificates).toHaveLength(1);
  });

  it('over other data: wrong; over any of several forms: right', async () => {
    const other = signedBytes(Buffer.from('other'));
    expect(await stamped(token(DATA), { data: other })).toMatchObject({
      checks: 'wrong right right',
      codes: ['TIMESTAMP_IMPRINT_DIFFERS'],
    });
    expect((await stamped(token(DATA), { data: [other, signedBytes(DATA)] })).checks).toBe(ALL_RIGHT);
    expect((await stamped(token(DATA), { data: [] })).checks).toBe('wrong right right');
  });

  it('data in chunks is the same data', async () => {
    const data = { sizeBytes: DATA.length, chunks: () => [...DATA].map((byte) => Uint8Array.of(byte)) };
    expect((await stamped(token(DATA), { data })).checks).toBe(ALL_RIGHT);
  });

  it('whose data was not given: asked for; of which only the token is a file: the token is judged', async () => {
    const { evidence } = await stamped(token(DATA), { data: null });
    expect(evidence.digests).toMatchObject({ is: 'not-checked', why: expect.stringMatching(/^needs-content: /) });
    expect(await stamped(token(DATA), { data: 'elsewhere' })).toMatchObject({
      checks: ALL_RIGHT,
      codes: ['TIMESTAMP_CONTENT_ELSEWHERE'],
    });
    expect((await stamped(token(DATA), { data: 'unknown' })).checks).toBe('not-checked right right');
  });

  it('TSTInfo, attributes or value changed: wrong, with data and alone', async () => {
    const bytes = token(DATA);
    const value = Buffer.from(bytes);
    value[value.length - 1]! ^= 1;
    for (const data of [signedBytes(DATA), 'elsewhere'] as const) {
      expect((await stamped(changed(bytes, Buffer.from('20260317091244Z'), 13), { data })).checks).toBe('wrong right right'); // prettier-ignore
      expect((await stamped(value, { data })).checks).toBe('right wrong right');
    }
  });

  it('its certificate may come from elsewhere', async () => {
    const bytes = token(DATA, { certificates: [] });
    expect((await stamped(bytes)).checks).toBe('right not-checked right');
    expect((await stamped(bytes, { certificates: [readCertificate(tsa.certificate)] })).checks).toBe(ALL_RIGHT);
  });

  it('in BER: right', async () => {
    expect((await stamped(toBer(token(DATA)))).checks).toBe(ALL_RIGHT);
  });

  it.each([
    ['no fraction', '20260317091244Z', '2026-03-17T09:12:44Z'],
    ['a long fraction', '20260317091244.123456789Z', '2026-03-17T09:12:44.123456789Z'],
  ])('time with %s', (_, text, time) => {
    expect(readTstInfo(tst(text)).time).toBe(time);
  });

  it.each(['20261317091244Z', '20260317091244', '20260317091244+0800', '260317091244Z', '20260317091244.Z', ''])(
    'a time that is none, %s: refused',
    async (text) => {
      expect(await stamped(tokenOver(tst(text)))).toMatchObject({
        codes: ['TIMESTAMP_UNREADABLE'],
        evidence: { document: { is: 'wrong' } },
      });
      expect((await stamped(tokenOver(tst('20260317091244Z')))).checks).toBe(ALL_RIGHT);
    },
  );

  it('that does not name the certificate of its signer: refused', async () => {
    const info = tst('20260317091244Z');
    const unnamed = tokenOver(info, [typeAttribute(CMS['tstInfo']), digestAttribute(info)]);
    expect(await stamped(unnamed)).toMatchObject({
      checks: 'right right wrong',
      codes: ['TIMESTAMP_SIGNER_UNNAMED'],
    });
  });

  it('what is signed, but no time-stamp: refused', async () => {
    expect(await stamped(whole())).toMatchObject({
      codes: ['TIMESTAMP_UNREADABLE'],
      evidence: { document: { is: 'wrong' } },
    });
  });

  it('two signers: refused', async () => {
    const content = tst('20260317091244Z');
    const one = info({ by: tsa, content, attributes: honest(content) });
    const two = whole({ content, contentType: CMS['tstInfo']!, certificates: [tsa.certificate], infos: [one, one] });
    expect((await stamped(two)).codes).toEqual(['TIMESTAMP_UNREADABLE']);
  });
});

describe('certificates put into a token (its set of certificates is not signed)', () => {
  const by = (...certificates: { certificate: Buffer }[]) =>
    stamped(token(DATA, { certificates: certificates as (typeof tsa)[] }));

  it('the chain, twice the same, an OCSP responder, a cross-certified or renewed authority: right', async () => {
    const responder = issue({ key: rsaKey('ocsp'), name: 'OCSP', issuer: ca, eku: [EKU.ocspSigning] });
    const cross = issue({ key: ca.key, name: 'Test CA', ca: true, serial: 99 });
    const renewed = issue({ key: rsaKey('other'), name: 'Test CA', issuer: root, ca: true, serial: 98 });
    // An authority for time-stamping alone may say so.
    const branch = issue({ key: ecKey('branch'), name: 'TSA branch', issuer: root, ca: true, eku: [EKU.timeStamping] });
    expect(await by(root, ca, tsa, tsa, responder, cross, renewed, branch, ecSigner)).toMatchObject({
      checks: ALL_RIGHT,
      codes: [],
    });
  });

  it('the same TSA certified again for the same key: right', async () => {
    const again = issue({ key: tsa.key, name: 'TSA', issuer: ca, serial: 77, eku: [EKU.timeStamping] });
    expect((await by(again, tsa)).checks).toBe(ALL_RIGHT);
  });

  it.each([
    ['another unit for time-stamping', issue({ key: ecKey('spoof'), name: 'Spoofed TSA', eku: [EKU.timeStamping], ca: false })], // prettier-ignore
    ['a stranger of the same name', issue({ key: ecKey('spoof'), name: 'TSA', ca: false })],
    ['a stranger of the same name by the same authority', issue({ key: ecKey('spoof'), name: 'TSA', issuer: ca })],
  ])('%s: refused, wherever it stands', async (_, stranger) => {
    for (const list of [
      [stranger, tsa],
      [ca, tsa, root, stranger],
    ])
      expect(await by(...list)).toMatchObject({
        checks: 'right right wrong',
        codes: ['TIMESTAMP_CERTIFICATES_INJECTED'],
      });
  });
});

describe('TimeStampResp', () => {
  it('gives its token', () => {
    const bytes = token(DATA);
    expect(readTimeStampResponse(timestampResponse(bytes))).toEqual({ status: 0, token: bytes });
  });

  it('refused: there is none', () => {
    const refused = der.sequence(der.sequence(der.integer(2), der.sequence(der.utf8String('no'))));
    expect(readTimeStampResponse(refused)).toEqual({ status: 2, token: null });
  });

  it('is none, at any length', () => {
    const bytes = timestampResponse(token(DATA));
    for (let length = 0; length < 40; length++) expect(readTimeStampResponse(bytes.subarray(0, length))).toBeNull();
    expect(readTimeStampResponse(token(DATA))).toBeNull();
  });
});
