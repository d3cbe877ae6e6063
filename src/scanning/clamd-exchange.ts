import { createConnection, type Socket } from 'node:net';
import { type ByteSource, chunksOf } from '../core/byte-source.js';

export type ClamdAddress = { host: string; port: number } | { path: string };

/** What came of one connection. */
export interface Exchange {
  connected: boolean;
  /** `ClamAV 1.4.6/27000/Mon Mar  2 …`; null when it was not said. */
  version: string | null;
  /** To INSTREAM, without the number of the request; null when there was no whole answer. */
  answer: string | null;
  /** Every byte of the file and the closing chunk were written before the answer came. */
  sentAll: boolean;
  /** Why the connection ended before everything was said. */
  broke: string | null;
}

const CONNECT_MS = 3_000;
const PIECE_BYTES = 64 << 10;
/** Real answers have a few hundred bytes. */
const MAX_ANSWER_CHARS = 8192;
const END_OF_STREAM = Buffer.alloc(4);

/**
 * One connection: VERSION, and INSTREAM when there is a file, in a session (clamd(8), IDSESSION), so that the daemon that
 * judged the file says which database it did it with. Commands and answers end with NUL; answers are numbered, in any order.
 * A chunk is its length (4 bytes, big endian) and its bytes; one of length 0 ends the stream. Throws what reading the file throws.
 */
export async function exchange(address: ClamdAddress, timeoutMs: number, file: ByteSource | null): Promise<Exchange> {
  const said: Exchange = { connected: false, version: null, answer: null, sentAll: false, broke: null };
  const socket = createConnection(address);
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  const end = (why: string) => {
    said.broke ??= why;
    socket.destroy();
  };
  let clock = setTimeout(() => end(`no connection within ${CONNECT_MS} ms`), CONNECT_MS);
  socket.once('connect', () => {
    said.connected = true;
    clearTimeout(clock);
    clock = setTimeout(() => end(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (said.broke ??= error.code ?? error.message));
  socket.once('end', () => end('the connection was closed'));

  let sentAll = false;
  const take = (line: string) => {
    const [, number, text] = /^(\d+): (.*)$/s.exec(line) ?? [];
    if (number === '1') said.version = text!;
    else {
      // Without a number: what clamd says of a session it does not go on with.
      said.answer ??= text ?? line;
      said.sentAll = sentAll;
    }
    if (said.version !== null && (file === null || said.answer !== null)) socket.destroy();
  };
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (piece: string) => {
    text += piece;
    const lines = text.split('\0');
    text = lines.pop()!;
    lines.forEach(take);
    if (text.length > MAX_ANSWER_CHARS) end('an answer without an end');
  });

  try {
    socket.write(`zIDSESSION\0zVERSION\0${file === null ? '' : 'zINSTREAM\0'}`);
    if (file !== null && (await send(socket, file, closed))) sentAll = true;
    await closed;
    return said;
  } finally {
    clearTimeout(clock);
    socket.destroy();
  }
}

/** As fast as the other side takes it. False when the file ended before its size, or the connection before the file. */
async function send(socket: Socket, file: ByteSource, closed: Promise<void>): Promise<boolean> {
  let sentBytes = 0;
  for await (const piece of chunksOf(file, PIECE_BYTES)) {
    if (socket.destroyed) return false;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    socket.cork();
    socket.write(length);
    const more = socket.write(piece);
    socket.uncork();
    if (!more) await Promise.race([new Promise((done) => socket.once('drain', done)), closed]);
    sentBytes += piece.length;
  }
  if (socket.destroyed || sentBytes !== file.sizeBytes) {
    socket.destroy();
    return false;
  }
  socket.write(END_OF_STREAM);
  return true;
}
