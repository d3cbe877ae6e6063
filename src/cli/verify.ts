import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type ByteSource } from '../core/byte-source.js';
import { type Finding } from '../core/finding.js';
import { translateBy } from '../core/findings-catalogue.js';
import { PackageChain } from '../core/package/chain.js';
import { checkPackage, type PackageReport } from '../core/package/check.js';
import { SUBMISSION } from '../core/package/layout.js';
import { readSubmission } from '../core/package/submission-read.js';
import { readDirectory } from '../core/package/zip-read.js';
import { findingLines } from './finding-lines.js';
import { LocalFileError, localReason, LocalSource } from './local-source.js';
import {
  checkReceipt,
  parseKeys,
  RECEIPT_FINDINGS,
  receiptsIn,
  subjectOf,
  thumbprint,
  type TrustedKeys,
} from '../core/receipt-check.js';
import { EXIT, type ExitCode, type Terminal, visible } from './terminal.js';

export interface Evidence {
  receipts: { where: string; jws: string }[];
  keys: TrustedKeys;
}

/** What holds of the origin, and by which key. Only `archive-receipt` and `sender-signature` are proof. */
type Origin =
  | { kind: 'archive-receipt'; kid: string; at: string; type: string; test: boolean }
  | { kind: 'sender-signature'; kid: string }
  | { kind: 'not-proven' };

export interface Verified {
  package: string;
  report: PackageReport;
  findings: Finding[];
  origin: Origin;
}

interface VerifyOptions {
  json?: boolean;
  receipt?: string[];
  key?: string[];
  requireOrigin?: boolean;
}

export function verifyCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return new Command('verify')
    .summary(say('验证档案包（离线）', 'verify packages (offline)'))
    .description(
      say(
        '按 docs/package-format.md §11 检查档案包的每个字节，不需要服务和数据库。\n没有回执和密钥时只能说“自洽，来源未证明”：能替换整个文件的人也能做出自洽的包。',
        'Checks every byte of a package by docs/package-format.md §11; needs no server and no database.\nWithout a receipt and a key it can only say "self-consistent, origin not proven": who can replace the whole file can make one that agrees with itself.',
      ),
    )
    .argument('<package...>', say('档案包（.zip）', 'packages (.zip)'))
    .option(
      '--receipt <file...>',
      say('回执（JWS，或服务的 JSON 答复）', 'receipts (JWS, or JSON answers of the service)'),
    )
    .option('--key <file...>', say('可信公钥（JWK 或 JWKS）', 'public keys you trust (JWK or JWKS)'))
    .option('--require-origin', say('来源未证明则退出码为 3', 'exit 3 when the origin is not proven'))
    .option('--json', say('每个档案包输出一行 JSON', 'one JSON line per package'))
    .addHelpText(
      'after',
      say(
        `
示例：
  dantao verify 档案包.zip
  curl -s https://archive.example.org/.well-known/jwks.json > keys.json
  dantao verify 档案包.zip --receipt 回执.jws --key keys.json --require-origin

密钥须来自档案包之外的可信途径，请与档案机构公布的 kid 核对。
退出码：0 完整 · 1 有错误级发现 · 2 无法检查 · 3 要求证明来源而未能证明`,
        `
Examples:
  dantao verify package.zip
  curl -s https://archive.example.org/.well-known/jwks.json > keys.json
  dantao verify package.zip --receipt receipt.jws --key keys.json --require-origin

The key must come from somewhere else than the package: compare its kid with what the archive published.
Exit codes: 0 whole · 1 error findings · 2 could not look · 3 origin required and not proven`,
      ),
    )
    .action(async (packages: string[], options: VerifyOptions) => {
      const evidence = await readEvidence(options);
      const unused = new Set(evidence.receipts);
      const chain = new PackageChain();
      for (const path of packages) {
        try {
          const verified = await verifyOne(path, evidence, packages.length === 1, unused);
          const broken = chain.add(verified.report);
          if (broken.length > 0) Object.assign(verified, { findings: [...verified.findings, ...broken], origin: { kind: 'not-proven' } }); // prettier-ignore
          terminal.end(codeOf(verified, options));
          if (options.json) await terminal.out(JSON.stringify(jsonOf(terminal, verified)));
          else for (const line of people(terminal, verified)) await terminal.out(line);
        } catch (error) {
          if ((error as { name?: unknown }).name !== 'LocalFileError') throw error;
          terminal.end(EXIT.couldNot);
          const reason = localReason(error);
          if (options.json) await terminal.out(JSON.stringify({ package: path, ok: null, couldNotLook: reason }));
          else terminal.err(`dantao: ${visible(path)}: ${say('无法检查：', 'could not look: ')}${reason}`);
        }
      }
      // A receipt of no package given here must not pass unseen.
      for (const { where } of unused) {
        terminal.end(EXIT.couldNot);
        terminal.err(
          `dantao: ${visible(where)}: ${say('回执不属于所给的任何档案包', 'the receipt belongs to none of these packages')}`,
        );
      }
    });
}

async function readEvidence(options: VerifyOptions): Promise<Evidence> {
  const evidence: Evidence = { receipts: [], keys: [] };
  for (const path of options.receipt ?? [])
    for (const jws of receiptsIn(await textOf(path))) evidence.receipts.push({ where: path, jws });
  for (const path of options.key ?? []) {
    const text = await textOf(path);
    try {
      evidence.keys = [...evidence.keys, ...parseKeys(text)];
    } catch (error) {
      throw new LocalFileError(`${path}: ${(error as Error).message}`, { cause: error });
    }
  }
  return evidence;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

/** Among several packages each receipt goes to the one of its record and version; a single package answers for all that were given. */
export async function verifyOne(
  path: string,
  { receipts, keys }: Evidence,
  alone: boolean,
  unused = new Set<Evidence['receipts'][number]>(),
): Promise<Verified> {
  const source = await LocalSource.open(path);
  try {
    const report = await checkPackage(source);
    const findings = [...report.findings];
    let origin: Origin = { kind: 'not-proven' };
    const own = receipts.filter((r) => alone || isAbout(r.jws, report));
    for (const receipt of own) {
      const { where, jws } = receipt;
      unused.delete(receipt);
      const checked = checkReceipt(where, jws, keys, report);
      findings.push(...checked.findings);
      if (checked.proven) origin = { kind: 'archive-receipt', ...checked.proven };
    }
    if (origin.kind === 'not-proven' && report.origin === 'sender-signed') {
      const kid = await trustedSender(source, keys);
      if (kid !== null) origin = { kind: 'sender-signature', kid };
    }
    if (findings.some((f) => f.severity === 'error')) origin = { kind: 'not-proven' };
    return { package: path, report, findings, origin };
  } finally {
    await source.close();
  }
}

function isAbout(jws: string, { recordId, version }: PackageReport): boolean {
  const subject = subjectOf(jws);
  return subject !== null && subject.record === recordId && subject.version === version;
}

/** The kid of the sender's key, when the key in the package (which verified) is one the caller trusts. */
async function trustedSender(source: ByteSource, keys: TrustedKeys): Promise<string | null> {
  const { directory } = await readDirectory(source);
  const entry = directory?.entries.find((e) => e.path === `${directory.root}/${SUBMISSION}`);
  if (!entry) return null;
  const meta = readSubmission(await source.read(entry.dataOffset, entry.sizeBytes));
  if (!('origin' in meta) || meta.origin.kind !== 'sender-signed') return null;
  const print = thumbprint(meta.origin.jwk);
  return print !== '' && keys.some((key) => thumbprint(key) === print) ? meta.origin.kid : null;
}

function codeOf({ findings, origin }: Verified, options: VerifyOptions): ExitCode {
  if (findings.some((f) => f.severity === 'error')) return EXIT.findings;
  return options.requireOrigin && origin.kind === 'not-proven' ? EXIT.unproven : EXIT.ok;
}

function jsonOf(terminal: Terminal, { package: path, report, findings, origin }: Verified): unknown {
  const { recordId, version, sizeBytes, sha256, sha512, at, test } = report;
  return {
    package: path,
    ok: !findings.some((f) => f.severity === 'error'),
    record: recordId,
    version,
    at,
    test,
    sizeBytes,
    sha256,
    sha512,
    origin,
    files: report.files.map(({ path: inside, name, sizeBytes: bytes, digests }) => ({
      path: inside,
      name,
      sizeBytes: bytes,
      digests,
    })),
    findings: findings.map((f) => translateBy(RECEIPT_FINDINGS, f, terminal.lang)),
  };
}

function people(terminal: Terminal, { package: path, report, findings, origin }: Verified): string[] {
  const { say } = terminal;
  const whole = !findings.some((f) => f.severity === 'error');
  const verdict = whole ? say('完整', 'whole') : say('不可信：有错误', 'not to be relied on: errors found');
  const lines = [
    `${whole ? '✓' : '✗'} ${visible(path)}: ${verdict}`,
    `    ${say('记录', 'record')} ${report.recordId ?? '—'} · ${say('版本', 'version')} ${report.version ?? '—'} · ${report.at ?? '—'} · ${report.files.length} ${say('个文件', 'files')}${report.test ? ' · TEST' : ''}`,
    `    SHA-256 ${report.sha256}`,
  ];
  if (whole) lines.push(`    ${originLine(terminal, origin)}`);
  return [
    ...lines,
    ...findings.flatMap((f) => findingLines(terminal, translateBy(RECEIPT_FINDINGS, f, terminal.lang))),
  ];
}

function originLine(terminal: Terminal, origin: Origin): string {
  const { say } = terminal;
  switch (origin.kind) {
    case 'archive-receipt':
      return say(
        `来源已由回执证明，密钥 ${origin.kid}（${origin.at}）。此密钥须来自可信途径，请核对 kid。`,
        `origin proven by the receipt, key ${origin.kid} (${origin.at}). The key must have come by a way you trust: compare its kid.`,
      );
    case 'sender-signature':
      return say(
        `来源已由移交方签名证明，密钥 ${origin.kid}。此密钥须来自可信途径。`,
        `origin proven by the sender's signature, key ${origin.kid}. The key must have come by a way you trust.`,
      );
    case 'not-proven':
      return say('自洽，来源未证明', 'self-consistent, origin not proven');
  }
}
