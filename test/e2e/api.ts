import { createHash, randomUUID } from 'node:crypto';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { type IngestAnswer } from '../../src/archive/submission.js';
import { type Problem } from '../../src/http/problem.js';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  text: string;
}

/** Every byte of an answer, once. */
export async function ask(
  url: string,
  options: {
    key?: string;
    method?: string;
    json?: unknown;
    headers?: Record<string, string>;
    body?: FormData | Blob | string;
  } = {},
): Promise<Answer> {
  const { key, json } = options;
  const response = await fetch(url, {
    method: options.method ?? (json === undefined && options.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: json === undefined ? (options.body ?? null) : JSON.stringify(json),
    // A service that never answers is a failure, not a hang.
    signal: AbortSignal.timeout(60_000),
  });
  return answerOf(response.status, Object.fromEntries(response.headers), Buffer.from(await response.arrayBuffer()));
}

function answerOf(status: number, headers: Record<string, string>, bytes: Buffer): Answer {
  return { status, headers, bytes, text: bytes.toString('utf8') };
}

export const jsonOf = <T = Record<string, unknown>>(answer: Answer): T => JSON.parse(answer.text) as T;
export const problemOf = (answer: Answer) => jsonOf<Problem & { refusal?: string }>(answer);
export const accepted = (answer: Answer) =>
  jsonOf<IngestAnswer & { existing?: boolean; sameIdempotencyKey?: boolean }>(answer);

export interface SentFile {
  part: string;
  name: string;
  bytes: Uint8Array;
}

/** The members of a declaration that a test does not care about. */
export function declare(fonds: string, files: readonly SentFile[], more: Record<string, unknown> = {}) {
  return {
    fonds,
    kind: 'accounting-voucher',
    title: '记账凭证',
    date: '2026-03-17',
    files: files.map(({ part, name }) => ({ part, name })),
    ...more,
  };
}

export interface SubmitOptions {
  key: string;
  idempotencyKey?: string;
  query?: string;
  headers?: Record<string, string>;
  signature?: string;
}

export function submit(
  url: string,
  record: unknown,
  files: readonly SentFile[],
  { key, idempotencyKey, query = '', headers = {}, signature }: SubmitOptions,
): Promise<Answer> {
  const body = new FormData();
  body.set('record', typeof record === 'string' ? record : JSON.stringify(record));
  if (signature !== undefined) body.set('signature', signature);
  for (const file of files) body.append(file.part, new Blob([file.bytes]), 'transport-name.bin');
  return ask(`${url}/v1/records${query}`, {
    key,
    method: 'POST',
    body,
    headers: { ...(idempotencyKey === undefined ? {} : { 'idempotency-key': `"${idempotencyKey}"` }), ...headers },
  });
}

/** A sender that takes its time: the parts are written piece by piece, at the pace of the test. */
export class SlowSubmission {
  static readonly BOUNDARY = 'dantao-slow-boundary';
  readonly request: ClientRequest;
  /** Rejects when the connection broke before an answer came. */
  readonly answer: Promise<Answer>;

  constructor(url: string, options: { key: string; headers?: Record<string, string> }) {
    this.request = httpRequest(`${url}/v1/records`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${options.key}`,
        'content-type': `multipart/form-data; boundary=${SlowSubmission.BOUNDARY}`,
        ...options.headers,
      },
    });
    this.answer = new Promise((done, fail) => {
      this.request.once('error', fail);
      this.request.once('response', (response: IncomingMessage) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.once('error', fail);
        response.once('end', () =>
          done(answerOf(response.statusCode!, response.headers as Record<string, string>, Buffer.concat(pieces))),
        );
      });
    });
    this.answer.catch(() => undefined);
    this.request.flushHeaders();
  }

  /** Header of the next part; its bytes follow with `write`. */
  part(name: string): Promise<void> {
    return this.write(
      `--${SlowSubmission.BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n`,
    );
  }
  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((done, fail) => this.request.write(bytes, (error) => (error ? fail(error) : done())));
  }
  async record(declaration: unknown): Promise<void> {
    await this.part('record');
    await this.write(`${JSON.stringify(declaration)}\r\n`);
  }
  end(): void {
    this.request.end(`\r\n--${SlowSubmission.BOUNDARY}--\r\n`);
  }
  /** Gone without a word, as a cable that is pulled. */
  vanish(): void {
    this.request.destroy();
  }
}

/** Administration through the public API, as its documents say. */
export class Administrator {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async post<T = Record<string, string>>(path: string, json: unknown): Promise<T> {
    const answer = await ask(this.url + path, { key: this.key, json });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return jsonOf<T>(answer);
  }

  async fonds(code: string, test = true): Promise<{ id: string; code: string }> {
    return this.post('/v1/fonds', { code, name: `示例全宗 ${code}`, test, from: '2026-01-01' });
  }

  /** `fonds` by id; null is every fonds. */
  async principal(role: string, fonds: string[] | null): Promise<{ id: string; key: string; keyId: string }> {
    const name = `${role} ${randomUUID()}`;
    const { id } = await this.post('/v1/principals', { name, role, fonds });
    const made = await this.post(`/v1/principals/${id}/keys`, {});
    return { id: id!, key: made['secret']!, keyId: made['id']! };
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that look like nothing, the same for the same seed. */
export function bytesOf(seed: string, sizeBytes: number): Buffer {
  return createHash('shake256', { outputLength: sizeBytes }).update(seed).digest();
}

export const pathOf = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
