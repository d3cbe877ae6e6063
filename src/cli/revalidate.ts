import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { apiOf, reaching, type Where } from './reach.js';
import { EXIT, type Terminal, visible } from './terminal.js';

interface Run {
  id: string;
  state: 'waiting' | 'running' | 'done';
  seen: number;
  revalidated: number;
  changed: number;
  problems: { record: string; code: string; message: string }[];
}

const ASK_MS = 500;

export function revalidateCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('revalidate'))
    .summary(say('以当前信任重新验证已归档的签名', 'look again at archived signatures, under the present trust'))
    .description(
      say(
        '重新验证等待信任锚或吊销数据的记录，在原有报告旁添加新报告；归档包和状态不变。中断后由服务自行继续。',
        'Looks again at the records that wait for anchors or revocation data and adds a report beside the old one; packages and states stay as they are. The service goes on by itself when it was interrupted.',
      ),
    )
    .option('--fonds <code>', say('全宗号；默认为密钥可见的全部', 'code of the fonds; by default all the key may see'))
    .option('--all', say('所有带签名的记录，包括已通过的', 'every record with signatures, also those that passed'))
    .option('--no-wait', say('不等待完成', 'do not wait for the end'))
    .option('--json', say('以 JSON 输出', 'print JSON'))
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao revalidate --fonds Z109\n\n退出码：0 完成 · 1 有记录未能验证 · 2 无法完成',
        '\nExamples:\n  dantao revalidate --fonds Z109\n\nExit codes: 0 done · 1 some records could not be looked at · 2 could not do it',
      ),
    )
    .action(async (options: Where & { fonds?: string; all?: boolean; wait: boolean; json?: boolean }) => {
      const api = apiOf(terminal, options);
      let run = await api.json<Run>('POST', '/v1/revalidations', {
        fonds: options.fonds ?? null,
        all: options.all ?? false,
      });
      let told = -1;
      while (options.wait && run.state !== 'done') {
        await sleep(ASK_MS);
        run = await api.json<Run>('GET', `/v1/revalidations/${run.id}`);
        if (run.seen !== told && run.state !== 'done') terminal.err(say(`已查看 ${run.seen} 件`, `${run.seen} records seen`)); // prettier-ignore
        told = run.seen;
      }
      if (options.json) await terminal.out(JSON.stringify(run));
      else if (run.state !== 'done') await terminal.out(say(`已排队：${run.id}`, `queued: ${run.id}`));
      else {
        await terminal.out(
          say(
            `查看 ${run.seen} 件，新报告 ${run.revalidated} 份，结论变化 ${run.changed} 件`,
            `${run.seen} records seen, ${run.revalidated} new reports, ${run.changed} with another verdict`,
          ),
        );
        for (const { record, code, message } of run.problems)
          await terminal.out(`${record}  ${code}  ${visible(message)}`);
      }
      if (run.problems.length > 0) terminal.end(EXIT.findings);
    });
}
