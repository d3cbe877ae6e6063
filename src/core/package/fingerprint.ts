import { createHash } from 'node:crypto';
import { canonicalJsonOfAny } from '../json.js';
import { type Declaration } from '../record.js';

/** What makes one submission the same as another (docs/package-format.md §9). */
export interface SubmissionContent {
  /** UUID. */
  fondsId: string;
  /** UUID of the record that an addition is for; an addition does not name it in its declaration. */
  recordId?: string;
  /** The `record` part as a JSON value, all of it. */
  declaration: unknown;
  /** In the order of the declaration; names as sent. */
  files: readonly { name: string; sha256: string; sizeBytes: number }[];
}

/** Hex SHA-256. Throws TypeError or RangeError for what canonical JSON refuses (lone surrogates, depth over 100). */
export function fingerprintOf({ fondsId, recordId, declaration, files }: SubmissionContent): string {
  return digestOf({
    schema: 'dantao/fingerprint/v1',
    fonds: fondsId,
    ...(recordId === undefined ? {} : { record: recordId }),
    declaration,
    files: files.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
  });
}

/** The same without what is said about the files: fonds, source and key, and the files in no order. Hex SHA-256. */
export function contentKeyOf({
  fondsId,
  declaration,
  files,
}: SubmissionContent & { declaration: Pick<Declaration, 'source'> }): string {
  const pairs = files.map(({ name, sha256 }) => [name, sha256] as const);
  pairs.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  const { source } = declaration;
  return digestOf({
    schema: 'dantao/content/v1',
    fonds: fondsId,
    source: source ? { system: source.system, businessKey: source.businessKey } : null,
    files: pairs,
  });
}

/** By UTF-16 code units, as RFC 8785 sorts names. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJsonOfAny(value)).digest('hex');
}
