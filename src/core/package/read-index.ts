import { type ByteSource } from '../byte-source.js';
import { DATA, MANIFEST, METS, rootOf, SUBMISSION } from './layout.js';
import { readSubmission } from './submission-read.js';
import { readDirectory } from './zip-read.js';

const MAX_SUBMISSION_BYTES = 1024 * 1024;

/** What a package says of itself, read without hashing: enough to rebuild rows and to recognise a submission. */
export interface PackageIndex {
  recordId: string;
  version: number;
  /** Id of the change; null in the first version. */
  change: string | null;
  fondsId: string;
  fondsCode: string;
  /** RFC 3339. */
  at: string;
  eventId: string;
  actor: string;
  /** Hex. */
  nonce: string;
  fingerprint: string;
  test: boolean;
  origin: 'sender-signed' | 'asserted-by-archive';
  /** Submitted files, `path` under representations/rep1/data/. */
  files: { path: string; offset: number; sizeBytes: number }[];
}

/** A file that can't be read as a package. The world's faults (a store that does not answer) come through as they are. */
export class PackageUnreadable extends Error {
  override readonly name = 'PackageUnreadable';
}

/**
 * Reads the central directory and submission.json, by range: a few small reads. Checks their form, no digest.
 * Throws PackageUnreadable.
 */
export async function readPackageIndex(source: ByteSource): Promise<PackageIndex> {
  const { directory, findings } = await readDirectory(source);
  const broken = findings[0];
  if (directory === null || broken) throw new PackageUnreadable(broken?.message ?? 'no central directory');
  const at = (path: string) => directory.entries.find((e) => e.path === `${directory.root}/${path}`);
  const entry = at(SUBMISSION);
  if (!entry || !at(METS) || !at(MANIFEST))
    throw new PackageUnreadable(`${SUBMISSION}, ${METS} or ${MANIFEST} is missing`);
  if (entry.sizeBytes > MAX_SUBMISSION_BYTES) throw new PackageUnreadable(`${SUBMISSION} has ${entry.sizeBytes} bytes`);
  const meta = readSubmission(await source.read(entry.dataOffset, entry.sizeBytes));
  if ('unknownSchema' in meta) throw new PackageUnreadable(`package format ${meta.unknownSchema} is not known here`);
  if ('fault' in meta) throw new PackageUnreadable(`${SUBMISSION}: ${meta.fault}`);
  if (directory.root !== rootOf(meta.record))
    throw new PackageUnreadable(`root folder ${directory.root} is not that of record ${meta.record}`);
  const prefix = `${directory.root}/${DATA}`;
  return {
    recordId: meta.record,
    version: meta.version,
    change: meta.change?.id ?? null,
    fondsId: meta.fonds.id,
    fondsCode: meta.fonds.code,
    at: meta.event.at,
    eventId: meta.event.id,
    actor: meta.actor,
    nonce: meta.nonce,
    fingerprint: meta.fingerprint,
    test: meta.test,
    origin: meta.origin.kind,
    files: directory.entries
      .filter((e) => e.path.startsWith(prefix))
      .map((e) => ({ path: e.path.slice(prefix.length), offset: e.dataOffset, sizeBytes: e.sizeBytes })),
  };
}
