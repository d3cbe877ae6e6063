// What the checks of a record cost in line (四性检测 at intake), in this process, beside hashing the same files once.
//   npm run bench -- checks [--count 2000]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kindInputOf } from '../dist/archive/sayings.js';
import { subjectAtIntake } from '../dist/archive/check-subject.js';
import { BufferSource } from '../dist/core/byte-source.js';
import { checksJson } from '../dist/core/checks/report/json.js';
import { runChecks } from '../dist/core/checks/run.js';
import { archivingSchemeOf } from '../dist/core/checks/schemes/index.js';
import { inspectBytes } from '../dist/core/formats/index.js';
import { readRecord } from '../dist/core/records/index.js';

const { values } = parseArgs({ args: process.argv.slice(3), options: { count: { type: 'string', default: '2000' } } });
const count = Number(values.count);
const seeds = join(import.meta.dirname, '..', 'seeds');
const software = { name: 'dantao', version: 'bench' };
const at = new Date('2026-03-18T00:00:00Z');
const digest = (name, bytes) => createHash(name).update(bytes).digest('hex');

/** A seed as intake has it once the readers are done. */
async function received(folder) {
  const declaration = JSON.parse(readFileSync(join(seeds, folder, 'record.json'), 'utf8'));
  const files = [];
  for (const declared of declaration.files) {
    const bytes = readFileSync(join(seeds, folder, declared.name));
    const report = await inspectBytes(new BufferSource(bytes));
    const digests = { sha256: digest('sha256', bytes), sha512: digest('sha512', bytes), sm3: digest('sm3', bytes) };
    files.push({ declared, path: declared.name, sizeBytes: bytes.length, digests, crc32: 0, bytes, ...report });
  }
  return { declaration, files, reading: readRecord(kindInputOf(declaration, files)) };
}

function cpuMs(step) {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) step();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

const table = [];
for (const folder of readdirSync(seeds).filter((name) => /^(0[1-6]|1[0-9])-/.test(name))) {
  const one = await received(folder);
  const scheme = archivingSchemeOf(one.reading.kind);
  const { declaration, files, reading } = one;
  const findings = files.flatMap((file) => file.findings);
  const check = () => {
    const subject = subjectAtIntake({
      recordId: 'bench',
      at,
      declaration,
      reading,
      files,
      findings,
      senderSigned: false,
    });
    return checksJson('bench', runChecks(scheme, subject, at, software));
  };
  const hash = () => files.forEach(({ bytes }) => createHash('sha512').update(bytes).digest());
  for (let i = 0; i < 300; i++) check();
  const [checked, hashed] = [cpuMs(check), cpuMs(hash)];
  table.push({
    record: folder,
    scheme: scheme.id,
    items: scheme.items.length,
    'CPU ms': checked.toFixed(3),
    'SHA-512 once': hashed.toFixed(3),
    ratio: (checked / hashed).toFixed(1),
    aim: '≤ 2 ms',
  });
}
console.table(table);
