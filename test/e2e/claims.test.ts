import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepted, type Answer, ask, bytesOf, declare, jsonOf, submit } from './api.js';
import { asSuperuser } from './database-rows.js';
import { type House, openHouse } from './house.js';
import { ServiceProcess } from './service-process.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

describe('claims of a running service', () => {
  let house: House;
  let serial = 0;
  beforeAll(async () => {
    house = await openHouse({ DANTAO_CLAIMED_ELSEWHERE: 'true' });
  }, 60_000);
  afterAll(async () => {
    // The one that followed the killed one.
    await house.service.stop('SIGKILL');
    await house.close();
  });

  /** A record that says it is a voucher of this amount. */
  const archive = async (
    amount: string,
    { key, fonds } = { key: house.submitter.key, fonds: house.fonds.code },
    voucher = `e-invoice:${++serial}`,
  ) => {
    const file = { part: 'f', name: 'a.bin', bytes: bytesOf(`${voucher} ${fonds}`, 64) };
    const { record } = accepted(await submit(house.url, declare(fonds, [file]), [file], { key }));
    await asSuperuser(
      house.dataDir,
      (client) =>
      client.query('UPDATE record SET duplicate_key = $2, voucher = $3 WHERE id = $1', [record.id, voucher, JSON.stringify({ key: voucher, amount, currency: 'CNY' })]), // prettier-ignore
    );
    return { record: record.id, path: `/v1/vouchers/${encodeURIComponent(voucher)}`, voucher };
  };
  const claim = (path: string, reference: string, more: object = {}, key = house.submitter.key) =>
    ask(`${house.url}${path}/claims`, { key, json: { booking: { system: 'ERP' }, reference, ...more } });

  it('one of many owns the invoice; what it does is told by the voucher and by the events of the record', async () => {
    const { path, record } = await archive('113.00');
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => claim(path, `a-${i}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 199 }, () => 409)]);
    const owner = jsonOf<Loose>(answers.find(({ status }) => status === 201)!).claim;
    const post = (step: string, json: object, key = house.submitter.key) => ask(`${house.url}${path}/claims/${owner.id}/${step}`, { key, json }); // prettier-ignore
    expect(jsonOf<Loose>(await post('confirm', { booking: { documentNumber: '记-0012' } })).voucher.state).toBe(
      'BOOKED',
    );
    expect((await post('release', { reason: 'x' }, house.otherSubmitter.key)).status).toBe(404);
    const seen = jsonOf<Loose>(await ask(house.url + path, { key: house.archivist.key }));
    expect(seen).toMatchObject({ state: 'BOOKED', remaining: '0.00', claimedElsewhere: false, claims: [{ id: owner.id, booking: { documentNumber: '记-0012' } }] }); // prettier-ignore
    expect(jsonOf<Loose>(await post('release', { reason: '冲销' }, house.archivist.key)).voucher.state).toBe('OPEN');
    const { items } = jsonOf<Loose>(
      await ask(`${house.url}/v1/records/${record}/events`, { key: house.submitter.key }),
    );
    expect(items.map((one: Loose) => one.type).slice(-3)).toEqual(['voucher-claimed', 'claim-confirmed', 'claim-released']); // prettier-ignore
  });

  it('an invoice is claimed by the number and amount its file says, and its red invoice takes them back', async () => {
    const sendSeed = async (folder: string) => {
      const name = readdirSync(`seeds/${folder}`).find((one) => one.endsWith('.xml'))!;
      const file = { part: 'f', name, bytes: readFileSync(`seeds/${folder}/${name}`) };
      return accepted(
        await submit(house.url, declare('Z001', [file], { kind: 'auto' }), [file], { key: house.submitter.key }),
      );
    };
    const blue = await sendSeed('01-digital-invoice-xml');
    const path = `/v1/vouchers/${encodeURIComponent(blue.duplicateKey!)}`;
    const { claim: one, voucher } = jsonOf<Loose>(await claim(path, 'seed'));
    expect([one.record, one.amount, voucher.state, Number(one.amount) > 0]).toEqual([blue.record.id, voucher.amount, 'CLAIMED', true]); // prettier-ignore
    await ask(`${house.url}${path}/claims/${one.id}/confirm`, { key: house.submitter.key, json: { booking: { documentNumber: '记-1' } } }); // prettier-ignore
    const red = await sendSeed('05-red-invoice-xml');
    const seen = jsonOf<Loose>(await ask(house.url + path, { key: house.submitter.key }));
    expect([seen.state, seen.remaining, seen.reds]).toEqual(['OVERCLAIMED', `-${one.amount}`, [{ key: red.duplicateKey, record: red.record.id, amount: `-${one.amount}` }]]); // prettier-ignore
  });

  it('another fonds sees nothing of it but that there is a claim', async () => {
    const { path, voucher } = await archive('5');
    const other = { key: house.otherSubmitter.key, fonds: house.otherFonds.code };
    expect((await ask(house.url + path, { key: other.key })).status).toBe(404);
    await claim(path, 'b-1');
    await archive('5', other, voucher);
    const seen = jsonOf<Loose>(await ask(house.url + path, { key: other.key }));
    expect(seen).toMatchObject({ state: 'OPEN', claims: [], claimedElsewhere: true });
    expect((await claim(path, 'b-1', {}, other.key)).status).toBe(201);
    expect((await claim(`${path}x`, 'b-2')).status).toBe(404);
    expect((await claim(path, 'b-2', { fonds: house.otherFonds.code })).status).toBe(404);
  });

  it('kill -9 half-way leaves no half claim, and a retry finds what was made', async () => {
    const { path, record } = await archive('300.00');
    const acknowledged = new Map<string, string>();
    const sent = Array.from({ length: 1_000 }, (_, i) => `c-${i}`);
    let next = 0;
    const lost: unknown[] = [];
    const sender = async () => {
      while (next < sent.length && lost.length === 0) {
        const reference = sent[next++]!;
        const answer: Answer | null = await claim(path, reference, { amount: '1.00' }).catch((error: unknown) => (lost.push(error), null)); // prettier-ignore
        if (answer?.status !== 201) continue;
        const { id } = jsonOf<Loose>(answer).claim;
        acknowledged.set(reference, id);
        if (acknowledged.size % 3 === 0)
          await ask(`${house.url}${path}/claims/${id}/confirm`, { key: house.submitter.key, json: { booking: { documentNumber: reference } } }).catch((error: unknown) => lost.push(error)); // prettier-ignore
      }
    };
    const senders = Promise.all(Array.from({ length: 32 }, sender));
    while (acknowledged.size < 100) await sleep(1);
    process.kill(house.service.pid, 'SIGKILL');
    await Promise.all([senders, house.service.ended]);
    expect(lost.length).toBeGreaterThan(0);

    house.service = await ServiceProcess.start({ dataDir: house.dataDir });
    house.url = house.service.url;
    const rows = () =>
      asSuperuser(house.dataDir, async (client) => {
        const claims = await client.query(`SELECT id, reference, state FROM voucher_claim WHERE record = $1`, [record]);
        const events = await client.query(`SELECT type, count(*)::int AS n FROM event WHERE subject = $1 AND type LIKE '%claim%' GROUP BY type`, [record]); // prettier-ignore
        return {
          claims: claims.rows,
          events: Object.fromEntries(events.rows.map(({ type, n }) => [type, n])),
        };
      });
    const before = await rows();
    const confirmed = before.claims.filter(({ state }) => state === 'confirmed').length;
    expect(before.events).toEqual({ 'voucher-claimed': before.claims.length, 'claim-confirmed': confirmed });
    const stored = new Map(before.claims.map(({ reference, id }) => [reference, id]));
    for (const [reference, id] of acknowledged) expect(stored.get(reference)).toBe(id);

    // Everybody asks again: who had one has that one, and all together have what there is.
    for (let at = 0; at < sent.length; at += 100) {
      const some = sent.slice(at, at + 100);
      const answers = await Promise.all(some.map((reference) => claim(path, reference, { amount: '1.00' })));
      for (const [i, { status, text }] of answers.entries())
        if (stored.has(some[i]!)) expect([status, JSON.parse(text).claim.id]).toEqual([200, stored.get(some[i]!)]);
        else expect([201, 409]).toContain(status);
    }
    const after = await rows();
    expect([after.claims.length, after.events['voucher-claimed']]).toEqual([300, 300]);
    const seen = jsonOf<Loose>(await ask(house.url + path, { key: house.archivist.key }));
    expect([seen.state, seen.remaining]).toEqual(['CLAIMED', '0.00']);
  }, 60_000);
});
