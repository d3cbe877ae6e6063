import { Command } from 'commander';
import { readSettings } from '../config/settings.js';
import { type Terminal } from './terminal.js';
import { type Wiring } from './wiring.js';

export function serveCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('serve')
    .summary(say('启动服务', 'run the service'))
    .description(
      say(
        '启动服务直到 Ctrl-C 或 SIGTERM。没有配置时使用 ./data 下的内嵌 PostgreSQL 和文件存储；首次启动显示一次首个密钥。',
        'Runs the service until Ctrl-C or SIGTERM. Without configuration it uses an embedded PostgreSQL and a file store under ./data; the first start shows the first key, once.',
      ),
    )
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao serve\n  DANTAO_DATA=/srv/dantao DANTAO_LISTEN=0.0.0.0:8600 dantao serve',
        '\nExamples:\n  dantao serve\n  DANTAO_DATA=/srv/dantao DANTAO_LISTEN=0.0.0.0:8600 dantao serve',
      ),
    )
    .action(async () => {
      const service = await wiring.startService(readSettings(terminal.env));
      terminal.err(say(`服务地址：${service.url}`, `listening on ${service.url}`));
      if (service.firstKey)
        terminal.err(
          say(`首个密钥（只显示这一次）：${service.firstKey}`, `first key (shown this once): ${service.firstKey}`),
        );
      await untilSignal();
      await service.stop();
    });
}

/** Resolves at the first Ctrl-C or SIGTERM; later ones do not end the process before running submissions are done. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
