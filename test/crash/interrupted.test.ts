import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepted, Administrator, ask, bytesOf, declare, problemOf, SlowSubmission, submit } from '../e2e/api.js';
import { removeFolder, scratchFolder, ServiceProcess } from '../e2e/service-process.js';
import { recordIds, wholePackages } from './load.js';
import { expectEmpty, residentBytes } from './steady-load.js';

const MIB = 1024 * 1024;

let folder: string;
let dataDir: string;
let service: ServiceProcess;
let key: string;
beforeAll(async () => {
  folder = await scratchFolder('interrupted');
  dataDir = join(folder, 'data');
  service = await ServiceProcess.start({ dataDir });
  const administrator = new Administrator(service.url, service.firstKey);
  const fonds = await administrator.fonds('Z001');
  key = (await administrator.principal('submitter', [fonds.id])).key;
}, 60_000);
afterAll(async () => {
  await service.stop('SIGKILL');
  await removeFolder(folder);
});

const large = [{ part: 'f1', name: '大.bin', bytes: bytesOf('interrupted', 4 * MIB) }];

describe('a sender that goes away half-way', () => {
  it('leaves nothing behind: no record, no object, no spool file, no memory', async () => {
    const url = service.url;
    const record = declare('Z001', large);
    const vanish = async (megabytes: number) => {
      const sender = new SlowSubmission(url, { key, headers: { 'idempotency-key': '"gone"' } });
      await sender.record(record);
      await sender.part('f1');
      for (let i = 0; i < megabytes; i++) await sender.write(large[0]!.bytes.subarray(i * MIB, (i + 1) * MIB));
      await sleep(20);
      sender.vanish();
    };
    for (let i = 0; i < 20; i++) await vanish(3);
    await sleep(1_000);
    const warm = await residentBytes(service.pid);
    for (let i = 0; i < 60; i++) await vanish(3);
    await sleep(1_000);
    // 60 × 3 MiB came in; a leak of each body would show as 180 MiB.
    expect((await residentBytes(service.pid)) - warm).toBeLessThan(60 * MIB);

    await expectEmpty(join(dataDir, 'store', 'spool'));
    expect(await recordIds(url, key)).toEqual([]);
    expect(await wholePackages({ url: `file:${join(dataDir, 'store')}` })).toEqual([]);
    // Its idempotency key is free again.
    const again = await submit(url, record, large, { key, idempotencyKey: 'gone' });
    expect(again.status).toBe(201);
    await expectEmpty(join(dataDir, 'store', 'spool'));
  }, 60_000);

  it('in the middle of the record part, or before its closing boundary, is no submission', async () => {
    const before = await recordIds(service.url, key);
    const halfRecord = new SlowSubmission(service.url, { key });
    await halfRecord.part('record');
    await halfRecord.write(JSON.stringify(declare('Z001', large)).slice(0, 40));
    await sleep(50);
    halfRecord.vanish();

    const small = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from('short') }];
    const noEnd = new SlowSubmission(service.url, { key });
    await noEnd.record(declare('Z001', small));
    await noEnd.part('f1');
    await noEnd.write('short');
    noEnd.request.end();
    const answer = await noEnd.answer;
    expect({ status: answer.status, code: problemOf(answer).code }).toEqual({ status: 400, code: 'REQUEST_INVALID' });

    expect(await recordIds(service.url, key)).toEqual(before);
    await expectEmpty(join(dataDir, 'store', 'spool'));
  }, 30_000);
});

describe('SIGTERM', () => {
  it('lets the running submission finish, takes no new one, ends with 0', async () => {
    const slowFile = [{ part: 'f1', name: '慢.bin', bytes: bytesOf('slow', 2 * MIB) }];
    const slow = new SlowSubmission(service.url, { key });
    await slow.record(declare('Z001', slowFile));
    await slow.part('f1');
    await slow.write(slowFile[0]!.bytes.subarray(0, MIB));
    // A second sender is connected before the signal: its next request meets a service that is stopping.
    const early = new SlowSubmission(service.url, { key });
    await sleep(300);
    service.child.kill('SIGTERM');
    await sleep(300);

    const late = await submit(service.url, declare('Z001', slowFile), slowFile, { key }).then(
      (answer) => ({ status: answer.status, code: problemOf(answer).code }),
      () => ({ status: 503, code: 'SHUTTING_DOWN' }), // refused at the door: the port is closed
    );
    expect(late).toEqual({ status: 503, code: 'SHUTTING_DOWN' });
    early.vanish();

    await slow.write(slowFile[0]!.bytes.subarray(MIB));
    slow.end();
    const answer = await slow.answer;
    expect(answer.status).toBe(201);
    expect(await service.ended).toEqual({ code: 0, signal: null });

    service = await ServiceProcess.start({ dataDir });
    const { record } = accepted(answer);
    expect((await ask(`${service.url}/v1/records/${record.id}`, { key })).status).toBe(200);
  }, 60_000);
});
