import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Der, DerError } from '../../../src/core/signatures/der.js';

const read = (hex: string) => Der.read(Buffer.from(hex, 'hex'));

describe('DER, read strictly (X.690)', () => {
  it('reads what is DER', () => {
    const [oid, number, bits, time] = read(
      '302006082a811ccf5501837502010503020041170d3236313132343036303030305a',
    ).children;
    expect([oid!.oid, number!.integer, Buffer.from(bits!.bits).toString(), time!.time]).toEqual([
      '1.2.156.10197.1.501',
      5n,
      'A',
      '2026-11-24T06:00:00Z',
    ]);
  });

  it.each([
    ['cut short', '300a02010'.padEnd(10, '1')],
    ['bytes after the element', '02010500'],
    ['an indefinite length', '30800201050000'],
    ['a length that could be shorter', '0281 0105'.replace(' ', '')],
    ['a length with a leading zero', '028200010 5'.replace(' ', '')],
    ['a tag of more than one byte', '1f8101 00'.replace(' ', '')],
    ['nothing', ''],
  ])('refuses %s', (_, hex) => {
    expect(() => read(hex)).toThrow(DerError);
  });

  it.each([
    ['a negative integer', '0201ff', (der: Der) => der.integer],
    ['an integer with a leading zero', '02020005', (der: Der) => der.integer],
    ['an empty integer', '0200', (der: Der) => der.integer],
    ['an identifier that is cut', '06022a81', (der: Der) => der.oid],
    ['bits that are no bytes', '03020141', (der: Der) => der.bits],
    ['children of a primitive', '020105', (der: Der) => der.children],
    ['another type', '020105', (der: Der) => der.oid],
  ] as const)('refuses %s', (_, hex, look) => {
    expect(() => look(read(hex))).toThrow(DerError);
  });

  it('is bounded: a hundred thousand elements inside each other end at once', () => {
    let nested = Buffer.alloc(0);
    for (let i = 0; i < 60; i++) nested = Buffer.concat([Buffer.from([0x30, nested.length]), nested]).subarray(0, 127);
    const walk = (der: Der): number => 1 + Math.max(0, ...der.children.map(walk));
    expect(() => walk(Der.read(Buffer.concat([Buffer.from([0x30, nested.length]), nested])))).toThrow(DerError);
  });

  it('throws nothing but DerError, whatever the bytes', () => {
    const walk = (der: Der): void => {
      for (const look of [
        () => der.oid,
        () => der.integer,
        () => der.bits,
        () => der.time,
        () => der.inner,
        () => der.children.forEach(walk),
      ])
        // prettier-ignore
        try {
          look();
        } catch (error) {
          if (!(error instanceof DerError)) throw error;
        }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          walk(Der.read(Buffer.concat([Buffer.from([0x30, 0x81, bytes.length]), bytes])));
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
