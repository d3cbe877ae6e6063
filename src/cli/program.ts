import { Command, CommanderError, Option } from 'commander';
import { isArchiveError } from '../core/error.js';
import { bookingInfoCommand } from './booking-info.js';
import { configCommand } from './config.js';
import { demoCommand } from './demo.js';
import { ingestCommand } from './ingest.js';
import { inspectCommand } from './inspect.js';
import { keysCommand } from './keys.js';
import { packCommand } from './pack.js';
import { revalidateCommand } from './revalidate.js';
import { serveCommand } from './serve.js';
import { storeCommand } from './store.js';
import { EXIT, langOf, Terminal } from './terminal.js';
import { trustCommand } from './trust.js';
import { verifyCommand } from './verify.js';
import { type Wiring } from './wiring.js';

/** Runs one command line and gives its exit code. Never throws; an error is one line on standard error. */
export async function runProgram(argv: readonly string[], wiring: Wiring): Promise<number> {
  const terminal = new Terminal(langOf(argv, process.env));
  // `dantao inspect … | head`: the reader went away, nobody is left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  try {
    await programOf(terminal, wiring).parseAsync(argv, { from: 'user' });
    return terminal.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok; // help or version were asked for
    if (!(error instanceof CommanderError)) complain(terminal, error);
    return EXIT.couldNot;
  }
}

export function programOf(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  const program = new Command('dantao')
    .description(
      say(
        '单套（Dantao）：能证明自身的电子档案归档服务',
        'Dantao (单套): an electronic-records archiving service that can prove itself',
      ),
    )
    .version(wiring.software.version, '-V, --version', say('显示版本', 'show the version'))
    .addOption(
      new Option('--lang <lang>', say('语言；默认取自 LC_ALL、LANG', 'language; by default from LC_ALL, LANG')).choices(
        ['zh-CN', 'en'],
      ),
    );
  const verbs = [
    serveCommand(terminal, wiring),
    demoCommand(terminal, wiring),
    ingestCommand(terminal),
    inspectCommand(terminal, wiring),
    packCommand(terminal, wiring),
    bookingInfoCommand(terminal),
    verifyCommand(terminal),
    keysCommand(terminal, wiring),
    trustCommand(terminal),
    revalidateCommand(terminal),
    storeCommand(terminal, wiring),
    configCommand(terminal),
  ];
  for (const verb of verbs) program.addCommand(verb);
  program.addHelpText(
    'after',
    say(
      `
示例：
  dantao serve                        启动服务（无需任何配置）
  dantao inspect 发票.ofd              离线检查一个文件
  dantao verify 档案包.zip             离线验证一个档案包
  dantao help verify                  某个命令的说明

退出码：0 正常 · 1 有错误级发现或有拒收 · 2 无法完成 · 3 来源未证明`,
      `
Examples:
  dantao serve                        run the service (no configuration needed)
  dantao inspect invoice.ofd          look at one file, offline
  dantao verify package.zip           verify one package, offline
  dantao help verify                  about one command

Exit codes: 0 fine · 1 error findings or refusals · 2 could not do it · 3 origin not proven`,
    ),
  );
  for (const command of everyCommand(program)) speak(command, terminal);
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Commander's own words, in our language; its errors in one line; nothing ends the process behind our back. */
function speak(command: Command, terminal: Terminal): void {
  const { say } = terminal;
  const titles: Record<string, string> = {
    'Usage:': '用法：',
    'Arguments:': '参数：',
    'Options:': '选项：',
    'Commands:': '命令：',
  };
  command
    .exitOverride()
    .helpOption('-h, --help', say('显示说明', 'show help'))
    .configureHelp({
      styleTitle: (title) => say(titles[title] ?? title, title),
      styleOptionDescription: (text) =>
        say(text.replace('(choices: ', '（可选：').replace('(default: ', '（默认：').replace(/\)$/, '）'), text),
    })
    .configureOutput({
      outputError: (message, write) => {
        const line = message
          .trim()
          .replace(/^error: /, '')
          .replace(/\s*\n\s*/g, ' ');
        write(`dantao: ${terminal.lang === 'en' ? line : inChinese(line)}\n`);
      },
    });
  if (command.commands.length > 0) command.helpCommand('help [command]', say('某个命令的说明', 'help for a command'));
}

const USAGE_ERRORS: readonly [RegExp, string][] = [
  [/^unknown option '(.+?)'/, '没有选项 $1'],
  [/^unknown command '(.+?)'/, '没有命令 $1'],
  [/^missing required argument '(.+?)'/, '缺少参数 $1'],
  [/^required option '(.+?)' not specified/, '缺少选项 $1'],
  [/^option '(.+?)' argument missing/, '选项 $1 缺少值'],
  [/^too many arguments.*/, '参数过多'],
  [
    /^(?:option|command-argument) '(.+?)' (?:argument|value) '(.*?)' (?:from env '.*?' )?is invalid\. ?(?:Allowed choices are (.+?)\.)?/,
    '选项 $1 的值 “$2” 无效。$3',
  ],
  [/\(Did you mean (.+?)\?\)/, '（是否想用 $1？）'],
];

function inChinese(line: string): string {
  return USAGE_ERRORS.reduce(
    (text, [english, chinese]) =>
      text.replace(english, (...m: string[]) => chinese.replace(/\$(\d)/g, (_, n: string) => m[Number(n)] ?? '')),
    line,
  );
}

/** Names of errors whose message is written for people; anything else is a mistake of ours. */
const PLAIN = new Set(['SettingError', 'LocalFileError', 'UsageError', 'ApiError']);

function complain(terminal: Terminal, error: unknown): void {
  const { name, message, stack } = error as { name?: string; message?: string; stack?: string };
  const listening = (error as { syscall?: unknown }).syscall === 'listen'; // the port is taken, or not ours to take
  const expected = listening || isArchiveError(error) || PLAIN.has(name ?? '');
  const line = (message ?? String(error)).replace(/\s*\n\s*/g, ' ');
  const prefix = expected ? '' : terminal.say('内部错误：', 'internal error: ');
  terminal.err(`dantao: ${prefix}${line}`);
  if (terminal.env.DANTAO_DEBUG === '1') terminal.err(stack ?? '');
}
