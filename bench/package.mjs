// What making and checking one package costs, in this process.   npm run bench -- package [--count 2000]
import { createHash, hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { parseArgs } from 'node:util';
import { BufferSource } from '../dist/core/byte-source.js';
import { checkPackage } from '../dist/core/package/check.js';
import { fingerprintOf } from '../dist/core/package/fingerprint.js';
import { planPackage } from '../dist/core/package/plan-package.js';

const { values } = parseArgs({ args: process.argv.slice(3), options: { count: { type: 'string', default: '2000' } } });
const count = Number(values.count);
const bytes = randomBytes(61440);
const digests = { sha256: hash('sha256', bytes), sha512: hash('sha512', bytes), sm3: hash('sm3', bytes) };
const declaration = { fonds: 'BENCH', kind: 'e-invoice', title: '测试发票', files: [{ part: 'f', name: '发票.pdf' }] };
const recordId = '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20';
const fondsId = '0198f3a0-0000-7000-8000-000000000001';
const input = {
  recordId,
  version: 1,
  fondsId,
  fondsCode: 'BENCH',
  test: true,
  at: new Date('2026-03-17T09:12:44.120Z'),
  eventId: `urn:uuid:${recordId}/event/1`,
  actor: fondsId,
  nonce: Buffer.alloc(32, 1),
  fingerprint: fingerprintOf({
    fondsId,
    declaration,
    files: [{ name: '发票.pdf', sizeBytes: bytes.length, sha256: digests.sha256 }],
  }),
  declarationBytes: Buffer.from(JSON.stringify(declaration)),
  declaration,
  files: [
    {
      declared: declaration.files[0],
      path: '发票.pdf',
      sizeBytes: bytes.length,
      digests,
      crc32: crc32(bytes),
      facts: {
        format: 'pdf',
        pronom: ['fmt/276'],
        mimeType: 'application/pdf',
        description: 'PDF 1.7',
        whole: 'whole',
      },
      signatures: [],
    },
  ],
  findings: [],
  software: { name: 'dantao', version: '0.1.0' },
};
const time = async (what, step) => {
  for (let i = 0; i < Math.min(200, count); i++) await step();
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) await step();
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000 / count;
  console.log(`${what.padEnd(44)} ${ms.toFixed(3)} ms CPU`);
  return ms;
};
const plan = planPackage(input);
const whole = Buffer.concat(plan.segments.map((s) => ('bytes' in s ? s.bytes : bytes)));
const floor = await time('three digests of 60 KB (the floor)', () =>
  ['sha256', 'sha512', 'sm3'].map((a) => createHash(a).update(bytes).digest()),
);
const made = await time('planPackage', () => planPackage(input));
const checked = await time('checkPackage', () => checkPackage(new BufferSource(whole)));
console.log(
  `planPackage ${(made / floor).toFixed(2)} × the floor, checkPackage ${(checked / floor).toFixed(2)} ×; overhead ${whole.length - bytes.length} bytes`,
);
