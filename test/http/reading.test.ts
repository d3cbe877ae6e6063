import { afterEach, describe, expect, it } from '@jest/globals';
import { type Deliverable } from '../../src/archive/consult.js';
import { intakeFinding } from '../../src/archive/findings.js';
import { type Fonds } from '../../src/archive/ports.js';
import { ArchiveError } from '../../src/core/error.js';
import { FONDS, type House, openHouse, created, RECORD, ask } from './house.js';

let house: House;
afterEach(() => house.close());
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(`${house.url}${path}`, { method, headers: { authorization: 'Bearer archivist-key', ...headers } });

const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251));
const deliverable = (asked: unknown[] = []): Deliverable => ({
  name: '文件夹/发票 1.pdf',
  mimeType: 'application/pdf',
  sizeBytes: bytes.length,
  sha256: 'a'.repeat(64),
  open: async (range = { offset: 0, length: bytes.length }) => {
    asked.push(range);
    return (async function* () {
      yield bytes.subarray(range.offset, range.offset + range.length);
    })();
  },
});

describe('GET /v1/records', () => {
  it('passes the filters on and refuses what it does not know', async () => {
    const asked: unknown[] = [];
    house = await openHouse({
      consult: {
        records: async (...args: unknown[]) => (asked.push(args.slice(1)), { items: [], next: 'n' }),
      },
    });
    const query = new URLSearchParams({
      fonds: 'F001',
      title: '发票 %',
      state: 'received',
      dateFrom: '2026-01-01',
      receivedUntil: '2026-02-01T00:00:00+08:00',
      digest: 'A'.repeat(64),
      limit: '3',
      after: 'x',
    });
    const answer = await get(`/v1/records?${query.toString()}`);
    expect(await answer.json()).toEqual({ items: [], next: 'n' });
    expect(asked).toEqual([
      [
        {
          fondsCode: 'F001',
          title: '发票 %',
          state: 'received',
          dateFrom: '2026-01-01',
          receivedUntil: '2026-02-01T00:00:00+08:00',
          digest: 'a'.repeat(64),
        },
        3,
        'x',
      ],
    ]);
    for (const bad of [
      'titel=x',
      'limit=201',
      'limit=0',
      'limit=x',
      'state=gone',
      'dateFrom=2026-02-30',
      'dateFrom=0000-01-01',
      'receivedFrom=0000-12-31T00:00:00Z',
      'dateUntil=yesterday',
      'digest=xyz',
      'title=a&title=b',
      'receivedFrom=2026-01-01T99:00:00Z',
      'title=%00',
    ]) {
      const refused = await get(`/v1/records?${bad}`);
      expect([bad, refused.status]).toEqual([bad, 400]);
      expect((await refused.json()).errors[0].path).toMatch(/^\?/);
    }
    expect(asked).toHaveLength(1);
  });

  it('a day of receipt means the whole day', async () => {
    const asked: unknown[] = [];
    house = await openHouse({
      consult: { records: async (_, filter) => (asked.push(filter), { items: [], next: null }) },
    });
    await get('/v1/records?receivedFrom=2026-02-28&receivedUntil=2026-02-28');
    await get('/v1/records?receivedUntil=9999-12-31');
    expect(asked).toEqual([
      { receivedFrom: '2026-02-28T00:00:00.000Z', receivedUntil: '2026-03-01T00:00:00.000Z' },
      { receivedUntil: '9999-12-31T23:59:59.999Z' },
    ]);
  });

  it('finds by source system and business key', async () => {
    const asked: unknown[] = [];
    house = await openHouse({
      consult: { bySource: async (_, system, key) => (asked.push([system, key]), { items: [], next: null }) },
    });
    expect((await get('/v1/records/by-source?system=erp&key=A%2F1')).status).toBe(200);
    expect(asked).toEqual([['erp', 'A/1']]);
    expect((await get('/v1/records/by-source?system=erp')).status).toBe(400);
  });

  it('shows a record with its findings translated; an id that is none is unknown without asking', async () => {
    const { answer } = created();
    answer.findings = [intakeFinding('RECORD_EMPTY', 'files', 'the declaration lists no file')];
    house = await openHouse({ consult: { record: async () => answer } });
    expect((await (await get(`/v1/records/${RECORD}`)).json()).findings[0].message).toBe('提交中没有任何文件。');
    expect((await (await get(`/v1/records/${RECORD}`, { 'accept-language': 'en' })).json()).findings[0].message).toBe(
      'the declaration lists no file',
    );
    const unknown = await get('/v1/records/17');
    expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'RECORD_UNKNOWN']);
  });

  it('events come as the exact bytes and parsed', async () => {
    const entry = Buffer.from('{"schema":"dantao/event/v1"}');
    const row = {
      id: 'urn:uuid:x/event/1',
      type: 'received',
      at: new Date(0),
      fondsNumber: '1',
      subjectNumber: '1',
      entry: new Uint8Array(entry),
      hash: 'h',
      receipt: null,
      requestId: 'r',
    };
    house = await openHouse({ consult: { events: async () => ({ items: [row], next: null }) } });
    const { items } = await (await get(`/v1/records/${RECORD}/events`)).json();
    expect(Buffer.from(items[0].entry, 'base64').equals(entry)).toBe(true);
    expect(items[0]).toMatchObject({ event: { schema: 'dantao/event/v1' }, at: '1970-01-01T00:00:00.000Z' });
  });

  it('a verification is given the request id', async () => {
    house = await openHouse({
      verify: {
        run: async (_, record, requestId) => ({
          record,
          ok: true,
          checkedAt: requestId,
          event: 'e',
          package: { key: 'k', version: 1, sizeBytes: 1, sha256: 's' },
          packages: [],
          findings: [],
        }),
      },
    });
    const answer = await get(`/v1/records/${RECORD}/verifications`, { 'x-request-id': 'v-1' }, 'POST');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ ok: true, checkedAt: 'v-1' }),
    ]);
  });
});

describe('files and packages', () => {
  const path = `/v1/records/${RECORD}/files/${encodeURIComponent('文件夹')}/${encodeURIComponent('发票 1.pdf')}`;

  it('go out whole, by one range, or not at all, and never run in a browser', async () => {
    const asked: unknown[] = [];
    const names: string[] = [];
    house = await openHouse({ consult: { file: async (_, __, name) => (names.push(name), deliverable(asked)) } });
    const whole = await get(path);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '1000',
      etag: `"${'a'.repeat(64)}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': expect.stringMatching(/^attachment; filename="__ 1\.pdf"; filename\*=UTF-8''/),
    });
    const part = await get(path, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
      206,
      'bytes 10-19/1000',
      '10',
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const outside = await get(path, { range: 'bytes=1000-' });
    expect([outside.status, outside.headers.get('content-range'), (await outside.json()).code]).toEqual([
      416,
      'bytes */1000',
      'RANGE_NOT_SATISFIABLE',
    ]);
    expect((await get(path, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(path, { range: 'bytes=0-9', 'if-range': `"${'a'.repeat(64)}"` })).status).toBe(206);
    expect((await get(path, { 'if-none-match': `W/"${'a'.repeat(64)}"` })).status).toBe(304);
    const before = asked.length;
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), asked.length]).toEqual([200, '1000', before]);
    expect(new Set(names)).toEqual(new Set(['文件夹/发票 1.pdf']));
  });

  it('a store that does not answer is problem details, not a half file', async () => {
    const broken = {
      ...deliverable(),
      open: async () =>
        Promise.reject(new ArchiveError('STORE_UNAVAILABLE', 's3.internal does not answer', { retryable: true })),
    };
    house = await openHouse({ consult: { package: async () => broken } });
    const answer = await get(`/v1/records/${RECORD}/package`);
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-disposition')]).toEqual([
      503,
      '5',
      null,
    ]);
    expect(await answer.text()).not.toContain('s3.internal');
  });

  it('a path that is not percent-encoded UTF-8 is invalid', async () => {
    house = await openHouse({});
    expect((await get(`/v1/records/${RECORD}/files/%ff`)).status).toBe(400);
  });
});

describe('who may', () => {
  const as = (role: string, method: string, path: string) =>
    ask(`${house.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${role}-key`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });

  it('each role reaches its own and nothing else', async () => {
    house = await openHouse({
      access: { principals: async () => [], fonds: async () => [] },
      consult: { records: async () => ({ items: [], next: null }) },
      signer: { jwks: () => ({ keys: [] }) },
    });
    const roles = ['administrator', 'submitter', 'archivist', 'auditor', 'metrics'];
    const expected: Record<string, string[]> = {
      'GET /v1/records': ['submitter', 'archivist', 'auditor'],
      [`GET /v1/records/${RECORD}/package`]: ['submitter', 'archivist', 'auditor'],
      [`POST /v1/records/${RECORD}/verifications`]: ['archivist', 'auditor'],
      [`GET /v1/refusals/${RECORD}`]: ['submitter', 'archivist', 'auditor'],
      'POST /v1/records': ['submitter'],
      'GET /v1/principals': ['administrator'],
      'POST /v1/principals': ['administrator'],
      'GET /v1/fonds': ['administrator'],
      [`POST /v1/fonds/${FONDS}/names`]: ['administrator'],
      'GET /v1/limits': roles,
      'GET /metrics': ['administrator', 'metrics'],
    };
    for (const [route, allowed] of Object.entries(expected)) {
      const [method = '', path = ''] = route.split(' ');
      const got: string[] = [];
      for (const role of roles) if ((await as(role, method, path)).status !== 403) got.push(role);
      expect([route, got.sort()]).toEqual([route, [...allowed].sort()]);
    }
  });

  it.each([
    [undefined, 'Bearer realm="dantao"'],
    ['Bearer nobody', 'Bearer realm="dantao", error="invalid_token"'],
    ['Basic YTpi', 'Bearer realm="dantao", error="invalid_token"'],
    ['Bearer', 'Bearer realm="dantao", error="invalid_token"'],
  ])('%s → 401 with WWW-Authenticate', async (header, challenge) => {
    house = await openHouse({});
    const answer = await ask(`${house.url}/v1/records`, { headers: header ? { authorization: header } : {} });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(await answer.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('too many requests of one key: 429 with the limit; other keys go on', async () => {
    house = await openHouse({ limits: { requestsPerMinute: 2 } });
    expect((await get('/v1/limits')).status).toBe(200);
    expect((await get('/v1/limits')).status).toBe(200);
    const many = await get('/v1/limits');
    expect([many.status, many.headers.get('retry-after'), (await many.json()).limit]).toEqual([429, '30', 2]);
    expect((await as('auditor', 'GET', '/v1/limits')).status).toBe(200);
  });
});

describe('administration', () => {
  const send = (method: string, path: string, body: unknown) =>
    ask(`${house.url}${path}`, {
      method,
      headers: { authorization: 'Bearer administrator-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('creates with what was sent, who sent it and the request id', async () => {
    const calls: unknown[][] = [];
    const note = (async (...args: unknown[]) => (calls.push(args), { id: FONDS, secret: 's' })) as never;
    house = await openHouse({
      access: {
        fonds: async () => [{ id: FONDS, code: 'F001' }] as Fonds[],
        createPrincipal: note,
        createKey: note,
        createFonds: note,
        renameFonds: note,
        setSenderKey: note,
        revokeKey: note,
      },
    });
    expect((await send('POST', '/v1/principals', { name: 'ERP', role: 'submitter', fonds: ['F001'] })).status).toBe(
      201,
    );
    expect(calls[0]).toEqual([
      { name: 'ERP', role: 'submitter', fonds: [FONDS], expiresAt: null },
      expect.any(String),
      expect.any(String),
    ]);
    const elsewhere = await send('POST', '/v1/principals', { name: 'ERP', role: 'submitter', fonds: ['F002'] });
    expect([elsewhere.status, (await elsewhere.json()).code, calls.length]).toEqual([404, 'FONDS_UNKNOWN', 1]);
    expect((await send('POST', `/v1/principals/${FONDS}/keys`, { expiresAt: '2999-01-01T00:00:00Z' })).status).toBe(
      201,
    );
    expect(calls[1]).toEqual([FONDS, new Date('2999-01-01T00:00:00Z'), expect.any(String), expect.any(String)]);
    expect((await send('POST', '/v1/fonds', { code: 'F1', name: '甲' })).status).toBe(201);
    expect(calls[2]![0]).toEqual({ code: 'F1', name: '甲', test: false, from: new Date().toISOString().slice(0, 10) });
    expect(
      (await send('POST', `/v1/fonds/${FONDS}/names`, { code: 'F1', name: '乙', from: '2026-07-01' })).status,
    ).toBe(201);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect((await send('PUT', `/v1/principals/${FONDS}/sender-keys/k1`, jwk)).status).toBe(204);
    expect(calls[4]).toEqual([FONDS, 'k1', jwk, expect.any(String), expect.any(String)]);
    const revoked = await ask(`${house.url}/v1/keys/af1193e712b80631`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer administrator-key' },
    });
    expect(revoked.status).toBe(204);
  });

  it.each([
    ['POST', '/v1/principals', { name: 'x', role: 'god' }, '/role'],
    ['POST', '/v1/principals', { name: ' ', role: 'auditor' }, '/name'],
    ['POST', '/v1/principals', { name: 'x', role: 'auditor', rights: [] }, '/'],
    ['POST', '/v1/principals', { name: 'x', role: 'auditor', expiresAt: '2001-01-01T00:00:00Z' }, '/expiresAt'],
    ['POST', '/v1/fonds', { code: 'a\u0000', name: 'x' }, '/code'],
    ['PUT', `/v1/principals/${FONDS}/sender-keys/k`, { kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'private' }, '/'],
    ['PUT', `/v1/principals/${FONDS}/sender-keys/k`, { kty: 'RSA', e: 'AQAB', n: 'short' }, '/'],
    ['PUT', `/v1/principals/${FONDS}/sender-keys/k`, { kty: 'oct', k: 'a' }, '/kty'],
  ])('%s %s %j → 400 naming %s', async (method, path, body, where) => {
    house = await openHouse({});
    const answer = await send(method, path, body);
    expect(answer.status).toBe(400);
    expect((await answer.json()).errors.map((e: { path: string }) => e.path)).toContain(where);
  });
});

describe('what the service says of itself', () => {
  it('/readyz names the part that is not ready, without saying where it lives', async () => {
    const down = { name: 'store', probe: async () => Promise.reject(new Error('s3.internal:9000 refused')) };
    house = await openHouse({ probes: [{ name: 'database', probe: async () => undefined }, down] });
    expect((await ask(`${house.url}/healthz`)).status).toBe(200);
    const ready = await ask(`${house.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      {
        status: 'not-ready',
        notReady: ['store'],
        parts: [
          { name: 'database', ready: true },
          { name: 'store', ready: false },
        ],
      },
    ]);
    const metrics = await (
      await ask(`${house.url}/metrics`, { headers: { authorization: 'Bearer metrics-key' } })
    ).text();
    expect(metrics).toContain('dantao_part_ready{part="store"} 0');
    expect(metrics).toContain('dantao_part_ready{part="database"} 1');
    expect(metrics).toMatch(
      /dantao_http_request_duration_seconds_count\{method="GET",route="\/readyz",status="503"\} 1/,
    );
    expect(metrics).toContain('dantao_nodejs_eventloop_lag_seconds');
  });

  it('unknown address 404, wrong method 405 with Allow, malformed address 400: all problem details', async () => {
    house = await openHouse({});
    const found = async (method: string, path: string) => {
      const answer = await get(path, { 'x-request-id': 'q' }, method);
      const { code, requestId } = await answer.json();
      return [answer.status, code, answer.headers.get('allow'), answer.headers.get('x-request-id'), requestId];
    };
    expect(await found('GET', '/v2/records')).toEqual([404, 'ROUTE_UNKNOWN', null, 'q', 'q']);
    expect(await found('PUT', '/v1/records')).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, POST', 'q', 'q']);
    expect(await found('DELETE', `/v1/records/${RECORD}/files/a/b.pdf`)).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD',
      'q',
      'q',
    ]);
    expect(await found('GET', '/v1/records/%zz')).toEqual([400, 'REQUEST_INVALID', null, 'q', 'q']);
  });

  it('one log line per request: the pattern, no query, no secret, and a request id of ours when theirs is odd', async () => {
    house = await openHouse({ consult: { record: async () => created('绝不外泄').answer } });
    const answer = await get(`/v1/records/${RECORD}?secret=1`, { 'x-request-id': 'a b\tc' });
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await get('/nowhere/hidden');
    await new Promise((r) => setTimeout(r, 20));
    const lines = house.log.filter((l) => l['msg'] === 'request');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      requestId: id,
      method: 'GET',
      route: '/v1/records/:id',
      status: 200,
      ms: expect.any(Number),
      principal: expect.any(String),
    });
    expect(lines[1]).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    const all = JSON.stringify(house.log);
    for (const secret of ['secret=1', 'archivist-key', '绝不外泄', 'hidden']) expect(all).not.toContain(secret);
  });
});
