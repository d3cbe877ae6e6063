import progress from 'cli-progress';
import { Command, Option } from 'commander';
import { appendFile, readFile } from 'node:fs/promises';
import { Api, ApiError, lineOf, problemIn, reasonOf } from './api.js';
import { type Defaults, findRecords, type Found, outgoingOf } from './find-records.js';
import { integerOption, urlOption } from './options.js';
import { UsageError } from './record-folder.js';
import { RecordSender } from './send-record.js';
import { EXIT, type Terminal, visible } from './terminal.js';

interface IngestOptions extends Defaults {
  to: string;
  key?: string;
  concurrency: number;
  journal?: string;
  json?: boolean;
}

/** How one record ended. `skipped`: the journal says that it was done in an earlier run. */
interface Outcome {
  path: string;
  kind: 'accepted' | 'existed' | 'refused' | 'failed' | 'skipped';
  record?: string;
  state?: string;
  /** Codes of what refused it, or of the problem; `why` is one line for people. */
  codes: string[];
  why?: string;
}

export function ingestCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return new Command('ingest')
    .summary(say('把文件和目录送交服务归档', 'send files and folders to a service'))
    .description(
      say(
        '把文件和目录送交服务。含 record.json 的目录是一条记录（其中缺少的 fonds、kind 由选项补充）；其余每个文件是一条记录。目录递归处理，以“.”开头的名称跳过并报告。\n可中断后重来：相同的内容和路径不会归档两次。',
        'Sends files and folders to a service. A folder with record.json is one record (options fill in its fonds and kind when missing); every other file is a record. Folders are walked; names that begin with a dot are skipped and reported.\nMay be stopped and run again: the same content and path is never archived twice.',
      ),
    )
    .argument('<path...>', say('文件或目录', 'files or folders'))
    .requiredOption('--to <url>', say('服务地址', 'address of the service'), urlOption(terminal))
    .requiredOption('--fonds <code>', say('全宗号', 'code of the fonds'))
    .requiredOption('--kind <kind>', say('记录类型', 'kind of record'))
    .option('--key <key>', say('API 密钥；默认取自 DANTAO_KEY', 'API key; by default from DANTAO_KEY'))
    .addOption(
      new Option('--title-from <what>', say('题名取自', 'where titles come from'))
        .choices(['name', 'path'])
        .default('name'),
    )
    .option(
      '--source <system>',
      say('来源系统；业务键为相对路径', 'source system; the business key is the relative path'),
    )
    .option(
      '--concurrency <n>',
      say('同时送交的记录数', 'records under way at once'),
      integerOption(terminal, 1, 64),
      4,
    )
    .option('--journal <file>', say('已完成记录的日志，再次运行时跳过', 'journal of what is done; a re-run skips it'))
    .option('--json', say('每条记录输出一行 JSON', 'one JSON line per record'))
    .addHelpText(
      'after',
      say(
        `
示例：
  export DANTAO_KEY=…
  dantao ingest 2026/ --to http://127.0.0.1:8600 --fonds Z109 --kind generic
  dantao ingest 凭证/ --to https://archive.example.org --fonds Z109 --kind accounting-voucher --journal done.jsonl

退出码：0 全部接收 · 1 有拒收（列出原因） · 2 有未能送达的`,
        `
Examples:
  export DANTAO_KEY=…
  dantao ingest 2026/ --to http://127.0.0.1:8600 --fonds Z109 --kind generic
  dantao ingest vouchers/ --to https://archive.example.org --fonds Z109 --kind accounting-voucher --journal done.jsonl

Exit codes: 0 all accepted · 1 some refused (reasons listed) · 2 some could not be sent`,
      ),
    )
    .action(async (paths: string[], options: IngestOptions) => ingest(terminal, paths, options));
}

async function ingest(terminal: Terminal, paths: string[], options: IngestOptions): Promise<void> {
  const { say } = terminal;
  const key = options.key ?? terminal.env.DANTAO_KEY;
  if (!key)
    throw new UsageError(say('缺少 API 密钥：请用 --key 或 DANTAO_KEY', 'an API key is needed: --key or DANTAO_KEY'));
  const { found, skipped } = await findRecords(paths);
  const done = await readJournal(options.journal);
  const sender = new RecordSender(options.to, new Api(options.to, key, terminal.lang).headers(), options.concurrency);
  const bar = process.stderr.isTTY
    ? new progress.SingleBar({
        stream: process.stderr,
        format: '{bar} {percentage}% {value}/{total} {eta_formatted}',
        hideCursor: true,
      })
    : null;
  bar?.start(found.length, 0);
  const outcomes: Outcome[] = [];
  const queue = found.values();
  const work = async () => {
    for (const record of queue) {
      const outcome = await one(record, options, sender, done);
      outcomes.push(outcome);
      if (options.json) await terminal.out(JSON.stringify(outcome));
      bar?.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, work));
  } finally {
    bar?.stop();
    sender.close();
  }
  summary(terminal, outcomes, skipped);
}

/** Never throws for one record; throws ApiError when the service turns the key away, for then no other will fare better. */
async function one(
  record: Found,
  options: IngestOptions,
  sender: RecordSender,
  done: ReadonlySet<string>,
): Promise<Outcome> {
  const { path } = record;
  let answer;
  let idempotencyKey;
  try {
    const outgoing = await outgoingOf(record, options);
    ({ idempotencyKey } = outgoing);
    if (done.has(idempotencyKey)) return { path, kind: 'skipped', codes: [] };
    answer = await sender.send(outgoing);
  } catch (error) {
    const local = ['LocalFileError', 'UsageError'].includes((error as Error).name);
    return { path, kind: 'failed', codes: [], why: local ? (error as Error).message : reasonOf(error) };
  }
  if (answer.status === 200 || answer.status === 201) {
    const { record: kept } = JSON.parse(answer.body) as { record: { id: string; state: string } };
    if (options.journal)
      await appendFile(options.journal, `${JSON.stringify({ key: idempotencyKey, path, record: kept.id })}\n`);
    return {
      path,
      kind: answer.status === 201 ? 'accepted' : 'existed',
      record: kept.id,
      state: kept.state,
      codes: [],
    };
  }
  const problem = problemIn(answer.status, answer.body);
  if (problem.status === 401 || (problem.status === 403 && problem.code === 'FORBIDDEN'))
    throw new ApiError(`${options.to}: ${lineOf(problem)}`, problem);
  const errors = (problem.findings ?? []).filter((f) => f.severity === 'error');
  const codes = [...new Set(errors.map((f) => f.code))];
  // A refusal is the service's word on the record; anything else is a fault on the way, and may go better later.
  const refused = problem.status >= 400 && problem.status < 500 && problem.status !== 429 && problem.code !== undefined;
  return {
    path,
    kind: refused ? 'refused' : 'failed',
    codes: codes.length > 0 ? codes : problem.code ? [problem.code] : [],
    why: errors.length > 0 ? errors.map((f) => f.message).join(' ') : lineOf(problem),
  };
}

async function readJournal(path: string | undefined): Promise<Set<string>> {
  const done = new Set<string>();
  if (!path) return done;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  for (const line of text.split('\n')) {
    try {
      const { key } = JSON.parse(line) as { key?: unknown };
      if (typeof key === 'string') done.add(key);
    } catch {
      // The last line of a run that was killed may be torn: that record is sent again, and answered with the existing one.
    }
  }
  return done;
}

function summary(terminal: Terminal, outcomes: readonly Outcome[], skipped: readonly string[]): void {
  const { say } = terminal;
  const of = (kind: Outcome['kind']) => outcomes.filter((o) => o.kind === kind);
  const words: Record<Outcome['kind'], string> = {
    accepted: say('已接收', 'accepted'),
    existed: say('原已存在', 'existed'),
    skipped: say('日志中已完成', 'done before'),
    refused: say('拒收', 'refused'),
    failed: say('未送达', 'not sent'),
  };
  const counts = (Object.keys(words) as Outcome['kind'][])
    .filter((k) => of(k).length > 0)
    .map((k) => `${words[k]} ${of(k).length}`);
  terminal.err(counts.length > 0 ? counts.join(' · ') : say('没有可送交的文件', 'nothing to send'));
  for (const { kind, path, codes, why } of [...of('refused'), ...of('failed')])
    terminal.err(
      `  ${words[kind]} ${visible(path)}${codes.length > 0 ? `: ${codes.join(', ')}` : ''}${why ? ` — ${visible(why)}` : ''}`,
    );
  for (const path of skipped) terminal.err(`  ${say('跳过', 'skipped')} ${visible(path)}`);
  if (of('refused').length > 0) terminal.end(EXIT.findings);
  if (of('failed').length > 0) terminal.end(EXIT.couldNot);
}
