import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timestampResponse } from '../../../scripts/pki/cms.mjs';
import * as der from '../../../scripts/pki/der.mjs';
import { changed, CONTENT, toBer, token, whole } from '../../../scripts/vectors/cms-writer.mjs';
import { BufferSource } from '../../../src/core/byte-source.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { verdictLine } from '../../../src/core/verdict-line.js';

const ROOT = join(import.meta.dirname, '../../vectors');
const line = async (bytes: Uint8Array) => verdictLine('f', await inspectBytes(new BufferSource(bytes)), 0);
const answer = async (bytes: Uint8Array) => {
  const { verdict, integrity } = await line(bytes);
  return `${String(verdict)} ${String(integrity)}`;
};
const INTACT = 'INDETERMINATE intact';

const vectors = readdirSync(ROOT)
  .map((name) => ({ name, expect: join(ROOT, name, 'expect.json') }))
  .map(({ name, expect }) => ({ name, said: JSON.parse(readFileSync(expect, 'utf8')) as Record<string, unknown> }))
  .flatMap(({ name, said }) => (said['format'] === 'cms' && said['integrity'] ? [[name, said['integrity']]] : []));

describe('CMS and time-stamps as files', () => {
  it('has vectors', () => {
    expect(vectors.length).toBeGreaterThan(35);
  });

  it.each(vectors as [string, string][])('%s: %s', async (name, integrity) => {
    const file = readdirSync(join(ROOT, name)).find((one) => one.startsWith('input.'))!;
    expect(await line(readFileSync(join(ROOT, name, file)))).toMatchObject({ integrity });
  });

  it('is recognised in every coat', async () => {
    const base64 = (bytes: Buffer) => Buffer.from(bytes.toString('base64').replace(/(.{64})/g, '$1\r\n'));
    const pem = (bytes: Buffer, label: string) => Buffer.from(`\ufeff\n-----BEGIN ${label}-----\n${base64(bytes).toString()}\n-----END ${label}-----\n`); // prettier-ignore
    for (const bytes of [whole(), toBer(whole()), token(CONTENT), timestampResponse(token(CONTENT))])
      for (const coat of [bytes, base64(bytes), pem(bytes, 'CMS'), pem(bytes, 'PKCS7')])
        expect(await answer(coat)).toBe(INTACT);
    expect(await answer(base64(changed(whole(), CONTENT)))).toBe('TOTAL_FAILED broken');
  });

  it('with a document inside it is the signature', async () => {
    for (const content of [Buffer.from('%PDF-1.7\n%%EOF\n'), Buffer.from('PK\u0003\u0004'), Buffer.from('<a/>')]) {
      const { findings } = await line(whole({ content }));
      expect(findings).toMatchObject([{ code: 'CMS_CONTENT_CHANGED' }]);
    }
  });

  it('whose first bytes are damaged is malformed, not something else', async () => {
    const bytes = whole();
    for (let at = 0; at < 4; at++) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 0x55;
      expect((await answer(copy)).startsWith('MALFORMED')).toBe(true);
    }
  });

  it('cut anywhere it is malformed or unknown, never intact', async () => {
    for (const bytes of [whole(), toBer(whole()), timestampResponse(token(CONTENT))])
      for (let length = 1; length < bytes.length; length += length < 100 ? 1 : 53)
        expect(await answer(bytes.subarray(0, length))).toMatch(/^(MALFORMED|UNSUPPORTED|NO_SIGNATURE) unknown$/);
  });

  it('text that only looks like it is text', async () => {
    for (const text of ['MIIB', '-----BEGIN CMS-----\n%%%\n-----END CMS-----\n', 'Mitteilung über eine Sache\n'])
      expect((await inspectBytes(new BufferSource(Buffer.from(text)))).signatures).toEqual([]);
  });

  it('a bag of certificates has no signature', async () => {
    expect(await answer(whole({ infos: [], content: null }))).toMatch(/^UNSUPPORTED|^NO_SIGNATURE/);
  });

  it('signed again and again: the first layers are looked at, the rest is told', async () => {
    let bytes = whole();
    for (let i = 0; i < 10; i++) bytes = whole({ content: bytes });
    const { signatures } = await inspectBytes(new BufferSource(bytes));
    expect(signatures.length).toBeLessThan(10);
    expect(signatures.at(-1)!.integrity).toBe('unknown');
  });

  it('a response that grants nothing is malformed as one', async () => {
    const refused = der.sequence(der.sequence(der.integer(2)), der.sequence(der.oid('1.2.840.113549.1.7.2')));
    expect((await answer(refused)).startsWith('MALFORMED')).toBe(true);
  });
});
