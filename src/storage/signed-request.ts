import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { S3Failure } from './s3-failure.js';

export interface S3Endpoint {
  tls: boolean;
  host: string;
  port: number;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
  /** PEM of a private certificate authority; those of Node when absent. */
  ca?: string;
}

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  key?: string;
  query?: Record<string, string>;
  /** Lower-case names; all are signed. */
  headers?: Record<string, string>;
  body?: { bytes: Uint8Array } | { open: () => AsyncIterable<Uint8Array>; sizeBytes: number };
  /** Lower-case hex of the whole body: signed, so the server refuses bytes that were changed on the way, with and without TLS. */
  sha256?: string;
}

export interface S3Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** A stream gave other than the announced number of bytes. Nothing was stored: the request was never completed. */
export class LengthMismatch extends Error {
  override readonly name = 'LengthMismatch';
  constructor(readonly found: number) {
    super(`the stream gave ${found} bytes`);
  }
}

const EMPTY = createHash('sha256').digest('hex');
/** Without a byte in either direction. What carries bytes may wait longer: the server syncs them before it answers. */
const silenceMs = (request: S3Request) => (request.body ? 30_000 : 10_000);

/**
 * The few requests that the minio client does not do as an archive needs them: it turns object-lock and checksum
 * headers into metadata, leaves the payload unsigned over TLS, and does not make multipart completion conditional
 * (docs/decisions/0011-s3-client.md). AWS Signature Version 4, path-style addresses.
 */
export class SignedRequests {
  private readonly agent: HttpAgent;

  constructor(readonly endpoint: S3Endpoint) {
    const options = { keepAlive: true, maxSockets: 64 };
    this.agent = endpoint.tls ? new HttpsAgent({ ...options, ca: endpoint.ca }) : new HttpAgent(options);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Throws S3Failure for an answer outside 2xx, the network's error, or the stream's own. Never retries. */
  async send(request: S3Request): Promise<S3Answer> {
    const { tls, host, port } = this.endpoint;
    const path = this.pathOf(request);
    const sizeBytes = !request.body ? 0 : 'bytes' in request.body ? request.body.bytes.length : request.body.sizeBytes;
    const sent = (tls ? httpsRequest : httpRequest)({
      host: host.replace(/^\[|\]$/g, ''),
      port,
      method: request.method,
      path,
      agent: this.agent,
      headers: { ...this.signedHeaders(request, path), 'content-length': sizeBytes },
    });
    sent.setTimeout(silenceMs(request), () =>
      sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
    );
    const answered = answerOf(sent);
    // Whatever happens to the stream, this promise has a listener: a late error of the socket ends nobody's process.
    answered.catch(() => undefined);
    await writeBody(sent, request.body, answered);
    const answer = await answered;
    // Answered before all was sent: the rest of the body is not wanted.
    if (!sent.writableEnded) sent.destroy();
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new S3Failure(answer.status, xmlText(answer.text, 'Code'), xmlText(answer.text, 'Message'));
  }

  private pathOf(request: S3Request): string {
    // Keys hold only characters that need no escaping, see key.ts.
    const path = `/${this.endpoint.bucket}${request.key === undefined ? '' : `/${request.key}`}`;
    const query = Object.entries(request.query ?? {})
      .map(([name, value]) => `${escape(name)}=${escape(value)}`)
      .sort()
      .join('&');
    return query === '' ? path : `${path}?${query}`;
  }

  private signedHeaders(request: S3Request, path: string): Record<string, string> {
    const { tls, host, port, region, accessKey, secretKey } = this.endpoint;
    const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const payload = request.sha256 ?? EMPTY;
    const headers: Record<string, string> = {
      ...request.headers,
      host: port === (tls ? 443 : 80) ? host : `${host}:${port}`,
      'x-amz-content-sha256': payload,
      'x-amz-date': time,
    };
    const names = Object.keys(headers).sort();
    const [resource, query = ''] = path.split('?');
    const canonical = [
      request.method,
      resource,
      query,
      ...names.map((name) => `${name}:${headers[name]!.trim()}`),
      '',
      names.join(';'),
      payload,
    ].join('\n');
    const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const signingKey = scope
      .split('/')
      .reduce<Uint8Array | string>((key, part) => createHmac('sha256', key).update(part).digest(), `AWS4${secretKey}`);
    const signature = createHmac('sha256', signingKey).update(text).digest('hex');
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return headers;
  }
}

function answerOf(sent: ClientRequest): Promise<S3Answer> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }),
      );
    });
  });
}

/**
 * A stream is sent one chunk behind: its last chunk leaves only when the stream has ended at the announced length,
 * so a stream that fails, or is too short or too long, never completes a request. Returns early when the server answers early.
 */
async function writeBody(sent: ClientRequest, body: S3Request['body'], answered: Promise<S3Answer>): Promise<void> {
  if (!body || 'bytes' in body) {
    sent.end(body?.bytes);
    return;
  }
  let over = false;
  const settled = answered.then(
    () => (over = true),
    () => (over = true),
  );
  let seen = 0;
  let held: Uint8Array | null = null;
  try {
    for await (const chunk of body.open()) {
      if (over) return;
      if (chunk.length === 0) continue;
      if (held && !sent.write(held)) await Promise.race([drained(sent), settled]);
      held = chunk;
      seen += chunk.length;
      if (seen > body.sizeBytes) break;
    }
    if (seen !== body.sizeBytes) throw new LengthMismatch(seen);
  } catch (error) {
    sent.destroy();
    throw error;
  }
  sent.end(held);
}

function drained(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => sent.once('drain', resolve));
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The text of the first element of that name in an answer of the server: flat documents, whose text holds no markup. */
export function xmlText(xml: string, name: string): string {
  return (
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&quot;', '"').replaceAll('&#34;', '"') ?? ''
  );
}
