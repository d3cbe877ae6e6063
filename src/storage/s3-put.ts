import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { type ObjectBody } from '../archive/ports.js';
import { S3Failure, withRetries } from './s3-failure.js';
import { LengthMismatch, type SignedRequests, xmlText } from './signed-request.js';

/** Up to here one request; S3 itself ends at 5 GiB, but what fails is sent again from its beginning. */
export const SINGLE_PUT_BYTES = 64 * 1024 * 1024;
const PART_BYTES = 16 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** An unfinished upload may belong to another process that still sends: S3 gives no way to tell but its age. */
const LEFTOVER_MS = 86_400_000;

export interface PutTarget {
  requests: SignedRequests;
  key: string;
  sizeBytes: number;
  /** Signed with the request: metadata, object lock, and `if-none-match` where the server honours it. */
  headers: Record<string, string>;
}

/** `taken`: the key has an object already; the bytes were not stored. */
export type PutOutcome = { kind: 'stored'; version: string | undefined } | { kind: 'taken' };

/** One PUT, complete or not at all. Passing faults are retried with a fresh stream. */
export async function putSingle(target: PutTarget, body: ObjectBody): Promise<PutOutcome> {
  const { requests, key, sizeBytes, headers } = target;
  if (body.bytes && body.bytes.length !== sizeBytes) throw sizeMismatch(key, sizeBytes, body.bytes.length);
  return unlessTaken(() =>
    withRetries(`store ${key}`, async () => {
      try {
        const answer = await requests.send({
          method: 'PUT',
          key,
          headers: { ...headers, 'x-amz-checksum-sha256': Buffer.from(body.sha256, 'hex').toString('base64') },
          body: body.bytes ? { bytes: body.bytes } : { open: () => body.open(), sizeBytes },
          sha256: body.sha256,
        });
        return { kind: 'stored' as const, version: header(answer.headers['x-amz-version-id']) };
      } catch (error) {
        throw refused(target, body, error);
      }
    }),
  );
}

/**
 * In parts of 16 MiB or more, two under way at a time (so at most three are in memory). The object appears with the
 * last request, which carries `If-None-Match` and is only sent when length and SHA-256 of all that was read are as announced.
 */
export async function putInParts(target: PutTarget, body: ObjectBody): Promise<PutOutcome> {
  const { requests, key, sizeBytes, headers } = target;
  await abortLeftovers(requests, key);
  return unlessTaken(async () => {
    const started = await withRetries(`begin ${key}`, () =>
      requests.send({ method: 'POST', key, query: { uploads: '' }, headers: withoutCondition(headers) }),
    );
    const uploadId = xmlText(started.text, 'UploadId');
    try {
      const tags = await sendParts(target, body, uploadId, Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS)));
      return await complete(target, uploadId, tags);
    } catch (error) {
      await abort(requests, key, uploadId).catch(() => undefined);
      throw error;
    }
  });
}

async function sendParts(target: PutTarget, body: ObjectBody, uploadId: string, partBytes: number): Promise<string[]> {
  const { requests, key, sizeBytes } = target;
  const hash = createHash('sha256');
  const tags: Promise<string>[] = [];
  let seen = 0;
  for await (const part of partsOf(body.bytes ? [body.bytes] : body.open(), partBytes)) {
    seen += part.length;
    if (seen > sizeBytes) break;
    hash.update(part);
    const partNumber = tags.length + 1;
    const sha256 = createHash('sha256').update(part).digest('hex');
    const tag = withRetries(`store part ${partNumber} of ${key}`, async () => {
      const query = { partNumber: String(partNumber), uploadId };
      const answer = await requests.send({ method: 'PUT', key, query, body: { bytes: part }, sha256 });
      return header(answer.headers.etag) ?? '';
    });
    // Awaited below; until then a failure must not count as unhandled.
    tag.catch(() => undefined);
    tags.push(tag);
    if (tags.length > 1) await tags.at(-2);
  }
  const sent = await Promise.all(tags);
  if (seen !== sizeBytes) throw sizeMismatch(key, sizeBytes, seen);
  const sha256 = hash.digest('hex');
  if (sha256 !== body.sha256) throw bytesMismatch(key, body.sha256, sha256);
  return sent;
}

async function complete(target: PutTarget, uploadId: string, tags: readonly string[]): Promise<PutOutcome> {
  const { requests, key, headers } = target;
  const parts = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
  const bytes = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const condition: Record<string, string> = headers['if-none-match'] ? { 'if-none-match': '*' } : {};
  try {
    return await withRetries(`complete ${key}`, async () => {
      const query = { uploadId };
      const answer = await requests.send({ method: 'POST', key, query, headers: condition, body: { bytes }, sha256 });
      // The status is sent before the parts are joined: an error after that comes with 200.
      const code = xmlText(answer.text, 'Code');
      if (code) throw new S3Failure(code === 'PreconditionFailed' ? 412 : 500, code, xmlText(answer.text, 'Message'));
      return { kind: 'stored' as const, version: header(answer.headers['x-amz-version-id']) };
    });
  } catch (error) {
    // An earlier try was completed and its answer lost: the key now shows what was stored.
    if (s3Code(error) === 'NoSuchUpload') return { kind: 'taken' };
    throw error;
  }
}

/** Unfinished uploads of this key older than a day, which a crash left behind. They are never continued. */
async function abortLeftovers(requests: SignedRequests, key: string): Promise<void> {
  const listed = await withRetries(`look for unfinished uploads of ${key}`, () =>
    requests.send({ method: 'GET', query: { uploads: '', prefix: key } }),
  );
  for (const [, upload = ''] of listed.text.matchAll(/<Upload>([\s\S]*?)<\/Upload>/g)) {
    const age = Date.now() - Date.parse(xmlText(upload, 'Initiated'));
    if (xmlText(upload, 'Key') !== key || !(age > LEFTOVER_MS)) continue;
    await abort(requests, key, xmlText(upload, 'UploadId')).catch(() => undefined);
  }
}

async function abort(requests: SignedRequests, key: string, uploadId: string): Promise<void> {
  await withRetries(`abort ${key}`, () => requests.send({ method: 'DELETE', key, query: { uploadId } }));
}

/** 412 is an outcome, not a failure. */
async function unlessTaken(step: () => Promise<PutOutcome>): Promise<PutOutcome> {
  try {
    return await step();
  } catch (error) {
    const cause = (error as { options?: { cause?: unknown } }).options?.cause;
    if (cause instanceof S3Failure && cause.status === 412) return { kind: 'taken' };
    throw error;
  }
}

function s3Code(error: unknown): string {
  const cause = (error as { options?: { cause?: unknown } }).options?.cause;
  return cause instanceof S3Failure ? cause.code : '';
}

/** The condition belongs to the completion; on the beginning some servers honour it and some do not. */
function withoutCondition(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'if-none-match'));
}

const OTHER_BYTES = ['XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch', 'BadDigest', 'InvalidDigest'];

/** The stream's faults and the server's refusal of bytes that are not those announced, in our words. */
function refused({ key, sizeBytes }: PutTarget, body: ObjectBody, error: unknown): unknown {
  if (error instanceof LengthMismatch) return sizeMismatch(key, sizeBytes, error.found);
  if (error instanceof S3Failure && OTHER_BYTES.includes(error.code))
    return bytesMismatch(key, body.sha256, undefined, error);
  return error;
}

function sizeMismatch(key: string, expected: number, found: number): ArchiveError {
  return new ArchiveError('OBJECT_SIZE_MISMATCH', `${key}: ${expected} bytes were announced, ${found} were given`, {
    detail: { key, expected, found },
  });
}

function bytesMismatch(key: string, expected: string, found?: string, cause?: unknown): ArchiveError {
  return new ArchiveError('OBJECT_SIZE_MISMATCH', `${key}: the bytes given are not those announced`, {
    cause,
    detail: { key, expected, found },
  });
}

/** Cuts or joins chunks into parts of exactly `partBytes`, the last one shorter. */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (let chunk of chunks) {
    while (heldBytes + chunk.length >= partBytes) {
      const take = partBytes - heldBytes;
      yield Buffer.concat([...held, chunk.subarray(0, take)]);
      chunk = chunk.subarray(take);
      held = [];
      heldBytes = 0;
    }
    if (chunk.length === 0) continue;
    held.push(chunk);
    heldBytes += chunk.length;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

export function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
