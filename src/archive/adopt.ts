import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { readPackageIndex } from '../core/package/read-index.js';
import { type PackageInput } from '../core/package/plan.js';
import { type ObjectStore } from './ports.js';
import { StoredSource } from './stored-source.js';

/**
 * Takes over the object an earlier try of the same submission left under this key: same fingerprint, same id, same nonce.
 * Its bytes stay as they are; digests and offsets are read from them.
 */
export async function adoptStored(objects: ObjectStore, key: string, input: PackageInput) {
  const stat = await objects.stat(key);
  if (!stat)
    throw new ArchiveError('STORE_UNAVAILABLE', `object ${key} was in conflict and is gone`, { retryable: true });
  const index = await readPackageIndex(new StoredSource(objects, key, stat.sizeBytes, stat.version));
  if (
    index.fingerprint !== input.fingerprint ||
    index.recordId !== input.recordId ||
    index.nonce !== Buffer.from(input.nonce).toString('hex')
  ) {
    throw new ArchiveError('OBJECT_CONFLICT', `object ${key} belongs to another submission`);
  }
  const sha256 = createHash('sha256');
  const sha512 = createHash('sha512');
  for await (const piece of await objects.open(key, stat.version ? { version: stat.version } : {})) {
    sha256.update(piece);
    sha512.update(piece);
  }
  const offsets = input.files.map((file) => {
    const found = index.files.find((f) => f.path === file.path);
    if (!found || found.sizeBytes !== file.sizeBytes)
      throw new ArchiveError('OBJECT_CONFLICT', `object ${key} lacks ${file.path}`);
    return found.offset;
  });
  return {
    package: {
      sha256: sha256.digest('hex'),
      sha512: sha512.digest('hex'),
      sizeBytes: stat.sizeBytes,
      storeVersion: stat.version ?? null,
    },
    offsets,
  };
}
