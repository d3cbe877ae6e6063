// Ports for servers that are killed and started again at the same place.
import { createServer } from 'node:net';

/**
 * Below the range from which the system draws ports for outgoing connections (32768 and up): otherwise a client that
 * tries again while its server is down may be given the server's own port, and the server can not come back.
 */
const FIRST = 15_000;
const LAST = 32_000;

export function isFree(port, host = '127.0.0.1') {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}

export async function freePort(host = '127.0.0.1') {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port, host)) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${LAST}`);
}
