import { afterEach, describe, expect, it } from '@jest/globals';
import { maxHeaderSize } from 'node:http';
import { connect } from 'node:net';
import { ask, type House, openHouse, RECORD, refuse } from './house.js';

let house: House;
afterEach(() => house.close());
const send = (
  path: string,
  body: string | Uint8Array<ArrayBuffer> | null,
  type: string | null,
  method = 'POST',
  language = 'zh-CN',
) =>
  ask(`${house.url}${path}`, {
    method,
    body,
    headers: {
      authorization: 'Bearer administrator-key',
      'accept-language': language,
      ...(type === null ? {} : { 'content-type': type }),
    },
  });
const JSON_TYPE = 'application/json';

/** Speaks by hand what no library would send; resolves with all that came back. */
function raw(text: string): Promise<string> {
  const { port, hostname } = new URL(house.url);
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (d) => (said += d.toString())).on('error', reject);
    socket.on('close', () => resolve(said));
  });
}

describe('a small body', () => {
  it('that is no JSON is answered with what is wrong, in both languages', async () => {
    house = await openHouse({});
    for (const language of ['zh-CN', 'en'])
      for (const body of ['{bad', Buffer.from('{"code":"\xff\xfe","name":"a"}', 'latin1'), '{"__proto__":{"a":1}}']) {
        const answer = await send('/v1/fonds', body, JSON_TYPE, 'POST', language);
        const { code, errors } = await answer.json();
        expect([answer.status, code, errors]).toEqual([
          400,
          'REQUEST_INVALID',
          [{ path: '', message: expect.stringMatching(/^not JSON in UTF-8: \S/) }],
        ]);
      }
  });

  it('is kept letter for letter, and is JSON or nothing', async () => {
    const made: unknown[] = [];
    house = await openHouse({
      access: { createFonds: async (fonds) => (made.push(fonds), fonds as never) },
    });
    const fonds = { code: 'e\u0301', name: '甲 ﬁ Å', test: false, from: '2026-01-01' };
    expect((await send('/v1/fonds', JSON.stringify(fonds), `${JSON_TYPE}; charset=utf-8`)).status).toBe(201);
    expect(made).toEqual([fonds]);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/xml'])
      expect([type, (await send('/v1/fonds', 'code=a&name=b', type)).status]).toEqual([type, 415]);
    expect(made).toHaveLength(1);
    const unlabelled = await raw(
      'POST /v1/fonds HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer administrator-key\r\nContent-Length: 2\r\n\r\n{}',
    );
    expect(unlabelled).toMatch(/^HTTP\/1.1 415 /);
  });

  it('that is empty is none, whatever its type says', async () => {
    const revoked: unknown[] = [];
    house = await openHouse({
      access: {
        revokeKey: async (id) => void revoked.push(id),
        createKey: async () => ({ id: '0'.repeat(16), secret: 's' }),
      },
    });
    expect((await send('/v1/keys/0123456789abcdef', null, JSON_TYPE, 'DELETE')).status).toBe(204);
    expect(revoked).toEqual(['0123456789abcdef']);
    expect((await send(`/v1/principals/${RECORD}/keys`, '', JSON_TYPE)).status).toBe(201);
  });

  it('that is too large is told the limit, also when it does not say its length', async () => {
    house = await openHouse({});
    const whole = await send('/v1/fonds', 'x'.repeat(300_000), JSON_TYPE);
    expect([whole.status, await whole.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'REQUEST_TOO_LARGE', limit: 262_144, title: '请求超过上限 262144' }),
    ]);
    const chunk = `40000\r\n${' '.repeat(0x40000)}\r\n`;
    const head = 'POST /v1/fonds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer administrator-key';
    expect(
      await raw(`${head}\r\nContent-Type: ${JSON_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 413 [^]*"limit":262144/);
  });
});

describe('what the database could not hold is refused before it is asked', () => {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
  it.each([
    ['POST', '/v1/fonds', { code: 'A\ud800', name: 'a' }, '/code'],
    ['POST', '/v1/fonds', { code: 'A', name: 'a', from: '0000-01-01' }, '/from'],
    ['POST', `/v1/fonds/${RECORD}/names`, { code: 'A', name: 'a', from: '0000-12-31' }, '/from'],
    ['POST', '/v1/principals', { name: '\udc00', role: 'auditor' }, '/name'],
    ['PUT', `/v1/principals/${RECORD}/sender-keys/k`, { kty: 'OKP', crv: 'Ed25519', x, use: '\u0000' }, '/'],
    ['PUT', `/v1/principals/${RECORD}/sender-keys/k`, { kty: 'OKP', crv: 'Ed25519', x, use: '\ud800' }, '/'],
    ['PUT', `/v1/principals/${RECORD}/sender-keys/k`, { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }, '/'],
    ['PUT', `/v1/principals/${RECORD}/sender-keys/k`, { kty: 'EC', crv: 'P-256', x, y: x }, '/'],
  ])('%s %s %j', async (method, path, body, where) => {
    house = await openHouse({});
    const answer = await send(path, JSON.stringify(body), JSON_TYPE, method);
    expect([answer.status, (await answer.json()).errors.map((e: { path: string }) => e.path)]).toEqual([400, [where]]);
  });

  it('a good public key is taken', async () => {
    const set: unknown[] = [];
    house = await openHouse({ access: { setSenderKey: async (_, kid) => void set.push(kid) } });
    const path = `/v1/principals/${RECORD}/sender-keys/k%2F1`;
    expect(
      (await send(path, JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x, use: 'sig' }), JSON_TYPE, 'PUT')).status,
    ).toBe(204);
    expect(set).toEqual(['k/1']);
  });

  it('a REQUEST_INVALID of a story says what is wrong in Chinese too', async () => {
    house = await openHouse({
      access: {
        renameFonds: async () => {
          throw refuse('REQUEST_INVALID');
        },
      },
    });
    const body = JSON.stringify({ code: 'A', name: 'a', from: '2026-01-01' });
    const answer = await send(`/v1/fonds/${RECORD}/names`, body, JSON_TYPE);
    expect((await answer.json()).errors).toEqual([{ path: '', message: 'said of REQUEST_INVALID' }]);
  });
});

describe('what never becomes a request', () => {
  it.each([
    ['no HTTP at all', 'GARBAGE\r\n\r\n', 400, 'REQUEST_INVALID'],
    ['headers without end', `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}`, 431, 'REQUEST_TOO_LARGE'],
    [
      'two lengths',
      'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'REQUEST_INVALID',
    ],
  ])('%s: problem details with an id that stands in the log', async (_, text, status, code) => {
    house = await openHouse({});
    const [head, body] = (await raw(text)).split('\r\n\r\n') as [string, string];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    const problem = JSON.parse(body) as Record<string, string>;
    expect(problem).toMatchObject({ status, code, title: expect.stringMatching(/[一-鿿]/) });
    if (status === 431) expect(problem['limit']).toBe(maxHeaderSize);
    expect(head).toContain(`x-request-id: ${problem['requestId']}`);
    expect(house.log).toContainEqual(expect.objectContaining({ requestId: problem['requestId'], status, code }));
  });
});
