// The built service, that kills itself with SIGKILL the Nth time a submission, a version, or a revalidation, reaches a step:
// DANTAO_TEST_CRASH_STEP (spooled, stored, committing, committed, version-stored, version-committing, version-committed, revalidation-stored, revalidation-added, batch-kept, batch-taken, batch-noted) and DANTAO_TEST_CRASH_AT.
import { readSettings } from '../../dist/config/settings.js';
import { startService } from '../../dist/service.js';

const { DANTAO_TEST_CRASH_STEP: step, DANTAO_TEST_CRASH_AT: at } = process.env;
let left = Number(at);

const service = await startService(readSettings(process.env), {
  reached(now) {
    // Synchronous: nothing of this process runs after it.
    if (now === step && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
console.log(`Dantao 单套: ${service.url}`);
