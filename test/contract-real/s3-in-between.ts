import { createServer as createHttpServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import forge from 'node-forge';
import { S3Failure } from '../../src/storage/s3-failure.js';
import { SignedRequests, type S3Endpoint } from '../../src/storage/signed-request.js';
import { sha256 } from '../contract/object-store.js';

/** Ends TLS in front of the real server and changes the word FLIPME on its way, as a broken balancer would. */
export async function startFlippingTlsServer(port: number) {
  const { key, cert } = selfSigned();
  let flipped = 0;
  const proxy = createTlsServer({ key, cert }, (secure) => {
    const plain = connect(port, '127.0.0.1');
    secure.on('data', (chunk: Buffer) => {
      const at = chunk.indexOf('FLIPME');
      if (at >= 0) {
        chunk[at]! ^= 1;
        flipped += 1;
      }
      plain.write(chunk);
    });
    plain.on('data', (chunk: Buffer) => secure.write(chunk));
    plain.on('close', () => secure.destroy());
    secure.on('close', () => plain.destroy());
    for (const socket of [plain, secure]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    ca: cert,
    flipped: () => flipped,
    close: () => new Promise<void>((resolve) => proxy.close(() => resolve())),
  };
}

/** Hands requests on to the real server without their If-None-Match, signed anew: a server that does not know conditions. */
export async function startConditionBlindServer(endpoint: S3Endpoint) {
  const requests = new SignedRequests(endpoint);
  const proxy = createHttpServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const url = new URL(incoming.url!, 'http://in-between');
      const key = url.pathname.split('/').slice(2).join('/');
      const bytes = Buffer.concat(parts);
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(incoming.headers)) {
        if (name.startsWith('x-amz-') && !/^x-amz-(date|content-sha256)$/.test(name)) headers[name] = String(value);
      }
      requests
        .send({
          method: incoming.method as 'GET',
          ...(key === '' ? {} : { key }),
          query: Object.fromEntries(url.searchParams),
          headers,
          body: { bytes },
          sha256: sha256(bytes),
        })
        .then(
          (answer) => outgoing.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.text),
          (error: unknown) => {
            const { status, code } = error instanceof S3Failure ? error : { status: 502, code: 'BadGateway' };
            outgoing.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
          },
        );
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    async close() {
      requests.close();
      proxy.closeAllConnections();
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
    },
  };
}

function selfSigned(): { key: string; cert: string } {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return { key: forge.pki.privateKeyToPem(keys.privateKey), cert: forge.pki.certificateToPem(certificate) };
}
