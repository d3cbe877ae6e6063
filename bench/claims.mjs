// Claims over HTTP beside a bare UPDATE … RETURNING over HTTP: same machine, same PostgreSQL, in turns. Durable on both sides.
//   npm run bench -- claims [--count 2000] [--concurrency 1,32] [--rounds 3]
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { load } from './load.mjs';
import { freePort, startService } from './service-process.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    count: { type: 'string', default: '2000' },
    concurrency: { type: 'string', default: '1,32' },
    rounds: { type: 'string', default: '3' },
  },
});
const count = Number(values.count);
const rounds = Number(values.rounds);

const service = await startService();
const folder = join(service.folder, 'data', 'postgres');
const { superuser } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'));
const connection = { host: join(folder, 'socket'), user: 'postgres', password: superuser };
const database = new pg.Client({ ...connection, database: 'dantao' });
await database.connect();
// What intake leaves of an archived voucher, as far as claims look at it.
await database.query(
  `INSERT INTO record (id, fonds, kind, title, state, state_reason, declaration, findings, fingerprint, content_key, principal,
                       received_at, duplicate_key, voucher)
   SELECT gen_random_uuid(), $1, 'e-invoice', 'x', 'registered', '[]', '{}', '[]', n::text, n::text, gen_random_uuid(), now(),
          'e-invoice:' || n, json_build_object('key', 'e-invoice:' || n, 'amount', '1000000.00', 'currency', 'CNY')
     FROM generate_series(0, $2::bigint) n`,
  [service.fonds.id, count],
);
await database.query('ANALYZE record');
await database.end();

const yardPort = await freePort();
const program = join(import.meta.dirname, 'yardstick-claims.mjs');
const yard = spawn(
  process.execPath,
  [program, yardPort, connection.host, connection.user, connection.password, count],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise((ready) => yard.stdout.once('data', ready));

const authorization = `Bearer ${service.key}`;
const keyOf = { one: () => 0, many: (n) => n % count };
/** Fresh references, or those of claims that are there: a retry. */
const sides = {
  dantao: {
    port: service.port,
    take: (n) => ({
      method: 'POST',
      path: `/v1/vouchers/e-invoice%3A${n}/claims`,
      headers: { authorization, 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({ amount: '0.01', booking: { system: 'BENCH', period: '2026-03' }, reference: randomUUID() }),
      ),
    }),
    see: (n) => ({ method: 'GET', path: `/v1/vouchers/e-invoice%3A${n}`, headers: { authorization }, body: '' }),
  },
  yardstick: {
    port: yardPort,
    take: (n) => ({ method: 'POST', path: `/${n}`, headers: {}, body: '' }),
    see: (n) => ({ method: 'GET', path: `/${n}`, headers: {}, body: '' }),
  },
};

function measure(side, what, spread, concurrency, requests) {
  const { port, [what]: make } = sides[side];
  return load({
    port,
    count: requests,
    concurrency,
    make: (n) => make(keyOf[spread](n)),
    check({ status, body }) {
      if (status !== 200 && status !== 201) throw new Error(`${side}: ${status} ${body.toString().slice(0, 200)}`);
    },
  });
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const table = [];
console.log(`${count} requests a turn, ${rounds} turns each, client on the same cores; median of the turns`);
for (const side of ['dantao', 'yardstick']) for (const what of ['take', 'see']) await measure(side, what, 'many', 32, 1_000); // prettier-ignore
for (const [what, spread, name] of [
  ['take', 'many', 'claim, each another voucher'],
  ['take', 'one', 'claim a part of one voucher'],
  ['see', 'many', 'is it booked?'],
]) {
  for (const concurrency of values.concurrency.split(',').map(Number)) {
    const requests = concurrency === 1 ? Math.ceil(count / 4) : count;
    const runs = { dantao: [], yardstick: [] };
    for (let round = 0; round < rounds; round++)
      for (const side of ['yardstick', 'dantao'])
        runs[side].push(await measure(side, what, spread, concurrency, requests));
    const of = (side, pick) => median(runs[side].map(pick));
    const row = (side) => ({
      rate: of(side, (r) => r.perSecond),
      p50: of(side, (r) => r.p50),
      p99: of(side, (r) => r.p99),
    });
    const [a, b] = [row('dantao'), row('yardstick')];
    table.push({
      what: name,
      at: concurrency,
      'Dantao /s': Math.round(a.rate),
      'yardstick /s': Math.round(b.rate),
      ratio: (a.rate / b.rate).toFixed(2),
      'p50 ms': `${a.p50.toFixed(2)} (${b.p50.toFixed(2)})`,
      'p99 ms': `${a.p99.toFixed(2)} (${b.p99.toFixed(2)})`,
    });
  }
}
console.table(table);
yard.kill();
await service.stop();
process.exit(0);
