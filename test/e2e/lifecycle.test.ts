import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../src/core/byte-source.js';
import { PackageChain } from '../../src/core/package/chain.js';
import { checkPackage } from '../../src/core/package/check.js';
import { eInvoiceXml } from '../core/records/documents/cn-invoice-xml.js';
import { accepted, type Answer, ask, bytesOf, declare, jsonOf, pathOf, problemOf, sha256, submit, type SentFile } from './api.js'; // prettier-ignore
import { type House, openHouse } from './house.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
let serial = 0;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(async () => house?.close());

const nextNumber = () => `2699100000000000${String(++serial).padStart(4, '0')}`;
const get = (path: string, key = house.archivist.key) => ask(house.url + path, { key });
const post = (path: string, json: unknown, key = house.archivist.key, headers: Record<string, string> = {}) =>
  ask(house.url + path, { key, json, headers });

/** An invoice as XML, and what is sent with it. */
function invoice(number: string, more: Parameters<typeof eInvoiceXml>[0] & { name?: string; comment?: string } = {}) {
  const { name = `${number}.xml`, comment = '', ...members } = more;
  const xml = eInvoiceXml({ id: number, number, ...members });
  const file: SentFile = { part: 'f', name, bytes: Buffer.from(`${xml}${comment && `<!--${comment}-->`}`) };
  return file;
}

const send = (
  file: SentFile,
  more: Record<string, unknown> = {},
  options: Partial<Parameters<typeof submit>[3]> = {},
) =>
  submit(house.url, declare(house.fonds.code, [file], { kind: 'auto', ...more }), [file], {
    key: house.submitter.key,
    ...options,
  });

const add = (
  record: string,
  part: Record<string, unknown>,
  files: SentFile[],
  options: { key?: string; idempotencyKey?: string; query?: string } = {},
) => {
  // prettier-ignore
  const body = new FormData();
  body.set('record', JSON.stringify({ reason: '补充附件', files: files.map(({ part, name }) => ({ part, name })), ...part })); // prettier-ignore
  for (const file of files) body.append(file.part, new Blob([new Uint8Array(file.bytes)]), 'x.bin');
  const { key = house.archivist.key, idempotencyKey, query = '' } = options;
  return ask(`${house.url}/v1/records/${record}/versions${query}`, {
    key,
    method: 'POST',
    body,
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': `"${idempotencyKey}"` },
  });
};
const codes = (answer: Answer): string[] => jsonOf<Loose>(answer).findings.map((f: Loose) => f.code);
const typesOf = async (record: string): Promise<string[]> =>
  jsonOf<Loose>(await get(`/v1/records/${record}/events`)).items.map((one: Loose) => one.type);

/** Every package of a record holds, alone and as a chain. */
async function expectWhole(record: string, versions: number): Promise<void> {
  const chain = new PackageChain();
  for (let version = 1; version <= versions; version++) {
    const { status, bytes } = await get(`/v1/records/${record}/package?version=${version}`);
    expect(status).toBe(200);
    const report = await checkPackage(new BufferSource(bytes));
    expect([report.version, report.findings, chain.add(report)]).toEqual([version, [], []]);
  }
  const verified = jsonOf<Loose>(await ask(`${house.url}/v1/records/${record}/verifications`, { key: house.archivist.key, method: 'POST' })); // prettier-ignore
  expect(verified).toMatchObject({ ok: true, findings: [] });
  expect(verified.packages).toHaveLength(versions);
}

describe('the same invoice again', () => {
  it('with the same file is answered with the record that is there, as a warning', async () => {
    const number = nextNumber();
    const first = accepted(await send(invoice(number)));
    const again = await send(invoice(number), { title: '又一次', source: { system: 'ERP', businessKey: number } }, { idempotencyKey: number }); // prettier-ignore
    expect([again.status, accepted(again).existing, accepted(again).record.id]).toEqual([200, true, first.record.id]);
    expect(codes(again)).toContain('DUPLICATE_RECORD');
    expect(accepted(again).receipt).toBe(first.receipt);
    // The key stands for it now.
    const replay = await send(invoice(number), { title: '又一次', source: { system: 'ERP', businessKey: number } }, { idempotencyKey: number }); // prettier-ignore
    expect([replay.status, accepted(replay).sameIdempotencyKey]).toEqual([200, true]);
    const misused = await send(invoice(number, { comment: 'other' }), {}, { idempotencyKey: number });
    expect([misused.status, problemOf(misused).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(await typesOf(first.record.id)).toEqual(['received', 'registered']);
  });

  it('in another form becomes a version of its record, with a receipt; sent again, it is found there', async () => {
    const number = nextNumber();
    const first = accepted(await send(invoice(number)));
    const other = invoice(number, { comment: 'downloaded again', name: `again/${number}.xml` });
    const dry = await send(other, {}, { query: '?dry-run=true' });
    expect([dry.status, codes(dry).includes('RENDITION_ADDED')]).toEqual([200, true]);
    const second = await send(other, {}, { idempotencyKey: `r-${number}` });
    expect([second.status, jsonOf<Loose>(second).addedVersion]).toEqual([201, 2]);
    expect(codes(second)).toContain('RENDITION_ADDED');
    const told = accepted(second);
    expect([told.record.id, told.package.version, told.record.state]).toEqual([first.record.id, 2, 'registered']);
    expect(told.versions.map(({ version, kind, files }) => [version, kind, files])).toEqual([
      [1, 'original', [`${number}.xml`]],
      [2, 'rendition', [`again/${number}.xml`]],
    ]);
    const payload = JSON.parse(Buffer.from(told.receipt!.split('.')[1]!, 'base64url').toString());
    expect(payload).toMatchObject({ type: 'version-added', package: { version: 2, sha256: told.package.sha256 } });

    const again = await send(other, {}, { idempotencyKey: `r-${number}` });
    expect([again.status, accepted(again).receipt, accepted(again).package.version]).toEqual([200, told.receipt, 2]);
    const firstAgain = await send(invoice(number));
    expect([firstAgain.status, accepted(firstAgain).receipt]).toEqual([200, first.receipt]);

    expect(sha256((await get(`/v1/records/${told.record.id}/files/${pathOf(other.name)}`)).bytes)).toBe(
      sha256(other.bytes),
    );
    // Each version says its own.
    for (const version of ['', '?version=1', '?version=2']) {
      const facts = jsonOf<Loose>(await get(`/v1/records/${told.record.id}/facts${version}`));
      const [path] = facts.documents.map((one: Loose) => one.path);
      expect([facts.duplicateKey, path.endsWith(`again/${number}.xml`)]).toEqual([`e-invoice:${number}`, version !== '?version=1']); // prettier-ignore
    }
    expect(problemOf(await get(`/v1/records/${told.record.id}/facts?version=3`)).code).toBe('VERSION_UNKNOWN');
    expect(problemOf(await get(`/v1/records/${told.record.id}/facts?at=3`)).code).toBe('REQUEST_INVALID');
    expect(await typesOf(told.record.id)).toEqual(['received', 'registered', 'version-added', 'registered']);
    await expectWhole(told.record.id, 2);
    // What it says is told of the newest version, and of each.
    const said = async (query: string) => {
      const answer = await get(`/v1/records/${told.record.id}/facts${query}`);
      return [answer.status, jsonOf<Loose>(answer).documents?.[0]?.path];
    };
    expect(await said('')).toEqual([200, other.name]);
    expect(await said('?version=1')).toEqual([200, `${number}.xml`]);
    expect((await said('?version=9'))[0]).toBe(404);
  });

  it('ten forms at once, and the first among them, end as one record with ten versions', async () => {
    const number = nextNumber();
    const forms = Array.from({ length: 10 }, (_, i) => invoice(number, { comment: String(i), name: `${i}.xml` }));
    const answers = await Promise.all(forms.map((form) => send(form)));
    expect(answers.map(({ status }) => status)).toEqual(forms.map(() => 201));
    const ids = new Set(answers.map((answer) => accepted(answer).record.id));
    expect(ids.size).toBe(1);
    expect(answers.map((answer) => accepted(answer).package.version).sort((a, b) => a - b)).toEqual(forms.map((_, i) => i + 1)); // prettier-ignore
    await expectWhole([...ids][0]!, 10);
  });

  it('says nothing to another fonds', async () => {
    const number = nextNumber();
    const first = accepted(await send(invoice(number)));
    const file = invoice(number);
    const elsewhere = await submit(house.url, declare(house.otherFonds.code, [file], { kind: 'auto' }), [file], {
      key: house.otherSubmitter.key,
    });
    expect(elsewhere.status).toBe(201);
    expect(accepted(elsewhere).record.id).not.toBe(first.record.id);
    expect(elsewhere.text).not.toContain(first.record.id);
  });
});

describe('an invoice that says something else under the same number', () => {
  const otherSeller = '<SellerIdNum>919900000000000192</SellerIdNum><SellerName>另一家公司</SellerName>';
  async function conflicting() {
    const number = nextNumber();
    const first = accepted(await send(invoice(number)));
    const answer = await send(invoice(number, { seller: otherSeller, name: 'other.xml' }));
    expect(answer.status).toBe(201);
    const second = accepted(answer);
    const page = jsonOf<Loose>(await get(`/v1/conflicts?record=${second.record.id}`));
    expect(page.items).toHaveLength(1);
    return { number, first, second, conflict: page.items[0] };
  }

  it('is kept and waits, with both places and values told', async () => {
    const { number, first, second, conflict } = await conflicting();
    expect(second.record).toMatchObject({ state: 'received', stateReason: ['DUPLICATE_CONFLICT'] });
    expect(second.registeredReceipt).toBeNull();
    const found = second.findings.find(({ code }) => code === 'DUPLICATE_CONFLICT')!;
    expect(found.expected).toContain(first.record.id);
    expect([found.expected, found.found]).toEqual([
      expect.stringContaining('示例科技有限公司'),
      expect.stringContaining('另一家公司'),
    ]);
    expect(conflict).toMatchObject({ first: first.record.id, second: second.record.id, fonds: house.fonds.code, decided: null }); // prettier-ignore
    expect(conflict.differences).toEqual([
      {
        key: 'seller-name',
        one: { text: '示例科技有限公司', file: `${number}.xml`, place: expect.any(String) },
        other: { text: '另一家公司', file: 'other.xml', place: expect.any(String) },
      },
    ]);
    const stranger = await get(`/v1/conflicts/${conflict.id}`, house.otherAuditor.key);
    expect([stranger.status, problemOf(stranger).code]).toEqual([404, 'CONFLICT_UNKNOWN']);
    expect(jsonOf<Loose>(await get('/v1/conflicts', house.otherAuditor.key)).items).toEqual([]);
    expect((await post(`/v1/conflicts/${conflict.id}/decision`, { decision: 'separate', reason: 'x' }, house.submitter.key)).status).toBe(403); // prettier-ignore
    // What is checked meanwhile passes, and registers nothing: only the decision does.
    const checked = await post(`/v1/records/${second.record.id}/checks`, {});
    expect([checked.status, jsonOf<Loose>(checked).total.outcome, jsonOf<Loose>(checked).registeredReceipt]).toEqual([201, 'passed', null]); // prettier-ignore
    expect(accepted(await get(`/v1/records/${second.record.id}`)).record).toMatchObject({ state: 'received', stateReason: ['DUPLICATE_CONFLICT'] }); // prettier-ignore
    expect(await typesOf(second.record.id)).toEqual(['received', 'checked']);
    // A further form of the second goes to the second.
    const form = await send(invoice(number, { seller: otherSeller, name: 'other-2.xml', comment: 'x' }));
    expect([form.status, accepted(form).record.id, accepted(form).package.version]).toEqual([201, second.record.id, 2]);
  });

  it('waits too where only a number was written over another file: there is nothing to compare', async () => {
    const number = nextNumber();
    const first = accepted(await send(invoice(number)));
    const note: SentFile = { part: 'f', name: 'note.txt', bytes: Buffer.from(`of ${number}`) };
    const bare = await send(note, { kind: 'e-invoice', metadata: { 'invoice-number': number } });
    expect(accepted(bare).record).toMatchObject({ state: 'received', stateReason: ['DUPLICATE_CONFLICT'] });
    expect(accepted(bare).findings.find(({ code }) => code === 'DUPLICATE_INCOMPARABLE')?.found).toBe(first.record.id);
    const page = jsonOf<Loose>(await get(`/v1/conflicts?record=${first.record.id}`));
    expect(page.items.map((one: Loose) => [one.second, one.differences])).toEqual([[accepted(bare).record.id, []]]);
    // With the amount said as well it is another form.
    const said = { 'invoice-number': number, 'total-with-tax': '1130.00' };
    const form = await send({ ...note, bytes: Buffer.from('scan') }, { kind: 'e-invoice', metadata: said });
    expect([form.status, accepted(form).record.id, codes(form).includes('RENDITION_ADDED')]).toEqual([201, first.record.id, true]); // prettier-ignore
  });

  it.each([
    [
      'separate',
      ['registered', 'registered'],
      ['received', 'registered', 'conflict-decided'],
      ['received', 'conflict-decided', 'registered'],
    ],
    [
      'withdraw-first',
      ['withdrawn', 'registered'],
      ['received', 'registered', 'withdrawn'],
      ['received', 'conflict-decided', 'registered'],
    ],
    [
      'withdraw-second',
      ['registered', 'withdrawn'],
      ['received', 'registered', 'conflict-decided'],
      ['received', 'withdrawn'],
    ],
    [
      'same-record',
      ['registered', 'withdrawn'],
      ['received', 'registered', 'version-added', 'registered', 'conflict-decided'],
      ['received', 'withdrawn'],
    ],
  ])('decided: %s', async (decision, states, firstEvents, secondEvents) => {
    // prettier-ignore
    const { first, second, conflict } = await conflicting();
    const asked = { decision, reason: '核对原件' };
    const path = `/v1/conflicts/${conflict.id}/decision`;
    const decided = await post(path, asked, house.archivist.key, { 'idempotency-key': `d-${conflict.id}` });
    expect([decided.status, jsonOf<Loose>(decided).decided]).toMatchObject([200, { decision, reason: '核对原件' }]);
    expect((await post(path, asked)).text).toBe(decided.text);
    const otherwise = await post(path, { decision: 'separate', reason: '别的' });
    expect([otherwise.status, problemOf(otherwise).code]).toEqual([409, 'CONFLICT_DECIDED']);
    const now = [first, second].map(async ({ record }) => accepted(await get(`/v1/records/${record.id}`)));
    const [one, two] = await Promise.all(now);
    expect([one!.record.state, two!.record.state]).toEqual(states);
    expect(await typesOf(first.record.id)).toEqual(firstEvents);
    expect(await typesOf(second.record.id)).toEqual(secondEvents);
    if (two!.record.state === 'registered') expect(two!.registeredReceipt).not.toBeNull();
    if (decision === 'same-record') {
      expect(one!.files.map(({ name }) => name)).toContain('other.xml');
      expect(one!.versions[1]).toMatchObject({ kind: 'addition', reason: '核对原件' });
      await expectWhole(first.record.id, 2);
    }
    expect(jsonOf<Loose>(await get(`/v1/conflicts?record=${first.record.id}`)).items).toEqual([]);
    expect(jsonOf<Loose>(await get(`/v1/conflicts?state=decided&record=${first.record.id}`)).items).toHaveLength(1);
  });

  it('is registered when the first is withdrawn, and has the key from then on', async () => {
    const { number, first, second } = await conflicting();
    expect((await post(`/v1/records/${first.record.id}/withdrawal`, { reason: '作废' })).status).toBe(200);
    const now = accepted(await get(`/v1/records/${second.record.id}`));
    expect(now.record).toMatchObject({ state: 'registered', stateReason: [] });
    const form = await send(invoice(number, { seller: otherSeller, comment: 'y', name: 'y.xml' }));
    expect(accepted(form).record.id).toBe(second.record.id);
  });
});

describe('after archiving', () => {
  const plain = (name: string, text: string): SentFile => ({ part: name.replace(/\W/g, '') || 'f', name, bytes: Buffer.from(text) }); // prettier-ignore
  const archived = async () => {
    const file = { part: 'f1', name: '正本.txt', bytes: bytesOf(`after ${++serial}`, 100) };
    return accepted(await submit(house.url, declare(house.fonds.code, [file]), [file], { key: house.submitter.key }));
  };

  it('something is added, something corrected; each version stays and can be had', async () => {
    const first = await archived();
    const { id } = first.record;
    const why = { reason: '更正金额', basis: '财务部〔2026〕7号', approver: '李四' };
    const added = await add(id, { ...why, expectedVersion: 1 }, [plain('附件.txt', '附件'), { part: 'f2', name: '正本.txt', bytes: Buffer.from('更正后') }]); // prettier-ignore
    expect([added.status, jsonOf<Loose>(added).addedVersion]).toEqual([201, 2]);
    const late = await add(id, { expectedVersion: 1 }, [plain('x.txt', 'x')]);
    expect([late.status, problemOf(late).code, jsonOf<Loose>(late).version]).toEqual([409, 'VERSION_OUTRUN', 2]);
    const view = accepted(await get(`/v1/records/${id}`));
    expect(view.files.map(({ name, version }) => [name, version])).toEqual([['附件.txt', 2], ['正本.txt', 2]]); // prettier-ignore
    expect(view.versions[1]).toMatchObject({ ...why, kind: 'addition', files: ['附件.txt', '正本.txt'] });
    expect(view.receipt).toBe(first.receipt);
    const text = async (query: string) => (await get(`/v1/records/${id}/files/${pathOf('正本.txt')}${query}`)).text;
    expect(await text('')).toBe('更正后');
    expect(sha256(Buffer.from((await get(`/v1/records/${id}/files/${pathOf('正本.txt')}?version=1`)).bytes))).toBe(first.files[0]!.digests.sha256); // prettier-ignore
    expect((await get(`/v1/records/${id}/files/${pathOf('附件.txt')}?version=1`)).status).toBe(404);
    expect(problemOf(await get(`/v1/records/${id}/package?version=3`)).code).toBe('VERSION_UNKNOWN');
    await expectWhole(id, 2);
    expect(await typesOf(id)).toEqual(['received', 'registered', 'version-added', 'registered', 'verified']);
  });

  it('the same addition again adds nothing; to another record it does', async () => {
    const [first, other] = [await archived(), await archived()];
    const file = plain('函.txt', '函');
    const [one, again] = [await add(first.record.id, {}, [file], { idempotencyKey: 'v1' }), await add(first.record.id, {}, [file])]; // prettier-ignore
    expect([one.status, again.status, accepted(again).existing]).toEqual([201, 200, true]);
    expect(accepted(again).receipt).toBe(accepted(one).receipt);
    expect((await add(other.record.id, {}, [file])).status).toBe(201);
    const misused = await add(first.record.id, {}, [plain('别.txt', '别')], { idempotencyKey: 'v1' });
    expect(problemOf(misused).code).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('many additions at once all come in, one after the other', async () => {
    const { record } = await archived();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => add(record.id, {}, [plain(`${i}.txt`, String(i))]))); // prettier-ignore
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    await expectWhole(record.id, 9);
  });

  it('what is wrong with an addition is said, and nothing of it kept', async () => {
    const { record } = await archived();
    expect(problemOf(await add(record.id, { reason: '' }, [plain('a.txt', 'a')])).code).toBe('REQUEST_INVALID');
    expect(problemOf(await add(record.id, { record: '0190bbbb-0000-7000-8000-000000000002' }, [plain('a.txt', 'a')])).code).toBe('REQUEST_INVALID'); // prettier-ignore
    expect(codes(await add(record.id, {}, []))).toEqual(['RECORD_EMPTY']);
    expect(problemOf(await add(record.id, {}, [plain('a.txt', 'a')], { key: house.otherSubmitter.key })).code).toBe('RECORD_UNKNOWN'); // prettier-ignore
    expect((await add(record.id, {}, [plain('a.txt', 'a')], { key: house.otherAuditor.key })).status).toBe(403);
    expect(accepted(await get(`/v1/records/${record.id}`)).versions).toHaveLength(1);
  });

  it('a withdrawn record stays, says why, and takes nothing more', async () => {
    const { record, receipt } = await archived();
    const path = `/v1/records/${record.id}/withdrawal`;
    const asked = { reason: '误归', basis: '档案科意见', approver: '王五' };
    expect((await post(path, asked, house.submitter.key)).status).toBe(403);
    const answers = await Promise.all([1, 2, 3].map(() => post(path, asked)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const gone = accepted(answers[0]!);
    expect(gone).toMatchObject({ record: { state: 'withdrawn', stateReason: ['WITHDRAWN'] }, withdrawal: asked, receipt }); // prettier-ignore
    const payload = JSON.parse(Buffer.from(gone.withdrawal!.receipt!.split('.')[1]!, 'base64url').toString());
    expect(payload).toMatchObject({ type: 'withdrawn', record: record.id });
    expect(problemOf(await post(path, { reason: '别的' })).code).toBe('RECORD_WITHDRAWN');
    expect(problemOf(await add(record.id, {}, [plain('a.txt', 'a')])).code).toBe('RECORD_WITHDRAWN');
    expect((await get(`/v1/records/${record.id}/package`)).status).toBe(200);
    expect(await typesOf(record.id)).toEqual(['received', 'registered', 'withdrawn']);
  });

  it('what was withdrawn and is sent again is told so; with another declaration it is archived anew', async () => {
    const number = nextNumber();
    const { record } = accepted(await send(invoice(number)));
    expect(codes(await send(invoice(number)))).not.toContain('SENT_AFTER_WITHDRAWAL');
    expect((await post(`/v1/records/${record.id}/withdrawal`, { reason: '误归' })).status).toBe(200);
    const again = await send(invoice(number));
    expect([again.status, accepted(again).record.id, accepted(again).record.state]).toEqual([200, record.id, 'withdrawn']); // prettier-ignore
    expect(codes(again)).toContain('SENT_AFTER_WITHDRAWAL');
    const anew = await send(invoice(number), { title: '重新归档' });
    expect([anew.status, accepted(anew).record.state, accepted(anew).record.id === record.id]).toEqual([201, 'registered', false]); // prettier-ignore
  });
});

describe('a record that expects something', () => {
  const text = (name: string, role?: string) => ({ file: { part: `p${++serial}`, name, bytes: bytesOf(`${name} ${serial}`, 50) }, role }); // prettier-ignore
  const archive = async (
    expects: object | undefined,
    more: Record<string, unknown> = {},
    files = [text('凭证.txt')],
  ) => {
    const sent = files.map(({ file }) => file);
    const record = declare(house.fonds.code, sent, {
      files: files.map(({ file, role }) => ({ part: file.part, name: file.name, ...(role ? { role } : {}) })),
      ...(expects ? { expects } : {}),
      ...more,
    });
    const answer = await submit(house.url, record, sent, { key: house.submitter.key });
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
    return accepted(answer);
  };
  const now = async (record: string) => accepted(await get(`/v1/records/${record}`));

  it('voucher before original, and original before voucher: complete when both are there, with a receipt', async () => {
    const number = nextNumber();
    const source = { system: 'ERP', businessKey: `v-${number}` };
    const voucher = await archive(
      { until: '2026-01-31', records: [{ duplicateKey: `e-invoice:${number}` }] },
      { source },
    );
    expect(voucher.record).toMatchObject({ state: 'incomplete', stateReason: ['EXPECTED_MISSING'] });
    expect([voucher.receipt === null, voucher.registeredReceipt]).toEqual([false, null]);
    expect(voucher.expects).toEqual([{ kind: 'record', duplicateKey: `e-invoice:${number}`, until: '2026-01-31', metAt: null, metBy: null }]); // prettier-ignore
    const overdue = async (query = '') => jsonOf<Loose>(await get(`/v1/records?overdue=true&limit=200${query}`)).items.map((one: Loose) => one.id); // prettier-ignore
    expect(await overdue('&state=incomplete')).toContain(voucher.record.id);

    const original = accepted(await send(invoice(number)));
    const complete = await now(voucher.record.id);
    expect(complete.record).toMatchObject({ state: 'registered', stateReason: [] });
    expect(complete.expects).toMatchObject([{ metBy: original.record.id, metAt: expect.any(String) }]);
    expect(complete.registeredReceipt).not.toBeNull();
    expect(await typesOf(voucher.record.id)).toEqual(['received', 'completed', 'registered']);
    expect(await overdue()).not.toContain(voucher.record.id);

    // The other way round it is complete at once.
    const late = await archive({ records: [{ businessKey: `v-${number}`, system: 'ERP' }] });
    expect(late.record.state).toBe('registered');
    expect(await typesOf(late.record.id)).toEqual(['received', 'completed', 'registered']);
  });

  it('files come one by one, as versions, in any order', async () => {
    const expects = { files: [{ role: '附件', count: 2 }, { name: '批示.txt' }] };
    const { record } = await archive(expects, {}, [text('正文.txt'), text('附件1.txt', '附件')]);
    expect(record.state).toBe('incomplete');
    const bring = (...files: ReturnType<typeof text>[]) =>
      add(record.id, { files: files.map(({ file, role }) => ({ part: file.part, name: file.name, ...(role ? { role } : {}) })) }, files.map(({ file }) => file), { key: house.submitter.key }); // prettier-ignore
    expect(accepted(await bring(text('批示.txt'))).record.state).toBe('incomplete');
    expect((await now(record.id)).expects.map(({ metAt }) => metAt !== null)).toEqual([false, true]);
    const last = accepted(await bring(text('附件2.txt', '附件')));
    expect(last.record).toMatchObject({ state: 'registered', stateReason: [] });
    expect(await typesOf(record.id)).toEqual(['received', 'version-added', 'version-added', 'completed', ...last.versions.map(() => 'registered')]); // prettier-ignore
    expect(last.versions.every(({ registeredReceipt }) => registeredReceipt !== null)).toBe(true);
    await expectWhole(record.id, 3);
  });

  it('what came with it is not missing; what can never come is refused', async () => {
    const there = await archive({ files: [{ name: '凭证.txt' }] });
    expect([there.record.state, await typesOf(there.record.id)]).toEqual(['registered', ['received', 'registered']]);
    for (const expects of [
      {},
      { records: [{}] },
      { records: [{ businessKey: 'x' }] },
      { files: [{ count: 0 }] },
      { until: '2026-02-30', files: [{}] },
    ])
      // prettier-ignore
      await expect(archive(expects)).rejects.toThrow('400');
  });

  it('two last pieces at once complete it once', async () => {
    const [one, two] = [nextNumber(), nextNumber()];
    const waiting = await Promise.all(
      Array.from({ length: 6 }, () =>
        archive({ records: [one, two].map((n) => ({ duplicateKey: `e-invoice:${n}` })) }),
      ),
    );
    await Promise.all([send(invoice(one)), send(invoice(two))]);
    for (const { record } of waiting) {
      expect((await now(record.id)).record.state).toBe('registered');
      expect(await typesOf(record.id)).toEqual(['received', 'completed', 'registered']);
    }
  });

  it('waits on when a conflict is decided, and for the conflict when all is there', async () => {
    const number = nextNumber();
    await send(invoice(number));
    const seller = '<SellerIdNum>919900000000000192</SellerIdNum><SellerName>另一家公司</SellerName>';
    const second = accepted(await send(invoice(number, { seller, name: 'x.xml' }), { expects: { files: [{ name: '说明.txt' }] } })); // prettier-ignore
    expect(second.record).toMatchObject({
      state: 'incomplete',
      stateReason: ['DUPLICATE_CONFLICT', 'EXPECTED_MISSING'],
    });
    const [conflict] = jsonOf<Loose>(await get(`/v1/conflicts?record=${second.record.id}`)).items;
    await post(`/v1/conflicts/${conflict.id}/decision`, { decision: 'separate', reason: '两笔' });
    expect((await now(second.record.id)).record).toMatchObject({
      state: 'incomplete',
      stateReason: ['EXPECTED_MISSING'],
    });
    const { file } = text('说明.txt');
    expect(accepted(await add(second.record.id, {}, [file])).record.state).toBe('registered');
  });
});
