// Records over HTTP beside the yardstick, in the same run, in turns. Everything durable on both sides.
//   npm run bench -- ingest [--records 2000] [--size 61440,1024,1048576] [--concurrency 1,8,32] [--rounds 3] [--warm 3000] [--s3]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from './load.mjs';
import { cpuOf, flushesUnder, memoryOf } from './process-tree.mjs';
import { freePort, startService } from './service-process.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    records: { type: 'string', default: '2000' },
    size: { type: 'string', default: '61440,1024,1048576' },
    concurrency: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    warm: { type: 'string', default: '3000' },
    s3: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run bench -- ingest [--records N] [--size BYTES,…] [--concurrency N,…] [--rounds N] [--warm N] [--s3]',
  );
  process.exit(0);
}
const numbers = (text) => text.split(',').map(Number);

/** A whole PDF of about `size` bytes whose stream differs each time: no two records are the same. */
function pdfLike(size) {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
  ];
  let head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets = [];
  objects.forEach((o, i) => {
    offsets.push(head.length);
    head += `${i + 1} 0 obj\n${o}\nendobj\n`;
  });
  const length = Math.max(16, size - 700);
  offsets.push(head.length);
  head += `4 0 obj\n<< /Length ${length} >>\nstream\n`;
  const tail = '\nendstream\nendobj\n';
  const xrefAt = head.length + length + tail.length;
  const xref = `xref\n0 5\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${xrefAt}\n%%EOF\n`;
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), randomBytes(length), Buffer.from(tail + xref, 'latin1')]);
  return { bytes, vary: (n) => bytes.writeBigUInt64LE(BigInt(n), head.length) };
}

let serial = 0;
function submissions(size, key) {
  const pdf = pdfLike(size);
  return () => {
    const n = ++serial;
    pdf.vary(n);
    const boundary = `b${n}x`;
    const record = JSON.stringify({
      fonds: 'BENCH',
      kind: 'e-invoice',
      title: `测试发票 ${n}`,
      creator: '示例公司',
      date: '2026-03-17',
      source: { system: 'BENCH', businessKey: `k${n}` },
      files: [{ part: 'f', name: `发票-${n}.pdf` }],
    });
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="record"\r\nContent-Type: application/json\r\n\r\n${record}\r\n--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="x.pdf"\r\nContent-Type: application/pdf\r\n\r\n`,
      ),
      pdf.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return {
      method: 'POST',
      path: '/v1/records',
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': `"k${n}"`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body,
    };
  };
}
function bodies(size) {
  const pdf = pdfLike(size);
  return () => {
    pdf.vary(++serial);
    return { method: 'POST', path: '/', headers: {}, body: Buffer.from(pdf.bytes) };
  };
}

const s3 = values.s3 ? await (await import('./yardstick-s3.mjs')).startServer() : null;
const service = await startService(s3?.serviceEnv ?? {});
const folder = mkdtempSync(join(tmpdir(), 'dantao-yardstick-'));
const { EmbeddedPostgres } = await import('../dist/database/embedded.js');
const database = await EmbeddedPostgres.start({ dir: join(folder, 'postgres') });
const connection = database.connection('superuser', 'postgres');
const yardPort = await freePort();
const yard = spawn(
  process.execPath,
  [
    join(import.meta.dirname, 'yardstick.mjs'),
    join(folder, 'store'),
    yardPort,
    connection.host,
    connection.user,
    connection.password,
    'postgres',
    s3 ? JSON.stringify(s3.yardstick) : '',
  ],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PGPORT: String(connection.port) },
  },
);
await new Promise((resolve, reject) => {
  yard.stdout.once('data', resolve);
  yard.once('exit', (code) => reject(new Error(`the yardstick ended with ${code}`)));
});

async function measure(which, size, concurrency, count) {
  const target =
    which === 'dantao'
      ? { port: service.port, make: submissions(size, service.key), pids: [service.pid] }
      : { port: yardPort, make: bodies(size), pids: [yard.pid, database.pid] };
  let overhead = 0;
  const before = target.pids.map(cpuOf);
  const flushed = flushesUnder(folder);
  const result = await load({
    port: target.port,
    count,
    concurrency,
    make: target.make,
    check({ status, body }) {
      if (status !== 201) throw new Error(`${which} answered ${status}: ${body.toString().slice(0, 300)}`);
      if (which === 'dantao' && overhead === 0) {
        const answer = JSON.parse(body);
        overhead = answer.package.sizeBytes - answer.files[0].sizeBytes;
        if (answer.record.state !== 'registered') throw new Error(`not registered: ${answer.record.stateReason}`);
      }
    },
  });
  const after = target.pids.map(cpuOf);
  const cpu = { service: 0, readers: 0, database: 0 };
  after.forEach((a, i) => {
    for (const role of Object.keys(cpu))
      cpu[which === 'yardstick' && i === 1 ? 'database' : role] += a[role] - before[i][role];
  });
  for (const role of Object.keys(cpu)) cpu[role] /= count;
  return { ...result, cpu, flushes: flushed === null ? null : (flushesUnder(folder) - flushed) / count, overhead };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const f = (n, digits = 2) => (n === null || Number.isNaN(n) ? '—' : n.toFixed(digits));
console.log(
  `store: ${s3 ? 'S3 (MinIO)' : 'filesystem'}; ${values.records} records a turn, ${values.rounds} turns each, client on the same cores; median of the turns`,
);
// A service lives for months: both sides are compiled by the engine before the first figure.
for (const which of ['dantao', 'yardstick']) await measure(which, 16384, 32, Number(values.warm));
for (const size of numbers(values.size)) {
  for (const concurrency of numbers(values.concurrency)) {
    const count = Math.max(
      50,
      Math.round(Number(values.records) * Math.min(1, 61440 / size) * (concurrency === 1 ? 0.25 : 1)),
    );
    for (const which of ['dantao', 'yardstick']) await measure(which, size, concurrency, Math.min(count, 200)); // warm
    const runs = { dantao: [], yardstick: [] };
    for (let round = 0; round < Number(values.rounds); round++)
      for (const which of ['yardstick', 'dantao']) runs[which].push(await measure(which, size, concurrency, count));
    const of = (which, pick) => median(runs[which].map(pick));
    console.log(`\n${size} bytes, concurrency ${concurrency}`);
    console.log('            records/s     p50 ms     p99 ms   CPU ms (service + database; readers)   flushes');
    for (const which of ['yardstick', 'dantao']) {
      const own = of(which, (r) => r.cpu.service + r.cpu.database);
      console.log(
        `${which.padEnd(10)} ${f(
          of(which, (r) => r.perSecond),
          0,
        ).padStart(
          10,
        )} ${f(of(which, (r) => r.p50)).padStart(10)} ${f(of(which, (r) => r.p99)).padStart(10)}   ${f(own, 3)} (${f(
          of(which, (r) => r.cpu.service),
          3,
        )} + ${f(
          of(which, (r) => r.cpu.database),
          3,
        )}; ${f(
          of(which, (r) => r.cpu.readers),
          3,
        )})   ${f(of(which, (r) => r.flushes ?? NaN))}`,
      );
    }
    const ratio = (pick) => of('dantao', pick) / of('yardstick', pick);
    console.log(
      `ratio      rate ${f(ratio((r) => r.perSecond))} (aim ≥ 0.5 at 32)   p50 ${f(ratio((r) => r.p50))} (aim ≤ 2.5 at 1)   CPU ${f(ratio((r) => r.cpu.service + r.cpu.database))}, with readers ${f(ratio((r) => r.cpu.service + r.cpu.database + r.cpu.readers))} (aim ≤ 2.0)   flushes ${f(ratio((r) => r.flushes ?? NaN))} (aim ≤ 1.25)`,
    );
    console.log(`package overhead ${of('dantao', (r) => r.overhead)} bytes a record`);
  }
}
const memory = memoryOf(service.pid);
console.log(
  `\nservice RSS ${f(memory.rss / 2 ** 20, 0)} MiB, peak ${f(memory.peak / 2 ** 20, 0)} MiB (aim ≤ 330 MB, readers apart)`,
);

yard.removeAllListeners('exit');
yard.kill();
await database.stop();
await service.stop();
await s3?.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
