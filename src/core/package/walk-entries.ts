import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ByteSource } from '../byte-source.js';
import { type Finding } from '../finding.js';
import { packageFinding } from './findings.js';
import { DATA } from './layout.js';
import { localHeader } from './zip-records.js';
import { type Directory, type DirectoryEntry } from './zip-read.js';

const PIECE_BYTES = 1 << 18;
/** METS.xml of 65,000 files has about 40 MB. */
const MAX_METADATA_BYTES = 256 * 1024 * 1024;

/** One entry as read: its digests are those of the bytes, whatever anything says. */
export interface WalkedEntry {
  entry: DirectoryEntry;
  /** From the root folder. */
  path: string;
  sha512: string;
  /** Of submitted files. */
  sha256?: string;
  sm3?: string;
  /** Of metadata/, METS.xml and the manifest. */
  bytes?: Uint8Array;
}

export interface Walk {
  entries: WalkedEntry[];
  /** Of the whole package. */
  sha256: string;
  sha512: string;
  findings: Finding[];
}

/**
 * Reads the package once from start to end: the digests of the whole and of each file, CRC-32, and each local header against the
 * directory. Keeps the bytes of metadata only.
 */
export async function walkPackage(
  source: ByteSource,
  directory: Directory | null,
  signal?: AbortSignal,
): Promise<Walk> {
  const whole = [createHash('sha256'), createHash('sha512')];
  const findings: Finding[] = [];
  const entries: WalkedEntry[] = [];
  let at = 0;
  const through = async (until: number, see: (piece: Uint8Array) => void) => {
    while (at < until) {
      signal?.throwIfAborted();
      const piece = await source.read(at, Math.min(PIECE_BYTES, until - at));
      if (piece.length === 0) {
        findings.push(packageFinding('PACKAGE_ZIP_TRUNCATED', 'package', `no bytes at ${at} of ${source.sizeBytes}`));
        return false;
      }
      at += piece.length;
      for (const hash of whole) hash.update(piece);
      see(piece);
    }
    return true;
  };
  for (const entry of directory?.entries ?? []) {
    const expected = localHeader(entry);
    const header: Uint8Array[] = [];
    if (!(await through(entry.dataOffset, (piece) => header.push(piece)))) break;
    if (!expected.equals(Buffer.concat(header))) {
      const more = { expected: 'the values of the central directory', found: 'others' };
      findings.push(
        packageFinding(
          'PACKAGE_ZIP_STRUCTURE',
          entry.path,
          `local header at ${entry.offset} differs from the central directory`,
          more,
        ),
      );
    }
    const path = entry.path.slice(directory!.root.length + 1);
    const seen = new EntryDigests(path, entry.sizeBytes);
    if (!(await through(entry.dataOffset + entry.sizeBytes, (piece) => seen.add(piece)))) break;
    if (seen.crc !== entry.crc32) {
      const more = { expected: hex32(entry.crc32), found: hex32(seen.crc) };
      findings.push(
        packageFinding('PACKAGE_CRC_MISMATCH', path, `CRC-32 ${more.found}, the directory says ${more.expected}`, more),
      );
    }
    if (seen.tooLarge) {
      findings.push(
        packageFinding('PACKAGE_METADATA_TOO_LARGE', entry.path, `${entry.sizeBytes} bytes of metadata`, {
          found: String(entry.sizeBytes),
        }),
      );
    }
    entries.push({ entry, path, ...seen.result() });
  }
  await through(source.sizeBytes, () => undefined);
  return { entries, sha256: whole[0]!.digest('hex'), sha512: whole[1]!.digest('hex'), findings };
}

class EntryDigests {
  crc = 0;
  readonly tooLarge: boolean;
  private readonly sha512 = createHash('sha512');
  private readonly sha256: Hash | null;
  private readonly sm3: Hash | null;
  private readonly pieces: Uint8Array[] | null;

  constructor(path: string, sizeBytes: number) {
    const submitted = path.startsWith(DATA);
    this.sha256 = submitted ? createHash('sha256') : null;
    this.sm3 = submitted ? createHash('sm3') : null;
    const metadata = path.startsWith('metadata/') || !path.includes('/');
    this.tooLarge = metadata && sizeBytes > MAX_METADATA_BYTES;
    this.pieces = metadata && !this.tooLarge ? [] : null;
  }

  add(piece: Uint8Array): void {
    this.crc = crc32(piece, this.crc);
    this.sha512.update(piece);
    this.sha256?.update(piece);
    this.sm3?.update(piece);
    // A copy: a source may use its buffer again.
    this.pieces?.push(Uint8Array.from(piece));
  }

  result(): Pick<WalkedEntry, 'sha512' | 'sha256' | 'sm3' | 'bytes'> {
    return {
      sha512: this.sha512.digest('hex'),
      ...(this.sha256 && this.sm3 ? { sha256: this.sha256.digest('hex'), sm3: this.sm3.digest('hex') } : {}),
      ...(this.pieces ? { bytes: this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces) } : {}),
    };
  }
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
