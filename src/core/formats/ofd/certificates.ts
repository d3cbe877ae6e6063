import { NotTrustMaterial, readTrustBytes } from '../../signatures/trust-bytes.js';
import { type ZipArchive } from '../../zip.js';

const NAMES = /\.(cer|crt|pem|p7b|der)$/i;
const MAX_FILES = 20;
const MAX_BYTES = 256 << 10;

/** Certificates that lie as files of their own in a container; DER. */
export async function certificatesIn(archive: ZipArchive): Promise<Uint8Array[]> {
  const files = archive.entries.filter(({ name, sizeBytes }) => NAMES.test(name) && sizeBytes <= MAX_BYTES);
  const found: Uint8Array[] = [];
  for (const entry of files.slice(0, MAX_FILES)) {
    const bytes = await archive.read(entry);
    try {
      if (bytes) for (const piece of readTrustBytes(bytes)) if (piece.kind === 'certificate') found.push(piece.bytes);
    } catch (error) {
      if (!(error instanceof NotTrustMaterial)) throw error;
    }
  }
  return found;
}
