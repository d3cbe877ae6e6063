import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { type ValidateRequest } from '../../src/archive/validate.js';
import { PAGE_POLICY } from '../../src/core/page-style.js';
import { validationPage } from '../../src/core/signatures/report/page.js';
import { encodeEtsiReport } from '../../src/core/signatures/report/etsi.js';
import { validationReport } from '../../src/core/signatures/report/report.js';
import { type ValidationRow } from '../../src/archive/validation-ports.js';
import { PROBLEMS } from '../../src/http/problem.js';
import { fileOf, inputOf, PASSED, TIMESTAMP } from '../core/signatures/report/samples.js';
import { ask, type House, openHouse, RECORD, refuse } from './house.js';

let house: House;
afterEach(() => house.close());

const input = inputOf(fileOf('合同.pdf', [PASSED, TIMESTAMP]));
const auditor = { authorization: 'Bearer auditor-key' };

async function bytesOf({ body }: ValidateRequest): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A house whose story notes what it was asked and answers with the sample. */
async function open(asked: ValidateRequest[] = [], read: Buffer[] = []): Promise<void> {
  house = await openHouse({
    validate: {
      run: async (request) => {
        asked.push(request);
        read.push(await bytesOf(request));
        return input;
      },
    },
  });
}
const post = (init: RequestInit & { query?: string } = {}) =>
  ask(`${house.url}/v1/validations${init.query ?? ''}`, {
    method: 'POST',
    body: 'x',
    ...init,
    headers: { ...auditor, ...(init.headers as object) },
  });
const form = (...parts: [string, string][]) => {
  const body = new FormData();
  for (const [name, text] of parts) body.append(name, new Blob([text]));
  return body;
};

describe('POST /v1/validations', () => {
  it('takes the bytes of any type, and of a form, and tells the story what was asked', async () => {
    const [asked, read]: [ValidateRequest[], Buffer[]] = [[], []];
    await open(asked, read);
    const bytes = Buffer.alloc(300_000, '{"a":1}');
    for (const type of ['application/octet-stream', 'application/json', 'application/xml', 'text/plain']) {
      const query = '?name=%E5%90%88%E5%90%8C.pdf&at=2026-03-17T09:12:44%2B08:00&policy=cn-gm&fonds=F001';
      const answer = await post({ body: bytes, query, headers: { 'content-type': type } });
      expect([type, answer.status]).toEqual([type, 200]);
      expect(asked.at(-1)).toMatchObject({ name: '合同.pdf', at: new Date('2026-03-17T01:12:44Z'), policy: 'cn-gm', fonds: 'F001', principal: { role: 'auditor' } }); // prettier-ignore
      expect(read.at(-1)!.equals(bytes)).toBe(true);
    }
    expect((await post({ body: form(['file', bytes.toString()]) })).status).toBe(200);
    expect(read.at(-1)!.equals(bytes)).toBe(true);
    expect(asked.at(-1)).toMatchObject({ name: '', at: null, policy: null, fonds: null });
  });

  it('answers in the form asked for', async () => {
    await open();
    const json = await post();
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json.headers.get('vary')).toContain('Accept');
    expect(Buffer.from(await json.arrayBuffer()).equals(validationReport(input))).toBe(true);

    const xml = await post({ headers: { accept: 'application/xml' } });
    expect(xml.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(await xml.text()).toContain('<ValidationReport xmlns="http://uri.etsi.org/19102/v1.4.1#"');

    const page = await post({ headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-language')).toBe('zh-CN');
    expect(page.headers.get('content-security-policy')).toBe(`${PAGE_POLICY}; sandbox; frame-ancestors 'none'`);
    expect(await page.text()).toContain('<html lang="zh-CN">');
    const en = { accept: 'text/html', 'accept-language': 'en' };
    expect(await (await post({ headers: en })).text()).toContain('<html lang="en">');
    expect(await (await post({ headers: en, query: '?lang=zh-CN' })).text()).toContain('<html lang="zh-CN">');
  });

  it.each([
    ['submitter', 200],
    ['archivist', 200],
    ['auditor', 200],
    ['administrator', 403],
    ['metrics', 403],
    ['nobody', 401],
  ])('%s gets %i', async (role, status) => {
    await open();
    expect((await post({ headers: { authorization: `Bearer ${role}-key` } })).status).toBe(status);
  });

  it.each([
    ['?at=yesterday', 'x', '?at'],
    ['?at=2026-03-17', 'x', '?at'],
    ['?lang=fr', 'x', '?lang'],
    ['?polcy=auto', 'x', '?polcy'],
    ['', form(['other', 'x']), ''],
    ['', form(['file', 'x'], ['file', 'y']), ''],
    ['', form(['file', 'x'], ['more', 'y']), ''],
    ['', undefined, ''],
  ])('400 for %s %s', async (query, body, path) => {
    await open();
    const answer = await post({ query, body: body as never });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ path }] });
  });

  it('what is too large is refused by its headers, and what was encoded is not guessed at', async () => {
    house = await openHouse({ validate: { run: async (request) => (await bytesOf(request), input) }, limits: { maxFileBytes: 10 } }); // prettier-ignore
    expect((await post({ body: 'x'.repeat(10) })).status).toBe(200);
    expect((await post({ body: 'x'.repeat(11) })).status).toBe(PROBLEMS.REQUEST_TOO_LARGE.status);
    expect((await post({ headers: { 'content-encoding': 'gzip' } })).status).toBe(PROBLEMS.MEDIA_TYPE_UNSUPPORTED.status); // prettier-ignore
  });

  it('a problem of the story keeps its status, and is counted as failed', async () => {
    house = await openHouse({
      validate: {
        run: async () => {
          throw refuse('SPOOL_FULL');
        },
      },
    });
    expect((await post()).status).toBe(PROBLEMS.SPOOL_FULL.status);
    const metrics = await ask(`${house.url}/metrics`, { headers: { authorization: 'Bearer metrics-key' } });
    expect(await metrics.text()).toContain('dantao_validation_duration_seconds_count{outcome="failed"} 1');
  });

  it('counts by verdict', async () => {
    await open();
    await post();
    const metrics = await ask(`${house.url}/metrics`, { headers: { authorization: 'Bearer metrics-key' } });
    expect(await metrics.text()).toContain('dantao_validation_duration_seconds_count{outcome="TOTAL_PASSED"} 1');
  });

  it('a sender that goes away in the middle is an aborted request to the story', async () => {
    const seen = new Promise<unknown>((resolve) => {
      void openHouse({
        validate: {
          run: async (request) => {
            try {
              await bytesOf(request);
              resolve('all of it');
            } catch (error) {
              resolve((error as { code?: unknown }).code);
              throw error;
            }
            return input;
          },
        },
      }).then((one) => {
        house = one;
        const { port, hostname } = new URL(one.url);
        const socket = connect(Number(port), hostname, () => {
          socket.write(
            'POST /v1/validations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer auditor-key\r\nContent-Length: 1000\r\n\r\nhalf of',
          );
          setTimeout(() => socket.destroy(), 50);
        });
      });
    });
    expect(await seen).toBe('REQUEST_ABORTED');
  });
});

describe('GET /v1/records/{id}/validations/{number}', () => {
  const bytes = validationReport(input);
  const openStored = async (numbers: number[] = []) => {
    house = await openHouse({
      validations: {
        report: async (_principal, _record, number) => {
          numbers.push(number);
          return {
            name: 'report.json',
            mimeType: 'application/json',
            sizeBytes: bytes.length,
            sha256: 'a'.repeat(64),
            open: async () =>
              (async function* () {
                yield bytes;
              })(),
          };
        },
        history: async () => ({ items: [{ number: 7 } as ValidationRow], next: null }),
      },
    });
  };
  const get = (end: string, headers: Record<string, string> = {}) =>
    ask(`${house.url}/v1/records/${RECORD}/validations/${end}`, { headers: { ...auditor, ...headers } });

  it('gives the stored bytes, and the other forms made of them', async () => {
    const numbers: number[] = [];
    await openStored(numbers);
    const json = await get('2');
    expect(json.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await json.arrayBuffer()).equals(bytes)).toBe(true);
    const page = await get('latest?lang=en', { accept: 'text/html' });
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
    expect(await page.text()).toBe(validationPage(input, 'en'));
    const xml = await get('2', { accept: 'application/xml' });
    expect(Buffer.from(await xml.arrayBuffer()).equals(encodeEtsiReport(input))).toBe(true);
    expect(numbers).toEqual([2, 7, 2]);
  });

  it.each(['0', '-1', 'last', '1e3', '12345678901'])('there is no report %s', async (number) => {
    await openStored();
    const answer = await get(number);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'VALIDATION_UNKNOWN' });
  });
});
