import { describe, expect, it } from '@jest/globals';
import { compactVerify, importJWK, type JWK } from 'jose';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiptKeys } from '../../src/signing/receipt-keys.js';

describe('receipt keys', () => {
  it('sign what a JOSE library verifies, before and after a change of key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dantao-keys-'));
    const first = await ReceiptKeys.open(folder);
    const old = first.sign('dantao-receipt+jws', Buffer.from('{"a":1}'));
    const { kid } = await ReceiptKeys.rotate(folder);
    const second = await ReceiptKeys.open(folder);
    const fresh = second.sign('dantao-receipt+jws', Buffer.from('{"a":2}'));

    const { keys } = second.jwks();
    expect(keys).toHaveLength(2);
    expect(keys.filter((k) => k.retiredAt === undefined).map((k) => k.kid)).toEqual([kid]);
    for (const [jws, payload] of [
      [old, '{"a":1}'],
      [fresh, '{"a":2}'],
    ] as const) {
      const { payload: got, protectedHeader } = await compactVerify(jws, async (header) =>
        importJWK(keys.find((k) => k.kid === header.kid) as JWK, 'EdDSA'),
      );
      expect(Buffer.from(got).toString()).toBe(payload);
      expect(protectedHeader.typ).toBe('dantao-receipt+jws');
    }
    expect(JSON.stringify(keys)).not.toContain('"d"');
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);

    await writeFile(join(folder, `receipt-${kid}.json`), '{');
    await expect(ReceiptKeys.open(folder)).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    await rm(folder, { recursive: true });
  });
});
