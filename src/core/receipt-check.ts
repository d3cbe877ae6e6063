import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { type Finding, type FindingKind, findingOf } from './finding.js';
import { type PackageReport } from './package/check.js';

/** What a receipt can say against a package or against itself (docs/receipts.md). */
export const RECEIPT_FINDINGS = {
  RECEIPT_INVALID: {
    severity: 'error',
    zh: '{where}：不是本格式的回执：{found}',
    action: 'Use the receipt as it was handed out (compact JWS), or the whole JSON answer that contains it.',
    actionZh: '请使用原样的回执（紧凑 JWS），或包含回执的完整 JSON 答复。',
    clause: 'RFC 7515 7.1',
  },
  RECEIPT_SIGNATURE_INVALID: {
    severity: 'error',
    zh: '{where}：回执签名与给定密钥 {expected} 不符',
    action: 'The receipt was changed or was not made with this key. Compare the kid with what the archive published.',
    actionZh: '回执被改动，或并非以此密钥签发。请与档案机构公布的 kid 核对。',
    clause: 'RFC 7515 5.2',
  },
  RECEIPT_KEY_MISSING: {
    severity: 'warning',
    zh: '{where}：给定密钥中没有回执的密钥 {expected}，签名未检查',
    action: 'Get the key with this kid from the archive by a way you trust, then verify again with --key.',
    actionZh: '请通过可信途径向档案机构取得该 kid 的密钥，再以 --key 重新验证。',
    clause: 'RFC 7515 4.1.4',
  },
  RECEIPT_PACKAGE_DIFFERS: {
    severity: 'error',
    zh: '{where} 与回执不符：回执为 {expected}，档案包为 {found}',
    action: 'This is not the package that the receipt was given for. Fetch the package again and compare.',
    actionZh: '这不是该回执所对应的档案包。请重新取得档案包再比对。',
    clause: 'docs/receipts.md',
  },
} as const satisfies Record<string, FindingKind>;

const receiptFinding = findingOf<keyof typeof RECEIPT_FINDINGS>(RECEIPT_FINDINGS);

/** Public keys that the caller trusts, by whatever way they came. */
export type TrustedKeys = readonly Record<string, unknown>[];

export interface ReceiptCheck {
  findings: Finding[];
  /** Set only when the signature verifies with a trusted key and nothing in the payload contradicts the package. */
  proven: { kid: string; at: string; type: string; test: boolean } | null;
  record: string | null;
}

/** A JWK or a JWKS as JSON text. Throws SyntaxError or TypeError. */
export function parseKeys(text: string): TrustedKeys {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new TypeError('expected a JWK or a JWKS');
  const keys: unknown = value.keys ?? [value];
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every((k) => isObject(k) && typeof k.kty === 'string'))
    throw new TypeError('expected a JWK or a JWKS with at least one key');
  return keys as TrustedKeys;
}

/** The JWS inside a file: alone, or as member `receipt` or `registeredReceipt` of an answer of the service. */
export function receiptsIn(text: string): string[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return [trimmed];
  try {
    const answer: unknown = JSON.parse(trimmed);
    if (!isObject(answer)) return [trimmed];
    const found = [answer.receipt, answer.registeredReceipt].filter((r): r is string => typeof r === 'string');
    return found.length > 0 ? found : [trimmed];
  } catch {
    return [trimmed];
  }
}

/** The record and the version of its package a receipt is about; null when it can't be read as a receipt. */
export function subjectOf(jws: string): { record: string; version: unknown } | null {
  const parsed = parseReceipt(jws);
  if ('fault' in parsed || typeof parsed.payload.record !== 'string') return null;
  const { record, package: said } = parsed.payload;
  return { record, version: isObject(said) ? said.version : undefined };
}

/** `where` names the receipt for people. Never throws for anything in `jws` or in the keys. */
export function checkReceipt(where: string, jws: string, keys: TrustedKeys, report: PackageReport): ReceiptCheck {
  const parsed = parseReceipt(jws);
  if ('fault' in parsed) {
    const finding = receiptFinding('RECEIPT_INVALID', where, `${where} is not a receipt: ${parsed.fault}`, {
      found: parsed.fault,
    });
    return { findings: [finding], proven: null, record: null };
  }
  const { header, payload } = parsed;
  const findings = differences(payload, report);
  const record = typeof payload.record === 'string' ? payload.record : null;
  const kid = String(header.kid);
  const key = keys.find((k) => (k.kid ?? thumbprint(k)) === header.kid);
  if (!key) {
    findings.push(
      receiptFinding('RECEIPT_KEY_MISSING', where, `no given key has the kid ${kid}: the signature was not checked`, {
        expected: kid,
      }),
    );
    return { findings, proven: null, record };
  }
  if (!signatureVerifies(jws, key)) {
    findings.push(
      receiptFinding('RECEIPT_SIGNATURE_INVALID', where, `the signature does not verify with the key ${kid}`, {
        expected: kid,
      }),
    );
  }
  const event = isObject(payload.event) ? payload.event : {};
  const proven =
    findings.length === 0
      ? { kid, at: String(event.at), type: String(payload.type), test: payload.notice === 'TEST' }
      : null;
  return { findings, proven, record };
}

function parseReceipt(
  jws: string,
): { header: Record<string, unknown>; payload: Record<string, unknown> } | { fault: string } {
  if (!/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(jws)) return { fault: 'not a compact JWS' };
  const [header, payload] = jws.split('.').slice(0, 2).map(decode);
  if (!isObject(header) || !isObject(payload)) return { fault: 'header or payload is not a JSON object' };
  // Only what we issue: an `alg` of the attacker's choice is never followed (RFC 8725 3.1).
  if (header.alg !== 'EdDSA') return { fault: `alg is ${JSON.stringify(header.alg)}, expected "EdDSA"` };
  if (header.typ !== 'dantao-receipt+jws')
    return { fault: `typ is ${JSON.stringify(header.typ)}, expected "dantao-receipt+jws"` };
  if (header.crit !== undefined || header.b64 !== undefined)
    return { fault: 'critical header parameters are not supported' };
  if (typeof header.kid !== 'string') return { fault: 'no kid' };
  if (payload.schema !== 'dantao/receipt/v1')
    return { fault: `schema is ${JSON.stringify(payload.schema)}, expected "dantao/receipt/v1"` };
  return { header, payload };
}

function differences(payload: Record<string, unknown>, report: PackageReport): Finding[] {
  const findings: Finding[] = [];
  const same = (what: string, said: unknown, found: unknown) => {
    if (said === found) return;
    const [expected, actual] = [text(said), text(found)];
    findings.push(
      receiptFinding('RECEIPT_PACKAGE_DIFFERS', what, `${what}: the receipt says ${expected}, the package ${actual}`, {
        expected,
        found: actual,
      }),
    );
  };
  const said = isObject(payload.package) ? payload.package : {};
  same('package SHA-256', said.sha256, report.sha256);
  same('package SHA-512', said.sha512, report.sha512);
  same('package size', said.sizeBytes, report.sizeBytes);
  same('package version', said.version, report.version);
  same('record', payload.record, report.recordId);
  same('fonds', isObject(payload.fonds) ? payload.fonds.id : undefined, report.fondsId);
  same('number of files', payload.fileCount, report.files.length);
  const files: unknown[] = Array.isArray(payload.files) ? payload.files : [];
  for (const [i, file] of files.entries()) {
    if (!isObject(file)) continue;
    const inside = report.files[i];
    same(`path of file ${i + 1}`, file.path, inside?.path);
    if (inside?.path !== file.path) continue;
    same(`${inside?.path}: size`, file.sizeBytes, inside?.sizeBytes);
    for (const name of ['sha256', 'sha512', 'sm3'] as const)
      same(`${inside?.path}: ${name}`, file[name], inside?.digests[name]);
  }
  return findings;
}

function signatureVerifies(jws: string, key: Record<string, unknown>): boolean {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519') return false;
  const end = jws.lastIndexOf('.');
  try {
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return verify(null, Buffer.from(jws.slice(0, end)), publicKey, Buffer.from(jws.slice(end + 1), 'base64url'));
  } catch {
    return false;
  }
}

/** RFC 7638, with the required members of RFC 7638 3.2 and RFC 8037 2. Empty for other key types. */
export function thumbprint(jwk: Record<string, unknown>): string {
  const members: Record<string, readonly string[]> = {
    OKP: ['crv', 'kty', 'x'],
    EC: ['crv', 'kty', 'x', 'y'],
    RSA: ['e', 'kty', 'n'],
  };
  const wanted = members[String(jwk.kty)];
  if (!wanted) return '';
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(wanted.map((m) => [m, jwk[m]]))))
    .digest('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return value === undefined || value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
