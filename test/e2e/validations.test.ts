import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { accepted, ask, declare, jsonOf, submit } from './api.js';
import { openHouse, type House } from './house.js';
import { ROOT } from './service-process.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(async () => house?.close());

const seed = (path: string) => readFile(join(ROOT, 'seeds', path));
const validate = async (bytes: Uint8Array, { query = '', accept = '*/*', key = house.submitter.key } = {}) => {
  const body = new FormData();
  body.append('file', new Blob([bytes]));
  return ask(`${house.url}/v1/validations${query}`, { key, body, headers: { accept } });
};

describe('a file that is not stored', () => {
  it('is reported as JSON, as ETSI XML and as a page, and leaves nothing behind', async () => {
    const sealed = await seed('06-old-invoice-ofd-sealed/099001900104_00000001.ofd');
    const query = `?name=${encodeURIComponent('发票.ofd')}&at=2026-03-17T09:12:44Z`;
    const json = await validate(sealed, { query });
    expect(json.status).toBe(200);
    expect(jsonOf(json)).toMatchObject({
      schema: 'dantao/validation-report/v1',
      at: '2026-03-17T09:12:44.000Z',
      policy: 'auto',
      files: [
        {
          name: '发票.ofd',
          verdict: 'INDETERMINATE',
          integrity: 'intact',
          signatures: [{ kind: 'seal', policy: 'cn-gm/1' }],
        },
      ],
    });
    // The same file, trust, policy and time: the same bytes.
    expect((await validate(sealed, { query })).bytes.equals(json.bytes)).toBe(true);

    const xml = await validate(sealed, { query, accept: 'application/xml' });
    expect(xml.text).toContain('urn:etsi:019102:mainindication:indeterminate');
    const page = await validate(sealed, { query, accept: 'text/html' });
    expect(page.text).toContain('不确定：自签署以来未被改动');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");

    const folders = (await readdir(house.dataDir, { recursive: true })).filter((name) => name.endsWith('.spool'));
    expect(folders).toEqual([]);
    const records = await ask(`${house.url}/v1/records`, { key: house.submitter.key });
    expect(jsonOf(records)).toMatchObject({ items: [] });
  });

  it('that was changed after signing is told so, and one without a signature too', async () => {
    const contract = Buffer.from(await seed('08-signed-pdf-cades/采购合同.pdf'));
    contract[contract.indexOf('\n%') + 2]! ^= 1;
    const changed = await validate(contract, { accept: 'text/html', query: '?lang=en' });
    expect(changed.text).toContain('Failed: the content was changed after it was signed');
    const plain = await validate(Buffer.from('hello'));
    expect(jsonOf(plain)).toMatchObject({ files: [{ verdict: 'NO_SIGNATURE', signatures: [] }] });
  });

  it('of a fonds outside the scope, or under a policy nobody knows, is refused', async () => {
    expect((await validate(Buffer.from('x'), { query: '?fonds=Z002' })).status).toBe(404);
    expect((await validate(Buffer.from('x'), { query: '?policy=mine' })).status).toBe(400);
    expect((await validate(Buffer.from('x'), { key: house.metrics.key })).status).toBe(403);
  });
});

describe('a record', () => {
  it('carries the report in its package, and shows the newest as JSON, ETSI XML and a page', async () => {
    const bytes = await seed('06-old-invoice-ofd-sealed/099001900104_00000001.ofd');
    const files = [{ part: 'f1', name: '发票.ofd', bytes }];
    const { key } = house.submitter;
    const answer = await submit(house.url, declare(house.fonds.code, files), files, { key });
    const { id } = accepted(answer).record;
    const latest = (accept: string, query = '') =>
      ask(`${house.url}/v1/records/${id}/validations/latest${query}`, { key, headers: { accept } });

    const json = await latest('application/json');
    expect(jsonOf(json)).toMatchObject({ record: id, files: [{ name: '发票.ofd', signatures: [{ kind: 'seal' }] }] });
    const stored = (await ask(`${house.url}/v1/records/${id}/package`, { key })).bytes;
    expect(stored.includes(json.bytes)).toBe(true);
    const report = await checkPackage(new BufferSource(stored));
    expect(report.findings).toEqual([]);
    const xml = await latest('application/xml');
    expect(stored.includes(xml.bytes)).toBe(true);
    const page = await latest('text/html', '?lang=en');
    expect(page.text).toContain(id);
    expect(page.text).toContain('Undecided: unchanged since it was signed');
  });

  it('without a signature has no report', async () => {
    const files = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from('hello') }];
    const { key } = house.submitter;
    const { id } = accepted(await submit(house.url, declare(house.fonds.code, files), files, { key })).record;
    expect((await ask(`${house.url}/v1/records/${id}/validations/latest`, { key })).status).toBe(404);
  });
});
