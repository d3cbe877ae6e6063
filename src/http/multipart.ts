import { ArchiveError } from '../core/error.js';
import { type SubmissionPart } from '../archive/submission.js';

const MAX_PREAMBLE_BYTES = 4_096;
const MAX_HEADER_BYTES = 8_192;
const MAX_EPILOGUE_BYTES = 65_536;
const EMPTY = Buffer.alloc(0);

/** The boundary of a `multipart/form-data` Content-Type (RFC 2046 5.1.1: 1–70 characters). Throws MEDIA_TYPE_UNSUPPORTED, REQUEST_INVALID. */
export function boundaryOf(contentType: string | undefined): string {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType ?? '')) {
    throw notMultipart();
  }
  const found = /;\s*boundary=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(contentType!);
  const boundary = found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
  if (!/^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/.test(boundary)) {
    throw invalid('Content-Type', 'the boundary of multipart/form-data is missing or malformed');
  }
  return boundary;
}

/**
 * Reads multipart/form-data (RFC 7578) part by part, pulling from the connection only what is asked for: the consumer's
 * pace is the sender's pace, and no more than a piece is in memory.
 *
 * Strict where others skip: a part without a name, a transfer encoding, an oversized header or a missing closing
 * boundary is an error, for an archive must not leave out silently what was sent.
 * Throws REQUEST_INVALID, REQUEST_TOO_LARGE and REQUEST_ABORTED while it is iterated.
 */
export class MultipartReader implements AsyncIterable<SubmissionPart> {
  private rest: Buffer = EMPTY;
  private received = 0;
  private sourceEnded = false;
  private inBody = false;
  private readonly delimiter: Buffer;

  constructor(
    private readonly source: AsyncIterator<Uint8Array>,
    boundary: string,
    private readonly limits: { maxBytes: number; maxParts: number },
  ) {
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** True once the request was read to its end, so that the connection can serve another one. */
  get ended(): boolean {
    return this.sourceEnded;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SubmissionPart, void, undefined> {
    await this.skipPreamble();
    for (let count = 0; !(await this.atClosing()); count++) {
      if (count === this.limits.maxParts) {
        throw new ArchiveError('REQUEST_TOO_LARGE', `more than ${this.limits.maxParts} parts`, {
          detail: { limit: this.limits.maxParts, what: 'parts' },
        });
      }
      const name = await this.readHeaders();
      this.inBody = true;
      yield { name, body: this.body() };
      if (this.inBody) for await (const _ of this.body()); // left unread by the consumer
    }
    await this.skipEpilogue();
  }

  private async *body(): AsyncGenerator<Uint8Array, void, undefined> {
    const { delimiter } = this;
    while (this.inBody) {
      const at = this.rest.indexOf(delimiter);
      if (at >= 0) {
        const last = this.rest.subarray(0, at);
        this.rest = this.rest.subarray(at + delimiter.length);
        this.inBody = false;
        if (last.length > 0) yield last;
        return;
      }
      const keep = startOfDelimiter(this.rest, delimiter);
      const piece = this.rest.subarray(0, keep);
      this.rest = this.rest.subarray(keep);
      if (piece.length > 0) yield piece;
      if (this.inBody && !(await this.fill())) throw this.cutShort();
    }
  }

  /** Up to and including the first delimiter line's boundary. The first one may stand at the very start, without CRLF. */
  private async skipPreamble(): Promise<void> {
    const first = this.delimiter.subarray(2);
    while (this.rest.length < first.length) if (!(await this.fill())) throw this.cutShort();
    if (this.rest.subarray(0, first.length).equals(first)) {
      this.rest = this.rest.subarray(first.length);
      return;
    }
    for (;;) {
      const at = this.rest.indexOf(this.delimiter);
      if (at >= 0) {
        this.rest = this.rest.subarray(at + this.delimiter.length);
        return;
      }
      if (this.rest.length > MAX_PREAMBLE_BYTES)
        throw invalid('', 'the body does not start with the boundary that Content-Type names');
      if (!(await this.fill())) throw this.cutShort();
    }
  }

  /** Behind a boundary: `--` closes; else the rest of the line is read past. */
  private async atClosing(): Promise<boolean> {
    for (;;) {
      if (this.rest.length >= 2) {
        if (this.rest[0] === 0x2d && this.rest[1] === 0x2d) {
          this.rest = this.rest.subarray(2);
          return true;
        }
        // RFC 2046 5.1.1: spaces may follow a boundary ("transport padding").
        let at = 0;
        while (this.rest[at] === 0x20 || this.rest[at] === 0x09) at++;
        if (at > 64) throw invalid('', 'more than 64 spaces behind a boundary');
        if (at + 2 <= this.rest.length) {
          if (this.rest[at] !== 0x0d || this.rest[at + 1] !== 0x0a)
            throw invalid('', 'a boundary is not at the end of its line');
          this.rest = this.rest.subarray(at + 2);
          return false;
        }
      }
      if (!(await this.fill())) throw this.cutShort();
    }
  }

  private async readHeaders(): Promise<string> {
    for (;;) {
      if (this.rest.length >= 2 && this.rest[0] === 0x0d && this.rest[1] === 0x0a)
        throw invalid('', 'a part has no headers');
      const at = this.rest.indexOf('\r\n\r\n', 0, 'latin1');
      if (at > MAX_HEADER_BYTES || (at < 0 && this.rest.length > MAX_HEADER_BYTES))
        throw invalid('', `the headers of a part exceed ${MAX_HEADER_BYTES} bytes`);
      if (at >= 0) {
        const head = this.rest.toString('utf8', 0, at);
        // The CRLF in front of the delimiter belongs to it: an empty body starts with it, so it stays.
        this.rest = this.rest.subarray(at + 4);
        return nameOf(head);
      }
      if (!(await this.fill())) throw this.cutShort();
    }
  }

  private async skipEpilogue(): Promise<void> {
    let skipped = 0;
    do {
      skipped += this.rest.length;
      this.rest = EMPTY;
      if (skipped > MAX_EPILOGUE_BYTES) {
        throw invalid('', `more than ${MAX_EPILOGUE_BYTES} bytes behind the closing boundary`);
      }
    } while (await this.fill());
  }

  private async fill(): Promise<boolean> {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await this.source.next();
    } catch (cause) {
      throw new ArchiveError('REQUEST_ABORTED', `the sender went away after ${this.received} bytes`, { cause });
    }
    if (next.done) {
      this.sourceEnded = true;
      return false;
    }
    const piece = next.value;
    this.received += piece.length;
    if (this.received > this.limits.maxBytes) {
      throw new ArchiveError('REQUEST_TOO_LARGE', `the request is larger than ${this.limits.maxBytes} bytes`, {
        detail: { limit: this.limits.maxBytes, what: 'request' },
      });
    }
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    return true;
  }

  private cutShort(): ArchiveError {
    return invalid('', `the body ends after ${this.received} bytes, before the closing boundary`);
  }
}

/** Where the tail of `bytes` could be the beginning of the delimiter; `bytes.length` when it can't. */
function startOfDelimiter(bytes: Buffer, delimiter: Buffer): number {
  const from = Math.max(0, bytes.length - delimiter.length + 1);
  for (let at = bytes.indexOf(0x0d, from); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes.compare(delimiter, 0, bytes.length - at, at) === 0) return at;
  }
  return bytes.length;
}

/** The name of a part from its header lines. Its file name is not looked at: names come from the JSON. */
function nameOf(head: string): string {
  let name: string | undefined;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const field = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (field === 'content-disposition') {
      if (name !== undefined) throw invalid('', 'a part has two Content-Disposition headers');
      name = nameParameter(value);
      if (name === undefined || name === '') throw invalid('', 'a part has no name in its Content-Disposition');
    } else if (field === 'content-transfer-encoding' && !/^(7bit|8bit|binary)$/i.test(value)) {
      // RFC 7578 4.7 forbids it; to decode it would be to store other bytes than a reader of the request sees.
      throw invalid(
        '',
        `Content-Transfer-Encoding "${value.slice(0, 40)}" is not accepted: send the bytes as they are`,
      );
    }
  }
  if (name === undefined) throw invalid('', 'a part has no Content-Disposition');
  return name;
}

const PARAMETER = /\s*;\s*([^\s=;"]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/y;

/** RFC 7578 4.2, token by token, so that a file name that looks like a parameter is not taken for one. */
function nameParameter(disposition: string): string | undefined {
  if (!/^form-data(?=\s*(;|$))/i.test(disposition)) return undefined;
  PARAMETER.lastIndex = 'form-data'.length;
  for (let found = PARAMETER.exec(disposition); found; found = PARAMETER.exec(disposition)) {
    if (found[1]!.toLowerCase() !== 'name') continue;
    PARAMETER.lastIndex = 0;
    // Browsers write a quote inside a name as %22.
    return (found[2]?.replace(/\\(.)/g, '$1') ?? found[3])?.replace(/%22/g, '"');
  }
  return undefined;
}

function invalid(path: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', `multipart: ${message}`, { detail: { errors: [{ path, message }] } });
}

function notMultipart(): ArchiveError {
  return new ArchiveError('MEDIA_TYPE_UNSUPPORTED', 'send the record as multipart/form-data', {
    detail: { accepted: ['multipart/form-data'] },
  });
}
