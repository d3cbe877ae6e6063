import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyTimestampToken } from '../../../src/core/signatures/timestamp/token.js';
import { type Evidence } from '../../../src/core/signatures/evidence.js';
import { ALL_RIGHT, asWritten, attribute, ca, checksOf, CMS, CONTENT, der, digestAttribute, ecSigner, info, PLACE, token, toBer, tsa, typeAttribute, verified, whole } from './cms-maker.js'; // prettier-ignore

const stamped = whole({
  infos: [
    info({
      unsigned: (value) => [
        attribute('1.2.840.113549.1.9.16.2.14', token(value)),
        attribute(
          CMS['counterSignature']!,
          info({ attributes: [digestAttribute(value)], sid: der.sequence(ca.name, der.integer(8)) }),
        ),
      ],
    }),
  ],
});

/** All of a file, worst wins: each piece of evidence with those nested in it. */
const all = (list: readonly Evidence[]): Evidence[] =>
  list.flatMap((one) => [one, ...all(one.timestamps), ...all(one.counterSignatures)]);

async function accepted(bytes: Uint8Array): Promise<Evidence[] | null> {
  const { evidence } = await verified(bytes);
  const pieces = all(evidence);
  return pieces.length > 0 && pieces.every((one) => checksOf(one) === ALL_RIGHT) ? pieces : null;
}

/** What a person is told: who signed what, and what stands around it. */
const told = (pieces: readonly Evidence[]) =>
  JSON.stringify(pieces.map(({ signer, claimedTime, timestamp, kind }) => [signer?.subject, claimedTime, timestamp, kind])); // prettier-ignore

describe('CMS made by an attacker', () => {
  it('is right as it was made', async () => {
    expect(await accepted(stamped)).toHaveLength(3);
  });

  it('cut at any byte: not accepted, and no error', async () => {
    for (const bytes of [stamped, toBer(stamped)])
      for (let length = 0; length < bytes.length; length += length < 500 ? 1 : 7)
        expect(await accepted(bytes.subarray(0, length))).toBeNull();
  }, 20_000);

  it('one bit changed anywhere: not accepted, or it says the same of the same', async () => {
    const before = told((await accepted(stamped))!);
    const free: number[] = [];
    const certificates = [ecSigner, tsa].map(({ certificate }) => [stamped.indexOf(certificate), stamped.indexOf(certificate) + certificate.length]); // prettier-ignore
    for (let at = 0; at < stamped.length; at++) {
      // Of the certificates, which are named by their digest, one byte in eight.
      if (at % 8 !== 0 && certificates.some(([start, end]) => at >= start! && at < end!)) continue;
      const copy = Buffer.from(stamped);
      copy[at]! ^= 1 << (at % 8);
      const pieces = await accepted(copy);
      if (pieces === null) continue;
      // A piece may be lost (its attribute is another one now), never changed.
      const kinds = pieces.map(({ kind }) => kind);
      if (kinds.length === 3) expect(told(pieces)).toBe(before);
      else expect(kinds.filter((kind) => kind === 'signature')).toHaveLength(1);
      expect(pieces[0]!.digests).toEqual({ is: 'right' });
      free.push(at);
    }
    // Versions, the list of digest algorithms, the name of the issuer (the attribute names the certificate), parameters,
    // and the types of unsigned attributes: none of them is signed.
    expect(free.length).toBeLessThan(160);
  }, 60_000);

  it('nested absurdly deep, in definite and indefinite lengths: an answer, at once', async () => {
    let definite: Buffer = Buffer.alloc(0);
    let indefinite: Buffer = Buffer.alloc(0);
    for (let i = 0; i < 2000; i++) {
      definite = der.sequence(definite);
      indefinite = Buffer.concat([Buffer.from('3080', 'hex'), indefinite, Buffer.alloc(2)]);
    }
    for (const nested of [definite, indefinite, Buffer.from('3080'.repeat(100_000), 'hex')]) {
      expect(await accepted(nested)).toBeNull();
      const inside = whole({ infos: [info({ unsigned: () => [attribute('1.2.3', nested)] })] });
      const { evidence } = await verified(inside);
      expect(evidence).toHaveLength(1);
    }
  });

  it('a string in pieces inside pieces inside pieces', async () => {
    let content = der.octets(CONTENT);
    for (let i = 0; i < 60; i++) content = der.element(0x24, content);
    const bytes = der.sequence(
      der.oid(CMS['signedData']!),
      der.explicit(0, der.sequence(der.integer(1), der.set(), der.sequence(der.oid(CMS['data']!), der.explicit(0, content)), der.set(info()))), // prettier-ignore
    );
    expect(await accepted(bytes)).toBeNull();
  });

  it('thousands of signers, time-stamps, counter-signatures, certificates: bounded', async () => {
    const started = Date.now();
    const one = info({ attributes: [typeAttribute(), digestAttribute(CONTENT)] });
    expect(await accepted(whole({ infos: Array<Buffer>(5000).fill(one) }))).toBeNull();
    const many = (oid: string, value: Buffer) =>
      whole({ infos: [info({ unsigned: () => [attribute(oid, ...Array<Buffer>(5000).fill(value))] })] });
    const { evidence } = await verified(many(CMS['counterSignature']!, one));
    expect(evidence[0]!.counterSignatures.length).toBeLessThan(1000);
    expect(all(evidence).some(({ value }) => value.is === 'not-checked')).toBe(true);
    const stamps = await verified(many('1.2.840.113549.1.9.16.2.14', token(CONTENT)));
    expect(stamps.evidence[0]!.timestamps.length).toBeLessThanOrEqual(101);
    const certificates = [...Array<Buffer>(20_000).fill(ca.certificate), ecSigner.certificate];
    expect((await verified(whole({ certificates }))).evidence[0]!.material.certificates.length).toBeLessThan(2000);
    expect(Date.now() - started).toBeLessThan(15_000);
  }, 30_000);

  it('lengths that lie', async () => {
    for (const length of ['84ffffffff', '8801ffffffffffffff', '88ffffffffffffffff', '8f', 'ff', '80'])
      expect(await accepted(Buffer.concat([Buffer.from(`30${length}`, 'hex'), stamped.subarray(4)]))).toBeNull();
  });

  it('any bytes where a signer, an attribute or a token belongs: an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
        const element = der.sequence(Buffer.from(bytes));
        const places = [
          whole({ infos: [element] }),
          whole({ infos: [info({ attributes: [typeAttribute(), element], over: asWritten([typeAttribute(), element]) })] }), // prettier-ignore
          whole({ infos: [info({ unsigned: () => [attribute('0.4.0.1733.2.4', element)] })] }),
          whole({ infos: [info({ unsigned: () => [attribute('1.2.840.113549.1.9.16.2.24', element)] })] }),
          whole({ certificates: [element], crls: [element] }),
        ];
        for (const place of places) expect((await verified(place)).evidence).toHaveLength(1);
        const { evidence } = await verifyTimestampToken(bytes, { place: PLACE, over: 'data', data: 'elsewhere' });
        expect(evidence.document.is).toBe('wrong');
      }),
      { numRuns: 60, seed: 20261125 },
    );
  }, 30_000);
});
