import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { type Submission } from '../../src/archive/submission.js';
import { intakeFinding } from '../../src/archive/findings.js';
import { PROBLEMS } from '../../src/http/problem.js';
import { IntakeGate } from '../../src/http/intake-gate.js';
import { created, type House, openHouse, readAll, RECORD, refuse, ask } from './house.js';

let house: House;
afterEach(() => house.close());

const form = (...parts: [string, string | Blob][]) => {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  return body;
};
const submitter = { authorization: 'Bearer submitter-key' };
const small = () => form(['record', '{}'], ['f', new Blob(['x'])]);
const post = (init: RequestInit & { query?: string } = {}) =>
  ask(`${house.url}/v1/records${init.query ?? ''}`, {
    method: 'POST',
    body: small(),
    ...init,
    headers: { ...submitter, ...(init.headers as object) },
  });

/** Speaks HTTP by hand: what a library would never send. Resolves with all that came back. */
function raw(write: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  const { port, hostname } = new URL(house.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let said = '';
    socket
      .on('data', (d) => (said += d.toString()))
      .on('error', (e: NodeJS.ErrnoException) =>
        e.code === 'EPIPE' || e.code === 'ECONNRESET' ? resolve(said) : reject(e),
      );
    socket.on('close', () => resolve(said));
    write(socket);
  });
}

const until = async (what: () => boolean) => {
  for (const end = Date.now() + 5_000; !what() && Date.now() < end;) await new Promise((r) => setTimeout(r, 5));
  expect(what()).toBe(true);
};

describe('POST /v1/records', () => {
  it('hands the parts to the story in order and answers 201 with a Location', async () => {
    let read: { name: string; bytes: Buffer }[] = [];
    house = await openHouse({
      ingest: async (s) => {
        read = await readAll(s);
        expect(s).toMatchObject({
          idempotencyKey: 'k-1',
          dryRun: false,
          requestId: 'abc.1',
          principal: { role: 'submitter' },
        });
        return created();
      },
    });
    const file = Buffer.alloc(300_000, 'x\r\n--');
    const answer = await post({
      headers: { 'idempotency-key': '"k-1"', 'x-request-id': 'abc.1' },
      body: form(['record', '{"标题":1}'], ['f', new Blob([file])]),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/records/${RECORD}`);
    expect(answer.headers.get('x-request-id')).toBe('abc.1');
    expect(await answer.json()).toMatchObject({ record: { id: RECORD }, receipt: 'a.b.c' });
    expect(read.map((p) => p.name)).toEqual(['record', 'f']);
    expect(read[0]!.bytes.toString()).toBe('{"标题":1}');
    expect(read[1]!.bytes.equals(file)).toBe(true);
  });

  it('says when the record was there already, and when nothing was stored', async () => {
    house = await openHouse({
      ingest: async (s) => {
        await readAll(s);
        const { answer } = created();
        return s.dryRun
          ? { kind: 'would-create', answer }
          : { kind: 'existing', sameKey: s.idempotencyKey !== null, answer };
      },
    });
    const again = await post({ headers: { 'idempotency-key': 'k' } });
    expect(again.status).toBe(200);
    expect(again.headers.get('content-location')).toBe(`/v1/records/${RECORD}`);
    expect(await again.json()).toMatchObject({ existing: true, sameIdempotencyKey: true });
    const dry = await post({ query: '?dry-run=true' });
    expect(dry.status).toBe(200);
    expect(dry.headers.get('content-location')).toBeNull();
    // Nothing was packed: there is no digest to tell.
    expect(await dry.json()).toMatchObject({ dryRun: true, package: { sha256: null, sha512: null } });
    expect((await post({ query: '?dry-run=maybe' })).status).toBe(400);
  });

  it('a refusal lists every finding in the language asked for, and where it can be looked up', async () => {
    const findings = [
      intakeFinding('FILE_MISSING', 'a.pdf', 'part "f" did not arrive', { expected: 'f' }),
      intakeFinding('FILE_UNDECLARED', 'g', 'part "g" is not listed'),
    ];
    house = await openHouse({
      ingest: async (s) => {
        await readAll(s);
        const refusal = {
          id: RECORD,
          fonds: null,
          principal: 'p',
          at: new Date(0),
          status: 422,
          code: 'RECORD_REFUSED',
          declaration: null,
          sourceSystem: null,
          businessKey: null,
          findings,
          fingerprint: null,
        };
        return { kind: 'refused', refusal, stored: !s.dryRun };
      },
    });
    const zh = await post();
    expect(zh.status).toBe(422);
    expect(zh.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(zh.headers.get('content-language')).toBe('zh-CN');
    const said = await zh.json();
    expect(said).toMatchObject({
      type: 'urn:dantao:problem:RECORD_REFUSED',
      status: 422,
      title: '记录被拒收',
      instance: `/v1/refusals/${RECORD}`,
      requestId: zh.headers.get('x-request-id'),
    });
    expect(said.findings).toMatchObject([
      { code: 'FILE_MISSING', message: '声明的文件 a.pdf 未收到（应有的部件：f）。' },
      { code: 'FILE_UNDECLARED' },
    ]);
    const en = await (await post({ query: '?dry-run', headers: { 'accept-language': 'en' } })).json();
    expect(en).toMatchObject({
      title: 'The record was refused',
      dryRun: true,
      detail: expect.stringContaining('part "f" did not arrive'),
    });
    expect(en.instance).toBeUndefined();
    expect(en.findings[0].message).toBe('part "f" did not arrive');
  });

  it.each([
    ['REQUEST_TOO_LARGE', { limit: 7 }],
    ['IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 3 }],
    ['IDEMPOTENCY_MISMATCH', undefined],
    ['STORE_UNAVAILABLE', undefined],
    ['SPOOL_FULL', undefined],
  ] as const)('%s thrown by the story keeps its status and detail', async (code, detail) => {
    house = await openHouse({
      ingest: async () => {
        throw refuse(code, detail);
      },
    });
    const answer = await post({ headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(PROBLEMS[code].status);
    const problem = await answer.json();
    expect(problem).toMatchObject({ code, ...detail });
    if (detail && 'retryAfterSeconds' in detail) expect(answer.headers.get('retry-after')).toBe('3');
    // What went wrong on our side may name hosts and paths.
    expect(problem.detail.includes('said of')).toBe(!PROBLEMS[code].ours);
  });

  it('what is no archive error is 500 and tells nothing; the log tells all', async () => {
    house = await openHouse({
      ingest: async () => {
        throw new TypeError('secret of ours');
      },
    });
    const answer = await post();
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret of ours');
    expect(JSON.stringify(house.log)).toContain('secret of ours');
  });

  it('answers before the body came: at once, whole, and closes', async () => {
    house = await openHouse({
      ingest: async ({ parts }: Submission) => {
        await parts[Symbol.asyncIterator]().next();
        throw refuse('CLASSIFIED_NOT_ALLOWED');
      },
    });
    const head =
      '--B\r\nContent-Disposition: form-data; name=record\r\n\r\n{}\r\n--B\r\nContent-Disposition: form-data; name=f\r\n\r\n';
    const said = await raw((socket) => {
      socket.write(
        `POST /v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer submitter-key\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000000\r\n\r\n${head}`,
      );
      const more = setInterval(() => socket.writable && socket.write(Buffer.alloc(1 << 16)), 1);
      socket.on('close', () => clearInterval(more));
    });
    expect(said).toMatch(/^HTTP\/1\.1 403 /);
    expect(said.toLowerCase()).toContain('connection: close');
    expect(said).toContain('"code":"CLASSIFIED_NOT_ALLOWED"');
  });

  it('Expect: 100-continue is not answered when the headers are enough to refuse', async () => {
    house = await openHouse({
      ingest: async (s) => (await readAll(s), created()),
      limits: { maxSubmissionBytes: 1_000 },
    });
    const ask = (length: number, key = 'submitter-key') =>
      raw((socket) => {
        socket.write(
          `POST /v1/records HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: ${length}\r\n\r\n`,
        );
        socket.on('data', (d) => {
          if (d.toString().startsWith('HTTP/1.1 100'))
            socket.write('--B\r\nContent-Disposition: form-data; name=record\r\n\r\n{}\r\n--B--');
          else socket.end();
        });
      });
    expect(await ask(2_000)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await ask(61, 'wrong')).toMatch(/^HTTP\/1\.1 401 /);
    expect(await ask(61)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
  });

  it('a client that goes away half-way is REQUEST_ABORTED to the story, and the next one is served', async () => {
    const seen: unknown[] = [];
    house = await openHouse({
      ingest: async (s) => {
        try {
          await readAll(s);
          return created();
        } catch (error) {
          seen.push((error as { code?: string }).code);
          throw error;
        }
      },
    });
    await raw((socket) => {
      socket.write(
        'POST /v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer submitter-key\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 9999\r\n\r\n--B\r\nContent-Disposition: form-data; name=record\r\n\r\n{',
      );
      setTimeout(() => socket.destroy(), 50);
    });
    await until(() => seen.length > 0);
    expect(seen).toEqual(['REQUEST_ABORTED']);
    await until(() => house.app.get(IntakeGate).count === 0);
    expect((await post()).status).toBe(201);
  });

  it.each([
    ['no multipart', { body: '{}', headers: { 'content-type': 'application/json' } }, 415],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415],
    ['an unknown type', { body: 'x', headers: { 'content-type': 'text/weird' } }, 415],
    ['no boundary', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }, 400],
    ['a body without it', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=B' } }, 400],
    ['a bad Idempotency-Key', { headers: { 'idempotency-key': 'a b' } }, 400],
    ['malformed JSON', { body: '{', headers: { 'content-type': 'application/json' } }, 415],
    ['a large text', { body: 'x'.repeat(300_000), headers: { 'content-type': 'text/plain' } }, 415],
  ])('%s → problem details', async (_, init, status) => {
    house = await openHouse({ ingest: async (s) => (await readAll(s), created()) });
    const answer = await post(init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status,
      requestId: expect.any(String),
      title: expect.stringMatching(/[一-鿿]/),
    });
  });

  it('no more run at once than may; a stopping service finishes what runs and takes no more', async () => {
    let go = () => undefined as void;
    const gate = new Promise<void>((resolve) => (go = resolve));
    house = await openHouse({
      limits: { concurrentSubmissions: 1 },
      ingest: async (s) => {
        await readAll(s);
        await gate;
        return created();
      },
    });
    const first = post();
    const intake = house.app.get(IntakeGate);
    await until(() => intake.count === 1);
    const second = await post();
    expect(second.status).toBe(429);
    expect(await second.json()).toMatchObject({ limit: 1, retryAfterSeconds: 1 });
    const drained = intake.drain();
    const third = await post();
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('5');
    expect(await third.json()).toMatchObject({ code: 'SHUTTING_DOWN' });
    expect((await ask(`${house.url}/readyz`)).status).toBe(503);
    go();
    await drained;
    expect((await first).status).toBe(201);
  });
});
