import { describe, expect, it } from '@jest/globals';
import { DerError } from '../../../src/core/signatures/der.js';
import { DEFAULT_ID, readSm2Signature, sm2Digest, verifySm2 } from '../../../src/core/signatures/sm2.js';

/** GM/T 0003.5-2012 annex A.2: the recommended curve, the message `message digest`, the default identifier. */
const KEY = Buffer.from(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  'hex',
);
const MESSAGE = Buffer.from('message digest');
const SIGNATURE = {
  r: 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n,
  s: 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan,
  der: true,
};
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

describe('SM2 (GM/T 0003)', () => {
  it('answers as the standard says: e and the signature of annex A.2', () => {
    const e = sm2Digest(MESSAGE, KEY, DEFAULT_ID);
    expect(e.toString('hex')).toBe('f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640');
    expect(verifySm2(e, SIGNATURE, KEY)).toBe(true);
  });

  it('refuses the same with anything changed', () => {
    const e = sm2Digest(MESSAGE, KEY, DEFAULT_ID);
    const { r, s } = SIGNATURE;
    for (const wrong of [
      { r: r ^ 1n, s },
      { r, s: s ^ 1n },
      { r: s, s: r },
      { r: 0n, s },
      { r, s: 0n },
      { r: N, s },
      { r, s: N },
      { r: r + N, s },
      { r, s: N - r },
    ])
      // prettier-ignore
      expect(verifySm2(e, { ...wrong, der: true }, KEY)).toBe(false);
    expect(verifySm2(sm2Digest(Buffer.from('message digesu'), KEY, DEFAULT_ID), SIGNATURE, KEY)).toBe(false);
    expect(verifySm2(sm2Digest(MESSAGE, KEY, '1234567812345679'), SIGNATURE, KEY)).toBe(false);
    expect(verifySm2(sm2Digest(MESSAGE, KEY, null), SIGNATURE, KEY)).toBe(false);
  });

  it('says of a key that is no point that it is none, instead of "false"', () => {
    const off = Buffer.from(KEY);
    off[64]! ^= 1;
    for (const key of [off, KEY.subarray(1), Buffer.alloc(65, 0), Buffer.concat([Buffer.from([2]), KEY.subarray(1)])])
      expect(() => verifySm2(sm2Digest(MESSAGE, KEY, DEFAULT_ID), SIGNATURE, key)).toThrow(DerError);
  });

  it('reads a value as DER and as 64 raw bytes, and nothing else', () => {
    const hex = (value: bigint) => value.toString(16).padStart(64, '0');
    const raw = Buffer.from(hex(SIGNATURE.r) + hex(SIGNATURE.s), 'hex');
    expect(readSm2Signature(raw)).toEqual({ ...SIGNATURE, der: false });
    const der = Buffer.from(`3046022100${hex(SIGNATURE.r)}022100${hex(SIGNATURE.s)}`, 'hex');
    expect(readSm2Signature(der)).toEqual(SIGNATURE);
    const long = Buffer.from(`304702220000${hex(SIGNATURE.r)}022100${hex(SIGNATURE.s)}`, 'hex');
    for (const wrong of [
      raw.subarray(1),
      der.subarray(0, -1),
      Buffer.concat([der, Buffer.from([0])]),
      long,
      Buffer.alloc(0),
    ])
      // prettier-ignore
      expect(readSm2Signature(wrong)).toBeNull();
  });
});
