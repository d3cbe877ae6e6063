import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { parseDeclaration } from '../archive/declaration.js';
import { IntakeFiles } from '../archive/intake-files.js';
import { kindInputOf } from '../archive/sayings.js';
import { readRecord } from '../core/records/index.js';
import { decide, DEFAULT_POLICY } from '../archive/policy.js';
import { uuidV7 } from '../archive/random.js';
import { type Finding } from '../core/finding.js';
import { eventId } from '../core/ledger/event.js';
import { fingerprintOf } from '../core/package/fingerprint.js';
import { type PackagePlan } from '../core/package/plan.js';
import { planPackage } from '../core/package/plan-package.js';
import { type ReceivedFile } from '../core/record.js';
import { NO_TRUST } from '../core/signatures/trust.js';
import { conditionsOf } from '../core/signatures/verdicts.js';
import { findingLines } from './finding-lines.js';
import { LocalFileError, localReason } from './local-source.js';
import { InPlaceSpool, LocalBody, measure } from './measured-file.js';
import { hexOption, timeOption, uuidOption } from './options.js';
import { matchFiles, UsageError } from './record-folder.js';
import { EXIT, type Terminal } from './terminal.js';
import { type Wiring } from './wiring.js';

const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const ONE_GIB = 1024 ** 3;
const LIMITS = {
  maxRecordJsonBytes: 16 << 20,
  maxSignatureBytes: 64 << 10,
  maxFileBytes: Number.MAX_SAFE_INTEGER,
  maxFiles: 10_000,
};
const READER = { readers: 1, timeoutMs: 20_000, memoryBytes: ONE_GIB / 2 };

interface PackOptions {
  record: string;
  out: string;
  id?: string;
  at?: Date;
  nonce?: string;
  fondsId: string;
  actor: string;
  test?: boolean;
  json?: boolean;
}

export function packCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('pack')
    .summary(say('把一条记录打成档案包（离线）', 'make the package of one record (offline)'))
    .description(
      say(
        '按与服务相同的规则把一条记录及其文件打成档案包。文件按 files[] 的名称、部件名或文件名对应。\n给定 --id、--at、--nonce 时，每次得到相同的字节。',
        'Makes the package of one record by the same rules as the service. Files are matched to files[] by name, part or last segment.\nWith --id, --at and --nonce the bytes are the same every time.',
      ),
    )
    .argument('<file...>', say('记录的文件', 'the files of the record'))
    .requiredOption('--record <json>', say('record.json：著录信息', 'record.json: the declaration'))
    .requiredOption('--out <dir>', say('输出目录', 'folder for the package'))
    .option('--id <uuid>', say('记录标识；默认新建', 'record id; a new one by default'), uuidOption(terminal))
    .option('--at <time>', say('接收时间；默认现在', 'time of receipt; now by default'), timeOption(terminal))
    .option(
      '--nonce <hex>',
      say('32 字节随机数；默认新抽取', '32 random bytes; drawn anew by default'),
      hexOption(terminal, 32),
    )
    .option('--fonds-id <uuid>', say('全宗标识', 'id of the fonds'), uuidOption(terminal), NIL_UUID)
    .option('--actor <uuid>', say('移交者标识', 'id of the sender'), uuidOption(terminal), NIL_UUID)
    .option('--test', say('测试全宗', 'the fonds is a test'))
    .option('--json', say('以 JSON 输出', 'print JSON'))
    .addHelpText(
      'after',
      say(
        `
示例：
  dantao pack --record record.json --out out 发票.xml 发票.ofd
  dantao pack --record record.json --out out --id 0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20 \\
    --at 2026-03-17T09:12:44.123Z --nonce $(openssl rand -hex 32) 发票.xml

退出码：0 已写出 · 1 记录会被拒收（列出原因） · 2 无法完成`,
        `
Examples:
  dantao pack --record record.json --out out invoice.xml invoice.ofd
  dantao pack --record record.json --out out --id 0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20 \\
    --at 2026-03-17T09:12:44.123Z --nonce $(openssl rand -hex 32) invoice.xml

Exit codes: 0 written · 1 the record would be refused (reasons listed) · 2 could not do it`,
      ),
    )
    .action(async (paths: string[], options: PackOptions) => pack(terminal, wiring, paths, options));
}

async function pack(terminal: Terminal, wiring: Wiring, paths: string[], options: PackOptions): Promise<void> {
  const { say } = terminal;
  const declarationBytes = await readFile(options.record).catch((error: unknown) => {
    throw new LocalFileError(`${options.record}: ${localReason(error)}`, { cause: error });
  });
  const declaration = parseDeclaration(declarationBytes);
  const { matched, unused } = matchFiles(declaration, paths);
  if (unused.length > 0)
    throw new UsageError(
      say(`files[] 中没有与 ${unused.join('、')} 对应的一项`, `no entry of files[] fits ${unused.join(', ')}`),
    );

  const at = options.at ?? new Date();
  const recordId = options.id ?? uuidV7(at, randomBytes(10));
  const isolate = await wiring.openIsolate(READER);
  const context = { trust: NO_TRUST, at, policy: 'auto' };
  const files = new IntakeFiles(declaration, recordId, new InPlaceSpool(), isolate, LIMITS, context);
  try {
    for (const [part, path] of matched) await files.take({ name: part, body: new LocalBody(path) });
    const received = await files.read(files.measured().files);
    const reading = readRecord(kindInputOf(declaration, received));
    const findings = [...files.findings, ...reading.findings];
    const decision = decide(findings, DEFAULT_POLICY);
    if (decision.refuse) {
      await refused(terminal, options, findings, decision.because);
      return;
    }
    const named = received.map((f) => ({ name: f.declared.name, sizeBytes: f.sizeBytes, sha256: f.digests.sha256 }));
    const plan = planPackage({
      recordId,
      version: 1,
      fondsId: options.fondsId,
      fondsCode: declaration.fonds,
      test: options.test ?? false,
      at,
      eventId: eventId(recordId, 1),
      actor: options.actor,
      nonce: options.nonce ? Buffer.from(options.nonce, 'hex') : randomBytes(32),
      fingerprint: fingerprintOf({ fondsId: options.fondsId, declaration, files: named }),
      declarationBytes,
      declaration,
      files: received,
      reading,
      findings,
      validation: conditionsOf(context),
      software: wiring.software,
    });
    const path = join(options.out, `${recordId}.v00001.zip`);
    const sha256 = await write(plan, received, matched, path);
    const { key, sizeBytes } = plan;
    if (options.json) await terminal.out(JSON.stringify({ path, key, sizeBytes, sha256, findings }));
    else {
      await terminal.out(`${say('档案包', 'package')}  ${path}`);
      await terminal.out(`${say('对象键', 'key')}  ${key}`);
      await terminal.out(`${say('大小', 'size')}  ${sizeBytes}`);
      await terminal.out(`SHA-256  ${sha256}`);
      for (const finding of findings) for (const line of findingLines(terminal, finding)) await terminal.out(line);
    }
  } finally {
    await files.dispose();
    await isolate.close();
  }
}

async function refused(
  terminal: Terminal,
  options: PackOptions,
  findings: readonly Finding[],
  because: readonly string[],
): Promise<void> {
  if (options.json) await terminal.out(JSON.stringify({ refused: because, findings }));
  else {
    await terminal.out(
      terminal.say(
        `未打包，记录会被拒收：${because.join('、')}`,
        `not packed, the record would be refused: ${because.join(', ')}`,
      ),
    );
    for (const finding of findings) for (const line of findingLines(terminal, finding)) await terminal.out(line);
  }
  terminal.end(EXIT.findings);
}

/**
 * Streams the pieces under a temporary name and shows the package only when it is whole. Hex SHA-256.
 * Throws when a file changed between measuring and packing, or when other bytes already lie at `path`.
 */
async function write(
  plan: PackagePlan,
  files: readonly ReceivedFile[],
  matched: ReadonlyMap<string, string>,
  path: string,
): Promise<string> {
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true }).catch(cannotWrite(folder));
  const temporary = `${path}.${process.pid}.part`;
  const out = await open(temporary, 'wx').catch(cannotWrite(temporary));
  const sha256 = createHash('sha256');
  const put = async (bytes: Uint8Array) => {
    sha256.update(bytes);
    await out.appendFile(bytes);
  };
  try {
    for (const segment of plan.segments) {
      if ('bytes' in segment) {
        await put(segment.bytes);
        continue;
      }
      const { declared, sizeBytes, digests } = files[segment.file]!;
      const again = createHash('sha256');
      let copiedBytes = 0;
      for await (const piece of new LocalBody(matched.get(declared.part)!)) {
        again.update(piece);
        copiedBytes += piece.length;
        await put(piece);
      }
      if (copiedBytes !== sizeBytes || again.digest('hex') !== digests.sha256)
        throw new LocalFileError(`${declared.name} changed while it was packed`);
    }
    await out.sync();
    await out.close();
    const digest = sha256.digest('hex');
    const there = await measure(new LocalBody(path)).catch(() => null);
    if (there && there.digests.sha256 !== digest)
      throw new LocalFileError(`${path} exists with other bytes; packages are never overwritten`);
    await rename(temporary, path);
    return digest;
  } catch (error) {
    await out.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

function cannotWrite(path: string): (error: unknown) => never {
  return (error) => {
    throw new LocalFileError(`${path} can not be written: ${localReason(error)}`, { cause: error });
  };
}
