import { readSettings } from './config/settings.js';
import { startService } from './service.js';

/** The service alone: `npm start`. Settings: docs/operations.md. */
async function main(): Promise<void> {
  const service = await startService(readSettings(process.env));
  if (service.firstKey !== null) {
    console.log(
      `首个密钥，只显示这一次；可建主体、密钥和全宗，不能读任何记录 / first key, shown once; creates principals, keys and fonds, reads no record:\n  ${service.firstKey}`,
    );
  }
  console.log(`Dantao 单套: ${service.url}  (${service.url}/docs, ${service.url}/readyz)`);
  const stop = () => {
    // The answer to a second signal is the same stop: nothing is cut short.
    void service.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  console.error(process.env.DANTAO_DEBUG ? error : `dantao: ${(error as Error).message}`);
  process.exit(1);
}

main().catch(fail);
