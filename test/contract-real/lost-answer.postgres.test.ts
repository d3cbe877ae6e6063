import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startPostgres, type TestPostgres } from '../../scripts/postgres-server.mjs';
import { connectDatabase, type Database } from '../../src/database/connect.js';
import { sampleCommit } from '../contract/sample.js';

let server: TestPostgres;
let between: Server;
let db: Database;
/** The next COMMIT reaches the server, its answer does not come back. */
let swallow = false;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = await startPostgres();
  const target = Number(new URL(server.serviceUrl).port);
  between = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let armed = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      if (swallow && data.includes('COMMIT')) {
        armed = true;
        swallow = false;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!armed) client.write(data);
      else if (data.includes('COMMIT')) client.destroy();
    });
  });
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done));
  const url = new URL(server.serviceUrl);
  url.port = String((between.address() as AddressInfo).port);
  db = await connectDatabase({ url: url.href, ownerUrl: server.ownerUrl });
}, 60_000);
afterAll(async () => {
  await db.close();
  for (const socket of sockets) socket.destroy();
  between.close();
  await server.stop();
});

it('finds out that a commit went through when its answer is lost', async () => {
  const admin = (await db.access.authenticate((await db.access.bootstrap()) ?? ''))?.id ?? '';
  const fonds = await db.access.createFonds({ code: 'L', name: 'L', test: true, from: '2020-01-01' }, admin, 'test');
  const commits = Array.from({ length: 5 }, () => sampleCommit({ fonds: fonds.id, principal: admin }));
  swallow = true;
  const results = await Promise.all(commits.map((commit) => db.register.commit(commit)));
  expect(swallow).toBe(false);
  expect(results.map((result) => result.kind)).toEqual(commits.map(() => 'committed'));
  const [row] = await db.dataSource.query('SELECT count(*)::int AS n FROM event WHERE fonds = $1', [fonds.id]);
  expect(row).toEqual({ n: 11 });
  for (const [i, commit] of commits.entries()) {
    const { items } = await db.catalogue.events(commit.record.id, 5, null);
    const result = results[i];
    expect(items.map((event) => event.receipt)).toEqual(result?.kind === 'committed' ? result.receipts : []);
  }
});
