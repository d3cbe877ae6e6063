import { Command } from 'commander';
import { readSettings } from '../config/settings.js';
import { type Terminal } from './terminal.js';
import { type Wiring } from './wiring.js';

export function storeCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  const init = new Command('init')
    .summary(say('准备存储（版本控制、对象锁）', 'prepare the store (versioning, object lock)'))
    .description(
      say(
        '按 DANTAO_STORE_URL 准备存储：建立桶，开启版本控制和对象锁，并说明该服务器未强制执行的保证。可重复执行。',
        'Prepares the store of DANTAO_STORE_URL: makes the bucket, turns on versioning and object lock, and says what the server does not enforce. May be repeated.',
      ),
    )
    .addHelpText(
      'after',
      say(
        '\n示例：\n  DANTAO_STORE_URL=s3+https://s3.example.org/archive DANTAO_STORE_ACCESS_KEY=… DANTAO_STORE_SECRET_KEY=… dantao store init',
        '\nExamples:\n  DANTAO_STORE_URL=s3+https://s3.example.org/archive DANTAO_STORE_ACCESS_KEY=… DANTAO_STORE_SECRET_KEY=… dantao store init',
      ),
    )
    .action(async () => {
      const { done, notEnforced } = await wiring.initStore(readSettings(terminal.env));
      for (const line of done) await terminal.out(`✓ ${line}`);
      for (const line of notEnforced) await terminal.out(`! ${say('未强制执行', 'not enforced')}: ${line}`);
    });
  return new Command('store')
    .summary(say('对象存储', 'the object store'))
    .description(say('对象存储', 'The object store.'))
    .addCommand(init);
}
