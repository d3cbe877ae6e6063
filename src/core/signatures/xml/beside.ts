import { digestName } from './algorithms.js';
import { base64, DSIG } from './names.js';
import { type Given, namesake, type Sibling, siblingAt, siblingWith, type StatedDigest } from '../given.js';
import { type TreeDocument, type TreeElement } from './tree.js';

/** What a reference leads to outside of the document; `why` it was not taken. */
export type Outside = { name: string; octets: Uint8Array } | { why: string };

/** By the attribute URI; '' for a reference without one. Null: it is not inside the record. */
export type Resolve = (uri: string) => Outside | null;

export interface FilesBeside {
  resolve: Resolve;
  /** Of all that is held for it. */
  heldBytes: number;
}

/** In memory at the same time, for all references of one document. */
const MAX_HELD_BYTES = 64 << 20;
const MAX_REFERENCES = 1000;
/** A SignedInfo has one reference without URI at most (XMLDSig 4.4.3.1). */
const MAX_UNNAMED = 10;

/**
 * Files of the record that references of this document lead to: by their relative URI, and where a reference has none by
 * its digest or by the name of the document itself. All of them are fetched before, for canonicalising waits for nothing.
 */
export async function filesBeside(document: TreeDocument, given: Given): Promise<FilesBeside> {
  const found = new Map<string, Outside>();
  if (given.beside.length === 0) return { resolve: () => null, heldBytes: 0 };
  const references = document.elements.filter((one) => one.is(DSIG, 'Reference'));
  const uris = new Set(references.map((one) => one.attribute('URI') ?? null));
  let heldBytes = 0;
  const held = new Map<Sibling, Outside>();
  const hold = async (sibling: Sibling): Promise<Outside> => {
    const known = held.get(sibling);
    if (known) return known;
    const { name, content } = sibling;
    const fits = heldBytes + content.sizeBytes <= MAX_HELD_BYTES;
    if (fits) heldBytes += content.sizeBytes;
    const outside = fits ? { name, octets: await whole(sibling) } : { why: `the file ${name.slice(0, 200)} is larger than is held in memory` }; // prettier-ignore
    held.set(sibling, outside);
    return outside;
  };
  for (const uri of [...uris].slice(0, MAX_REFERENCES)) {
    if (uri === '' || uri?.startsWith('#')) continue;
    const sibling = uri === null ? await unnamed(references, given) : siblingAt(given, uri);
    if (sibling) found.set(uri ?? '', await hold(sibling));
  }
  return { resolve: (uri) => found.get(uri) ?? null, heldBytes };
}

/** Named by nothing but its digest. A file that the document is named after, and that is another one, is taken for it. */
async function unnamed(references: readonly TreeElement[], given: Given): Promise<Sibling | null> {
  const called = namesake(given);
  if (called?.exact) return called.sibling;
  const own = references.filter((one) => one.attribute('URI') === undefined).slice(0, MAX_UNNAMED);
  return (await siblingWith(own.flatMap(statedBy), given)) ?? called?.sibling ?? null;
}

function statedBy(reference: TreeElement): StatedDigest[] {
  const hash = digestName(reference.child(DSIG, 'DigestMethod')?.attribute('Algorithm') ?? '');
  const digest = base64(reference.child(DSIG, 'DigestValue')?.text ?? '');
  return hash === null || digest === null ? [] : [{ hash, digest }];
}

async function whole({ content }: Sibling): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
