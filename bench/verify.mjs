// What verifying one signed record costs, in this process, beside hashing the same bytes.
//   npm run bench -- verify [--count 200] [--large-mb 100]
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { BufferSource } from '../dist/core/byte-source.js';
import { DEFAULT_LIMITS } from '../dist/core/formats/format.js';
import { inspectBytes } from '../dist/core/formats/index.js';
import { makeTrustSnapshot } from '../dist/core/signatures/trust.js';
import * as files from './signed-files.mjs';

const options = { count: { type: 'string', default: '200' }, 'large-mb': { type: 'string', default: '100' } };
const { values } = parseArgs({ args: process.argv.slice(3), options });
const count = Number(values.count);
const context = { trust: makeTrustSnapshot(files.trust), at: new Date('2026-03-18T00:00:00Z'), policy: 'auto' };

/** CPU of user and system, ms a piece. */
async function cpuOf(list, step) {
  const before = process.cpuUsage();
  for (const one of list) await step(one);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / list.length;
}
const inspect = (under) => (bytes) => inspectBytes(new BufferSource(bytes), DEFAULT_LIMITS, under);
const hashBy = (name) => (bytes) => createHash(name).update(bytes).digest();

/** Every file is another one, so nothing that is remembered of a whole signature helps; the senders recur. */
async function measure(name, make, { aimMs, hash = 'sha256' } = {}) {
  const list = Array.from({ length: 2 * count }, (_, i) => make(i));
  for (const bytes of list.slice(0, count)) await inspect(context)(bytes);
  const timed = list.slice(count);
  const report = await inspect(context)(timed[0]);
  const said = report.signatures.map(({ verdict, integrity }) => `${verdict}/${integrity}`);
  const judged = await cpuOf(timed, inspect(context));
  const floor = await cpuOf(timed, hashBy(hash));
  return {
    record: name,
    bytes: timed[0].length,
    'CPU ms': judged.toFixed(2),
    [`hashing`]: floor.toFixed(3),
    beyond: (judged - floor).toFixed(2),
    ratio: (judged / floor).toFixed(1),
    'a second': Math.round(1000 / judged),
    aim: aimMs === undefined ? '' : `≤ ${aimMs} ms`,
    said: [...new Set(said)].join(' '),
  };
}

const table = [];
table.push(await measure('OFD, one seal (SM2)', (i) => files.ofd(i), { aimMs: 5, hash: 'sm3' }));
table.push(await measure('OFD, sealed by a stranger each', (i) => files.ofd(i, { fresh: true }), { hash: 'sm3' }));
table.push(await measure('PDF, one signature + time-stamp', (i) => files.pdf(i), { aimMs: 4 }));
table.push(await measure('CMS, one signature + time-stamp', (i) => files.cms(i)));
table.push(await measure('XML, one enveloped signature', (i) => files.xml(i)));
console.table(table);

const megabytes = Number(values['large-mb']);
if (megabytes > 0) {
  const small = files.pdf(0);
  for (let i = 0; i < 20; i++) await inspect(context)(small);
  const large = files.pdf(1, Buffer.alloc(megabytes << 20, 'a PDF holds pictures, mostly. '));
  // The best of three each: a shared machine only ever adds.
  const wall = async (step) => {
    const times = [];
    for (let turn = 0; turn < 3; turn++) {
      const start = performance.now();
      await step();
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  const hashMs = await wall(() => hashBy('sha256')(large));
  const report = await inspect(context)(large);
  const fullMs = await wall(() => inspect(context)(large));
  const said = report.signatures.map(({ verdict, integrity }) => `${verdict}/${integrity}`).join(' ');
  console.log(`PDF of ${megabytes} MiB: ${fullMs.toFixed(0)} ms, hashing it by SHA-256 ${hashMs.toFixed(0)} ms: ${(fullMs / hashMs).toFixed(2)} × (aim 1.2 ×); ${said}`); // prettier-ignore
}
