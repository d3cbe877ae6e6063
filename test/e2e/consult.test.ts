import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { type IngestAnswer } from '../../src/archive/submission.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { keyToName } from '../../src/storage/key.js';
import { accepted, ask, bytesOf, declare, jsonOf, pathOf, problemOf, sha256, submit, type Answer, type SentFile } from './api.js'; // prettier-ignore
import { openHouse, type House } from './house.js';

const FILES: SentFile[] = [
  { part: 'f1', name: '凭证/发票 01.bin', bytes: bytesOf('consult', 100_000) },
  { part: 'f2', name: '说明.html', bytes: Buffer.from('<script>alert(1)</script>') },
];

let house: House;
let first: IngestAnswer;
beforeAll(async () => {
  house = await openHouse();
  const record = declare(house.fonds.code, FILES, { source: { system: 'ERP', businessKey: 'consult-1' } });
  const answer = await submit(house.url, record, FILES, { key: house.submitter.key });
  expect(answer.status).toBe(201);
  first = accepted(answer);
}, 60_000);
afterAll(async () => house?.close());

const get = (path: string, key = house.submitter.key, headers: Record<string, string> = {}) =>
  ask(house.url + path, { key, headers });
const recordPath = (rest = '') => `/v1/records/${first.record.id}${rest}`;

describe('reading', () => {
  it('gives the files byte for byte, as a download that no browser runs', async () => {
    for (const [i, file] of FILES.entries()) {
      const answer = await get(recordPath(`/files/${pathOf(file.name)}`));
      expect(answer.status).toBe(200);
      expect(sha256(answer.bytes)).toBe(first.files[i]!.digests.sha256);
      expect(answer.bytes.equals(file.bytes)).toBe(true);
      expect(answer.headers['content-disposition']).toMatch(/^attachment; .*filename\*=UTF-8''/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      expect(answer.headers['content-length']).toBe(String(file.bytes.length));
    }
    const head = await ask(house.url + recordPath(`/files/${pathOf(FILES[0]!.name)}`), {
      key: house.submitter.key,
      method: 'HEAD',
    });
    expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([200, '100000', 0]);
  });

  it('answers ranges: first to last, from, the last so many, and 416', async () => {
    const path = recordPath(`/files/${pathOf(FILES[0]!.name)}`);
    const { bytes } = FILES[0]!;
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=1000-1999', 1_000, 2_000],
      ['bytes=99990-', 99_990, 100_000],
      ['bytes=99990-200000', 99_990, 100_000],
      ['bytes=-7', 99_993, 100_000],
    ] as const) {
      const answer = await get(path, house.submitter.key, { range });
      expect([range, answer.status]).toEqual([range, 206]);
      expect(answer.bytes.equals(Buffer.from(bytes).subarray(from, to))).toBe(true);
      expect(answer.headers['content-range']).toBe(`bytes ${from}-${to - 1}/100000`);
    }
    const outside = await get(path, house.submitter.key, { range: 'bytes=100000-' });
    expect([outside.status, problemOf(outside).code]).toEqual([416, 'RANGE_NOT_SATISFIABLE']);
    expect(outside.headers['content-range']).toBe('bytes */100000');
    const missing = await get(recordPath('/files/not-there.txt'));
    expect([missing.status, problemOf(missing).code]).toEqual([404, 'FILE_UNKNOWN']);
  });

  it('gives the package: whole, of the acknowledged digest, and it agrees with itself', async () => {
    const answer = await get(recordPath('/package'));
    expect(sha256(answer.bytes)).toBe(first.package.sha256);
    const report = await checkPackage(new BufferSource(answer.bytes));
    expect(report.findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect({ id: report.recordId, test: report.test }).toEqual({ id: first.record.id, test: true });
  });

  it('finds a record by source, title, digest and page by page', async () => {
    const found = async (query: string) => {
      const answer = await get(`/v1/records?${query}`);
      expect([query, answer.status]).toEqual([query, 200]);
      return jsonOf<{ items: { id: string }[]; next: string | null }>(answer);
    };
    const { id } = first.record;
    for (const query of [
      'sourceSystem=ERP&businessKey=consult-1',
      `title=${encodeURIComponent('记账')}`,
      `digest=${first.files[0]!.digests.sm3}`,
      `digest=${first.package.sha512}`,
      `fonds=${house.fonds.code}&kind=accounting-voucher&dateFrom=2026-03-17&dateUntil=2026-03-17`,
    ])
      expect((await found(query)).items.map((r) => r.id)).toContain(id);
    expect((await found(`digest=${'0'.repeat(64)}`)).items).toEqual([]);
    expect((await found('dateFrom=2026-03-18')).items).toEqual([]);
    const bySource = await get('/v1/records/by-source?system=ERP&key=consult-1');
    expect(jsonOf<{ items: { id: string }[] }>(bySource).items.map((r) => r.id)).toEqual([id]);
    expect((await get('/v1/records?titel=x')).status).toBe(400);

    const mine = [id];
    for (let i = 0; i < 4; i++) {
      const files = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from(`page ${i}`) }];
      mine.push(accepted(await submit(house.url, declare(house.fonds.code, files), files, { key: house.submitter.key })).record.id); // prettier-ignore
    }
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = await found(`limit=2${after}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((r) => r.id));
      if (page.next === null) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect(seen.sort()).toEqual(mine.sort());
  });
});

describe('receipts', () => {
  it('verify with the published keys, and say TEST only for a test fonds', async () => {
    const published = await ask(`${house.url}/.well-known/jwks.json`);
    const keys = createLocalJWKSet(jsonOf<JSONWebKeySet & Record<string, unknown>>(published));
    expect(published.text).not.toMatch(/"d":/);
    const events = jsonOf<{ items: { id: string; hash: string; receipt: string | null }[] }>(
      await get(recordPath('/events')),
    ).items;
    for (const [type, receipt] of [
      ['received', first.receipt],
      ['registered', first.registeredReceipt],
    ] as const) {
      const { payload, protectedHeader } = await compactVerify(receipt!, keys);
      expect(protectedHeader.typ).toBe('dantao-receipt+jws');
      const said = JSON.parse(Buffer.from(payload).toString('utf8'));
      expect(said).toMatchObject({ schema: 'dantao/receipt/v1', type, notice: 'TEST', record: first.record.id });
      expect(said.package.sha256).toBe(first.package.sha256);
      const event = events.find((e) => e.id === said.event.id)!;
      expect({ hash: event.hash, receipt: event.receipt }).toEqual({ hash: said.event.hash, receipt });
    }
    const files = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from('for real') }];
    const real = await submit(house.url, declare(house.otherFonds.code, files), files, {
      key: house.otherSubmitter.key,
    });
    const { payload } = await compactVerify(accepted(real).receipt!, keys);
    expect(JSON.parse(Buffer.from(payload).toString('utf8'))).not.toHaveProperty('notice');
    const forged = first.receipt!.replace(/\.[^.]+\./, `.${Buffer.from(payload).toString('base64url')}.`);
    await expect(compactVerify(forged, keys)).rejects.toThrow('signature verification failed');
  });
});

describe('verification of what is stored', () => {
  const verify = async () => {
    const answer = await ask(`${house.url}${recordPath('/verifications')}`, {
      key: house.archivist.key,
      method: 'POST',
    });
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, answer.text.slice(0, 200)]);
    return jsonOf<{ ok: boolean; event: string; findings: { code: string }[] }>(answer);
  };

  it('is good, finds one flipped byte on the disk, and each time is an event of the record', async () => {
    const good = await verify();
    expect({ ok: good.ok, findings: good.findings }).toEqual({ ok: true, findings: [] });

    const { key } = first.package;
    const shard = createHash('sha256').update(key).digest('hex').slice(0, 2);
    const path = join(house.dataDir, 'store', 'objects', shard, ...keyToName(key));
    const whole = await readFile(path);
    expect(sha256(whole)).toBe(first.package.sha256);
    const flipped = Buffer.from(whole);
    flipped[flipped.indexOf(FILES[0]!.bytes) + 500]! ^= 1;
    await chmod(path, 0o644);
    await writeFile(path, flipped);
    const bad = await verify();
    expect(bad.ok).toBe(false);
    expect(bad.findings.map((f) => f.code)).toContain('STORED_PACKAGE_DIFFERS');
    expect(JSON.stringify(bad.findings)).toContain('发票 01.bin');
    await writeFile(path, whole);
    await chmod(path, 0o444);
    expect((await verify()).ok).toBe(true);

    const events = jsonOf<{
      items: { id: string; type: string; entry: string; hash: string; event: Record<string, unknown> }[];
    }>(await get(recordPath('/events'))).items;
    expect(events.map((e) => e.type)).toEqual(['received', 'registered', 'verified', 'verified', 'verified']);
    expect(events[3]!.id).toBe(bad.event);
    for (const [i, { entry, hash, event }] of events.entries()) {
      expect(event['previous']).toBe(i === 0 ? null : events[i - 1]!.hash);
      expect(event['subjectNumber']).toBe(i + 1);
      expect(sha256(Buffer.from(entry, 'base64'))).toBe(hash);
      // Opaque ids only: nothing of the declaration stands in the entry.
      expect(Buffer.from(entry, 'base64').toString('utf8')).not.toMatch(/记账|发票|consult-1|ERP/);
    }
  });
});

describe('who may see what', () => {
  const same = (a: Answer, b: Answer, idOfA: string, idOfB: string) => {
    const plain = (answer: Answer, id: string) => ({
      status: answer.status,
      type: answer.headers['content-type'],
      body: answer.text.replaceAll(id, 'ID').replace(/"requestId":"[^"]*"/, ''),
    });
    expect(plain(a, idOfA)).toEqual(plain(b, idOfB));
  };

  it("a key of one fonds can't tell another's record from one that never was", async () => {
    const { url, otherSubmitter, otherAuditor, fonds } = house;
    const never = randomUUID();
    for (const language of ['zh-CN', 'en']) {
      const headers = { 'accept-language': language };
      for (const rest of ['', '/events', '/package', `/files/${pathOf(FILES[0]!.name)}`]) {
        const theirs = await get(recordPath(rest), otherSubmitter.key, headers);
        expect(theirs.status).toBe(404);
        same(theirs, await get(`/v1/records/${never}${rest}`, otherSubmitter.key, headers), first.record.id, never);
      }
      const verify = (id: string) =>
        ask(`${url}/v1/records/${id}/verifications`, { key: otherAuditor.key, method: 'POST', headers });
      const theirs = await verify(first.record.id);
      expect(theirs.status).toBe(404);
      same(theirs, await verify(never), first.record.id, never);
    }
    for (const query of [
      '/v1/records?sourceSystem=ERP',
      `/v1/records?digest=${first.package.sha256}`,
      `/v1/records?fonds=${fonds.code}`,
      '/v1/records/by-source?system=ERP&key=consult-1',
    ]) {
      const answer = await get(query, otherSubmitter.key);
      expect(jsonOf(answer)).toEqual({ items: [], next: null });
    }
    const files = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from('x') }];
    const [there, nowhere] = [
      await submit(url, declare(fonds.code, files), files, { key: otherSubmitter.key }),
      await submit(url, declare('Z999', files), files, { key: otherSubmitter.key }),
    ];
    expect(there.status).toBe(422);
    const plain = (answer: Answer) => ({
      ...problemOf(answer),
      ...{ requestId: '', instance: '', refusal: '' },
      detail: problemOf(answer).detail.replace(/Z\d+/, ''),
      findings: problemOf(answer).findings!.map((f) => ({ ...f, found: '', message: f.message.replace(/Z\d+/, '') })),
    });
    expect(plain(there)).toEqual(plain(nowhere));
  });

  it('administrators read no record; a metrics key reads only metrics; strangers nothing', async () => {
    const { url, administrator, metrics, submitter } = house;
    const paths = [recordPath(), recordPath('/package'), recordPath('/events'), '/v1/records'];
    for (const key of [administrator.key, metrics.key]) {
      for (const path of paths) {
        const answer = await get(path, key);
        expect([path, answer.status, problemOf(answer).code]).toEqual([path, 403, 'FORBIDDEN']);
      }
    }
    const shown = await get('/metrics', metrics.key);
    expect(shown.status).toBe(200);
    expect(shown.text).toMatch(/^# TYPE /m);
    for (const path of ['/v1/principals', '/v1/fonds']) expect((await get(path, metrics.key)).status).toBe(403);
    expect((await get('/metrics', submitter.key)).status).toBe(403);
    expect((await get('/v1/principals', submitter.key)).status).toBe(403);
    for (const path of [...paths, '/metrics', '/v1/principals', '/v1/limits', `/v1/refusals/${randomUUID()}`]) {
      const answer = await ask(url + path);
      expect([path, answer.status, problemOf(answer).code]).toEqual([path, 401, 'UNAUTHENTICATED']);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/.well-known/jwks.json'])
      expect([path, (await ask(url + path)).status]).toEqual([path, 200]);
    const limits = await get('/v1/limits');
    expect(jsonOf(limits)).toMatchObject({ maxFiles: 1000, maxRecordJsonBytes: 1048576 });
  });

  it('two live keys, never three; a revoked one stops at once, the other goes on', async () => {
    const { url, administrator, fonds } = house;
    const { id, key, keyId } = await administrator.principal('submitter', [fonds.id]);
    expect((await get('/v1/records', key)).status).toBe(200);
    const second = await administrator.post(`/v1/principals/${id}/keys`, {});
    const third = await ask(`${url}/v1/principals/${id}/keys`, { key: administrator.key, json: {} });
    expect([third.status, problemOf(third).code]).toEqual([409, 'KEY_LIMIT_REACHED']);
    expect((await get('/v1/records', second['secret'])).status).toBe(200);

    const revoked = await ask(`${url}/v1/keys/${keyId}`, { key: administrator.key, method: 'DELETE' });
    expect([revoked.status, revoked.text]).toEqual([204, '']);
    expect((await get('/v1/records', key)).status).toBe(401);
    expect((await get('/v1/records', second['secret'])).status).toBe(200);
    await administrator.post(`/v1/principals/${id}/keys`, {});

    const listed = await ask(`${url}/v1/principals`, { key: administrator.key });
    for (const secret of [key, second['secret']!, administrator.key]) expect(listed.text).not.toContain(secret);
  });
});
