import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClaimDone, type NewClaim } from '../../src/archive/claims-ports.js';
import { PostgresClaims } from '../../src/database/claims.js';
import { type Database } from '../../src/database/connect.js';
import { openHotPool } from '../../src/database/hot-pool.js';
import { PostgresRegister } from '../../src/database/register.js';
import { sampleCommit, uuidV7 } from './sample.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The same database as another process sees it: with connections and rounds of its own. */
function besides(db: Database): { claims: PostgresClaims; close(): Promise<void> } {
  const { url, host, port, username, password, database } = db.dataSource.options as unknown as Record<string, never>;
  const address = url === undefined ? { host, port, user: username, password, database } : { connectionString: url };
  const pool = openHotPool(address);
  return { claims: new PostgresClaims(db.dataSource, new PostgresRegister(pool)), close: () => pool.end() };
}

/** What VoucherClaims must keep. `make` gives a fresh database. */
export function claimsContract(name: string, make: () => Promise<Database>): void {
  describe(`${name} as VoucherClaims`, () => {
    let db: Database;
    let second: ReturnType<typeof besides>;
    let [admin, fonds, other] = ['', '', ''];
    const principal = randomUUID();
    let serial = 0;

    const newFonds = async () =>
      (await db.access.createFonds({ code: randomUUID(), name: '测试', test: true, from: '2020-01-01' }, admin, 'test'))
        .id;
    /** An invoice in the archive; gives its key. */
    const archive = async (
      amount: string | null,
      more: { key?: string; fonds?: string; redOf?: string; state?: 'withdrawn'; beside?: string } = {},
    ): Promise<{ key: string; record: string }> => {
      const key = more.key ?? `e-invoice:2699100000000${String(++serial).padStart(7, '0')}`;
      const commit = sampleCommit({ fonds: more.fonds ?? fonds, principal: admin });
      const relations = more.redOf === undefined ? [] : [{ type: 'red-of', key: more.redOf, place: '/EInvoice', file: 'a.xml' }]; // prettier-ignore
      Object.assign(commit.record, { duplicateKey: key, voucher: { key, amount, currency: 'CNY' }, foundRelations: relations, state: more.state ?? 'registered' }); // prettier-ignore
      const { id: second } = commit.record;
      // Another record of the key is in conflict with it, and both are kept.
      if (more.beside !== undefined) commit.conflict = { id: uuidV7(), fonds, key, first: more.beside, second, differences: [], at: new Date(), decided: null }; // prettier-ignore
      expect((await db.register.commit(commit)).kind).toBe('committed');
      return { key, record: commit.record.id };
    };
    const asking = (voucher: string, more: Partial<NewClaim> = {}): NewClaim => ({
      id: uuidV7(),
      fonds,
      voucher,
      principal,
      reference: randomUUID(),
      asked: null,
      booking: { system: 'ERP' },
      expires: { inSeconds: 600 },
      requestId: 'test',
      ...more,
    });
    const claim = (voucher: string, more: Partial<NewClaim> = {}) => db.claims.claim(asking(voucher, more));
    const confirm = (id: string, voucher: string, documentNumber = '记-1', who = principal) =>
      db.claims.confirm({
        id,
        fonds,
        voucher,
        actor: who,
        principal: who,
        booking: { documentNumber },
        requestId: 'c',
      });
    const release = (id: string, voucher: string, who: string | null = principal) =>
      db.claims.release({ id, fonds, voucher, actor: principal, principal: who, reason: '作废', requestId: 'r' });
    const stands = async (voucher: string) => {
      const { state, held, confirmed, remaining } = (await db.claims.voucher(fonds, voucher, false))!;
      return [state, held, confirmed, remaining];
    };
    const codesOf = (results: PromiseSettledResult<unknown>[]) =>
      [...new Set(results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as { code?: string }).code ?? String(r.reason)] : [])))]; // prettier-ignore
    const granted = (results: PromiseSettledResult<ClaimDone>[]) =>
      results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []));
    /** Types of the events of a record, whose hashes must chain. */
    const eventsOf = async (record: string): Promise<string[]> => {
      const types: string[] = [];
      let previous: string | null = null;
      for (let after: string | null = null, more = true; more;) {
        const page = await db.catalogue.events(record, 200, after);
        for (const event of page.items) {
          const entry = JSON.parse(Buffer.from(event.entry).toString()) as Record<string, unknown>;
          expect([entry['previous'], sha256(event.entry)]).toEqual([previous, event.hash]);
          previous = event.hash;
          types.push(event.type);
        }
        after = page.next;
        more = after !== null;
      }
      return types.filter((type) => type.includes('claim'));
    };

    beforeAll(async () => {
      db = await make();
      admin = (await db.access.authenticate((await db.access.bootstrap())!))!.id;
      [fonds, other] = [await newFonds(), await newFonds()];
      second = besides(db);
    }, 60_000);
    afterAll(async () => {
      await second.close();
      await db.close();
    });

    it('gives one invoice to one of 1,000 who ask at once, through two services', async () => {
      const { key, record } = await archive('1130.00');
      const results = await Promise.allSettled(
        Array.from({ length: 1_000 }, (_, i) => (i % 2 ? db : second).claims.claim(asking(key))),
      );
      const [owner, ...more] = granted(results);
      expect([more.length, codesOf(results)]).toEqual([0, ['VOUCHER_CLAIMED']]);
      expect([owner!.claim.amount, owner!.before]).toEqual(['1130.00', false]);
      expect(await stands(key)).toEqual(['CLAIMED', '1130.00', '0.00', '0.00']);
      expect((await confirm(owner!.claim.id, key)).voucher.state).toBe('BOOKED');
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'claim-confirmed']);
      const view = await db.claims.voucher(fonds, key, false);
      expect(view).toMatchObject({ records: [record], elsewhere: null, claims: [{ id: owner!.claim.id, booking: { system: 'ERP', documentNumber: '记-1' } }] }); // prettier-ignore
    });

    it('never gives out more than there is to 1,000 who ask for parts at once, and leaves no more than fits none of them', async () => {
      const { key, record } = await archive('100.00');
      const parts = Array.from(
        { length: 1_000 },
        (_, i) => `${(i % 7) + 1}.${String((i * 37) % 100).padStart(2, '0')}`,
      );
      const results = await Promise.allSettled(
        parts.map((asked, i) => (i % 2 ? db : second).claims.claim(asking(key, { asked }))),
      );
      const given = granted(results);
      const cents = given.reduce((sum, { claim }) => sum + Number(claim.amount!.replace('.', '')), 0);
      const view = (await db.claims.voucher(fonds, key, false))!;
      expect([codesOf(results), cents <= 10_000]).toEqual([['VOUCHER_CLAIMED'], true]);
      expect([view.held, view.remaining]).toEqual([(cents / 100).toFixed(2), ((10_000 - cents) / 100).toFixed(2)]);
      const left = Number(view.remaining);
      for (const [i, result] of results.entries()) if (result.status === 'rejected') expect(Number(parts[i])).toBeGreaterThan(left); // prettier-ignore
      expect(await eventsOf(record)).toEqual(given.map(() => 'voucher-claimed'));
    });

    it('splits a voucher over bookings to the last cent, by the exact decimals of its text', async () => {
      const { key } = await archive('0.3');
      const done = [await claim(key, { asked: '0.1' }), await claim(key, { asked: '0.10' }), await claim(key)];
      expect(done.map(({ claim: { amount }, voucher: { state, remaining } }) => [amount, state, remaining])).toEqual([
        ['0.1', 'PARTLY', '0.2'],
        ['0.10', 'PARTLY', '0.1'],
        ['0.1', 'CLAIMED', '0.0'],
      ]);
      await expect(claim(key, { asked: '0.000001' })).rejects.toMatchObject({ code: 'VOUCHER_CLAIMED', options: { detail: { remaining: '0.0', state: 'CLAIMED' } } }); // prettier-ignore
      for (const [i, { claim: one }] of done.entries()) await confirm(one.id, key, `记-${i}`);
      expect(await stands(key)).toEqual(['BOOKED', '0.0', '0.3', '0.0']);
    });

    it('says who holds it', async () => {
      const { key } = await archive('5');
      await claim(key, { booking: { system: '用友', documentNumber: '记-7' } });
      await expect(claim(key)).rejects.toMatchObject({
        code: 'VOUCHER_CLAIMED',
        message: expect.stringContaining('用友 记-7'),
        options: {
          detail: { claims: [{ state: 'held', amount: '5', booking: { system: '用友', documentNumber: '记-7' } }] },
        },
      });
    });

    it('finds a claim by its reference, and refuses another one under it', async () => {
      const { key, record } = await archive('10');
      const one = asking(key, { asked: '4', reference: 'AP-1' });
      const first = await db.claims.claim(one);
      const results = await Promise.all(
        Array.from({ length: 20 }, () => db.claims.claim({ ...one, id: uuidV7(), asked: '4.00' })),
      );
      expect(results.map(({ claim: { id }, before }) => [id, before])).toEqual(results.map(() => [first.claim.id, true])); // prettier-ignore
      expect(await stands(key)).toEqual(['PARTLY', '4', '0', '6']);
      const elsewhere = await archive('10');
      for (const other of [{ asked: '5' }, { asked: null }, { voucher: elsewhere.key }, { booking: { system: 'B' } }])
        await expect(db.claims.claim({ ...one, ...other })).rejects.toMatchObject({ code: 'CLAIM_MISMATCH' });
      // Another principal has references of its own.
      expect((await db.claims.claim({ ...one, id: uuidV7(), principal: randomUUID() })).before).toBe(false);
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'voucher-claimed']);
    });

    it('makes one claim of a reference that 200 send at once', async () => {
      const { key } = await archive('10');
      const one = asking(key, { asked: '1' });
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, i) => (i % 2 ? db : second).claims.claim({ ...one, id: uuidV7() })),
      );
      expect(new Set(results.map(({ claim: { id } }) => id)).size).toBe(1);
      expect(results.filter(({ before }) => !before).length).toBe(1);
      expect((await db.claims.voucher(fonds, key, false))!.held).toBe('1');
    });

    it('confirms once, by whoever claimed, under one document', async () => {
      const { key, record } = await archive('10');
      const { claim: one } = await claim(key);
      await expect(confirm(one.id, key, '记-1', randomUUID())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(confirm(randomUUID(), key)).rejects.toMatchObject({ code: 'CLAIM_UNKNOWN' });
      const [a, b] = await Promise.all([confirm(one.id, key), confirm(one.id, key)]);
      expect([a.before, b.before].sort()).toEqual([false, true]);
      await expect(confirm(one.id, key, '记-2')).rejects.toMatchObject({ code: 'CLAIM_MISMATCH' });
      expect(a.claim).toMatchObject({ state: 'confirmed', booking: { system: 'ERP', documentNumber: '记-1' } });
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'claim-confirmed']);
    });

    it('releases what is held and what is booked; what is released is free and stays released', async () => {
      const { key, record } = await archive('10');
      const one = asking(key);
      await db.claims.claim(one);
      await expect(release(one.id, key, randomUUID())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await release(one.id, key)).toMatchObject({ before: false, claim: { state: 'released', reason: '作废' }, voucher: { state: 'OPEN', held: '0', remaining: '10' } }); // prettier-ignore
      expect((await release(one.id, key)).before).toBe(true);
      await expect(confirm(one.id, key)).rejects.toMatchObject({ code: 'CLAIM_RELEASED' });
      // A retry of the first request that comes late must not take it again.
      await expect(db.claims.claim(one)).rejects.toMatchObject({ code: 'CLAIM_RELEASED' });
      const { claim: two } = await claim(key);
      await confirm(two.id, key);
      expect((await release(two.id, key, null)).voucher.state).toBe('OPEN');
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'claim-released', 'voucher-claimed', 'claim-confirmed', 'claim-released']); // prettier-ignore
    });

    it('frees what is not confirmed in time, in the transaction of the next claim', async () => {
      const { key, record } = await archive('10');
      const one = asking(key, { expires: { at: new Date(Date.now() + 400) } });
      await db.claims.claim(one);
      await expect(claim(key)).rejects.toMatchObject({ code: 'VOUCHER_CLAIMED' });
      await sleep(450);
      expect([await stands(key), await eventsOf(record)]).toEqual([['OPEN', '0', '0', '10'], ['voucher-claimed']]);
      expect(await db.claims.claimOf(one.id, null)).toMatchObject({ state: 'expired' });
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => claim(key)));
      expect([granted(results).length, codesOf(results)]).toEqual([1, ['VOUCHER_CLAIMED']]);
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'claim-expired', 'voucher-claimed']);
      await expect(confirm(one.id, key)).rejects.toMatchObject({ code: 'CLAIM_EXPIRED' });
      await expect(db.claims.claim(one)).rejects.toMatchObject({ code: 'CLAIM_EXPIRED' });
      expect((await release(one.id, key)).claim.state).toBe('expired');
      const history = await db.claims.claims(fonds, key, 1, null);
      expect((await db.claims.claims(fonds, key, 5, history.next)).items.map(({ id, state }) => [id, state])).toEqual([[one.id, 'expired']]); // prettier-ignore
    });

    it('notes the end of what nobody asks about again, once', async () => {
      const { key, record } = await archive('10');
      await claim(key, { asked: '3', expires: { at: new Date(Date.now() + 100) } });
      const kept = await claim(key, { asked: '3' });
      await sleep(150);
      await Promise.all([db.claims.expire(100), second.claims.expire(100)]);
      expect(await db.claims.expire(100)).toBe(0);
      expect(await eventsOf(record)).toEqual(['voucher-claimed', 'voucher-claimed', 'claim-expired']);
      expect((await db.claims.voucher(fonds, key, false))!.claims.map(({ id }) => id)).toEqual([kept.claim.id]);
    });

    it('a claim that would have expired before it began is none', async () => {
      const { key } = await archive('10');
      await expect(claim(key, { expires: { at: new Date(Date.now() - 1_000) } })).rejects.toMatchObject({ code: 'REQUEST_INVALID' }); // prettier-ignore
      expect((await stands(key))[0]).toBe('OPEN');
    });

    it('a red invoice takes from the remainder, also when too little is left: shown, never refused', async () => {
      const { key } = await archive('113.00');
      const { claim: one } = await claim(key, { asked: '100' });
      const part = await archive('-13.00', { redOf: key });
      expect(await stands(key)).toEqual(['CLAIMED', '100.00', '0.00', '0.00']);
      await expect(claim(key, { asked: '0.01' })).rejects.toMatchObject({ code: 'VOUCHER_CLAIMED' });
      await confirm(one.id, key);
      expect((await stands(key))[0]).toBe('BOOKED');
      const rest = await archive('-100.00', { redOf: key });
      // The same red invoice once more, as another record, takes nothing more.
      await archive('-100.00', { redOf: key, key: rest.key, beside: rest.record });
      expect(await stands(key)).toEqual(['OVERCLAIMED', '0.00', '100.00', '-100.00']);
      const view = (await db.claims.voucher(fonds, key, false))!;
      expect(view.reds.map(({ key, amount }) => [key, amount])).toEqual([[part.key, '-13.00'], [rest.key, '-100.00']]); // prettier-ignore
      // The red ones are booked as vouchers of their own.
      expect((await claim(rest.key)).claim.amount).toBe('-100.00');
      expect((await claim(part.key, { asked: '-3' })).voucher).toMatchObject({ state: 'PARTLY', remaining: '-10.00' });
      await expect(claim(part.key, { asked: '-10.01' })).rejects.toMatchObject({ code: 'VOUCHER_CLAIMED' });
      await expect(claim(part.key, { asked: '3' })).rejects.toMatchObject({ code: 'CLAIM_AMOUNT_INVALID' });
    });

    it('what a red invoice cancelled before anybody claimed can not be claimed', async () => {
      const { key } = await archive('50');
      await archive('-50', { redOf: key });
      expect((await stands(key))[0]).toBe('CANCELLED');
      await expect(claim(key)).rejects.toMatchObject({ code: 'VOUCHER_CLAIMED' });
    });

    it.each([
      ['null', null, null],
      ['zero', '0.00', '0.00'],
    ])('a voucher whose amount is %s has one owner', async (_, amount, taken) => {
      const { key } = await archive(amount);
      await expect(claim(key, { asked: '1' })).rejects.toMatchObject({ code: 'CLAIM_AMOUNT_INVALID' });
      const results = await Promise.allSettled(Array.from({ length: 30 }, () => claim(key)));
      const [owner, ...more] = granted(results);
      expect([owner!.claim.amount, more.length, (await stands(key))[0]]).toEqual([taken, 0, 'CLAIMED']);
      await confirm(owner!.claim.id, key);
      expect((await stands(key))[0]).toBe('BOOKED');
      await release(owner!.claim.id, key);
      expect((await stands(key))[0]).toBe('OPEN');
    });

    it.each([['0'], ['-1']])('%s of a voucher is no claim', async (asked) => {
      const { key } = await archive('10');
      await expect(claim(key, { asked })).rejects.toMatchObject({ code: 'CLAIM_AMOUNT_INVALID' });
    });

    it('knows only what is archived in the fonds, and not withdrawn', async () => {
      await expect(claim('e-invoice:none')).rejects.toMatchObject({ code: 'VOUCHER_UNKNOWN' });
      expect(await db.claims.voucher(fonds, 'e-invoice:none', false)).toBeNull();
      const { key } = await archive('10', { fonds: other });
      await expect(claim(key)).rejects.toMatchObject({ code: 'VOUCHER_UNKNOWN' });
      const gone = await archive('10', { state: 'withdrawn' });
      await expect(claim(gone.key)).rejects.toMatchObject({ code: 'VOUCHER_WITHDRAWN' });
      const { record } = await archive('12', { key: gone.key, beside: gone.record });
      expect((await claim(gone.key)).claim).toMatchObject({ amount: '12', record });
      expect((await db.claims.voucher(fonds, gone.key, false))!.records).toEqual([record, gone.record]);
    });

    it('two fonds book the same key on their own, and may learn that the other did', async () => {
      const { key } = await archive('10');
      await archive('10', { key, fonds: other });
      expect((await db.claims.voucher(other, key, true))!.elsewhere).toBe(false);
      const { claim: one } = await claim(key);
      expect((await db.claims.voucher(other, key, true))!).toMatchObject({
        elsewhere: true,
        state: 'OPEN',
        claims: [],
      });
      expect((await db.claims.claim(asking(key, { fonds: other }))).claim.amount).toBe('10');
      expect(await db.claims.claimOf(one.id, [other])).toBeNull();
    });

    it('many vouchers at once, each with its own owner, and a bad one alone', async () => {
      const keys = (await Promise.all(Array.from({ length: 60 }, () => archive('10')))).map(({ key }) => key);
      const bad = asking(keys[0]!, { reference: 'NUL \u0000 is no text in PostgreSQL' });
      const results = await Promise.allSettled([
        ...keys.map((key, i) => (i % 2 ? db : second).claims.claim(asking(key))),
        db.claims.claim(bad),
        ...keys.map((key, i) => (i % 2 ? second : db).claims.claim(asking(key))),
      ]);
      expect(granted(results).map(({ claim: { voucher } }) => voucher).sort()).toEqual([...keys].sort()); // prettier-ignore
      expect(results[60]!.status).toBe('rejected');
    });

    it.each([
      ['DELETE FROM voucher_claim'],
      [`UPDATE voucher_claim SET amount = 0`],
      [`UPDATE voucher_claim SET expires_at = now()`],
      ['DELETE FROM voucher'],
    ])('does not let the service %s', async (sql) => {
      await expect(db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
    });
  });
}
