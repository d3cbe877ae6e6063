import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ArchiveError } from '../../src/core/error.js';
import { BufferSource, type ByteSource } from '../../src/core/byte-source.js';
import { ClamdScanner } from '../../src/scanning/clamd.js';

/**
 * What a connection may do to us. No verdict is tested here: a real clamd gives those, in contract-real.
 * The server reads commands and chunks as clamd does, and misbehaves where a case says so.
 */
interface Case {
  /** After the commands, before any chunk. */
  early?: (socket: Socket) => void;
  /** After the closing chunk. */
  whole?: (socket: Socket, bytes: number) => void;
  /** Never reads what comes after the commands. */
  deaf?: boolean;
}

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

async function serve(one: Case): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let pending = Buffer.alloc(0);
    let commands = '';
    let bytes = 0;
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data]);
      for (let end = pending.indexOf(0); !commands.includes('zINSTREAM') && end >= 0; end = pending.indexOf(0)) {
        commands += pending.subarray(0, end).toString();
        pending = pending.subarray(end + 1);
        if (commands.endsWith('zVERSION')) socket.write('1: ClamAV 0.0\0');
        if (!commands.endsWith('zINSTREAM')) continue;
        one.early?.(socket);
        if (one.deaf) socket.pause();
      }
      while (commands.includes('zINSTREAM') && pending.length >= 4) {
        const length = pending.readUInt32BE();
        if (pending.length < 4 + length) break;
        pending = pending.subarray(4 + length);
        bytes += length;
        if (length === 0) one.whole?.(socket, bytes);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const SIZE = 3_000_001;
/** More than any buffer on the way holds. */
const HUGE: ByteSource = {
  sizeBytes: 512 << 20,
  read: async (at, length) => Buffer.alloc(Math.min(length, HUGE.sizeBytes - at)),
};
const file = (): ByteSource => new BufferSource(Buffer.alloc(SIZE, 'x'));
const scan = async (one: Case, source = file(), timeoutMs = 10_000) =>
  new ClamdScanner({ address: await serve(one), limitBytes: 8 << 20, timeoutMs }).scan(source);

describe('a connection to clamd', () => {
  it('carries the whole file, in chunks', async () => {
    let received = 0;
    const whole: Case['whole'] = (socket, bytes) => {
      received = bytes;
      socket.write('2: stream: OK\0');
    };
    expect(await scan({ whole })).toEqual({ is: 'clean', detail: 'no signature matched', scanner: 'ClamAV 0.0' });
    expect(received).toBe(SIZE);
  });

  it.each<[string, Case, RegExp]>([
    ['is cut before the file is there', { early: (s) => s.destroy() }, /no answer/],
    ['is cut after the file', { whole: (s) => s.destroy() }, /no answer/],
    ['is ended in the middle of the answer', { whole: (s) => s.end('2: stream: OK') }, /no answer/],
    [
      'says the file is too large',
      { early: (s) => s.end('2: INSTREAM size limit exceeded. ERROR\0') },
      /size limit exceeded/,
    ],
    ['says so without the number of the request', { early: (s) => s.end('INSTREAM size limit exceeded. ERROR\0') }, /size limit exceeded/], // prettier-ignore
    ['says what nobody knows', { whole: (s) => s.write('2: stream: FINE\0') }, /the scanner says: stream: FINE/],
    ['says OK of something else', { whole: (s) => s.write('2: other: OK\0') }, /the scanner says: other: OK/],
    ['never stops talking', { whole: (s) => s.write('2: ' + 'x'.repeat(20_000)) }, /an answer without an end/],
    ['talks in control characters', { whole: (s) => s.write('2: \x1b[2J\n\xff ERROR\0') }, /^the scanner says: \?\[2J\?\?+ ERROR$/], // prettier-ignore
    ['reached limits inside', { whole: (s) => s.write('2: stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0') }, /not seen whole/], // prettier-ignore
    ['could not look into what is encrypted', { whole: (s) => s.write('2: stream: Heuristics.Encrypted.PDF FOUND\0') }, /not seen whole/], // prettier-ignore
  ])('that %s leaves the file not scanned', async (_what, one, why) => {
    expect(await scan(one)).toMatchObject({ is: 'not-scanned', detail: expect.stringMatching(why) });
  });

  it('that says OK before it can have the whole file leaves it not scanned', async () => {
    const address = await serve({ early: (s) => s.write('2: stream: OK\0'), deaf: true });
    const verdict = await new ClamdScanner({ address, limitBytes: HUGE.sizeBytes, timeoutMs: 10_000 }).scan(HUGE);
    expect(verdict).toMatchObject({ is: 'not-scanned', detail: expect.stringContaining('before it had the whole') });
  });

  it.each<[string, Case]>([
    ['answers nothing', {}],
    ['reads nothing', { deaf: true }],
  ])('that %s ends at the time limit', async (_what, one) => {
    const since = performance.now();
    expect(await scan(one, file(), 300)).toMatchObject({ is: 'not-scanned', detail: expect.stringContaining('no answer within 300 ms') }); // prettier-ignore
    expect(performance.now() - since).toBeLessThan(8_000);
  });

  it('is not told the end of a file that could not be read to its end', async () => {
    let ended = false;
    const whole: Case['whole'] = () => (ended = true);
    const short: ByteSource = { sizeBytes: 10, read: async (at) => Buffer.alloc(at === 0 ? 4 : 0) };
    expect(await scan({ whole }, short)).toMatchObject({ is: 'not-scanned' });
    const broken: ByteSource = {
      sizeBytes: 10,
      read: () => Promise.reject(new ArchiveError('STORE_UNAVAILABLE', 'gone')),
    };
    await expect(scan({ whole }, broken)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(ended).toBe(false);
  });

  it('takes no more of the file than the other side reads', async () => {
    let read = 0;
    const counted: ByteSource = {
      sizeBytes: HUGE.sizeBytes,
      read: async (at, length) => HUGE.read((read = at), length),
    };
    const address = await serve({ deaf: true });
    const verdict = await new ClamdScanner({ address, limitBytes: HUGE.sizeBytes, timeoutMs: 500 }).scan(counted);
    expect(verdict.is).toBe('not-scanned');
    expect(read).toBeLessThan(32 << 20);
  });
});
