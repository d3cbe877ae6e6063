import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from './api.js';
import { LocalFileError } from './local-source.js';
import { LocalBody } from './measured-file.js';

export interface Outgoing {
  declarationBytes: Uint8Array;
  files: { part: string; path: string; sizeBytes: number }[];
  idempotencyKey: string;
}

export interface Answered {
  status: number;
  body: string;
}

const MAX_ANSWER_BYTES = 64 << 20;
const ATTEMPTS = 8;
const LONGEST_WAIT_MS = 60_000;
/** The service or the way to it is away for a moment. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNABORTED',
]);

/**
 * POST /v1/records, streamed from disk with a known length. Global fetch is not used here: its limit on the time to
 * the first byte of an answer would cut off long uploads.
 */
export class RecordSender {
  private readonly agent: http.Agent;
  private readonly target: URL;

  constructor(
    url: string,
    private readonly headers: Record<string, string>,
    concurrency: number,
  ) {
    this.target = new URL(`${url}/v1/records`);
    const Agent = this.target.protocol === 'https:' ? https.Agent : http.Agent;
    this.agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  }

  /** Tries again for 429, 503 and a running twin (409), as long as Retry-After says, and for passing faults of the network. */
  async send(record: Outgoing): Promise<Answered> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.once(record).catch((error: unknown) => {
        if (attempt >= ATTEMPTS || !PASSING.has(reasonOf(error))) throw error;
        return null;
      });
      if (outcome && (attempt >= ATTEMPTS || !isBusy(outcome))) return outcome;
      await sleep(Math.min(LONGEST_WAIT_MS, outcome?.retryAfterMs ?? 250 * 2 ** attempt));
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async once({
    declarationBytes,
    files,
    idempotencyKey,
  }: Outgoing): Promise<Answered & { retryAfterMs?: number }> {
    const boundary = `dantao-${randomUUID()}`;
    const head = (part: string, type: string, file: boolean) =>
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${part}"${file ? '; filename="file"' : ''}\r\ncontent-type: ${type}\r\n\r\n`,
      );
    const pieces: (Uint8Array | { path: string; sizeBytes: number })[] = [
      head('record', 'application/json', false),
      declarationBytes,
    ];
    for (const { part, path, sizeBytes } of files)
      pieces.push(Buffer.from('\r\n'), head(part, 'application/octet-stream', true), { path, sizeBytes });
    pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`));
    const length = pieces.reduce((sum, p) => sum + (p instanceof Uint8Array ? p.length : p.sizeBytes), 0);

    const { request } = this.target.protocol === 'https:' ? https : http;
    const outgoing = request(this.target, {
      method: 'POST',
      agent: this.agent,
      headers: {
        ...this.headers,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': length,
        'idempotency-key': `"${idempotencyKey}"`,
      },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.once('response', resolve).on('error', reject),
    );
    // A file that can't be read destroys the request with that error, which `answered` then gives.
    pipeline(Readable.from(bodyOf(pieces), { objectMode: false }), outgoing).catch(() => undefined);
    const response = await answered;
    const body = await textOf(response);
    // An answer may come before the whole body is sent (413, 503): it counts, what is left to send does not.
    if (!outgoing.writableFinished) outgoing.destroy();
    const after = response.headers['retry-after'];
    const waitMs =
      after === undefined ? NaN : /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
    return { status: response.statusCode ?? 0, body, ...(waitMs >= 0 ? { retryAfterMs: waitMs } : {}) };
  }
}

function isBusy({ status, retryAfterMs }: Answered & { retryAfterMs?: number }): boolean {
  return status === 429 || status === 503 || (status === 409 && retryAfterMs !== undefined);
}

async function* bodyOf(
  pieces: readonly (Uint8Array | { path: string; sizeBytes: number })[],
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      yield piece;
      continue;
    }
    let sentBytes = 0;
    for await (const bytes of new LocalBody(piece.path)) {
      sentBytes += bytes.length;
      if (sentBytes > piece.sizeBytes) break;
      yield bytes;
    }
    if (sentBytes !== piece.sizeBytes) throw new LocalFileError(`${piece.path} changed while it was sent`);
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
