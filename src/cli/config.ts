import { Command } from 'commander';
import { describeSettings } from '../config/settings.js';
import { table, type Terminal } from './terminal.js';

export function configCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return new Command('config')
    .summary(say('显示生效的设置（密钥已遮蔽）', 'show the effective settings, secrets masked'))
    .description(
      say(
        '显示服务将使用的每个设置、其值和来源。密码和密钥从不显示。',
        'Shows every setting the service would use, its value and where it comes from. Passwords and keys are never shown.',
      ),
    )
    .option('--json', say('以 JSON 输出', 'print JSON'))
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao config\n  DANTAO_LISTEN=0.0.0.0:8600 dantao config --json',
        '\nExamples:\n  dantao config\n  DANTAO_LISTEN=0.0.0.0:8600 dantao config --json',
      ),
    )
    .action(async (options: { json?: boolean }) => {
      const settings = describeSettings(terminal.env);
      if (options.json) return terminal.out(JSON.stringify(settings, null, 2));
      const from = {
        environment: say('环境变量', 'environment'),
        file: say('文件', 'file'),
        default: say('默认', 'default'),
      };
      const header = [say('设置', 'setting'), say('值', 'value'), say('来源', 'from'), say('含义', 'meaning')];
      const rows = settings.map((s) => [s.name, s.value, from[s.from], say(s.zh, s.meaning)]);
      for (const line of table(header, rows)) await terminal.out(line);
    });
}
