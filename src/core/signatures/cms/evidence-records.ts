import { type Finding } from '../../finding.js';
import { DIGESTS } from '../algorithms/digests.js';
import { element } from '../der-writer.js';
import { type Der, DerError } from '../der.js';
import { type Evidence, foundOnly, type Place } from '../evidence.js';
import { type Objects, readEvidenceRecord } from '../evidence-record/asn1.js';
import { verifyEvidenceRecord } from '../evidence-record/record.js';
import { wrong } from '../facts.js';
import { readTstInfo } from '../timestamp/tst-info.js';
import { ATTRIBUTE } from './attributes.js';
import { digestOf, digestsOf } from './digests.js';
import { derOf } from './reencode.js';
import { type Attribute, readSignedData, type SignedData, type SignerInfo } from './signed-data.js';
import { type HashedContent } from './signer.js';

const KINDS: ReadonlySet<string> = new Set([ATTRIBUTE.internalEvidenceRecord, ATTRIBUTE.externalEvidenceRecord]);
const MAX_RECORDS = 20;

/** What a record beside one signer of a SignedData is about. */
export interface Recorded {
  data: SignedData;
  signer: SignerInfo;
  /** Null: not given. */
  content: HashedContent | null;
  /** False for a counter-signature: its SignerInfo is no member of the SignedData. */
  outermost: boolean;
}

/**
 * Evidence records among the unsigned attributes (RFC 5276 3, ETSI TS 119 122-3): over the whole ContentInfo as it was
 * before the record was put in, and where content stands outside (external) over that too.
 */
export async function verifyEvidenceRecords(
  recorded: Recorded,
  { id, container, where }: Place,
): Promise<{ evidence: Evidence[]; findings: Finding[] }> {
  const found = recorded.signer.unsigned
    .filter(({ oid }) => KINDS.has(oid))
    .flatMap((attribute) => attribute.values.map((value) => ({ attribute, value })));
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  for (const [i, { attribute, value }] of found.slice(0, MAX_RECORDS).entries()) {
    const place = { id: `${id}/evidence-record:${i + 1}`, container, profile: 'RFC 4998', where };
    const full = { ...place, kind: 'evidence-record' } as const;
    if (!recorded.outermost) {
      evidence.push(foundOnly(full, 'an evidence record beside a counter-signature is not looked at'));
      continue;
    }
    try {
      const chains = readEvidenceRecord(value.bytes, place.id, await objectsOf(recorded, attribute));
      const verified = await verifyEvidenceRecord(chains, place);
      evidence.push(verified.evidence);
      findings.push(...verified.findings);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      const why = `the evidence record can't be read: ${error.message}`;
      evidence.push({ ...foundOnly(full, why), document: wrong(why) });
    }
  }
  return { evidence, findings };
}

async function objectsOf({ data, signer, content }: Recorded, attribute: Attribute): Promise<Objects> {
  const forms = before(data, signer, attribute);
  if (attribute.oid === ATTRIBUTE.internalEvidenceRecord)
    return (hash) => forms.map((form) => [digestOf(hash, form) ?? Buffer.alloc(0)]);
  const outside = content && (await digestsOf(content.data, Object.values(DIGESTS)));
  return (hash) => {
    const own = outside?.get(hash);
    if (!own) return 'needs-content: the evidence record is also over content that is not given';
    return forms.map((form) => [digestOf(hash, form) ?? Buffer.alloc(0), own]);
  };
}

/**
 * The ContentInfo without this record and those made after it: in DER with the members of its sets in order, in DER as
 * they are written, and as it stands, in BER where it is.
 */
function before(data: SignedData, signer: SignerInfo, attribute: Attribute): Buffer[] {
  const made = madeAt(attribute);
  const kept = signer.unsigned.filter((one) => one !== attribute && !(KINDS.has(one.oid) && madeAt(one) >= made));
  const { outer, wrapped, signedData, signerInfos } = data.shell;
  const place = data.signers.indexOf(signer);
  const forms = WRITERS.map(({ any, around, set }) => {
    const field = (one: Der) => (one.isContext(0) || one.isContext(1) ? set(one, one.children.map(any)) : any(one));
    const unsigned = kept.length === 0 ? [] : [set(UNSIGNED, kept.map(({ der }) => any(der)))]; // prettier-ignore
    const info = around(signer.der, [...signer.fields.map(field), ...unsigned]);
    const infos = set(signerInfos, signerInfos.children.map((one, i) => (i === place ? info : any(one)))); // prettier-ignore
    const members = around(signedData, [...signedData.children.slice(0, -1).map(field), infos]);
    return around(outer, [any(outer.children[0]!), around(wrapped, [members])]);
  });
  return forms.filter((one, i) => forms.findIndex((other) => other.equals(one)) === i);
}

type Tagged = Pick<Der, 'tag' | 'bytes'>;

/** One way of writing again what was read. */
interface Writer {
  any: (one: Der) => Buffer;
  /** In place of `one`, around these. */
  around: (one: Tagged, contents: Buffer[]) => Buffer;
  /** The same, of a SET OF. */
  set: (one: Tagged, members: Buffer[]) => Buffer;
}

const UNSIGNED: Tagged = { tag: 0xa1, bytes: new Uint8Array() };
const inOrder = (members: Buffer[]) => [...members].sort((a, b) => a.compare(b));
const definite = ({ tag }: Tagged, contents: Buffer[]) => element(tag, contents);
const asItStands = ({ tag, bytes }: Tagged, contents: Buffer[]) =>
  bytes[1] === 0x80 ? Buffer.concat([Buffer.from([tag, 0x80]), ...contents, Buffer.alloc(2)]) : element(tag, contents);

const WRITERS: readonly Writer[] = [
  { any: derOf, around: definite, set: (one, members) => definite(one, inOrder(members)) },
  { any: derOf, around: definite, set: definite },
  { any: ({ bytes }) => Buffer.from(bytes), around: asItStands, set: asItStands },
];

/** Of the earliest time-stamp of the earliest record; empty where it can't be read. */
function madeAt({ values }: Attribute): string {
  const times = values.map((value) => {
    try {
      const chain = value.children.at(-1)?.children[0]?.children[0]?.children.at(-1);
      return chain ? readTstInfo(Buffer.concat(readSignedData(chain.bytes).content ?? [])).time : '';
    } catch (error) {
      if (error instanceof DerError) return '';
      throw error;
    }
  });
  return times.sort()[0] ?? '';
}
