import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepted, ask, bytesOf, declare, jsonOf, submit } from './api.js';
import { asSuperuser } from './database-rows.js';
import { openHouse } from './house.js';
import { ServiceProcess } from './service-process.js';

it('a record that has all it expects, and was not asked before a crash, is completed at the next start, once', async () => {
  const house = await openHouse();
  let service: ServiceProcess | null = null;
  try {
    const { key } = house.submitter;
    const archive = async (name: string, more: Record<string, unknown> = {}) => {
      const file = { part: 'f', name, bytes: bytesOf(name, 50) };
      return accepted(await submit(house.url, declare(house.fonds.code, [file], { kind: 'generic', ...more }), [file], { key })); // prettier-ignore
    };
    const { record } = await archive('等.txt', { expects: { records: [{ duplicateKey: 'generic:来' }] } });
    expect(record.state).toBe('incomplete');
    const brought = await archive('来.txt');
    await house.service.stop('SIGKILL');
    service = await ServiceProcess.start({ dataDir: house.dataDir });
    // As if the one that brought it had been killed between its commit and the look at who waits.
    await asSuperuser(house.dataDir, (client) =>
      client.query(`UPDATE record SET duplicate_key = 'generic:来' WHERE id = $1`, [brought.record.id]),
    );
    await service.stop('SIGKILL');
    service = await ServiceProcess.start({ dataDir: house.dataDir });
    const { url } = service;
    const now = async () => accepted(await ask(`${url}/v1/records/${record.id}`, { key }));
    for (let tries = 0; (await now()).record.state === 'incomplete' && tries < 100; tries++) await sleep(100);
    expect(await now()).toMatchObject({ record: { state: 'registered' }, expects: [{ metBy: brought.record.id }] });
    const { items } = jsonOf<{ items: { type: string }[] }>(
      await ask(`${url}/v1/records/${record.id}/events`, { key }),
    );
    expect(items.map(({ type }) => type)).toEqual(['received', 'completed', 'registered']);
  } finally {
    await service?.stop('SIGKILL');
    await house.close();
  }
}, 90_000);
