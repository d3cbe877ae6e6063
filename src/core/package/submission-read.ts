import { PACKAGE_SCHEMA } from './layout.js';
import { type PackageChange, type PreviousPackage } from './plan.js';

/** submission.json, its members checked for shape (docs/package-format.md §9). */
export interface SubmissionMeta {
  record: string;
  version: number;
  /** Null in the first version, and only there. */
  change: Pick<PackageChange, 'id' | 'kind'> | null;
  previous: PreviousPackage | null;
  fonds: { id: string; code: string };
  test: boolean;
  event: { id: string; at: string };
  actor: string;
  nonce: string;
  fingerprint: string;
  origin: { kind: 'asserted-by-archive' } | { kind: 'sender-signed'; kid: string; jwk: Record<string, unknown> };
}

export type SubmissionFault = { unknownSchema: string } | { fault: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX32 = /^[0-9a-f]{64}$/;
const HEX64 = /^[0-9a-f]{128}$/;

export function readSubmission(bytes: Uint8Array): SubmissionMeta | SubmissionFault {
  const value = parseJson(bytes);
  if (!isObject(value)) return { fault: 'not a JSON object in UTF-8' };
  if (value.schema !== PACKAGE_SCHEMA)
    return { unknownSchema: typeof value.schema === 'string' ? value.schema : 'none' };
  const { record, version, fonds, test, event, actor, nonce, fingerprint, origin } = value;
  const wrong = (member: string) => ({ fault: `member ${member} is missing or of another form` });
  if (typeof record !== 'string' || !UUID.test(record)) return wrong('record');
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return wrong('version');
  const follows = readChange(value, version);
  if (follows === null) return wrong(version === 1 ? 'previous' : 'change or previous');
  if (!isObject(fonds) || typeof fonds.id !== 'string' || typeof fonds.code !== 'string') return wrong('fonds');
  if (typeof test !== 'boolean') return wrong('test');
  if (!isObject(event) || typeof event.id !== 'string' || typeof event.at !== 'string' || !isTime(event.at))
    return wrong('event');
  if (typeof actor !== 'string') return wrong('actor');
  if (typeof nonce !== 'string' || !HEX32.test(nonce)) return wrong('nonce');
  if (typeof fingerprint !== 'string' || !HEX32.test(fingerprint)) return wrong('fingerprint');
  const base = {
    record,
    version,
    ...follows,
    fonds: { id: fonds.id, code: fonds.code },
    test,
    event: { id: event.id, at: event.at },
    actor,
    nonce,
    fingerprint,
  };
  if (isObject(origin) && origin.kind === 'asserted-by-archive')
    return { ...base, origin: { kind: 'asserted-by-archive' } };
  if (isObject(origin) && origin.kind === 'sender-signed' && typeof origin.kid === 'string' && isObject(origin.jwk)) {
    return { ...base, origin: { kind: 'sender-signed', kid: origin.kid, jwk: origin.jwk } };
  }
  return wrong('origin');
}

/** What a version follows; null when it does not say, or says something else than the version before. */
function readChange(
  { change, previous }: Record<string, unknown>,
  version: number,
): Pick<SubmissionMeta, 'change' | 'previous'> | null {
  if (version === 1) return change === undefined && previous === undefined ? { change: null, previous: null } : null;
  if (!isObject(change) || typeof change.id !== 'string' || !UUID.test(change.id)) return null;
  const { id, kind } = change;
  if (kind !== 'rendition' && kind !== 'addition') return null;
  if (!isObject(previous) || previous.version !== version - 1) return null;
  const { sizeBytes, sha256, sha512 } = previous;
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return null;
  if (typeof sha256 !== 'string' || !HEX32.test(sha256) || typeof sha512 !== 'string' || !HEX64.test(sha512))
    return null;
  return { change: { id, kind }, previous: { version: version - 1, sizeBytes, sha256, sha512 } };
}

/** The value, or undefined when the bytes are not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 3339 in UTC with milliseconds, and a real moment. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
