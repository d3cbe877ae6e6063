import { createHash } from 'node:crypto';
import { type ByteSource } from '../core/byte-source.js';
import { ArchiveError } from '../core/error.js';
import { type CheckReport } from '../core/checks/result.js';
import { type Finding } from '../core/finding.js';
import { CHECKS, FACTS, FINDINGS, VALIDATION } from '../core/package/layout.js';
import { readPackageIndex } from '../core/package/read-index.js';
import { readDirectory } from '../core/package/zip-read.js';
import { type PackageInput } from '../core/package/plan.js';
import { type SignatureReport } from '../core/record.js';
import { type RecordReading } from '../core/records/kind.js';
import { type ValidationConditions } from '../core/signatures/verdicts.js';
import { type ObjectStore } from './ports.js';
import { StoredSource } from './stored-source.js';

/** What a stored package says was found, so that the rows made from it say the same. */
export interface StoredSayings {
  findings: Finding[];
  /** By path of the file. */
  signatures: Map<string, SignatureReport[]>;
  /** Null in a package from before signatures were judged under a trust. */
  validation: ValidationConditions | null;
  /** Null in a package that says nothing as a document. */
  reading: Omit<RecordReading, 'findings'> | null;
  /** Null in a package from before records were checked by a scheme. */
  checks: CheckReport | null;
}

/**
 * Takes over the object an earlier try of the same submission left under this key: same fingerprint, same id, same nonce.
 * Its bytes stay as they are; digests and offsets are read from them.
 */
export async function adoptStored(objects: ObjectStore, key: string, input: PackageInput) {
  const stat = await objects.stat(key);
  if (!stat)
    throw new ArchiveError('STORE_UNAVAILABLE', `object ${key} was in conflict and is gone`, { retryable: true });
  const source = new StoredSource(objects, key, stat.sizeBytes, stat.version);
  const index = await readPackageIndex(source);
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
    said: await sayingsIn(source),
  };
}

/** Of a package of ours, whose identity was just compared: its JSON is as this software, or an earlier one, wrote it. */
async function sayingsIn(source: ByteSource): Promise<StoredSayings> {
  const { directory } = await readDirectory(source);
  const jsonAt = async <T>(path: string): Promise<T | null> => {
    const entry = directory?.entries.find((e) => e.path === `${directory.root}/${path}`);
    if (!entry) return null;
    return JSON.parse(Buffer.from(await source.read(entry.dataOffset, entry.sizeBytes)).toString()) as T;
  };
  const found = await jsonAt<{
    findings: Finding[];
    validation?: ValidationConditions;
    files: { path: string; signatures: SignatureReport[] }[];
  }>(FINDINGS);
  // Whole reports, where there is any signature; findings.json tells the verdicts alone.
  const reports = await jsonAt<{ files: { path: string; signatures: SignatureReport[] }[] }>(VALIDATION);
  return {
    findings: found?.findings ?? [],
    signatures: new Map((reports ?? found)?.files.map(({ path, signatures }) => [path, signatures])),
    validation: found?.validation ?? null,
    reading: await jsonAt<Omit<RecordReading, 'findings'>>(FACTS),
    checks: await jsonAt<CheckReport>(CHECKS),
  };
}
