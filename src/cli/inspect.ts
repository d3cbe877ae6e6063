import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { amongFiles } from '../archive/among-files.js';
import { type AmongFiles, type FileBeside, type Isolate } from '../archive/ports.js';
import { AUTO, POLICY_NAMES } from '../core/signatures/policy/policies.js';
import { type ReportedFile } from '../core/signatures/report/report.js';
import { NO_TRUST, type ValidationContext } from '../core/signatures/trust.js';
import { conditionsOf } from '../core/signatures/verdicts.js';
import { verdictLine } from '../core/verdict-line.js';
import { type Looked, peopleLines } from './inspect-people.js';
import { choiceOption, integerOption, timeOption } from './options.js';
import { LocalFileError, localReason, readableSize } from './local-source.js';
import { recordNames } from './record-names.js';
import { assertReportPath, reportedFile, writeReport } from './report-file.js';
import { type Terminal } from './terminal.js';
import { readTrust } from './trust-folder.js';
import { type Wiring } from './wiring.js';

const READER_MEMORY_BYTES = 512 * 1024 * 1024;

export function inspectCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('inspect')
    .summary(say('识别格式并检查文件是否完整（离线）', 'recognise formats and check that files are whole (offline)'))
    .description(
      say(
        '识别每个文件的格式，检查是否完整，核验其中的签名、印章和时间戳。不连接任何服务；每个文件由隔离的进程读取。给出受信任的证书（--trust）才能评定签署者。',
        'Recognises the format of each file, checks that it is whole, verifies signatures, seals and time-stamps in it. Needs no server; readers run in processes of their own. Of signers something is said only where trusted certificates are given (--trust).',
      ),
    )
    .argument('<file...>', say('文件', 'files'))
    .option('--json', say('每个文件输出一行 JSON，按参数顺序', 'one JSON line per file, in the order of the arguments'))
    .option(
      '--timeout <seconds>',
      say('每个文件的时限（秒）', 'time for one file, in seconds'),
      integerOption(terminal, 1, 3600),
      20,
    )
    .option(
      '--trust <path>',
      say(
        '受信任的证书、CRL、OCSP 响应所在文件夹（子文件夹 signature、seal、seal-maker、timestamp 限定用途，intermediate 只用于构建证书链），或信任快照文件',
        'folder of trusted certificates, CRLs, OCSP responses (sub-folders signature, seal, seal-maker, timestamp bound the purpose, intermediate only helps to build chains), or the file of a trust snapshot',
      ),
    )
    .option(
      '--at <time>',
      say('以此时间评定（默认为现在）', 'judge as of this time (default: now)'),
      timeOption(terminal),
    )
    .option(
      '--policy <name>',
      say(`策略：${POLICY_NAMES.join('、')}`, `policy: ${POLICY_NAMES.join(', ')}`),
      choiceOption(terminal, POLICY_NAMES),
      AUTO,
    )
    .option(
      '--record',
      say(
        '所给文件属于同一条记录：分离式签名在其中查找被签署的内容',
        'the files are one record: detached signatures look for their content among them',
      ),
    )
    .option(
      '--report <file>',
      say(
        '把全部文件的核验报告写入此文件：.html 供人阅读打印，.json 为 dantao/validation-report/v1，.xml 为 ETSI TS 119 102-2',
        'write the validation report of all files here: .html for people, .json dantao/validation-report/v1, .xml ETSI TS 119 102-2',
      ),
    )
    .addHelpText(
      'after',
      say(
        `
示例：
  dantao inspect 发票.ofd 合同.pdf
  dantao inspect --trust 信任/ --at 2026-03-17T09:00:00+08:00 合同.pdf
  dantao inspect --trust 信任/ --report 报告.html 合同.pdf 发票.ofd
  dantao inspect --record 合同.pdf 合同.pdf.p7s
  find . -type f -print0 | xargs -0 dantao inspect --json > lines.jsonl

每个文件必有一行，读不了的也有；因此退出码总是 0，用法错误为 2。`,
        `
Examples:
  dantao inspect invoice.ofd contract.pdf
  dantao inspect --trust trusted/ --at 2026-03-17T09:00:00+08:00 contract.pdf
  dantao inspect --trust trusted/ --report report.html contract.pdf invoice.ofd
  dantao inspect --record contract.pdf contract.pdf.p7s
  find . -type f -print0 | xargs -0 dantao inspect --json > lines.jsonl

Every file gets its line, also one that can't be read: the exit code is 0, 2 only for wrong usage.`,
      ),
    )
    .action(async (files: string[], options: InspectOptions) => {
      if (options.report !== undefined) await assertReportPath(options.report, terminal);
      const context = await contextOf(options);
      const reported: ReportedFile[] = [];
      const readers = Math.max(1, Math.min(availableParallelism(), 4, files.length));
      const isolate = await wiring.openIsolate({
        readers,
        timeoutMs: options.timeout * 1000,
        memoryBytes: READER_MEMORY_BYTES,
      });
      try {
        const among = options.record ? await besides(files) : null;
        for await (const looked of inOrder(files, readers, (file) => look(isolate, file, context, among?.(file)))) {
          if (options.json) await terminal.out(JSON.stringify(jsonLine(looked, context)));
          else for (const line of peopleLines(terminal, looked)) await terminal.out(line);
          const one = options.report === undefined ? null : await reportedFile(looked);
          if (one) reported.push(one);
        }
      } finally {
        await isolate.close();
      }
      if (options.report === undefined || !context) return;
      if (reported.length === 0) throw new LocalFileError(say('没有可报告的文件', 'there is no file to report on'));
      const input = { files: reported, context: conditionsOf(context), software: wiring.software };
      await writeReport(options.report, input, terminal.lang);
    });
}

interface InspectOptions {
  json?: boolean;
  timeout: number;
  trust?: string;
  at?: Date;
  policy: string;
  record?: boolean;
  report?: string;
}

/** None when nothing of it is asked for: then the facts are told, and nothing is said of signers. A report names all of it. */
async function contextOf({ trust, at, policy, report }: InspectOptions): Promise<ValidationContext | undefined> {
  if (trust === undefined && at === undefined && policy === AUTO && report === undefined) return undefined;
  return { trust: trust === undefined ? NO_TRUST : await readTrust(trust), at: at ?? new Date(), policy };
}

/** Results in the order of the items, `width` of them under way; the slowest holds back the output, never the work of the window. */
async function* inOrder<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  // Finished results may wait for a slow one before them: a bounded number, so that memory stays flat.
  const ahead = width * 64;
  const results: Promise<R>[] = [];
  let running = 0;
  const waiting: (() => void)[] = [];
  const run = async (item: T): Promise<R> => {
    while (running >= width) await new Promise<void>((go) => waiting.push(go));
    running++;
    try {
      return await work(item);
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  let next = 0;
  for (let at = 0; at < items.length; at++) {
    while (next < items.length && next < at + ahead) results.push(run(items[next++]!));
    yield await results.shift()!;
  }
}

/** What lies beside each of the files, when they are one record; those that can't be read are none of it. */
async function besides(files: readonly string[]): Promise<(file: string) => AmongFiles> {
  const all = [...new Map(files.map((file) => [resolve(file), file])).values()];
  const names = recordNames(all);
  const readable = new Map<string, FileBeside>();
  for (const [i, path] of all.entries()) {
    const sizeBytes = await readableSize(path).catch(() => null);
    if (sizeBytes === null) continue;
    const open = () => Promise.resolve({ path, gapBytes: 0, sizeBytes });
    readable.set(resolve(path), { name: names[i]!, sizeBytes, open });
  }
  return (file) => {
    const own = resolve(file);
    const beside = [...readable].flatMap(([path, one]) => (path === own ? [] : [one]));
    return amongFiles(readable.get(own)?.name ?? file, beside);
  };
}

async function look(
  isolate: Isolate,
  file: string,
  context: ValidationContext | undefined,
  among: AmongFiles | undefined,
): Promise<Looked> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const sizeBytes = await readableSize(file);
    const report = await isolate.inspect({ path: file, gapBytes: 0, sizeBytes }, context, among);
    return { file, ms: ms(), report };
  } catch (error) {
    return { file, ms: ms(), unreadable: localReason(error) };
  }
}

function jsonLine(looked: Looked, context: ValidationContext | undefined): unknown {
  if ('report' in looked) return verdictLine(looked.file, looked.report, looked.ms, context && conditionsOf(context));
  return {
    file: looked.file,
    verdict: 'UNSUPPORTED',
    integrity: 'unknown',
    reason: `can not be read: ${looked.unreadable}`,
    ms: looked.ms,
    format: [],
    validity: 'unknown',
    signatures: [],
    findings: [],
  };
}
