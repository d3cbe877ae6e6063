import { Readable } from 'node:stream';
import { type FastifyReply, type FastifyRequest } from 'fastify';

/** What is still read of a request that was answered already, so that the answer arrives before the connection goes. */
const MAX_DRAIN_BYTES = 4 * 1024 * 1024;
const MAX_DRAIN_MS = 2_000;

/**
 * Sends `body`. When the request was not read to its end, the answer goes out at once and whole, the connection is
 * marked for closing, and a bounded rest of the request is read past: to close with unread bytes would reset the
 * connection and the sender would never see why.
 */
export function answerEarly(request: FastifyRequest, reply: FastifyReply, body: string): void {
  const { raw } = request;
  const unread = !raw.complete && !raw.destroyed && raw.httpVersionMajor === 1 && expectsBody(raw.headers);
  if (!unread) {
    void reply.send(body);
    return;
  }
  const bytes = Buffer.from(body);
  void reply
    .header('connection', 'close')
    .header('content-length', bytes.length)
    .send(Readable.from(answerThenDrain(bytes, request), { objectMode: false }));
}

async function* answerThenDrain(bytes: Buffer, request: FastifyRequest): AsyncGenerator<Uint8Array> {
  yield bytes;
  await new Promise<void>((resolve) => {
    const { raw } = request;
    let left = MAX_DRAIN_BYTES;
    const stop = () => {
      clearTimeout(timer);
      raw.off('data', onData).off('end', stop).off('close', stop).off('error', stop);
      raw.pause();
      resolve();
    };
    const onData = (piece: Uint8Array) => {
      if ((left -= piece.length) < 0) stop();
    };
    const timer = setTimeout(stop, MAX_DRAIN_MS);
    raw.on('end', stop).on('close', stop).on('error', stop).on('data', onData);
    raw.resume();
    if (raw.readableEnded || raw.destroyed) stop();
  });
}

function expectsBody(headers: { 'content-length'?: string; 'transfer-encoding'?: string }): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  );
}
