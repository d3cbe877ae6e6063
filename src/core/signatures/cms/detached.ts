import { DerError } from '../der.js';
import {
  candidates,
  fileInWords,
  type Given,
  isSignatureName,
  namesake,
  type Sibling,
  siblingWith,
  type StatedDigest,
} from '../given.js';
import { type Evidence, type Place, type Verified } from '../evidence.js';
import { type Check, notChecked, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { readTstInfo } from '../timestamp/tst-info.js';
import { ATTRIBUTE } from './attributes.js';
import { type SignedData, type SignerInfo } from './signed-data.js';
import { verifySigner } from './signer.js';

/** The file of a record that a detached signature is about. */
export interface ContentBeside {
  sibling: Sibling;
  /** The file that the signature is named after, where that is another one. */
  instead: Sibling | null;
}

/**
 * Looks among the other files of the record for the content of a SignedData that has none inside: the one that a signer's
 * message digest names, or whose bytes a value without attributes verifies over; else the one that the signature is named
 * after, which is then not what was signed. Null: there is none.
 */
export async function contentBeside(data: SignedData, given: Given, place: Place): Promise<ContentBeside | null> {
  if (data.content !== null || given.beside.length === 0) return null;
  const signers = data.signers.flatMap((one) => ('unreadable' in one ? [] : [one]));
  const found = (await siblingWith(signers.flatMap(statedBy), given)) ?? (await verifiedOver(data, signers, given, place)); // prettier-ignore
  if (found) return beside(found, given);
  const called = namesake(given);
  return called && { sibling: called.sibling, instead: null };
}

/**
 * The same for what a time-stamp alone (TSTInfo) has the imprint of. Its name tells less: one that is named after a
 * signature may be over the value in it, so that the name counts only where it leads to a document.
 */
export async function stampedBeside(tstInfo: Uint8Array, given: Given): Promise<ContentBeside | null> {
  if (given.beside.length === 0) return null;
  const found = await siblingWith(
    readable(() => imprintOf(tstInfo)),
    given,
  );
  if (found) return beside(found, given);
  const called = namesake(given);
  return called?.exact && !isSignatureName(called.sibling.name) ? { sibling: called.sibling, instead: null } : null;
}

function imprintOf(tstInfo: Uint8Array): StatedDigest[] {
  const { hash, imprint } = readTstInfo(tstInfo);
  return hash === null ? [] : [{ hash, digest: imprint }];
}

function beside(sibling: Sibling, given: Given): ContentBeside {
  const called = namesake(given);
  return { sibling, instead: called?.exact && called.sibling !== sibling ? called.sibling : null };
}

function statedBy({ signed, digest }: SignerInfo): StatedDigest[] {
  const values = signed?.find(({ oid }) => oid === ATTRIBUTE.messageDigest)?.values ?? [];
  return digest === null
    ? []
    : values.flatMap((one) => readable(() => [{ hash: digest, digest: one.octetString('message digest') }]));
}

/** What can't be read is told where the signer or the time-stamp is verified. */
function readable(read: () => StatedDigest[]): StatedDigest[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

/** A value without attributes states no digest: only its key tells what it is over. */
async function verifiedOver(
  data: SignedData,
  signers: readonly SignerInfo[],
  given: Given,
  place: Place,
): Promise<Sibling | null> {
  const bare = signers.find(({ signed }) => signed === null);
  if (!bare) return null;
  const context = {
    place,
    certificates: [...data.certificates, ...given.certificates()],
    contentType: data.contentType,
  };
  for (const one of candidates(given, [])) {
    const { evidence } = await verifySigner(bare, { ...context, content: { data: one.content, digests: new Map() } });
    if (evidence.value.is === 'right') return one;
    // Without a certificate none of them can be told from another.
    if (evidence.signer === null) return null;
  }
  return null;
}

const ABOUT_CONTENT: ReadonlySet<string> = new Set(['CMS_CONTENT_CHANGED', 'TIMESTAMP_IMPRINT_DIFFERS']);

const nameOf = ({ name }: Sibling): string => fileInWords(name);

/** Says of evidence over a file of the record which one that is. */
export function saidOf({ evidence, findings }: Verified, { sibling, instead }: ContentBeside, place: Place): Verified {
  const about = (check: Check): Check => (check.is === 'wrong' ? wrong(`${nameOf(sibling)}: ${check.why}`) : check);
  const doubt = instead && `${nameOf(sibling)} is what was signed, and not ${nameOf(instead)}, after which the signature is named`; // prettier-ignore
  const said = evidence.map((one): Evidence => {
    const digests = about(one.digests);
    const covers = one.coverage.extent === 'whole' ? [nameOf(sibling)] : [];
    const document = doubt !== null && one.document.is === 'right' ? notChecked(doubt) : one.document;
    return { ...one, digests, document, coverage: { ...one.coverage, covers } };
  });
  const named = findings.map((one) => (ABOUT_CONTENT.has(one.code) ? { ...one, message: `${nameOf(sibling)}: ${one.message}` } : one)); // prettier-ignore
  if (doubt !== null) named.push(signatureFinding('CMS_CONTENT_BY_OTHER_NAME', place.where, doubt));
  return { evidence: said, findings: named };
}
