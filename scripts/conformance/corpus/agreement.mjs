// node scripts/conformance/corpus/agreement.mjs --corpus DIR --lines FILE
//
// Compares verdict lines (npm run conformance -- --lines FILE) with three programs of others on the files each can judge:
// pdfsig (poppler-utils) on PDF, xmlsec1 on XML, openssl on CMS and time-stamp tokens. Each disagreement is printed with
// our reason and what the program said: it is to be explained, not hidden. Trust is left out on both sides.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { outcomeOf } from './score.mjs';

const { values } = parseArgs({ options: { corpus: { type: 'string' }, lines: { type: 'string' } } });
if (!values.corpus || !values.lines) {
  console.error('usage: agreement.mjs --corpus DIR --lines FILE');
  process.exit(2);
}

/** accept, refuse, or null where the program does not judge; and what it said. */
function run(program, args) {
  const done = spawnSync(program, args, { encoding: 'latin1', timeout: 20_000, maxBuffer: 1 << 26 });
  if (done.error?.code === 'ENOENT') return null;
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

const PROGRAMS = [
  {
    name: 'pdfsig',
    groups: ['pades'],
    judge(file) {
      const done = run('pdfsig', ['-nocert', '-no-ocsp', file]);
      if (!done) return null;
      const words = [...done.text.matchAll(/Signature Validation: (.*)/g)].map(([, word]) => word);
      if (words.length === 0) return { says: null, text: 'no signature judged' };
      const valid = words.every((word) => word === 'Signature is Valid.');
      const open = words.some((word) => /not yet verified|Unknown|Generic/i.test(word));
      return { says: valid ? 'accept' : open ? null : 'refuse', text: [...new Set(words)].join(' / ') };
    },
  },
  {
    name: 'xmlsec1',
    groups: ['xades'],
    judge(file) {
      const done = run('xmlsec1', ['--verify', '--insecure', file]);
      if (!done) return null;
      const said = /^(OK|FAIL|ERROR)/m.exec(done.text)?.[1] ?? /Verification status: (\w+)/.exec(done.text)?.[1];
      const why = /error=(\d+:[^:]*)|Failure reason: (\S+)|status=(\S+)/.exec(done.text)?.[0] ?? said ?? '';
      if (said === 'OK') return { says: 'accept', text: 'OK' };
      // Key or transform not at hand is no judgement.
      return { says: /DIGEST|SIGNATURE-VALUE|data do not match|DATA-NOT-MATCH/i.test(done.text) ? 'refuse' : null, text: why.slice(0, 100) }; // prettier-ignore
    },
  },
  {
    name: 'openssl cms',
    groups: ['cades'],
    judge(file) {
      const args = ['cms', '-verify', '-noverify', '-binary', '-in', file, '-out', '/dev/null'];
      for (const form of ['DER', 'PEM']) {
        const done = run('openssl', [...args, '-inform', form]);
        if (!done) return null;
        if (done.status === 0) return { says: 'accept', text: 'Verification successful' };
        if (/no content|asn1|no start line|wrong tag|not signed data/i.test(done.text)) continue;
        const why = /error:[^:]*:[^:]*:[^:]*:([^:]*)/.exec(done.text)?.[1] ?? done.text.trim().split('\n')[0];
        return { says: /digest failure|signature failure|verification failure|bad signature|content/i.test(done.text) ? 'refuse' : null, text: why.slice(0, 100) }; // prettier-ignore
      }
      return { says: null, text: 'can not be read, or its content is not inside' };
    },
  },
];

const byPath = new Map(
  readFileSync(values.lines, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((line) => [line.file.replace(/^\.\//, ''), line]),
);
const OURS = { intact: 'accept', broken: 'refuse', malformed: 'refuse' };
for (const program of PROGRAMS) {
  const counts = {};
  const differing = [];
  for (const [path, line] of byPath) {
    if (!program.groups.includes(path.split('/')[0])) continue;
    const theirs = program.judge(join(values.corpus, path));
    if (theirs === null) {
      console.log(`${program.name} is not installed`);
      break;
    }
    const ours = OURS[outcomeOf(line)] ?? null;
    const cell = `${theirs.says ?? 'no judgement'} / ${ours ?? 'no judgement'}`;
    counts[cell] = (counts[cell] ?? 0) + 1;
    if (theirs.says !== null && ours !== null && theirs.says !== ours)
      differing.push(`- ${path}: ${program.name} says ${theirs.text}; ours: ${ours}, ${line.reason}`);
  }
  console.log(`\n## ${program.name} / ours\n`);
  for (const [cell, count] of Object.entries(counts).sort()) console.log(`- ${cell}: ${count}`);
  console.log(differing.length === 0 ? '\nno disagreement' : `\ndisagreements:\n${differing.join('\n')}`);
}
