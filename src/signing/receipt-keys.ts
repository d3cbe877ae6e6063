import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Signer } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';

/** One key as it lies in its file, mode 0600. */
interface KeyFile {
  kid: string;
  createdAt: string;
  retiredAt: string | null;
  privateJwk: { kty: 'OKP'; crv: 'Ed25519'; x: string; d: string };
}

/** Receipts are signed with Ed25519 keys in a folder: one live, the retired ones kept so that old receipts can be checked. */
export class ReceiptKeys extends Signer {
  private constructor(
    private readonly live: { kid: string; key: KeyObject },
    private readonly files: KeyFile[],
  ) {
    super();
  }

  /** Makes the first key when there is none. */
  static async open(folder: string): Promise<ReceiptKeys> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let files = await readKeys(folder);
    if (!files.some((f) => f.retiredAt === null)) {
      await writeKey(folder, newKey());
      files = await readKeys(folder);
    }
    const [live] = files.filter((f) => f.retiredAt === null).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return new ReceiptKeys({ kid: live!.kid, key: createPrivateKey({ key: live!.privateJwk, format: 'jwk' }) }, files);
  }

  /** A new live key; the former ones are retired today. Takes effect when the service starts again. */
  static async rotate(folder: string): Promise<{ kid: string }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const now = new Date().toISOString();
    const fresh = newKey();
    await writeKey(folder, fresh);
    for (const file of await readKeys(folder)) {
      if (file.kid !== fresh.kid && file.retiredAt === null) await writeKey(folder, { ...file, retiredAt: now });
    }
    return { kid: fresh.kid };
  }

  sign(typ: string, payload: Uint8Array): string {
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: this.live.kid, typ })).toString('base64url');
    const input = `${header}.${Buffer.from(payload).toString('base64url')}`;
    return `${input}.${sign(null, Buffer.from(input), this.live.key).toString('base64url')}`;
  }

  jwks(): { keys: Record<string, unknown>[] } {
    return {
      keys: this.files.map(({ kid, createdAt, retiredAt, privateJwk: { kty, crv, x } }) => ({
        kty,
        crv,
        x,
        kid,
        use: 'sig',
        alg: 'EdDSA',
        createdAt,
        ...(retiredAt ? { retiredAt } : {}),
      })),
    };
  }
}

async function readKeys(folder: string): Promise<KeyFile[]> {
  const names = (await readdir(folder)).filter((n) => /^receipt-.*\.json$/.test(n)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      try {
        const file = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
        createPublicKey({ key: file.privateJwk, format: 'jwk' });
        return file;
      } catch (cause) {
        throw new ArchiveError(
          'SETTING_INVALID',
          `the receipt key ${path} can't be read: restore it from its copy, or move it away to sign with a new key`,
          { cause },
        );
      }
    }),
  );
}

function newKey(): KeyFile {
  const privateJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as KeyFile['privateJwk'];
  // RFC 7638 thumbprint (RFC 8037 2: required members crv, kty, x).
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: privateJwk.crv, kty: privateJwk.kty, x: privateJwk.x }))
    .digest('base64url');
  return { kid, createdAt: new Date().toISOString(), retiredAt: null, privateJwk };
}

/** Durable before it is used: a receipt must never outlive its key. */
async function writeKey(folder: string, key: KeyFile): Promise<void> {
  const path = join(folder, `receipt-${key.kid}.json`);
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(JSON.stringify(key, null, 2));
  await file.sync();
  await file.close();
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  const dir = await open(folder, 'r');
  await dir.sync();
  await dir.close();
}
