import { Command } from 'commander';
import { type ReconcileProgress } from '../archive/reconcile.js';
import { readSettings } from '../config/settings.js';
import { type Finding } from '../core/finding.js';
import { type Api } from './api.js';
import { apiOf, reaching, type Where } from './reach.js';
import { EXIT, type Terminal, visible } from './terminal.js';
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
    .addCommand(init)
    .addCommand(reconcileCommand(terminal));
}

function reconcileCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('reconcile'))
    .summary(say('查找没有登记提及的归档包', 'find stored packages that no record mentions'))
    .description(
      say(
        '查找崩溃在“写入”与“登记”之间留下的归档包，逐个报告，并记下供重新发送时接管。不删除任何内容。',
        'Finds the packages that a crash left between put and commit, reports each, and notes it so that a re-send takes it over. Deletes nothing.',
      ),
    )
    .option('--after <key>', say('从此对象键之后继续', 'go on behind this object key'))
    .option('--json', say('每个发现输出一行 JSON', 'one JSON line per finding'))
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao store reconcile --to http://127.0.0.1:8600\n\n退出码：0 没有 · 1 有 · 2 无法完成',
        '\nExamples:\n  dantao store reconcile --to http://127.0.0.1:8600\n\nExit codes: 0 none · 1 some · 2 could not look',
      ),
    )
    .action(async (options: Where & { after?: string; json?: boolean }) => {
      const api = apiOf(terminal, options);
      let after = options.after ?? null;
      let [seen, unmentioned] = [0, 0];
      do {
        const stretch = await stretchFrom(terminal, api, after);
        for (const finding of stretch.findings)
          await terminal.out(
            options.json
              ? JSON.stringify(finding)
              : `${finding.code}  ${visible(finding.where)}  ${visible(finding.message)}`,
          );
        seen += stretch.seen;
        unmentioned += stretch.unmentioned;
        after = stretch.resumeAfter;
        // With the place: whoever interrupts it here goes on there.
        if (after !== null)
          terminal.err(
            say(
              `已查看 ${seen} 个对象；--after ${after} 由此继续`,
              `${seen} objects seen; --after ${after} goes on here`,
            ),
          );
      } while (after !== null);
      terminal.err(
        say(`共 ${seen} 个对象，${unmentioned} 个无登记提及`, `${seen} objects, ${unmentioned} in no record`),
      );
      terminal.end(unmentioned === 0 ? EXIT.ok : EXIT.findings);
    });
}

/** One answer of the service; says where to go on when there is none. */
async function stretchFrom(
  terminal: Terminal,
  api: Api,
  after: string | null,
): Promise<ReconcileProgress & { findings: Finding[] }> {
  try {
    return await api.json('POST', '/v1/reconciliations', { after });
  } catch (error) {
    if (after !== null) terminal.err(terminal.say(`可用 --after ${after} 继续`, `go on with --after ${after}`));
    throw error;
  }
}
