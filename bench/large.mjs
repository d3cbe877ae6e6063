// One large file over HTTP beside what one core hashes, while small records go on beside it.
//   npm run bench -- large [--gib 4] [--beside 4]
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { parseArgs } from 'node:util';
import { cpuOf, memoryOf } from './process-tree.mjs';
import { startService } from './service-process.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    gib: { type: 'string', default: '4' },
    beside: { type: 'string', default: '20' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- large [--gib 4] [--beside records/s of small ones]');
  process.exit(0);
}
const total = Math.round(Number(values.gib) * 2 ** 30);
const block = randomBytes(1 << 20);

// The limit: one core, three digests over the same pieces.
const limitBytes = 512 * 2 ** 20;
const hashes = ['sha256', 'sha512', 'sm3'].map((a) => createHash(a));
let began = process.hrtime.bigint();
for (let at = 0; at < limitBytes; at += block.length) for (const h of hashes) h.update(block);
const limit = limitBytes / 2 ** 20 / (Number(process.hrtime.bigint() - began) / 1e9);

const service = await startService();
const multipart = (boundary, record) => [
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="record"\r\n\r\n${JSON.stringify(record)}\r\n--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n`,
  ),
  Buffer.from(`\r\n--${boundary}--\r\n`),
];
const declaration = (name, declared) => ({
  fonds: 'BENCH',
  kind: 'generic',
  title: name,
  files: [{ part: 'f', name, ...declared }],
});

function send(record, sizeBytes, write) {
  const [head, tail] = multipart('xyz', record);
  return new Promise((resolve, reject) => {
    const req = request(
      {
        host: '127.0.0.1',
        port: service.port,
        method: 'POST',
        path: '/v1/records',
        headers: {
          authorization: `Bearer ${service.key}`,
          'content-type': 'multipart/form-data; boundary=xyz',
          'content-length': head.length + sizeBytes + tail.length,
        },
      },
      (res) => {
        const pieces = [];
        res.on('data', (d) => pieces.push(d));
        res.on('end', () =>
          res.statusCode === 201
            ? resolve(JSON.parse(Buffer.concat(pieces)))
            : reject(new Error(`${res.statusCode} ${Buffer.concat(pieces)}`)),
        );
      },
    );
    req.on('error', reject);
    req.write(head);
    void write(req).then(() => req.end(tail));
  });
}

let running = true;
const times = [];
const small = (async () => {
  const pause = 1000 / Number(values.beside);
  for (let n = 0; running; n++) {
    const body = randomBytes(60_000);
    const start = process.hrtime.bigint();
    await send(declaration(`small-${n}.bin`), body.length, async (req) => req.write(body));
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    await new Promise((r) => setTimeout(r, pause));
  }
})();

const cpuBefore = cpuOf(service.pid);
began = process.hrtime.bigint();
const answer = await send(declaration('large.bin', { sizeBytes: total }), total, async (req) => {
  for (let at = 0; at < total; at += block.length) {
    const piece = at + block.length <= total ? block : block.subarray(0, total - at);
    if (!req.write(piece)) await new Promise((r) => req.once('drain', r));
  }
});
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
running = false;
await small;
const cpu = cpuOf(service.pid);
const { peak } = memoryOf(service.pid);
times.sort((a, b) => a - b);
const rate = total / 2 ** 20 / seconds;
console.log(`one core, three digests: ${limit.toFixed(0)} MiB/s`);
console.log(
  `${values.gib} GiB, received, hashed, packed, synced, committed: ${seconds.toFixed(1)} s, ${rate.toFixed(0)} MiB/s`,
);
console.log(`ratio ${(rate / limit).toFixed(2)} (aim ≥ 0.85)`);
console.log(
  `CPU s: service ${((cpu.service - cpuBefore.service) / 1000).toFixed(1)}, readers ${((cpu.readers - cpuBefore.readers) / 1000).toFixed(1)}, database ${((cpu.database - cpuBefore.database) / 1000).toFixed(1)}`,
);
console.log(`peak RSS of the service ${(peak / 2 ** 20).toFixed(0)} MiB (aim ≤ 300 MB)`);
console.log(
  `${times.length} small records beside it: p50 ${times[Math.floor(times.length / 2)]?.toFixed(1)} ms, p99 ${times[Math.floor(times.length * 0.99)]?.toFixed(1)} ms (aim < 100 ms)`,
);
console.log(`package ${answer.package.sha256.slice(0, 12)}… ${answer.package.sizeBytes} bytes`);
await service.stop();
process.exit(0);
