import { titleOf } from '../core/records/title.js';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadableStream } from 'node:stream/web';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { type IngestAnswer } from '../archive/submission.js';
import { readSettings, type Settings } from '../config/settings.js';
import { Api } from './api.js';
import { prepareAccess } from './demo-access.js';
import { differences, readSeeds, sendSeed, type Sent } from './demo-seeds.js';
import { findingLines } from './finding-lines.js';
import { integerOption } from './options.js';
import { parseKeys, type TrustedKeys } from '../core/receipt-check.js';
import { untilSignal } from './serve.js';
import { cut, EXIT, table, type Terminal, visible } from './terminal.js';
import { verifyOne } from './verify.js';
import { type Wiring } from './wiring.js';

interface DemoOptions {
  exit?: boolean;
  port?: number;
  data?: string;
}

export function demoCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('demo')
    .summary(say('启动服务并归档示例记录', 'run the service and archive the sample records'))
    .description(
      say(
        '启动服务，像业务系统一样通过 HTTP 送交 seeds/ 中的每条记录，离线验证每个档案包，并展示改动一个字节会怎样。随后保持运行，直到 Ctrl-C。',
        'Runs the service, sends every record of seeds/ over HTTP the way a business system would, verifies every package offline, and shows what one changed byte does. Then stays up until Ctrl-C.',
      ),
    )
    .option(
      '--exit',
      say(
        '完成后退出；仅当一切如 seeds/index.json 所述时为 0',
        'end when done; 0 only if everything came out as seeds/index.json says',
      ),
    )
    .option(
      '--port <port>',
      say('端口；默认 8600，--exit 时任意', 'port; 8600 by default, any with --exit'),
      integerOption(terminal, 0, 65_535),
    )
    .option('--data <dir>', say('数据目录；默认 ./data', 'data folder; ./data by default'))
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao demo\n  dantao demo --exit --data /tmp/dantao-demo',
        '\nExamples:\n  dantao demo\n  dantao demo --exit --data /tmp/dantao-demo',
      ),
    )
    .action(async (options: DemoOptions) => demo(terminal, wiring, options));
}

async function demo(terminal: Terminal, wiring: Wiring, options: DemoOptions): Promise<void> {
  const { say } = terminal;
  const settings = settingsOf(terminal, options);
  terminal.err(say(`启动服务，数据在 ${settings.dataDir} …`, `starting the service, data in ${settings.dataDir} …`));
  const service = await wiring.startService(settings);
  const scratch = await mkdtemp(join(tmpdir(), 'dantao-demo-'));
  try {
    const keysFile = join(settings.dataDir, 'demo-keys.json');
    const keys = await prepareAccess(terminal, service.url, service.firstKey, keysFile);
    const submitter = new Api(service.url, keys.submitter, terminal.lang);
    const sent: Sent[] = [];
    for (const seed of await readSeeds()) sent.push(await sendSeed(submitter, seed));
    await showTable(terminal, sent);

    const archivist = new Api(service.url, keys.archivist, terminal.lang);
    const whole = await verifyAll(terminal, archivist, sent, scratch);
    const noticed = await flipOneByte(terminal, archivist, sent, scratch);
    const asSaid = await compare(terminal, sent);
    if (!whole || !noticed || !asSaid) terminal.end(EXIT.findings);
    await showAddresses(terminal, service.url, keysFile);
    if (!options.exit) {
      terminal.err(say('按 Ctrl-C 结束。', 'Ctrl-C ends it.'));
      await untilSignal();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await service.stop();
  }
}

function settingsOf(terminal: Terminal, options: DemoOptions): Settings {
  const port = options.port ?? (options.exit ? 0 : undefined);
  return readSettings({
    DANTAO_LOG_LEVEL: 'error',
    ...terminal.env,
    ...(port === undefined ? {} : { DANTAO_LISTEN: `127.0.0.1:${port}` }),
    ...(options.data === undefined ? {} : { DANTAO_DATA: options.data }),
  });
}

async function showTable(terminal: Terminal, sent: readonly Sent[]): Promise<void> {
  const { say } = terminal;
  const header = [
    '',
    say('题名', 'title'),
    say('类型', 'kind'),
    say('格式', 'format'),
    say('目前结论', 'verdict so far'),
    say('包 SHA-256', 'package SHA-256'),
    say('包大小', 'package size'),
    say('毫秒', 'ms'),
  ];
  const rows = sent.map((one) => [
    differences(one).length === 0 ? '✓' : '✗',
    cut(visible(terminal.lang === 'en' ? one.seed.title.en : titleOf(one.declaration)), 40),
    one.declaration.kind,
    [...new Set(one.answer?.files.map((f) => f.format.format) ?? [])].join('+') || '—',
    verdictOf(terminal, one),
    one.answer?.package.sha256.slice(0, 12) ?? '—',
    one.answer ? String(one.answer.package.sizeBytes) : '—',
    String(one.ms),
  ]);
  for (const line of table(header, rows, new Set([6, 7]))) await terminal.out(line);
}

/** State, wholeness, and what is not yet known: signatures are present, never called valid here. */
function verdictOf(terminal: Terminal, { answer, findings, status }: Sent): string {
  const { say } = terminal;
  const codes = [...new Set(findings.filter((f) => f.severity !== 'info').map((f) => f.code))];
  const because = codes.length > 0 ? [codes.join(' ')] : [];
  if (!answer) return [status === 422 ? say('已拒收', 'refused') : `HTTP ${status}`, ...because].join(' · ');
  const states: Record<string, string> = {
    received: say('已接收', 'received'),
    incomplete: say('待补', 'incomplete'),
    registered: say('已归档', 'registered'),
    withdrawn: say('已撤回', 'withdrawn'),
  };
  const wholes = answer.files.map((f) => f.format.whole);
  const whole = wholes.includes('broken')
    ? say('损坏', 'broken')
    : wholes.includes('unknown')
      ? say('未全检', 'not all checked')
      : say('完整', 'whole');
  const signatures = answer.files.reduce((sum, f) => sum + f.signatures.length, 0);
  const unverified = signatures > 0 ? [say(`${signatures} 个签章未验证`, `${signatures} signatures unverified`)] : [];
  const existed = status === 200 ? [say('原已存在', 'existed')] : [];
  return [states[answer.record.state] ?? answer.record.state, whole, ...unverified, ...existed, ...because].join(' · ');
}

/** Downloads every package and checks it with the offline verifier, receipt included. */
async function verifyAll(terminal: Terminal, api: Api, sent: readonly Sent[], scratch: string): Promise<boolean> {
  const { say } = terminal;
  const keys = await publishedKeys(api);
  let proven = 0;
  const accepted = sent.filter((s) => s.answer !== null);
  for (const { answer } of accepted) {
    const { record, package: stored, receipt, registeredReceipt } = answer!;
    const path = await download(api, answer!, scratch);
    const receipts = [receipt, registeredReceipt].filter((r) => r !== null).map((jws) => ({ where: 'receipt', jws }));
    const { report, findings, origin } = await verifyOne(path, { receipts, keys }, true);
    await rm(path);
    if (report.ok && report.sha256 === stored.sha256 && origin.kind === 'archive-receipt') proven++;
    else {
      await terminal.out(`✗ ${record.id}: ${say('离线验证未通过', 'the offline verifier does not agree')}`);
      for (const finding of findings) for (const line of findingLines(terminal, finding)) await terminal.out(line);
    }
  }
  await terminal.out('');
  await terminal.out(
    say(
      `离线验证：${accepted.length} 个档案包中 ${proven} 个完整，且来源由回执证明。`,
      `Offline verifier: ${proven} of ${accepted.length} packages whole, origin proven by their receipts.`,
    ),
  );
  return accepted.length > 0 && proven === accepted.length;
}

async function flipOneByte(terminal: Terminal, api: Api, sent: readonly Sent[], scratch: string): Promise<boolean> {
  const { say } = terminal;
  const first = sent.find((s) => s.answer !== null)?.answer;
  if (!first) return false;
  const path = await download(api, first, scratch);
  const before = await verifyOne(path, { receipts: [], keys: [] }, true);
  const target = before.report.files[0];
  if (!target) return false;
  const at = target.offset + Math.floor(target.sizeBytes / 2);
  const file = await open(path, 'r+');
  try {
    const byte = new Uint8Array(1);
    await file.read(byte, 0, 1, at);
    byte[0]! ^= 1;
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
  const { findings } = await verifyOne(path, { receipts: [], keys: [] }, true);
  await rm(path);
  const errors = findings.filter((f) => f.severity === 'error');
  await terminal.out(
    say(
      `在一个副本中改动 1 个字节（第 ${at} 字节，${visible(target.path)}）：`,
      `One byte changed in a copy (byte ${at}, ${visible(target.path)}):`,
    ),
  );
  // One byte shows in many places at once: CRC, manifest, METS, PREMIS, fingerprint.
  for (const finding of errors.slice(0, 2))
    for (const line of findingLines(terminal, finding)) await terminal.out(line);
  const others = [...new Set(errors.slice(2).map((f) => f.code))];
  if (others.length > 0) await terminal.out(`    ${say('另有', 'and')} ${others.join(' ')}`);
  if (errors.length === 0) await terminal.out(`✗ ${say('未被发现', 'nobody noticed')}`);
  return before.report.ok && errors.length > 0;
}

async function compare(terminal: Terminal, sent: readonly Sent[]): Promise<boolean> {
  const { say } = terminal;
  const wrong = sent.map((one) => ({ one, lines: differences(one) })).filter(({ lines }) => lines.length > 0);
  for (const { one, lines } of wrong) await terminal.out(`✗ ${one.seed.id}: ${lines.join('; ')}`);
  await terminal.out(
    say(
      `${sent.length} 条示例记录，${sent.length - wrong.length} 条如 seeds/index.json 所述。`,
      `${sent.length} sample records, ${sent.length - wrong.length} as seeds/index.json says.`,
    ),
  );
  return sent.length > 0 && wrong.length === 0;
}

async function showAddresses(terminal: Terminal, url: string, keysFile: string): Promise<void> {
  const { say } = terminal;
  await terminal.out('');
  const rows = [
    [say('接口文档', 'API documentation'), `${url}/docs`],
    ['OpenAPI', `${url}/openapi.json`],
    [say('健康状况', 'health'), `${url}/healthz  ${url}/readyz`],
    [say('回执公钥', 'receipt keys'), `${url}/.well-known/jwks.json`],
    [say('演示密钥', 'demo keys'), keysFile],
  ];
  for (const line of table(['', ''], rows).slice(2)) await terminal.out(line);
}

async function publishedKeys(api: Api): Promise<TrustedKeys> {
  return parseKeys(await (await api.fetch('/.well-known/jwks.json')).text());
}

async function download(api: Api, { record, package: { version } }: IngestAnswer, folder: string): Promise<string> {
  const response = await api.fetch(`/v1/records/${record.id}/package?version=${version}`);
  const path = join(folder, `${record.id}.zip`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), createWriteStream(path));
  return path;
}
