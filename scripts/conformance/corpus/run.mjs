// npm run conformance -- --corpus DIR [--group NAME]… [--lines FILE] [--list COLUMN,…] [--reuse FILE]
//
// Runs `dantao inspect --json` over the files that DIR/manifest.json lists and prints the table per group: raw, and with
// DIR/disputed.json where there is one (entries whose label is doubtful are set aside or relabelled; the reason stands
// with each). The raw table is the record. Exit code 1 when anything was falsely accepted or no answer came.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { score, table } from './score.mjs';

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    group: { type: 'string', multiple: true },
    lines: { type: 'string' },
    list: { type: 'string', default: 'false-accept,crash' },
    reuse: { type: 'string' },
  },
});
if (!values.corpus || !existsSync(join(values.corpus, 'manifest.json'))) {
  console.error('usage: npm run conformance -- --corpus DIR [--group NAME]… [--lines FILE] [--list COLUMN,…] [--reuse FILE]\nDIR holds the records and manifest.json'); // prettier-ignore
  process.exit(2);
}
const program = join(import.meta.dirname, '../../../bin/dantao.mjs');
const manifest = JSON.parse(readFileSync(join(values.corpus, 'manifest.json'), 'utf8'));
const entries = (Array.isArray(manifest) ? manifest : manifest.files).filter(
  ({ group }) => !values.group || values.group.includes(group),
);

const text = values.reuse ? readFileSync(values.reuse, 'utf8') : inspect(entries.map(({ path }) => path));
if (values.lines) writeFileSync(values.lines, text);
const lines = new Map(
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((line) => [line.file.replace(/^\.\//, ''), line]),
);

const raw = score(entries, lines);
console.log(`Raw: the manifest as it stands\n\n${table(raw)}\n`);
const disputedFile = join(values.corpus, 'disputed.json');
const adjusted = existsSync(disputedFile)
  ? score(entries, lines, JSON.parse(readFileSync(disputedFile, 'utf8')))
  : null;
if (adjusted) console.log(`Adjusted: disputed entries set aside or relabelled\n\n${table(adjusted)}\n`);
for (const column of values.list.split(',')) {
  console.log(`${column}:`);
  const disputed = new Set((adjusted ?? raw).listed.filter((one) => one.column === column).map(({ path }) => path));
  for (const { path, expected, reason } of raw.listed.filter((one) => one.column === column))
    console.log(`- ${path} (${expected}${adjusted && !disputed.has(path) ? ', disputed' : ''}): ${reason}`);
  if (adjusted)
    for (const { path, expected, reason } of adjusted.listed.filter((one) => one.column === column))
      if (!raw.listed.some((one) => one.path === path && one.column === column))
        console.log(`- ${path} (${expected} after adjusting): ${reason}`);
}
const unsafe = [...raw.groups.values()].reduce((sum, row) => sum + row['false-accept'] + row.crash, 0);
process.exit(unsafe > 0 ? 1 : 0);

/** A few hundred files a run: an argument list has its limit, and a crash costs one run's lines at most. */
function inspect(paths) {
  const out = [];
  for (let at = 0; at < paths.length; at += 400) {
    const some = paths.slice(at, at + 400);
    const run = spawnSync(process.execPath, [program, 'inspect', '--json', ...some], { cwd: values.corpus, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
    out.push(run.stdout);
    process.stderr.write(`\r${Math.min(at + 400, paths.length)} of ${paths.length} files`);
  }
  process.stderr.write('\n');
  return out.join('');
}
