import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Declaration } from '../../src/core/record.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { senderPayload } from '../../src/core/sender-signature.js';
import {
  accepted,
  ask,
  bytesOf,
  declare,
  jsonOf,
  problemOf,
  sha256,
  SlowSubmission,
  submit,
  type SentFile,
} from './api.js';
import { everyRowAsText } from './database-rows.js';
import { openHouse, type House } from './house.js';
import { ROOT, runToEnd } from './service-process.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(async () => house?.close());

const text = (said: string, name = '说明.txt'): SentFile[] => [{ part: 'f1', name, bytes: Buffer.from(said) }];
const source = (businessKey: string) => ({ source: { system: 'ERP', businessKey } });

/** The ids of all records of a business key. */
async function ofSource(businessKey: string): Promise<string[]> {
  const answer = await ask(`${house.url}/v1/records/by-source?system=ERP&key=${businessKey}`, {
    key: house.submitter.key,
  });
  expect(answer.status).toBe(200);
  return jsonOf<{ items: { id: string }[] }>(answer).items.map((r) => r.id);
}

describe('the example of the README', () => {
  it('works as printed', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const block = /## Send a record\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)![1]!;
    const script = block.replace(/^URL=.*$/m, `URL=${house.url}`);
    expect(script).not.toBe(block);
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      FIRST_KEY: house.administrator.key,
      LC_ALL: 'C.UTF-8',
    };
    // Twice the last command: the same key and content again gives the same receipts.
    const last = script.slice(script.indexOf('curl -sS "$URL/v1/records"'));
    const ran = await runToEnd('bash', ['-euo', 'pipefail', '-c', `${script}\necho\n${last}`], { env, cwd: ROOT });
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    // One answer a line, but nothing ends the line of the answer before the first.
    const [first, again] = ran.out
      .split(/(?<=\})\s*(?=\{"record":)/)
      .slice(-2)
      .map((answer) => JSON.parse(answer));
    expect(first.record.state).toBe('registered');
    expect(first.files[0].digests.sha256).toBe(sha256(await readFile(join(ROOT, 'README.md'))));
    expect(first.receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect([again.receipt, again.registeredReceipt]).toEqual([first.receipt, first.registeredReceipt]);
  }, 30_000);
});

describe('idempotency', () => {
  it('the same key and content: the stored receipt, byte for byte; other content: 422', async () => {
    const { url, fonds, submitter } = house;
    const files = text('one');
    const record = declare(fonds.code, files, source('same'));
    const options = { key: submitter.key, idempotencyKey: 'same' };
    const first = await submit(url, record, files, options);
    expect(first.status).toBe(201);
    expect(first.headers['location']).toBe(`/v1/records/${accepted(first).record.id}`);
    const again = await submit(url, record, files, options);
    expect(again.status).toBe(200);
    const { existing, sameIdempotencyKey, ...same } = accepted(again);
    expect({ existing, sameIdempotencyKey }).toEqual({ existing: true, sameIdempotencyKey: true });
    expect(same).toEqual(accepted(first));

    for (const [otherRecord, otherFiles] of [
      [record, text('two')],
      [{ ...record, title: '另一个' }, files],
    ] as const) {
      const other = await submit(url, otherRecord, otherFiles, options);
      expect({ status: other.status, code: problemOf(other).code }).toEqual({
        status: 422,
        code: 'IDEMPOTENCY_MISMATCH',
      });
    }
    expect((await ofSource('same')).length).toBe(1);
  });

  it('while the first runs, another gets 409 with Retry-After', async () => {
    const { url, fonds, submitter } = house;
    const files = text('slow and steady');
    const record = declare(fonds.code, files, source('slow'));
    const slow = new SlowSubmission(url, { key: submitter.key, headers: { 'idempotency-key': '"slow"' } });
    await slow.record(record);
    await slow.part('f1');
    await slow.write('slow ');
    await sleep(200);
    const meanwhile = await submit(url, record, files, { key: submitter.key, idempotencyKey: 'slow' });
    expect({ status: meanwhile.status, code: problemOf(meanwhile).code }).toEqual({
      status: 409,
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
    expect(Number(meanwhile.headers['retry-after'])).toBeGreaterThan(0);
    await slow.write('and steady');
    slow.end();
    expect((await slow.answer).status).toBe(201);
    const after = await submit(url, record, files, { key: submitter.key, idempotencyKey: 'slow' });
    expect(accepted(after).receipt).toBe(accepted(await slow.answer).receipt);
  });

  it('without a key, the same content of the same source is answered with the record that is there', async () => {
    const { url, fonds, submitter } = house;
    const files = text('no key');
    const record = declare(fonds.code, files, source('no-key'));
    const first = await submit(url, record, files, { key: submitter.key });
    const again = await submit(url, record, files, { key: submitter.key });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(accepted(again).existing).toBe(true);
    expect(accepted(again).record.id).toBe(accepted(first).record.id);
    expect(accepted(again).receipt).toBe(accepted(first).receipt);
    expect(await ofSource('no-key')).toEqual([accepted(first).record.id]);
  });

  it('twenty at once, with and without a key, become one record', async () => {
    const { url, fonds, submitter } = house;
    for (const idempotencyKey of ['at-once', undefined]) {
      const name = `at-once-${idempotencyKey ?? 'none'}`;
      const files = text(name);
      const record = declare(fonds.code, files, source(name));
      const options = { key: submitter.key, ...(idempotencyKey ? { idempotencyKey } : {}) };
      const answers = await Promise.all(Array.from({ length: 20 }, () => submit(url, record, files, options)));
      const good = answers.filter((a) => a.status === 200 || a.status === 201);
      expect(answers.filter((a) => a.status !== 409 && !good.includes(a)).map((a) => a.text)).toEqual([]);
      expect(good.filter((a) => a.status === 201).length).toBe(1);
      expect(new Set(good.map((a) => accepted(a).receipt)).size).toBe(1);
      expect((await ofSource(name)).length).toBe(1);
    }
  });
});

describe('a dry run', () => {
  it('answers what would be said and stores nothing', async () => {
    const { url, fonds, submitter } = house;
    const files = text('only trying');
    const record = declare(fonds.code, files, source('dry'));
    const options = { key: submitter.key, idempotencyKey: 'dry', query: '?dry-run=true' };
    const dry = await submit(url, record, files, options);
    expect(dry.status).toBe(200);
    expect(jsonOf(dry)).toMatchObject({ dryRun: true, receipt: null, registeredReceipt: null });
    expect(accepted(dry).files[0]!.digests.sha256).toBe(sha256(files[0]!.bytes));
    expect(await ofSource('dry')).toEqual([]);

    const wrong = { ...record, files: [{ part: 'f1', name: 'a.txt', sizeBytes: 1 }] };
    const refused = await submit(url, wrong, files, options);
    expect(refused.status).toBe(422);
    expect(problemOf(refused).refusal).toBeUndefined();
    expect(jsonOf(refused)).toMatchObject({ dryRun: true });

    // The real one is the first.
    const real = await submit(url, record, files, { key: submitter.key, idempotencyKey: 'dry' });
    expect(real.status).toBe(201);
  });
});

describe('a refusal', () => {
  it('lists every finding with what was expected and found, in the language asked for', async () => {
    const { url, fonds, submitter, otherSubmitter } = house;
    const files: SentFile[] = [
      { part: 'a', name: 'a.txt', bytes: Buffer.from('aaa') },
      { part: 'b', name: 'b.txt', bytes: Buffer.from('bbb') },
    ];
    const wrong = sha256(Buffer.from('something else'));
    const record = declare(fonds.code, files, {
      ...source('refused'),
      // Of no kind that would find something of its own.
      kind: 'generic',
      files: [
        { part: 'a', name: 'a.txt', digests: { sha256: wrong } },
        { part: 'b', name: 'b.txt', sizeBytes: 4, digests: { sm3: wrong } },
        { part: 'c', name: 'c.txt' },
      ],
    });
    const chinese = await submit(url, record, files, { key: submitter.key });
    const english = await submit(url, record, files, { key: submitter.key, headers: { 'accept-language': 'en' } });
    for (const answer of [chinese, english]) {
      expect(answer.status).toBe(422);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      const problem = problemOf(answer);
      expect(problem.code).toBe('RECORD_REFUSED');
      expect(problem.findings!.map((f) => [f.code, f.where, f.expected, f.found])).toEqual([
        ['DIGEST_MISMATCH', 'a.txt', `sha256:${wrong}`, `sha256:${sha256(files[0]!.bytes)}`],
        ['SIZE_MISMATCH', 'b.txt', '4', '3'],
        ['DIGEST_MISMATCH', 'b.txt', `sm3:${wrong}`, expect.stringMatching(/^sm3:[0-9a-f]{64}$/)],
        ['FILE_MISSING', 'c.txt', 'c', undefined],
      ]);
    }
    expect([chinese.headers['content-language'], english.headers['content-language']]).toEqual(['zh-CN', 'en']);
    const [zh, en] = [problemOf(chinese).findings!, problemOf(english).findings!];
    for (const i of zh.keys()) {
      expect(zh[i]!.message + zh[i]!.action).toMatch(/\p{Script=Han}/u);
      expect(en[i]!.message + en[i]!.action).not.toMatch(/\p{Script=Han}/u);
    }

    // It can be looked up, by those whose fonds it concerns.
    const { instance, refusal } = problemOf(chinese);
    expect(instance).toBe(`/v1/refusals/${refusal}`);
    const looked = await ask(url + instance!, { key: submitter.key });
    expect(looked.status).toBe(200);
    expect(jsonOf<{ findings: unknown[] }>(looked).findings.length).toBe(4);
    const outside = await ask(url + instance!, { key: otherSubmitter.key });
    const random = await ask(`${url}/v1/refusals/0190aaaa-0000-7000-8000-00000000ffff`, { key: otherSubmitter.key });
    expect([outside.status, random.status]).toEqual([404, 404]);
    expect({ ...problemOf(outside), requestId: '' }).toEqual({ ...problemOf(random), requestId: '' });
    expect(await ofSource('refused')).toEqual([]);
  });

  it('does not bind its idempotency key: mended, the record comes in under the same one', async () => {
    const { url, fonds, submitter } = house;
    const files = text('mended');
    const record = declare(fonds.code, files, source('mended'));
    const options = { key: submitter.key, idempotencyKey: 'mended' };
    const wrong = { ...record, files: [{ part: 'f1', name: 'a.txt', sizeBytes: 1 }] };
    expect((await submit(url, wrong, files, options)).status).toBe(422);
    expect((await submit(url, record, files, options)).status).toBe(201);
  });

  it('of a state secret comes before any file, and only source and time are kept', async () => {
    const { url, fonds, submitter, dataDir } = house;
    const title = '某涉密会议纪要-XYZZY';
    const businessKey = 'secret-business-key-XYZZY';
    const record = declare(fonds.code, text('x', '秘密文件-XYZZY.pdf'), {
      title,
      classification: '机密★10年',
      source: { system: 'OA', businessKey },
      metadata: { note: 'XYZZY' },
    });
    const sender = new SlowSubmission(url, { key: submitter.key });
    await sender.record(record);
    // No file was sent yet, and the answer is there.
    await sender.part('f1');
    const answer = await sender.answer;
    expect({ status: answer.status, code: problemOf(answer).code }).toEqual({
      status: 403,
      code: 'CLASSIFIED_NOT_ALLOWED',
    });
    const looked = await ask(url + problemOf(answer).instance!, { key: submitter.key });
    expect(looked.status).toBe(200);
    expect(jsonOf(looked)).toMatchObject({ declaration: null, sourceSystem: 'OA', businessKey: null });
    expect(looked.text).not.toContain('XYZZY');
    expect(looked.text).not.toContain('机密');
    const rows = await everyRowAsText(dataDir);
    expect(rows).toContain(problemOf(answer).refusal!);
    for (const kept of ['XYZZY', Buffer.from('XYZZY').toString('hex'), '机密', Buffer.from('机密').toString('hex')])
      expect(rows.includes(kept)).toBe(false);
    expect(house.service.said).not.toContain('XYZZY');
  });
});

describe("the sender's own signature", () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const detached = (kid: string, record: object, files: readonly SentFile[]) => {
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
    const payload = senderPayload(
      record as unknown as Declaration,
      files.map((f) => ({ name: f.name, sizeBytes: f.bytes.length, sha256: sha256(f.bytes) })),
    );
    const input = Buffer.from(`${header}.${Buffer.from(payload).toString('base64url')}`);
    return `${header}..${sign(null, input, privateKey).toString('base64url')}`;
  };

  it('is checked and kept in the package; a wrong one or an unknown key refuses', async () => {
    const { url, fonds, administrator } = house;
    const { id, key } = await administrator.principal('submitter', [fonds.id]);
    const put = await ask(`${url}/v1/principals/${id}/sender-keys/erp-2026`, {
      key: administrator.key,
      method: 'PUT',
      json: publicKey.export({ format: 'jwk' }),
    });
    expect(put.status).toBe(204);

    const files = text('signed by the ERP');
    const record = declare(fonds.code, files, { ...source('signed'), kind: 'generic' });
    const signature = detached('erp-2026', record, files);
    const good = await submit(url, record, files, { key, signature });
    expect(good.status).toBe(201);
    const stored = await ask(`${url}/v1/records/${accepted(good).record.id}/package`, { key });
    const report = await checkPackage(new BufferSource(stored.bytes));
    expect({ ok: report.ok, origin: report.origin }).toEqual({ ok: true, origin: 'sender-signed' });

    const changed = { ...record, title: '另一个标题', ...source('signed-2') };
    for (const [jws, code] of [
      [signature, 'SENDER_SIGNATURE_INVALID'],
      ['not a signature', 'SENDER_SIGNATURE_INVALID'],
      [detached('nobody', changed, files), 'SENDER_KEY_UNKNOWN'],
    ] as const) {
      const bad = await submit(url, changed, files, { key, signature: jws });
      expect({ status: bad.status, codes: problemOf(bad).findings?.map((f) => f.code) }).toEqual({
        status: 422,
        codes: [code],
      });
    }
    const unsigned = await submit(url, changed, files, { key });
    const plain = await ask(`${url}/v1/records/${accepted(unsigned).record.id}/package`, { key });
    expect((await checkPackage(new BufferSource(plain.bytes))).origin).toBe('asserted-by-archive');
  });
});

describe('a file that brings its reader down', () => {
  it('costs its own record a finding and nothing else', async () => {
    const { url, fonds, submitter, service } = house;
    const readers = await readersOf(service.pid);
    expect(readers.length).toBeGreaterThan(0);
    // Held still as in an endless loop, then dead as after a fault in native code.
    for (const pid of readers) process.kill(pid, 'SIGSTOP');
    const files = text('read by somebody who dies');
    const answer = submit(url, declare(fonds.code, files, { ...source('reader'), kind: 'generic' }), files, {
      key: submitter.key,
    });
    await sleep(500);
    for (const pid of readers) process.kill(pid, 'SIGKILL');
    const answered = await answer;
    expect(answered.status).toBe(201);
    expect(accepted(answered).findings.map((f) => f.code)).toEqual(['READER_CRASHED']);
    expect(accepted(answered).files[0]!.format.whole).toBe('unknown');

    const next = text('read by the next');
    const fine = await submit(url, declare(fonds.code, next, { ...source('reader-2'), kind: 'generic' }), next, {
      key: submitter.key,
    });
    expect(accepted(fine).findings).toEqual([]);
    expect(accepted(fine).files[0]!.format.format).toBe('text');
  });
});

async function readersOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const found: number[] = [];
  for (const child of children.trim().split(' ').map(Number))
    if ((await readFile(`/proc/${child}/cmdline`, 'utf8')).includes('reader-child')) found.push(child);
  return found;
}

describe('hostile requests', () => {
  const post = (headers: Record<string, string>, body: string) =>
    ask(`${house.url}/v1/records`, {
      key: house.submitter.key,
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', ...headers },
      body,
    });
  const part = (name: string, body: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${body}\r\n`;
  const codeOf = (answer: Awaited<ReturnType<typeof post>>) => [answer.status, problemOf(answer).code];

  it('are refused with the limit they break', async () => {
    const { fonds } = house;
    const record = JSON.stringify(declare(fonds.code, text('x')));
    const many = Array.from({ length: 10_000 }, (_, i) => part(`p${i}`, 'x')).join('');
    const tooMany = await post({}, `${part('record', record)}${many}--b--\r\n`);
    expect(codeOf(tooMany)).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(jsonOf(tooMany)['limit']).toBeGreaterThan(0);

    const bigJson = JSON.stringify({ ...JSON.parse(record), metadata: { big: 'x'.repeat(5_000_000) } });
    const tooBig = await post({}, `${part('record', bigJson)}${part('f1', 'x')}--b--\r\n`);
    expect(codeOf(tooBig)).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(jsonOf(tooBig)['limit']).toBe(1024 * 1024);

    const declared = Array.from({ length: 1_001 }, (_, i) => ({ part: `p${i}`, name: `${i}.txt` }));
    const tooManyFiles = { ...JSON.parse(record), files: declared };
    expect(codeOf(await post({}, `${part('record', JSON.stringify(tooManyFiles))}--b--\r\n`))).toEqual([
      413,
      'REQUEST_TOO_LARGE',
    ]);
    expect(codeOf(await post({ 'content-type': 'application/json' }, record))).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
    expect(codeOf(await post({ 'content-type': 'multipart/form-data' }, record))).toEqual([400, 'REQUEST_INVALID']);
    for (const wrong of [
      '',
      'no boundary at all',
      `${part('f1', 'file first')}${part('record', record)}--b--\r\n`,
      `${part('record', '{"fonds":')}--b--\r\n`,
      `${part('record', '[]')}--b--\r\n`,
      `${part('record', '{"__proto__":{"x":1},"fonds":"Z001"}')}--b--\r\n`,
      `${part('record', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)}--b--\r\n`,
      `${part('record', record)}${part('f1', 'never closed')}`,
    ])
      expect(codeOf(await post({}, wrong))).toEqual([400, 'REQUEST_INVALID']);
    const header = await ask(`${house.url}/v1/records`, { headers: { 'x-huge': 'x'.repeat(60_000) } }).then(
      (answer) => answer.status,
      () => 431, // the connection was closed while the header was still being written
    );
    expect(header).toBe(431);
    expect((await ask(`${house.url}/healthz`)).status).toBe(200);
  }, 30_000);

  it('names: alike on another system refuses, unsafe gets a safe entry, U+0000 is no text', async () => {
    const { url, fonds, submitter } = house;
    const two = (a: string, b: string): SentFile[] => [
      { part: 'f1', name: a, bytes: bytesOf(a, 10) },
      { part: 'f2', name: b, bytes: bytesOf(b, 10) },
    ];
    for (const [a, b] of [
      ['发票/A.pdf', '发票/a.PDF'],
      ['caf\u00e9.txt', 'cafe\u0301.txt'],
      ['same.txt', 'same.txt'],
    ] as const) {
      const files = two(a, b);
      const answer = await submit(url, declare(fonds.code, files), files, { key: submitter.key });
      const { findings } = problemOf(answer);
      expect([answer.status, findings?.filter((f) => f.code.startsWith('FILE_')).map((f) => f.code)]).toEqual([
        422,
        ['FILE_NAME_REPEATED'],
      ]);
    }
    const climbing = two('../../etc/passwd', 'C:\\temp\\发票.txt');
    const answer = await submit(url, declare(fonds.code, climbing, source('unsafe')), climbing, { key: submitter.key });
    expect(answer.status).toBe(201);
    const { record, files, findings } = accepted(answer);
    expect(findings.filter((f) => f.code === 'FILE_NAME_UNSAFE').map((f) => f.where)).toEqual(
      climbing.map((f) => f.name),
    );
    expect(files.map((f) => f.name)).toEqual(climbing.map((f) => f.name));
    for (const { path } of files) expect(path).not.toMatch(/\.\.|\\|^\//);
    const stored = await ask(`${url}/v1/records/${record.id}/package`, { key: submitter.key });
    const report = await checkPackage(new BufferSource(stored.bytes));
    expect(report.findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(report.files.map((f) => f.name)).toEqual(climbing.map((f) => f.name));

    const nul = text('x', 'a\u0000b.txt');
    const refused = await submit(url, declare(fonds.code, nul), nul, { key: submitter.key });
    expect([refused.status, problemOf(refused).code]).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('a document whose seal is broken', () => {
  it('is received with the reason, and not registered', async () => {
    const { url, fonds, submitter } = house;
    const bytes = await readFile(join(ROOT, 'test/vectors/OFD_SIGNED_FILE_CHANGED_seal/input.ofd'));
    const files = [{ part: 'f1', name: '发票.ofd', bytes }];
    const answer = await submit(url, declare(fonds.code, files, source('broken-seal')), files, { key: submitter.key });
    expect(answer.status).toBe(201);
    const { record, findings, registeredReceipt } = accepted(answer);
    expect([record.state, registeredReceipt]).toEqual(['received', null]);
    expect(findings.map((f) => f.code)).toContain('OFD_SIGNED_FILE_CHANGED');
  });
});
