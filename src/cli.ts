import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './cli/program.js';

// Each room is loaded when a verb needs it: `dantao inspect` must not pay for the web server.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

process.exitCode = await runProgram(process.argv.slice(2), {
  software: { name: 'dantao', version: manifest.version },
  openIsolate: async (settings) => new (await import('./workers/process-isolate.js')).ProcessIsolate(settings),
  startService: async (settings) => (await import('./service.js')).startService(settings),
  initStore: async ({ store: { accessKey, secretKey, ...store } }) =>
    (await import('./storage/store-init.js')).initStore({
      ...store,
      ...(accessKey ? { accessKey } : {}),
      ...(secretKey ? { secretKey } : {}),
    }),
  rotateReceiptKey: async (settings) =>
    (await import('./signing/receipt-keys.js')).ReceiptKeys.rotate(join(settings.dataDir, 'keys')),
});
