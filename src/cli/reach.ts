import { type Command } from 'commander';
import { Api } from './api.js';
import { urlOption } from './options.js';
import { UsageError } from './record-folder.js';
import { type Terminal } from './terminal.js';

/** Which service a verb of administration asks, and with which key. */
export interface Where {
  to?: string;
  key?: string;
}

export function reaching(terminal: Terminal, command: Command): Command {
  const { say } = terminal;
  return command
    .option(
      '--to <url>',
      say('服务地址；默认取自 DANTAO_URL', 'address of the service; by default from DANTAO_URL'),
      urlOption(terminal),
    )
    .option('--key <key>', say('管理员密钥；默认取自 DANTAO_KEY', 'administrator key; by default from DANTAO_KEY'));
}

/** Throws UsageError when the address or the key is missing. */
export function apiOf(terminal: Terminal, options: Where): Api {
  const { say } = terminal;
  const url = options.to ?? terminal.env.DANTAO_URL;
  const key = options.key ?? terminal.env.DANTAO_KEY;
  if (!url)
    throw new UsageError(
      say('缺少服务地址：请用 --to 或 DANTAO_URL', 'the address of the service is needed: --to or DANTAO_URL'),
    );
  if (!key)
    throw new UsageError(say('缺少 API 密钥：请用 --key 或 DANTAO_KEY', 'an API key is needed: --key or DANTAO_KEY'));
  return new Api(url.replace(/\/+$/, ''), key, terminal.lang);
}
