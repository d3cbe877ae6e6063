import { type Finding } from '../../finding.js';
import { readSignedData } from '../cms/signed-data.js';
import { DerError } from '../der.js';
import { type Evidence, noMaterial, type Place } from '../evidence.js';
import { type Check, notChecked, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { verifyTimestampToken } from '../timestamp/token.js';
import { readTstInfo } from '../timestamp/tst-info.js';
import { rootOf } from './hash-tree.js';

/** One archive time-stamp: a reduced hash tree and the time-stamp over its root. */
export interface ArchiveTimestamp {
  /** Lists of digests from the leaves up; empty: the time-stamp is over the object itself. */
  lists: Uint8Array[][];
  token: Uint8Array | null;
  where: string;
  /**
   * What its first list has to hold, in forms of which any one will do (all digests of one form). `not-checked`: what is
   * protected is not at hand.
   */
  leaves: Uint8Array[][] | { why: string };
  /** Why leaves that are not found would prove nothing. */
  doubt?: string | null;
}

/** Archive time-stamps that share a digest (RFC 4998 5.1); null: one that is not known here. */
export interface ArchiveChain {
  hash: string | null;
  timestamps: ArchiveTimestamp[];
}

export const MAX_TIMESTAMPS = 100;

/**
 * An evidence record (RFC 4998 5.3, RFC 6283 4.3): every archive time-stamp protects what it should, its tree leads to
 * its time-stamp, and none is older than the one that it renews.
 */
export async function verifyEvidenceRecord(
  chains: readonly ArchiveChain[],
  place: Omit<Place, 'kind'>,
): Promise<{ evidence: Evidence; findings: Finding[] }> {
  const findings: Finding[] = [];
  const tokens: Evidence[] = [];
  const checks: Check[] = [];
  let last = '';
  let order: Check = RIGHT;
  const all = chains.flatMap(({ hash, timestamps }) => timestamps.map((timestamp) => ({ hash, timestamp })));
  if (all.length === 0 || all.length > MAX_TIMESTAMPS) checks.push(wrong(`${all.length} archive time-stamps`));
  for (const { hash, timestamp } of all.slice(0, MAX_TIMESTAMPS)) {
    const { token, where } = timestamp;
    if (hash === null || token === null) {
      checks.push(notChecked(hash === null ? 'a digest that is not known here' : 'an archive time-stamp that is not RFC 3161')); // prettier-ignore
      continue;
    }
    const leaf = leafCheck(timestamp);
    if (leaf.is === 'wrong') findings.push(signatureFinding('EVIDENCE_RECORD_OBJECT_MISSING', where, leaf.why));
    checks.push(leaf);
    const verified = await verifyTimestampToken(token, { place: { ...place, id: `${place.id}/${tokens.length + 1}`, where }, over: 'archive', data: 'elsewhere' }); // prettier-ignore
    const root = rootCheck(token, timestamp, hash);
    if (root.is === 'wrong') {
      findings.push(signatureFinding('TIMESTAMP_IMPRINT_DIFFERS', where, root.why));
      verified.evidence.digests = root;
    }
    tokens.push(verified.evidence);
    findings.push(...verified.findings.filter(({ code }) => code !== 'TIMESTAMP_CONTENT_ELSEWHERE'));
    const time = verified.evidence.timestamp?.time ?? '';
    if (time !== '' && Date.parse(time) < Date.parse(last)) order = wrong('an archive time-stamp is older than the one it renews'); // prettier-ignore
    last = time;
  }
  if (order.is === 'wrong') findings.push(signatureFinding('EVIDENCE_RECORD_ORDER', place.where, order.why));
  const evidence: Evidence = {
    ...place,
    kind: 'evidence-record',
    digests: worst(checks),
    // A record has no value of its own: its time-stamps have.
    value: worst(tokens.map(({ value }) => value)),
    document: order,
    coverage: { extent: 'whole', covers: [], outside: [] },
    changes: [],
    digestAlgorithms: [...new Set(chains.flatMap(({ hash }) => hash ?? []))],
    algorithm: null,
    signer: null,
    claimedTime: null,
    level: null,
    material: noMaterial(),
    timestamps: tokens,
    counterSignatures: [],
  };
  return { evidence, findings };
}

const worst = (checks: readonly Check[]): Check =>
  checks.find(({ is }) => is === 'wrong') ?? checks.find(({ is }) => is === 'not-checked') ?? RIGHT;

function leafCheck({ lists, leaves, doubt }: ArchiveTimestamp): Check {
  if ('why' in leaves) return notChecked(leaves.why);
  // Without a tree the root itself is compared with the object.
  const [first] = lists;
  if (!first) return RIGHT;
  const has = (wanted: Uint8Array) => first.some((one) => Buffer.compare(one, wanted) === 0);
  if (leaves.some((form) => form.every(has))) return RIGHT;
  return doubt ? notChecked(doubt) : wrong('what the evidence record should protect is not in its hash tree');
}

function rootCheck(token: Uint8Array, { lists, leaves }: ArchiveTimestamp, hash: string): Check {
  let info;
  try {
    info = readTstInfo(Buffer.concat(readSignedData(token).content ?? []));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return notChecked(error.message);
  }
  if (info.hash !== hash) return wrong(`the time-stamp is by ${info.hash ?? info.algorithm}, its chain by ${hash}`);
  const root = rootOf(lists, hash);
  const roots = root ? [root] : 'why' in leaves ? null : leaves.map((form) => rootOf([form], hash)!);
  if (roots === null) return notChecked('needs-content: what the time-stamp is over is not given');
  return roots.some((one) => one.equals(info.imprint)) ? RIGHT : wrong('the time-stamp is over something else than the root of its hash tree'); // prettier-ignore
}
