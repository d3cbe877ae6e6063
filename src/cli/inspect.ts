import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { translate } from '../archive/findings-catalogue.js';
import { type Isolate } from '../archive/ports.js';
import { type Finding } from '../core/finding.js';
import { type FileReport } from '../core/record.js';
import { verdictLine } from '../core/verdict-line.js';
import { integerOption } from './options.js';
import { localReason, readableSize } from './local-source.js';
import { cut, type Terminal, visible } from './terminal.js';
import { type Wiring } from './wiring.js';

const READER_MEMORY_BYTES = 512 * 1024 * 1024;

/** Either what a reader says of a file, or why nobody could read it. */
type Looked = { file: string; ms: number } & ({ report: FileReport } | { unreadable: string });

export function inspectCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('inspect')
    .summary(say('识别格式并检查文件是否完整（离线）', 'recognise formats and check that files are whole (offline)'))
    .description(
      say(
        '识别每个文件的格式，检查是否完整，列出其中的签名和印章。不连接任何服务；每个文件由隔离的进程读取。',
        'Recognises the format of each file, checks that it is whole, lists signatures and seals in it. Needs no server; readers run in processes of their own.',
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
    .addHelpText(
      'after',
      say(
        `
示例：
  dantao inspect 发票.ofd 合同.pdf
  find . -type f -print0 | xargs -0 dantao inspect --json > lines.jsonl

每个文件必有一行，读不了的也有；因此退出码总是 0，用法错误为 2。`,
        `
Examples:
  dantao inspect invoice.ofd contract.pdf
  find . -type f -print0 | xargs -0 dantao inspect --json > lines.jsonl

Every file gets its line, also one that can't be read: the exit code is 0, 2 only for wrong usage.`,
      ),
    )
    .action(async (files: string[], options: { json?: boolean; timeout: number }) => {
      const readers = Math.max(1, Math.min(availableParallelism(), 4, files.length));
      const isolate = await wiring.openIsolate({
        readers,
        timeoutMs: options.timeout * 1000,
        memoryBytes: READER_MEMORY_BYTES,
      });
      try {
        for await (const looked of inOrder(files, readers, (file) => look(isolate, file))) {
          if (options.json) await terminal.out(JSON.stringify(jsonLine(looked)));
          else for (const line of people(terminal, looked)) await terminal.out(line);
        }
      } finally {
        await isolate.close();
      }
    });
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

async function look(isolate: Isolate, file: string): Promise<Looked> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const sizeBytes = await readableSize(file);
    const report = await isolate.inspect({ path: file, gapBytes: 0, sizeBytes });
    return { file, ms: ms(), report };
  } catch (error) {
    return { file, ms: ms(), unreadable: localReason(error) };
  }
}

function jsonLine(looked: Looked): unknown {
  if ('report' in looked) return verdictLine(looked.file, looked.report, looked.ms);
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

function people(terminal: Terminal, looked: Looked): string[] {
  const { say } = terminal;
  if ('unreadable' in looked)
    return [`? ${visible(looked.file)}`, `    ${say('无法读取', 'can not be read')}: ${looked.unreadable}`];
  const { facts, signatures, findings } = looked.report;
  const mark = { whole: '✓', broken: '✗', unknown: '?' }[facts.whole];
  const state = {
    whole: say('完整', 'whole'),
    broken: say('已损坏', 'broken'),
    unknown: say('未能全部检查', 'not all of it could be checked'),
  }[facts.whole];
  const puid = facts.pronom.length > 0 ? ` (${facts.pronom.join(', ')})` : '';
  return [
    `${mark} ${visible(looked.file)}`,
    `    ${visible(facts.description)}${puid} · ${state} · ${looked.ms} ms`,
    ...signatures.map(
      (s) =>
        `    ${signatureName(terminal, s.kind)} ${visible(s.id)} (${visible(s.profile ?? s.container)}): ${visible(stateOf(terminal, s))}`,
    ),
    ...findings.filter((f) => f.code !== 'SIGNATURE_NOT_VERIFIED').flatMap((f) => findingLines(terminal, f)),
  ];
}

type Signature = FileReport['signatures'][number];

/** One sentence: is what was signed intact, and what stays open. */
function stateOf({ say, lang }: Terminal, { integrity, reason, facts }: Signature): string {
  if (facts.value.is === 'not-checked' && facts.value.why === 'not yet verified')
    return say('尚未验证', facts.value.why);
  const signer =
    facts.signer === null
      ? ''
      : say(`，签署者自称 ${facts.signer.subject}`, `, signed by what calls itself ${facts.signer.subject}`);
  const partial =
    facts.coverage.extent === 'partial' ? say('（未覆盖整个文件）', ' (it does not cover the whole document)') : '';
  if (integrity === 'intact')
    return say(
      `签署后未被改动${partial}${signer}；未评定签署者是否可信`,
      `unchanged since it was signed${partial}${signer}; no word on trust in the signer`,
    );
  if (integrity === 'broken')
    return (
      say('签署后被改动或签名无效', 'changed since it was signed, or not valid') + (lang === 'en' ? `: ${reason}` : '')
    );
  return say('未能判定', 'could not be decided') + (lang === 'en' ? `: ${reason}` : `（${reason}）`);
}

function signatureName(terminal: Terminal, kind: FileReport['signatures'][number]['kind']): string {
  const { say } = terminal;
  const names = {
    signature: say('签名', 'signature'),
    seal: say('印章', 'seal'),
    timestamp: say('时间戳', 'time stamp'),
    'counter-signature': say('副署签名', 'counter-signature'),
    'evidence-record': say('证据记录', 'evidence record'),
  };
  return names[kind];
}

/** A finding for people: weight and code, the sentence, and what to do. */
export function findingLines(terminal: Terminal, finding: Finding): string[] {
  const { say } = terminal;
  const weight = { error: say('错误', 'error'), warning: say('警告', 'warning'), info: say('提示', 'info') }[
    finding.severity
  ];
  const { message, action } = translate(finding, terminal.lang);
  const where = finding.where && !message.includes(finding.where) ? ` [${cut(visible(finding.where), 120)}]` : '';
  return [`    ${weight} ${finding.code}${where}: ${visible(message)}`, `        → ${visible(action)}`];
}
