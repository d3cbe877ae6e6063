import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DerError } from '../core/signatures/der.js';
import { certificatesOfSeal } from '../core/signatures/ofd/seal.js';
import { NotTrustMaterial, readTrustBytes, type TrustPiece } from '../core/signatures/trust-bytes.js';
import {
  makeTrustSnapshot,
  readTrustSnapshot,
  type TrustMaterial,
  type TrustPurpose,
  type TrustSnapshot,
} from '../core/signatures/trust.js';
import { LocalFileError, localReason } from './local-source.js';
import { UsageError } from './record-folder.js';

/** Sub-folders, and what their certificates are trusted for; those of `intermediate` only help to build paths. */
const FOLDERS: Readonly<Record<string, FilePurpose>> = {
  signature: 'signature',
  seal: 'seal',
  'seal-maker': 'seal-maker',
  timestamp: 'timestamp',
  intermediate: 'intermediate',
};
const READ = /\.(pem|crt|cer|der|p7b|p7c|crl|ors|ocsp)$/i;
/** An electronic seal: the certificates in it may belong to a signature that came without its own. */
const SEAL = /\.esl$/i;
const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 64 << 20;

export type FilePurpose = TrustPurpose | 'intermediate';

/**
 * What verdicts rest on, from the disk: a snapshot as the service hands it out, a folder, or one file of certificates that
 * are trusted for every purpose. Throws UsageError, LocalFileError.
 */
export async function readTrust(path: string): Promise<TrustSnapshot> {
  if ((await statOf(path)).isDirectory()) return readTrustFolder(path);
  const bytes = await bytesOf(path);
  if (bytes.subarray(0, 64).toString('latin1').trimStart().startsWith('{')) {
    try {
      return readTrustSnapshot(bytes);
    } catch (error) {
      throw new UsageError(`${path}: not a trust snapshot: ${(error as Error).message}`, { cause: error });
    }
  }
  const material: TrustMaterial = { anchors: [], certificates: [], crls: [], ocsps: [] };
  for (const piece of piecesIn(path, bytes)) add(material, piece, 'all');
  return makeTrustSnapshot(material);
}

/** A folder as a trust snapshot. Throws as trustFilesOf, and UsageError for a file that holds nothing of all this. */
export async function readTrustFolder(folder: string): Promise<TrustSnapshot> {
  const material: TrustMaterial = { anchors: [], certificates: [], crls: [], ocsps: [] };
  for (const { path, purpose } of await trustFilesOf(folder))
    for (const piece of piecesIn(path, await bytesOf(path))) add(material, piece, purpose);
  return makeTrustSnapshot(material);
}

/**
 * The files of a folder of trust. Certificates at its top are trusted for every purpose, those in a sub-folder for that
 * purpose; CRLs and OCSP responses may lie anywhere, and so may seals (.esl), whose certificates are trusted for nothing.
 * Files with other endings are passed over. Throws UsageError for a
 * sub-folder of another name: a mistyped purpose must not go unseen.
 */
export async function trustFilesOf(folder: string): Promise<{ path: string; purpose: FilePurpose }[]> {
  const found: { path: string; purpose: FilePurpose }[] = [];
  for (const [place, purpose] of [['', 'all'], ...Object.entries(FOLDERS)] as const) {
    const path = join(folder, place);
    const names = await namesIn(path, place !== '');
    for (const name of names) {
      if ((await statOf(join(path, name))).isDirectory()) {
        if (place !== '' || !Object.hasOwn(FOLDERS, name))
          throw new UsageError(`${join(path, name)}: a folder of trust is one of ${Object.keys(FOLDERS).join(', ')}`);
      } else if (READ.test(name) || SEAL.test(name)) {
        if (found.length === MAX_FILES) throw new UsageError(`${folder}: more than ${MAX_FILES} files`);
        // A seal is trusted for nothing wherever it lies: whoever it names is only looked at.
        found.push({ path: join(path, name), purpose: SEAL.test(name) ? 'intermediate' : purpose });
      }
    }
  }
  return found;
}

async function namesIn(path: string, mayMiss: boolean): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (mayMiss && (error as { code?: unknown }).code === 'ENOENT') return [];
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

export async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

/** Throws UsageError for one that is too large, LocalFileError. */
export async function bytesOf(path: string): Promise<Buffer> {
  if ((await statOf(path)).size > MAX_FILE_BYTES) throw new UsageError(`${path}: larger than ${MAX_FILE_BYTES} bytes`);
  return readFile(path).catch((error: unknown) => {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  });
}

function piecesIn(path: string, bytes: Uint8Array): TrustPiece[] {
  try {
    return trustParts(path, bytes).flatMap((part) => readTrustBytes(part));
  } catch (error) {
    if (error instanceof NotTrustMaterial) throw new UsageError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The file, or the certificates of a seal one by one. Throws NotTrustMaterial. */
export function trustParts(path: string, bytes: Uint8Array): Uint8Array[] {
  if (!SEAL.test(path)) return [bytes];
  try {
    return certificatesOfSeal(bytes);
  } catch (error) {
    if (error instanceof DerError) throw new NotTrustMaterial(`no electronic seal: ${error.message}`);
    throw error;
  }
}

function add(material: TrustMaterial, { kind, bytes }: TrustPiece, purpose: FilePurpose): void {
  if (kind === 'crl') material.crls.push(bytes);
  else if (kind === 'ocsp') material.ocsps.push(bytes);
  else if (purpose === 'intermediate') material.certificates.push(bytes);
  else material.anchors.push({ purpose, certificate: bytes });
}
