// Builds, runs the suites, ends with one line `N passed, N failed`.
//   node scripts/test.mjs                 the suite on the embedded default (npm test)
//   node scripts/test.mjs --real          the contract suites on a real PostgreSQL, S3 server and clamd, and the crash matrix
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const real = process.argv.includes('--real');
const rest = process.argv.slice(2).filter((a) => a !== '--real');
const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });

if (run(['scripts/build.mjs', '--if-stale']).status !== 0) process.exit(1);

const scratch = mkdtempSync(join(tmpdir(), 'dantao-test-'));
const report = join(scratch, 'report.json');
const status = run([
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  ...(real ? ['real'] : ['unit', 'parts']),
  '--maxWorkers=2',
  '--json',
  `--outputFile=${report}`,
  ...rest,
]).status;

let passed = 0;
let failed = 0;
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed = result.numPassedTests;
  // A suite that does not even load has no test to count, and is a failure all the same.
  failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
} catch {
  failed = 1;
}
rmSync(scratch, { recursive: true, force: true });
if (status !== 0 && failed === 0) failed = 1;
if (passed === 0) failed = Math.max(failed, 1);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
