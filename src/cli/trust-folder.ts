import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DerError } from '../core/signatures/der.js';
import { certificatesOfSeal } from '../core/signatures/ofd/seal.js';
import { NotTrustMaterial, readTrustBytes, type TrustPiece } from '../core/signatures/trust-bytes.js';
import {
  makeTrustSnapshot,
  type TrustMaterial,
  type TrustPurpose,
  type TrustSnapshot,
} from '../core/signatures/trust.js';
import { LocalFileError, localReason } from './local-source.js';
import { UsageError } from './record-folder.js';

/** Sub-folders, and what their certificates are trusted for; those of `intermediate` only help to build paths. */
const FOLDERS: Readonly<Record<string, TrustPurpose | 'intermediate'>> = {
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

/**
 * A folder as a trust snapshot. Certificates at its top are trusted for every purpose, those in a sub-folder for that
 * purpose; CRLs and OCSP responses may lie anywhere, and so may seals (.esl), whose certificates are trusted for nothing. Files with other endings are passed over. Throws UsageError for a
 * sub-folder of another name (a mistyped purpose must not go unseen) and for a file that holds nothing of all this.
 */
export async function readTrustFolder(folder: string): Promise<TrustSnapshot> {
  const material: TrustMaterial = { anchors: [], certificates: [], crls: [], ocsps: [] };
  let files = 0;
  for (const [place, purpose] of [['', 'all'], ...Object.entries(FOLDERS)] as const) {
    const path = join(folder, place);
    const names = await namesIn(path, place !== '');
    for (const name of names) {
      if ((await statOf(join(path, name))).isDirectory()) {
        if (place !== '' || !Object.hasOwn(FOLDERS, name))
          throw new UsageError(`${join(path, name)}: a folder of trust is one of ${Object.keys(FOLDERS).join(', ')}`);
      } else if (READ.test(name) || SEAL.test(name)) {
        if (++files > MAX_FILES) throw new UsageError(`${folder}: more than ${MAX_FILES} files`);
        if (SEAL.test(name)) material.certificates.push(...(await certificatesOf(join(path, name))));
        else for (const piece of await piecesOf(join(path, name))) add(material, piece, purpose);
      }
    }
  }
  return makeTrustSnapshot(material);
}

async function namesIn(path: string, mayMiss: boolean): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (mayMiss && (error as { code?: unknown }).code === 'ENOENT') return [];
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

async function piecesOf(path: string): Promise<TrustPiece[]> {
  if ((await statOf(path)).size > MAX_FILE_BYTES) throw new UsageError(`${path}: larger than ${MAX_FILE_BYTES} bytes`);
  try {
    return readTrustBytes(await readFile(path));
  } catch (error) {
    if (error instanceof NotTrustMaterial) throw new UsageError(`${path}: ${error.message}`, { cause: error });
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}

/** A seal is trusted for nothing wherever it lies: whoever it names is only looked at. */
async function certificatesOf(seal: string): Promise<Uint8Array[]> {
  if ((await statOf(seal)).size > MAX_FILE_BYTES) throw new UsageError(`${seal}: larger than ${MAX_FILE_BYTES} bytes`);
  try {
    return certificatesOfSeal(await readFile(seal));
  } catch (error) {
    if (error instanceof DerError)
      throw new UsageError(`${seal}: no electronic seal: ${error.message}`, { cause: error });
    throw new LocalFileError(`${seal}: ${localReason(error)}`, { cause: error });
  }
}

function add(material: TrustMaterial, { kind, bytes }: TrustPiece, purpose: TrustPurpose | 'intermediate'): void {
  if (kind === 'crl') material.crls.push(bytes);
  else if (kind === 'ocsp') material.ocsps.push(bytes);
  else if (purpose === 'intermediate') material.certificates.push(bytes);
  else material.anchors.push({ purpose, certificate: bytes });
}
