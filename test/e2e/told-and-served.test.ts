import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { accepted, ask, bytesOf, declare, jsonOf, pathOf, problemOf, submit, type Answer } from './api.js';
import { openHouse, type House } from './house.js';
import { addTrust, ANCHORS, CRLS, revalidate, submitSigned } from './signed-records.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
let document: Loose;
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

beforeAll(async () => {
  house = await openHouse();
  document = jsonOf(await ask(`${house.url}/openapi.json`));
  ajv.addSchema({ $id: 'https://dantao.test/openapi', ...document });
});
afterAll(() => house?.close());

/** The answer is one that the document tells of: its status, its media type and every member of its JSON. */
function expectTold(method: string, path: string, answer: Answer, status: number): void {
  expect([method, path, answer.status]).toEqual([method, path, status]);
  const response = document.paths[path][method].responses[String(status)];
  expect([path, status, response === undefined]).toEqual([path, status, false]);
  const told = response.$ref ? document.components.responses[response.$ref.split('/').at(-1)!] : response;
  if (!told.content) return;
  const [type] = String(answer.headers['content-type']).split(';') as [string];
  expect([path, status, Object.keys(told.content)]).toEqual([path, status, expect.arrayContaining([type])]);
  if (!/json/.test(type)) return;
  const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'].map((step) =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const validate = ajv.getSchema(`https://dantao.test/openapi#/${pointer.join('/')}`);
  if (!validate) throw new Error(`no schema for ${method} ${path} ${status}`);
  void validate(jsonOf(answer));
  expect([path, status, validate.errors ?? []]).toEqual([path, status, []]);
}

describe('what is served is what the OpenAPI document tells', () => {
  it('of records: sent, sent again, refused, found, read and verified', async () => {
    const { url, fonds, submitter, archivist } = house;
    const { key } = submitter;
    const files = [{ part: 'f1', name: '附件/说明.bin', bytes: bytesOf('told', 5_000) }];
    const record = declare(fonds.code, files, { source: { system: 'ERP', businessKey: 'told' } });
    const created = await submit(url, record, files, { key, idempotencyKey: 'told' });
    expectTold('post', '/v1/records', created, 201);
    expectTold('post', '/v1/records', await submit(url, record, files, { key, idempotencyKey: 'told' }), 200);
    const wrong = { ...record, files: [{ part: 'f1', name: 'a', sizeBytes: 1 }] };
    const refused = await submit(url, wrong, files, { key });
    expectTold('post', '/v1/records', refused, 422);
    expectTold('post', '/v1/records', await submit(url, [] as never, files, { key }), 400);
    const { id } = accepted(created).record;
    const get = (path: string, more = {}) => ask(url + path, { key, ...more });
    expectTold('get', '/v1/records', await get('/v1/records?limit=1'), 200);
    expectTold('get', '/v1/records', await get('/v1/records?limit=0'), 400);
    expectTold('get', '/v1/records/by-source', await get('/v1/records/by-source?system=ERP&key=told'), 200);
    expectTold('get', '/v1/records/{id}', await get(`/v1/records/${id}`), 200);
    expectTold('get', '/v1/records/{id}', await get(`/v1/records/${fonds.id}`), 404);
    expectTold('get', '/v1/records/{id}', await ask(`${url}/v1/records/${id}`), 401);
    expectTold('get', '/v1/records/{id}/events', await get(`/v1/records/${id}/events`), 200);
    const file = `/v1/records/${id}/files/${pathOf(files[0]!.name)}`;
    expectTold('get', '/v1/records/{id}/files/{path}', await get(file), 200);
    const range = (bytes: string) => get(file, { headers: { range: `bytes=${bytes}` } });
    expectTold('get', '/v1/records/{id}/files/{path}', await range('0-9'), 206);
    expectTold('get', '/v1/records/{id}/files/{path}', await range('9999-'), 416);
    expectTold('get', '/v1/records/{id}/package', await get(`/v1/records/${id}/package`), 200);
    const verified = await ask(`${url}/v1/records/${id}/verifications`, { key: archivist.key, json: {} });
    expectTold('post', '/v1/records/{id}/verifications', verified, 200);
    expectTold('get', '/v1/refusals/{id}', await get(problemOf(refused).instance!), 200);
  });

  it('of trust and of signatures looked at again', async () => {
    const { url, fonds, submitter, administrator, archivist } = house;
    const { record } = accepted(await submitSigned(url, submitter.key, fonds.code, '发票.ofd', 'told'));
    const get = (path: string, key = archivist.key) => ask(url + path, { key });
    const post = (path: string, json: unknown, key = administrator.key) => ask(url + path, { key, json });
    expectTold('get', '/v1/trust', await get('/v1/trust'), 200);
    const pending = await get('/v1/validations/pending');
    expectTold('get', '/v1/validations/pending', pending, 200);
    expect(jsonOf<Loose>(pending).items.length).toBeGreaterThan(0);
    expectTold('get', '/v1/validations/pending', await get('/v1/validations/pending?awaits=rain'), 400);
    const added = await addTrust(url, administrator.key, ANCHORS, '?purpose=all');
    expectTold('post', '/v1/trust/items', added, 201);
    expectTold('post', '/v1/trust/items', await addTrust(url, administrator.key, CRLS[0]!), 201);
    expectTold(
      'post',
      '/v1/trust/items',
      await addTrust(url, administrator.key, CRLS[1]!, `?fonds=${fonds.code}`),
      201,
    );
    expectTold('post', '/v1/trust/items', await addTrust(url, administrator.key, Buffer.from('no')), 400);
    expectTold('post', '/v1/trust/items', await addTrust(url, archivist.key, ANCHORS), 403);
    expectTold('get', '/v1/trust/items', await get('/v1/trust/items'), 200);
    const [first] = jsonOf<Loose>(added).items;
    const withdrawal = `/v1/trust/items/${first.id}/withdrawal`;
    const started = await post('/v1/revalidations', { fonds: fonds.code });
    expectTold('post', '/v1/revalidations', started, 202);
    expect(started.headers['location']).toBe(`/v1/revalidations/${jsonOf<Loose>(started).id}`);
    expectTold('post', '/v1/revalidations', await post('/v1/revalidations', { fonds: 'nowhere' }), 404);
    await revalidate(url, administrator.key);
    expectTold('get', '/v1/revalidations', await get('/v1/revalidations'), 200);
    expectTold('get', '/v1/revalidations/{id}', await get(started.headers['location']!), 200);
    expectTold('get', '/v1/revalidations/{id}', await get(`/v1/revalidations/${record.id}`), 404);
    expectTold('post', '/v1/trust/items/{id}/withdrawal', await post(withdrawal, { reason: 'replaced' }), 200);
    expectTold('post', '/v1/trust/items/{id}/withdrawal', await post(withdrawal, {}), 400);
    expectTold('get', '/v1/trust/items', await get('/v1/trust/items?withdrawn'), 200);
    const snapshots = await get('/v1/trust/snapshots?limit=1');
    expectTold('get', '/v1/trust/snapshots', snapshots, 200);
    const snapshot = (digest: string) => get(`/v1/trust/snapshots/${digest}`);
    expectTold('get', '/v1/trust/snapshots/{digest}', await snapshot(jsonOf<Loose>(snapshots).items[0].digest), 200);
    expectTold('get', '/v1/trust/snapshots/{digest}', await snapshot('0'.repeat(64)), 404);
    const validations = `/v1/records/${record.id}/validations`;
    const history = await get(validations);
    expectTold('get', '/v1/records/{id}/validations', history, 200);
    expect(jsonOf<Loose>(history).items.map((one: Loose) => one.number)).toEqual([2, 1]);
    for (const [number, status] of [
      [1, 200],
      [2, 200],
      [3, 404],
      ['x', 404],
    ] as const)
      // prettier-ignore
      expectTold('get', '/v1/records/{id}/validations/{number}', await get(`${validations}/${number}`), status);
  });

  it('of administration and the service itself', async () => {
    const { url, administrator, submitter, metrics } = house;
    const ask_ = (path: string, json?: unknown) =>
      ask(url + path, { key: administrator.key, ...(json === undefined ? {} : { json }) });
    expectTold('get', '/v1/principals', await ask_('/v1/principals'), 200);
    const made = await ask_('/v1/principals', { name: 'told', role: 'auditor', fonds: [house.fonds.code] });
    expectTold('post', '/v1/principals', made, 201);
    expectTold('post', '/v1/principals', await ask_('/v1/principals', { name: 'told', role: 'auditor' }), 409);
    const keys = `/v1/principals/${jsonOf<{ id: string }>(made).id}/keys`;
    expectTold('post', '/v1/principals/{id}/keys', await ask_(keys, {}), 201);
    await ask_(keys, {});
    expectTold('post', '/v1/principals/{id}/keys', await ask_(keys, {}), 409);
    expectTold('get', '/v1/fonds', await ask_('/v1/fonds'), 200);
    const fonds = await ask_('/v1/fonds', { code: 'T001', name: '示例', test: true });
    expectTold('post', '/v1/fonds', fonds, 201);
    const names = `/v1/fonds/${jsonOf<{ id: string }>(fonds).id}/names`;
    const renamed = await ask_(names, { code: 'T002', name: '示例二', from: '2999-01-01' });
    expectTold('post', '/v1/fonds/{id}/names', renamed, 201);
    expectTold('post', '/v1/reconciliations', await ask_('/v1/reconciliations', {}), 200);
    expectTold(
      'post',
      '/v1/reconciliations',
      await ask(`${url}/v1/reconciliations`, { key: submitter.key, json: {} }),
      403,
    );
    expectTold('get', '/v1/limits', await ask(`${url}/v1/limits`, { key: submitter.key }), 200);
    expectTold('get', '/metrics', await ask(`${url}/metrics`, { key: metrics.key }), 200);
    for (const path of ['/healthz', '/readyz', '/.well-known/jwks.json'])
      expectTold('get', path, await ask(url + path), 200);
  });
});
