import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { cutOffSilence } from '../../src/http/silence.js';

/** What became of a request whose body is `sent`, then nothing. */
function outcome(sent: string): Promise<{ read: string; answer: string }> {
  return new Promise((resolve) => {
    let read = 'waiting';
    let answer = '';
    const server = createServer((request, response) => {
      cutOffSilence(request, 100);
      request.resume();
      request.on('error', () => (read = 'cut off'));
      // The work after the body takes longer than a sender may be silent.
      request.on(
        'end',
        () => ((read = 'whole'), setTimeout(() => response.writeHead(200, { connection: 'close' }).end('done'), 400)),
      );
    });
    server.listen(0, '127.0.0.1', () => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n${sent}`);
      socket.on('data', (d) => (answer += d.toString())).on('error', () => undefined);
      socket.on('close', () => server.close(() => setTimeout(() => resolve({ read, answer }), 20)));
    });
  });
}

describe('cutOffSilence', () => {
  it('ends the connection of a sender that stalls', async () =>
    expect(await outcome('ab')).toEqual({ read: 'cut off', answer: '' }));
  it('waits for our own work', async () =>
    expect(await outcome('abcd')).toEqual({ read: 'whole', answer: expect.stringMatching(/done\s+0\s*$/) }));
});
