import { readSignedData } from '../cms/signed-data.js';
import { digestsOf } from '../cms/digests.js';
import { DerError } from '../der.js';
import { candidates, type Given, namesake, type Sibling } from '../given.js';
import { readTstInfo } from '../timestamp/tst-info.js';
import { digestName, lengthOf } from './algorithms.js';
import { ERS, type Protected } from './evidence-record.js';
import { base64 } from './names.js';
import { type TreeElement } from './tree.js';

/** Files of the record that an evidence record, as a file of its own, may protect. */
export interface ProtectedFiles {
  names: string[];
  objects: Protected;
}

const MAX_CHAINS = 100;
const MAX_DIGESTS = 1000;
/** Sets of files that are tried. */
const MAX_SETS = 6;

/**
 * What the first archive time-stamp has the digests of: all of these files, or one of them, for its tree may name
 * neighbours too. The file that the record is named after is always one of them. A document in XML may be protected in
 * canonical form (RFC 6283 4.1.2), which is not tried: such a file counts only where its digest is found.
 */
export async function protectedFiles(record: TreeElement, given: Given): Promise<ProtectedFiles[]> {
  if (given.beside.length === 0) return [];
  const sequence = record.child(ERS, 'ArchiveTimeStampSequence');
  const chains = sequence?.all(ERS, 'ArchiveTimeStampChain').slice(0, MAX_CHAINS) ?? [];
  const hash = knownDigest(firstOf(chains));
  const stated = new Set(statedBy(firstOf(chains)));
  const found: Sibling[] = [];
  for (const one of hash === null || stated.size === 0 ? [] : candidates(given, [hash])) {
    const digest = (await digestsOf(one.content, [hash!])).get(hash!);
    if (digest && stated.has(digest.toString('hex'))) found.push(one);
  }
  const called = namesake(given);
  const after = called?.exact && (found.includes(called.sibling) || !(await beginsAsXml(called.sibling))) ? called.sibling : null; // prettier-ignore
  const sets = after
    ? [[...found.filter((one) => one !== after), after], [after]]
    : [found, ...found.map((one) => [one])];
  const hashes = new Set(chains.flatMap((chain) => knownDigest(chain) ?? []));
  const filled = sets.filter((set) => set.length > 0).slice(0, MAX_SETS);
  return Promise.all(filled.map((set) => protectedBy(set, hashes)));
}

async function protectedBy(files: readonly Sibling[], hashes: ReadonlySet<string>): Promise<ProtectedFiles> {
  const digests = new Map<string, Uint8Array[]>();
  for (const hash of hashes) {
    const each = await Promise.all(files.map(({ content }) => digestsOf(content, [hash])));
    digests.set(hash, each.flatMap((own) => own.get(hash) ?? [])); // prettier-ignore
  }
  const objects = (hash: string) => [digests.get(hash) ?? []];
  return { names: files.map(({ name }) => name), objects };
}

/** By the attribute Order, which is counted from 1. */
const firstOf = (elements: readonly TreeElement[]): TreeElement | undefined =>
  elements.find((one) => Number(one.attribute('Order') ?? 1) === 1);

function knownDigest(chain: TreeElement | undefined): string | null {
  const named = digestName(chain?.child(ERS, 'DigestMethod')?.attribute('Algorithm') ?? '');
  return named !== null && lengthOf(named) !== null ? named : null;
}

/** Hex of the digests in the first list of the first archive time-stamp; without a tree, its imprint. */
function statedBy(chain: TreeElement | undefined): string[] {
  const first = firstOf(chain?.all(ERS, 'ArchiveTimeStamp') ?? []);
  const list = firstOf(first?.child(ERS, 'HashTree')?.all(ERS, 'Sequence') ?? []);
  const values = list?.all(ERS, 'DigestValue').slice(0, MAX_DIGESTS).map((one) => base64(one.text)) ?? [imprintOf(first)]; // prettier-ignore
  return values.flatMap((value) => (value ? [Buffer.from(value).toString('hex')] : []));
}

function imprintOf(timestamp: TreeElement | undefined): Uint8Array | null {
  const token = base64(timestamp?.child(ERS, 'TimeStamp')?.child(ERS, 'TimeStampToken')?.text ?? '');
  try {
    return token && readTstInfo(Buffer.concat(readSignedData(token).content ?? [])).imprint;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

async function beginsAsXml({ content }: Sibling): Promise<boolean> {
  for await (const chunk of content.chunks())
    return /^\W*</.test(Buffer.from(chunk.subarray(0, 100)).toString('latin1'));
  return false;
}
