import { createHash } from 'node:crypto';
import { DIGESTS } from '../algorithms/digests.js';
import { readSignedData } from '../cms/signed-data.js';
import { Der, DerError, INTEGER, OCTET_STRING, SEQUENCE } from '../der.js';
import { sequence } from '../der-writer.js';
import { readTstInfo } from '../timestamp/tst-info.js';
import { groupDigest } from './hash-tree.js';
import { type ArchiveChain, type ArchiveTimestamp } from './record.js';

/** Digests of the protected objects by this algorithm, in forms of which any one will do; a text says why there are none. */
export type Objects = (hash: string) => Uint8Array[][] | string;

const MAX_CHAINS = 100;

/** EvidenceRecord (RFC 4998 3.1). Throws DerError. */
export function readEvidenceRecord(bytes: Uint8Array, where: string, objects: Objects): ArchiveChain[] {
  const [version, algorithms, ...rest] = Der.readBer(bytes).expect(SEQUENCE, 'EvidenceRecord').children;
  const list = rest.at(-1)?.expect(SEQUENCE, 'ArchiveTimeStampSequence').children;
  if (!version?.is(INTEGER) || !algorithms || !list) throw new DerError('an EvidenceRecord without its members');
  if (list.length > MAX_CHAINS) throw new DerError(`${list.length} chains`);
  return list.map((chain, i) => {
    const members = chain.expect(SEQUENCE, 'ArchiveTimeStampChain').children.map(readArchiveTimestamp);
    // RFC 4998 5.1: the same in a chain, said by its first.
    const hash = members[0]?.hash ?? null;
    const timestamps = members.map(({ lists, timestamp }, k): ArchiveTimestamp => ({
      where: `${where}, chain ${i + 1}, time-stamp ${k + 1}`,
      lists,
      token: timestamp.bytes,
      leaves: hash === null ? { why: 'a digest that is not known here' } : leavesOf(hash, k === 0 ? null : members[k - 1]!.timestamp, list.slice(0, i), objects), // prettier-ignore
    }));
    return { hash, timestamps };
  });
}

interface Member {
  hash: string | null;
  lists: Uint8Array[][];
  timestamp: Der;
}

function readArchiveTimestamp(element: Der): Member {
  const members = element.expect(SEQUENCE, 'ArchiveTimeStamp').children;
  const timestamp = members.at(-1);
  if (!timestamp) throw new DerError('an ArchiveTimeStamp without a time-stamp');
  const named = members.find((one) => one.isContext(0))?.children[0]?.oid;
  const tree = members.find((one) => one.isContext(2));
  const lists = (tree?.children ?? []).map((partial) =>
    partial.expect(SEQUENCE, 'PartialHashtree').children.map((one) => one.expect(OCTET_STRING, 'hash value').contents),
  );
  const hash = named === undefined ? readTstInfo(Buffer.concat(readSignedData(timestamp.bytes).content ?? [])).hash : (DIGESTS[named] ?? null); // prettier-ignore
  return { hash, lists, timestamp };
}

/** RFC 4998 4.2 step 1, 5.2: the objects; the time-stamp that is renewed; objects and all chains before, one by one. */
function leavesOf(hash: string, renewed: Der | null, before: Der[], objects: Objects): ArchiveTimestamp['leaves'] {
  const digest = (...parts: Uint8Array[]) => {
    const made = createHash(hash);
    for (const part of parts) made.update(part);
    return made.digest();
  };
  if (renewed) return [[digest(renewed.bytes)]];
  const forms = objects(hash);
  if (typeof forms === 'string') return { why: forms };
  if (before.length === 0) return forms.flatMap((form) => [[groupDigest(form, hash)], form]);
  const chains = digest(sequence(before.map((one) => one.bytes)));
  return forms.flatMap((form) => {
    const each = form.map((one) => digest(one, chains));
    return [[digest(groupDigest(form, hash), chains)], [groupDigest(each, hash)], each];
  });
}
