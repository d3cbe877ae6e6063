// The limit we measure ourselves against: a bare node:http server that hashes three times, writes, fsyncs and links one
// file, fsyncs its folder, and inserts one row with shared commits. Nothing else: no multipart, no reading, no package.
import { hash } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';

const [folder, port, host, user, password, database, s3] = process.argv.slice(2);
const pool = new pg.Pool({ host, user, password, database, max: 2 });
await pool.query('CREATE TABLE IF NOT EXISTS yardstick (id bigint, size bigint, a text, b text, c text)');
for (let i = 0; i < 256; i++) await mkdir(join(folder, i.toString(16).padStart(2, '0')), { recursive: true });
const bucket = s3 ? await import('./yardstick-s3.mjs').then((m) => m.open(JSON.parse(s3))) : null;

let waiting = [];
let busy = false;
async function commitAll() {
  if (busy) return;
  busy = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    try {
      const column = (i) => batch.map((b) => b.row[i]);
      await pool.query({
        name: 'insert',
        text: 'INSERT INTO yardstick SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[])',
        values: [0, 1, 2, 3, 4].map(column),
      });
      for (const b of batch) b.done();
    } catch (error) {
      for (const b of batch) b.failed(error);
    }
  }
  busy = false;
}

let next = 0;
createServer((req, res) => {
  const pieces = [];
  req.on('data', (d) => pieces.push(d));
  req.on('end', async () => {
    try {
      const body = Buffer.concat(pieces);
      const digests = ['sha256', 'sha512', 'sm3'].map((a) => hash(a, body));
      const id = next++;
      if (bucket) await bucket.put(`${id}`, body);
      else {
        const dir = join(folder, (id & 255).toString(16).padStart(2, '0'));
        const temp = join(dir, `.${id}`);
        const file = await open(temp, 'wx');
        await file.writeFile(body);
        await file.sync();
        await file.close();
        await link(temp, join(dir, `${id}`));
        await unlink(temp);
        const d = await open(dir, 'r');
        await d.sync();
        await d.close();
      }
      await new Promise((done, failed) => {
        waiting.push({ row: [id, body.length, ...digests], done, failed });
        void commitAll();
      });
      res.writeHead(201).end(JSON.stringify({ id, digests }));
    } catch (error) {
      res.writeHead(500).end(String(error));
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
