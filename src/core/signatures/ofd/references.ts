import { folderOf } from '../../ofd/locations.js';
import { BROKEN_DIGESTS, DIGESTS } from '../algorithms/digests.js';
import { type Check, notChecked, RIGHT, wrong } from '../facts.js';
import { type OfdSignatureXml } from './signature-xml.js';
import { add, type OfdContainer, type VerifiedOfdSignature } from './verified.js';

const BY_NAME: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  sha384: 'sha384',
  'sha-384': 'sha384',
  sha512: 'sha512',
  'sha-512': 'sha512',
  sm3: 'sm3',
  // GM/T 0006-2012: SM3 without a key, where others name SM3 itself.
  '1.2.156.10197.1.401.1': 'sm3',
};
/** GM/T 0006-2012: SM3 with a key. */
const KEYED = new Set(['1.2.156.10197.1.401.2']);

/** CheckMethod (GB/T 33190-2016 18.2.3), an OID or a name, as node:crypto names it; MD5 where none is said. */
export function checkMethodOf(method: string | null): string | null {
  if (method === null || method === '') return 'md5';
  return DIGESTS[method] ?? BY_NAME[method.toLowerCase()] ?? null;
}

/** Each file against the digest stated for it. */
export async function checkReferences(
  xml: OfdSignatureXml,
  path: string,
  container: OfdContainer,
  result: VerifiedOfdSignature,
): Promise<Check> {
  const algorithm = checkMethodOf(xml.checkMethod);
  if (algorithm === null) {
    const method = xml.checkMethod!.slice(0, 100);
    const why = KEYED.has(method)
      ? `needs-content: the digests are made by ${method} (SM3 with a key), and the key is not in the document`
      : `needs-content: the digests are made by ${method}, which needs a key or is not known here`;
    add(result, 'OFD_DIGESTS_KEYED', path, why.slice('needs-content: '.length));
    return notChecked(why);
  }
  if (xml.references.length === 0) return wrong('the signature names no file');
  if (!container.mayName(xml.references.length)) return notChecked('the signatures name more files than are looked at');
  if (BROKEN_DIGESTS.has(algorithm))
    add(result, 'SIGNATURE_WEAK_DIGEST', path, `files are named by ${algorithm}, for which other files can be made`);
  const changed: string[] = [];
  const unread: string[] = [];
  for (const { fileRef, checkValue } of xml.references) {
    const targets = container.all(fileRef, folderOf(path));
    const stated = decoded(checkValue);
    let same = 0;
    for (const target of targets) {
      const digest = await container.digest(target, algorithm);
      if (digest === null) unread.push(fileRef);
      else if (digest.equals(stated)) same++;
    }
    const ambiguous = same > 0 && same < targets.length;
    if (ambiguous)
      add(result, 'OFD_REFERENCE_AMBIGUOUS', fileRef.slice(0, 200), `may mean ${targets.slice(0, 3).join(' or ').slice(0, 300)}, and not all of them are as ${path} covers it`); // prettier-ignore
    if (same === targets.length && same > 0) for (const target of targets) result.covered.add(target);
    else if (!unread.includes(fileRef)) changed.push(fileRef);
  }
  for (const fileRef of changed.slice(0, 50))
    add(result, 'OFD_SIGNED_FILE_CHANGED', fileRef.slice(0, 200), `its bytes are not those that ${path} covers`);
  if (changed.length > 0) return wrong(`changed after signing: ${changed.slice(0, 5).join(', ').slice(0, 300)}`);
  return unread.length > 0 ? notChecked(`not read: ${unread[0]!.slice(0, 200)}`) : RIGHT;
}

function decoded(base64: string): Buffer {
  const text = base64.replace(/\s+/g, '');
  const bytes = Buffer.from(text, 'base64');
  // Node reads past what is no Base64: only what prints the same again counts.
  return bytes.toString('base64') === text ? bytes : Buffer.alloc(0);
}
