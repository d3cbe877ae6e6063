import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zip } from '../../scripts/seeds/bytes.mjs';
import { Administrator, ask, bytesOf, jsonOf } from './api.js';
import { asSuperuser } from './database-rows.js';
import { type House, openHouse } from './house.js';
import { removeFolder, scratchFolder, ServiceProcess } from './service-process.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;
type Entry = [name: string, bytes: Uint8Array | string];

const zipOf = (entries: Entry[]): Buffer =>
  zip(entries.map(([name, bytes]): [string, Uint8Array] => [name, Buffer.from(bytes)]));
const declaration = (fonds: string, name: string, more: object = {}) =>
  JSON.stringify({ fonds, kind: 'note', title: `说明 ${name}`, date: '2026-03-17', source: { system: 'erp', businessKey: name }, files: [{ part: `p-${name.replace('/', '.')}`, name: '正本/a.bin' }], ...more }); // prettier-ignore

/** A folder per record; each with one file. */
const folders = (fonds: string, names: readonly string[]): Entry[] =>
  names.flatMap((name): Entry[] => [
    [`${name}/record.json`, declaration(fonds, name)],
    [`${name}/正本/a.bin`, bytesOf(name, 100)],
  ]);
const many = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(4, '0')}`); // prettier-ignore

const send = (url: string, key: string, body: Buffer, query = '', headers: Record<string, string> = {}) =>
  ask(`${url}/v1/batches${query}`, { key, method: 'POST', body: new Blob([body]), headers: { 'content-type': 'application/zip', ...headers } }); // prettier-ignore

async function untilDone(url: string, key: string, id: string): Promise<Loose> {
  for (const end = Date.now() + 50_000; Date.now() < end; await sleep(50)) {
    const batch = jsonOf<Loose>(await ask(`${url}/v1/batches/${id}`, { key }));
    if (batch.state === 'done') return batch;
  }
  throw new Error(`batch ${id} is not done`);
}

async function resultsOf(url: string, key: string, id: string): Promise<Loose[]> {
  const all: Loose[] = [];
  for (let after: number | null = null; ;) {
    const page: Loose = jsonOf<Loose>(await ask(`${url}/v1/batches/${id}/results?limit=7${after === null ? '' : `&after=${after}`}`, { key })); // prettier-ignore
    all.push(...page.items);
    if (page.next === null) return all;
    after = page.next;
  }
}

describe('batches of a running service', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 60_000);
  afterAll(() => house.close());

  it('comes as parts too: the records as lines, then their files; sent again it is found', async () => {
    const { key } = house.submitter;
    const form = () => {
      const body = new FormData();
      const lines = ['parts-1', 'parts-2'].map((name) => declaration('Z001', name)).join('\n');
      body.append('records', new Blob([lines]), 'records.jsonl');
      body.append('p-parts-1', new Blob([bytesOf('parts-1', 100)]), 'a.bin');
      return body;
    };
    const post = () => ask(`${house.url}/v1/batches?records=2`, { key, method: 'POST', body: form(), headers: { 'idempotency-key': '"parts"' } }); // prettier-ignore
    const answer = await post();
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.anything()]);
    const batch = jsonOf<Loose>(answer);
    // The second one's file did not come: it is refused alone.
    expect(batch.results.map(({ status }: Loose) => status)).toEqual(['created', 'refused']);
    expect(jsonOf<Loose>(await post()).id).toBe(batch.id);
    const wrong = new FormData();
    wrong.append('p-parts-1', new Blob(['x']), 'a.bin');
    const refused = await ask(`${house.url}/v1/batches`, { key, method: 'POST', body: wrong });
    expect([refused.status, jsonOf<Loose>(refused).code]).toEqual([400, 'REQUEST_INVALID']);
  });

  it('answers a small one with what became of each record; a bad one does not stop the others', async () => {
    const { key } = house.submitter;
    const body = zipOf([
      ...folders('Z001', ['a-1']),
      ['a-2/record.json', '{"fonds":"Z001"'],
      ['a-3/record.json', declaration('Z001', 'a-3')],
      ...folders('Z002', ['a-4']),
      ...folders('Z001', ['a-5']),
      ['a-5/stray.txt', 'not declared'],
      ...folders('Z001', ['deep/a-6']),
      ['__MACOSX/a-1/._record.json', 'x'],
      ['readme.txt', 'of no record'],
    ]);
    const answer = await send(house.url, key, body, '?records=7&bytes=100&amount=12.50');
    expect(answer.status).toBe(200);
    const batch = jsonOf<Loose>(answer);
    expect(batch).toMatchObject({ state: 'done', records: 6, counts: { done: 6, created: 2, existing: 0, refused: 4, failed: 0 } }); // prettier-ignore
    expect(
      batch.results.map((one: Loose) => [
        one.index,
        one.name,
        one.status,
        one.code,
        one.findings.map((f: Loose) => f.code),
      ]),
    ).toEqual([
      [0, 'a-1', 'created', null, expect.any(Array)],
      [1, 'a-2', 'refused', 'REQUEST_INVALID', []],
      [2, 'a-3', 'refused', 'RECORD_REFUSED', ['FILE_MISSING']],
      [3, 'a-4', 'refused', 'RECORD_REFUSED', ['FONDS_UNKNOWN']],
      [4, 'a-5', 'refused', 'RECORD_REFUSED', expect.arrayContaining(['FILE_UNDECLARED'])],
      [5, 'deep/a-6', 'created', null, expect.any(Array)],
    ]);
    expect(batch.findings.map((f: Loose) => [f.code, f.expected, f.found])).toEqual([
      ['BATCH_FILES_UNUSED', undefined, '1: readme.txt'],
      ['BATCH_COUNT_MISMATCH', '7', '6'],
      ['BATCH_BYTES_MISMATCH', '100', '412'],
      ['BATCH_AMOUNT_MISMATCH', '12.50', '0'],
    ]);
    const [first] = batch.results;
    expect(first.source).toEqual({ system: 'erp', businessKey: 'a-1' });
    const record = jsonOf<Loose>(await ask(`${house.url}/v1/records/${first.record}`, { key }));
    expect(record.files.map((file: Loose) => [file.name, file.sizeBytes])).toEqual([['正本/a.bin', 100]]);
    expect((await ask(`${house.url}/v1/refusals/${batch.results[2].refusal}`, { key })).status).toBe(200);
    expect((await ask(`${house.url}/v1/batches/${batch.id}`, { key: house.otherSubmitter.key })).status).toBe(404);
    // Its ZIP is gone: what was taken in lies in the packages.
    expect(await readdir(join(house.dataDir, 'batches'))).toEqual([]);
  });

  it('takes lines of JSON with their files, and says of the same records again that they are there', async () => {
    const { key } = house.submitter;
    const names = many('l', 5);
    const lines = names.map((name) => declaration('Z001', name)).join('\r\n');
    const body = zipOf([['records.jsonl', `\uFEFF${lines}\n\n`], ...names.map((name): Entry => [`files/p-${name}`, bytesOf(name, 50)])]); // prettier-ignore
    const first = jsonOf<Loose>(await send(house.url, key, body, '?records=5&bytes=250&amount=0.00'));
    expect([first.counts.created, first.findings]).toEqual([5, []]);
    expect(first.results.map((one: Loose) => one.name)).toEqual([1, 2, 3, 4, 5].map((n) => `records.jsonl:${n}`));
    const again = jsonOf<Loose>(await send(house.url, key, body));
    expect([again.id === first.id, again.counts.existing]).toEqual([false, 5]);
    expect(again.results.map((one: Loose) => one.record)).toEqual(first.results.map((one: Loose) => one.record));
  });

  it('compares the amount of the vouchers that came in, each once', async () => {
    const invoice = readFileSync('seeds/01-digital-invoice-xml/26991000000000000001.xml');
    const record = (title: string) => JSON.stringify({ fonds: 'Z001', kind: 'auto', title, source: { system: 'erp', businessKey: title }, files: [{ part: 'f', name: 'a.xml' }] }); // prettier-ignore
    const body = zipOf([['v/record.json', record('甲')], ['v/a.xml', invoice], ['w/record.json', record('甲')], ['w/a.xml', invoice]]); // prettier-ignore
    const first = jsonOf<Loose>(await send(house.url, house.submitter.key, body, '?amount=0.01'));
    expect(first.counts).toMatchObject({ created: 1, existing: 1 });
    const [{ code, found }] = first.findings;
    expect([code, Number(found) > 0.01]).toEqual(['BATCH_AMOUNT_MISMATCH', true]);
    const again = jsonOf<Loose>(await send(house.url, house.submitter.key, body, `?amount=${found}`));
    expect(again.findings).toEqual([]);
    // The same invoice in another form is a version of its record.
    const pdf = readFileSync('seeds/03-digital-invoice-pdf/26991000000000000001.pdf');
    const other = zipOf([
      ['x/record.json', record('乙')],
      ['x/a.xml', pdf],
    ]);
    const [version] = jsonOf<Loose>(await send(house.url, house.submitter.key, other)).results;
    expect([version.status, version.record]).toEqual(['version', first.results[0].record]);
  });

  it('finds a batch by its Idempotency-Key, and refuses another one under it', async () => {
    const { key } = house.submitter;
    const headers = { 'idempotency-key': '"month-3"' };
    const body = zipOf(folders('Z001', ['i-1']));
    const answers = await Promise.all([1, 2, 3].map(() => send(house.url, key, body, '', headers)));
    expect(new Set(answers.map((answer) => jsonOf<Loose>(answer).id)).size).toBe(1);
    const other = await send(house.url, key, zipOf(folders('Z001', ['i-2'])), '', headers);
    expect([other.status, jsonOf<Loose>(other).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
  });

  it('a record whose file is broken in the ZIP is refused alone', async () => {
    const body = zipOf(folders('Z001', ['c-1', 'c-2']));
    const at = body.indexOf(bytesOf('c-1', 100));
    body[at]! ^= 1;
    const batch = jsonOf<Loose>(await send(house.url, house.submitter.key, body));
    expect(batch.results.map((one: Loose) => [one.status, one.findings.map((f: Loose) => f.code)[0]])).toEqual([
      ['refused', 'BATCH_ENTRY_UNREADABLE'],
      ['created', expect.anything()],
    ]);
  });

  it.each([
    ['no ZIP', Buffer.from('PK nothing')],
    ['a ZIP without records', zipOf([['a.txt', 'x']])],
    ['an empty ZIP', zipOf([])],
    ['a ZIP cut off', zipOf(folders('Z001', ['x-1'])).subarray(0, 200)],
    ['two entries of one name', zipOf([...folders('Z001', ['x-2']), ...folders('Z001', ['x-2'])])],
  ])('takes nothing of %s', async (_, body) => {
    const answer = await send(house.url, house.submitter.key, body);
    expect([answer.status, jsonOf<Loose>(answer).code]).toEqual([422, 'BATCH_UNREADABLE']);
  });

  it.each([
    ['another type', '', { 'content-type': 'application/json' }, 415],
    ['a count that is none', '?records=many', {}, 400],
    ['an amount that is none', '?amount=1e3', {}, 400],
    ['another fonds', '?fonds=Z002', {}, 404],
    ['a member that is not known', '?record=1', {}, 400],
  ])('refuses %s', async (_, query, headers, status) => {
    const body = zipOf(folders('Z001', ['y-1']));
    expect((await send(house.url, house.submitter.key, body, query, headers as Record<string, string>)).status).toBe(status); // prettier-ignore
  });

  it('fonds take turns: a large batch of one does not keep the other waiting', async () => {
    const large = await send(house.url, house.submitter.key, zipOf(folders('Z001', many('big', 400))));
    expect(large.status).toBe(202);
    const small = jsonOf<Loose>(await send(house.url, house.otherSubmitter.key, zipOf(folders('Z002', many('small', 3))))); // prettier-ignore
    expect([small.state, small.counts.created]).toEqual(['done', 3]);
    const meanwhile = jsonOf<Loose>(await ask(`${house.url}/v1/batches/${jsonOf<Loose>(large).id}`, { key: house.submitter.key })); // prettier-ignore
    expect([meanwhile.state, meanwhile.counts.done < 400]).toEqual(['waiting', true]);
    const done = await untilDone(house.url, house.submitter.key, meanwhile.id);
    expect(done.counts).toEqual({ done: 400, created: 400, version: 0, existing: 0, refused: 0, failed: 0 });
    const results = await resultsOf(house.url, house.submitter.key, meanwhile.id);
    expect(results.map(({ index, name }) => [index, name])).toEqual(many('big', 400).map((name, i) => [i, name]));
  }, 60_000);
});

describe('kill -9 in the middle of a batch', () => {
  it.each(['batch-kept', 'batch-taken', 'batch-noted', 'committed'])(
    'at the step %s: it goes on by itself, and every record is there once',
    async (step) => {
      const folder = await scratchFolder(step);
      const dataDir = join(folder, 'data');
      let service = await ServiceProcess.start({ dataDir });
      try {
        const administrator = new Administrator(service.url, service.firstKey);
        const fonds = await administrator.fonds('Z001');
        const { key } = await administrator.principal('submitter', [fonds.id]);
        await service.stop();
        service = await ServiceProcess.start({
          dataDir,
          env: { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: step === 'batch-kept' ? '1' : '5' },
          program: 'test/crash/crashing-service.mjs',
        });
        const body = zipOf(folders('Z001', many('k', 120)));
        const headers = { 'idempotency-key': '"k"' };
        const first = await send(service.url, key, body, '', headers).catch(() => null);
        expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
        await mkdir(join(dataDir, 'batches'), { recursive: true });
        await writeFile(join(dataDir, 'batches', 'half.part'), 'cut off');

        service = await ServiceProcess.start({ dataDir });
        // The sender that got no answer asks again; the one that got one need not.
        const batch = jsonOf<Loose>(first ?? (await send(service.url, key, body, '', headers)));
        expect((await untilDone(service.url, key, batch.id)).counts).toEqual({ done: 120, created: 120, version: 0, existing: 0, refused: 0, failed: 0 }); // prettier-ignore
        const results = await resultsOf(service.url, key, batch.id);
        const stored = await asSuperuser(dataDir, (client) => client.query('SELECT id FROM record'));
        expect(results.map(({ record }) => record).sort()).toEqual(stored.rows.map(({ id }) => id).sort());
        expect(await readdir(join(dataDir, 'batches'))).toEqual([]);
        expect(await service.stop()).toEqual({ code: 0, signal: null });
      } finally {
        await service.stop('SIGKILL');
        await removeFolder(folder);
      }
    },
    60_000,
  );
});
