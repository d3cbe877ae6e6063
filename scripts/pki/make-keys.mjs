/**
 * Writes scripts/pki/keys/ anew: RSA keys from fixed texts, by node-forge's prime search (the primes depend on its pinned
 * version). Usage: node scripts/pki/make-keys.mjs
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';

const KEYS = { root: 2048, sub: 2048, signer: 2048, tsa: 2048, ocsp: 2048, other: 2048, weak: 1024 };

for (const [name, bits] of Object.entries(KEYS)) {
  let counter = 0;
  let pool = Buffer.alloc(0);
  const prng = {
    getBytesSync(count) {
      while (pool.length < count) {
        const more = createHash('sha256').update(`dantao seed key rsa ${name} ${counter++}`).digest();
        pool = Buffer.concat([pool, more]);
      }
      const bytes = pool.subarray(0, count);
      pool = pool.subarray(count);
      return bytes.toString('latin1');
    },
  };
  const { privateKey } = forge.pki.rsa.generateKeyPair({ bits, e: 0x10001, prng, algorithm: 'PRIMEINC' });
  const pem = forge.pki.privateKeyToPem(privateKey).replaceAll('\r\n', '\n');
  writeFileSync(join(import.meta.dirname, `keys/rsa-${name}.pem`), pem);
}
