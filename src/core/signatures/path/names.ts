import { type Certificate } from '../certificate.js';
import { Der, DerError, SEQUENCE } from '../der.js';
import { nameKeys, nameValues } from '../distinguished-name.js';
import { type Extensions, type GeneralName, NAME_KIND } from '../extensions.js';

/** What the certificates above allow a certificate to be called (RFC 5280 6.1.1 h, i and 6.1.4 g). */
export interface NameBounds {
  /** Each step down narrows: a name has to fit into one subtree of every list that speaks of its kind. */
  permitted: GeneralName[][];
  excluded: GeneralName[];
}

export const ALL_NAMES: NameBounds = { permitted: [], excluded: [] };

export function narrowed({ permitted, excluded }: NameBounds, constraints: Extensions['nameConstraints']): NameBounds {
  if (!constraints) return { permitted, excluded };
  return {
    permitted: constraints.permitted.length > 0 ? [...permitted, constraints.permitted] : permitted,
    excluded: [...excluded, ...constraints.excluded],
  };
}

const EMAIL = '1.2.840.113549.1.9.1';
const KNOWN: ReadonlySet<number> = new Set([NAME_KIND.email, NAME_KIND.dns, NAME_KIND.directory, NAME_KIND.uri, NAME_KIND.ip]); // prettier-ignore
/** Names times constraints: more is an attack on time. */
const MAX_COMPARISONS = 250_000;

/** Null when every name of the certificate lies inside the bounds; else what does not. Never throws. */
export function nameOutside(
  certificate: Certificate,
  { subjectAltNames }: Extensions,
  bounds: NameBounds,
): string | null {
  // prettier-ignore
  if (bounds.permitted.length === 0 && bounds.excluded.length === 0) return null;
  try {
    const names = namesOf(certificate, subjectAltNames);
    const constraints = bounds.excluded.length + bounds.permitted.reduce((sum, list) => sum + list.length, 0);
    if (names.length * constraints > MAX_COMPARISONS) return 'too many names and name constraints';
    for (const name of names) {
      const what = `a name of kind ${name.kind}`;
      const same = (list: readonly GeneralName[]) => list.filter(({ kind }) => kind === name.kind);
      // A kind whose rules are not known here is refused where it is constrained (RFC 5280 4.2.1.10).
      const unknown = !KNOWN.has(name.kind) && same([...bounds.excluded, ...bounds.permitted.flat()]).length > 0;
      if (unknown) return `${what} is constrained in a way that is not known here`;
      if (same(bounds.excluded).some((base) => within(name, base))) return `${what} is excluded: ${shown(name)}`;
      for (const list of bounds.permitted.map(same))
        if (list.length > 0 && !list.some((base) => within(name, base))) return `${what} is not permitted: ${shown(name)}`; // prettier-ignore
    }
    return null;
  } catch (error) {
    if (error instanceof DerError) return `a name can't be compared: ${error.message}`;
    throw error;
  }
}

function namesOf(certificate: Certificate, alternative: readonly GeneralName[]): GeneralName[] {
  const subject = Der.read(certificate.subjectBytes);
  const names = [...alternative];
  if (subject.children.length > 0) names.push({ kind: NAME_KIND.directory, bytes: certificate.subjectBytes });
  if (!alternative.some(({ kind }) => kind === NAME_KIND.email))
    names.push(...nameValues(subject, EMAIL).map((text) => ({ kind: NAME_KIND.email, bytes: Buffer.from(text) })));
  return names;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').toLowerCase();
const shown = ({ kind, bytes }: GeneralName): string =>
  kind === NAME_KIND.directory ? 'the subject' : kind === NAME_KIND.ip ? Buffer.from(bytes).toString('hex') : text(bytes).slice(0, 100); // prettier-ignore

/** RFC 5280 4.2.1.10, by kind. Throws DerError for a name of directories that can't be read. */
function within(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === NAME_KIND.directory) {
    const [own, above] = [name, base].map(({ bytes }) => nameKeys(Der.read(bytes).expect(SEQUENCE, 'Name')));
    return above!.every((rdn, i) => own![i] === rdn);
  }
  if (name.kind === NAME_KIND.ip) return withinAddress(name.bytes, base.bytes);
  const [own, above] = [text(name.bytes), text(base.bytes)];
  if (name.kind === NAME_KIND.dns) return above === '' || own === above || own.endsWith(above.startsWith('.') ? above : `.${above}`); // prettier-ignore
  if (name.kind === NAME_KIND.email) {
    if (above.includes('@')) return own === above;
    return ofHost(own.slice(own.lastIndexOf('@') + 1), above);
  }
  return ofHost(hostOf(own), above);
}

/** A host, or with a dot in front every host below it. */
const ofHost = (host: string, above: string): boolean =>
  above === '' || (above.startsWith('.') ? host.endsWith(above) && host.length > above.length : host === above);

/** Between `//` and the port or path, without a user; empty when there is none. */
function hostOf(uri: string): string {
  const start = uri.indexOf('//');
  if (start < 0) return '';
  const authority = uri.slice(start + 2).split(/[/?#]/)[0]!;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.startsWith('[') ? host : host.split(':')[0]!;
}

/** Address and mask, each of 4 or 16 octets. */
function withinAddress(own: Uint8Array, base: Uint8Array): boolean {
  if (base.length !== 2 * own.length) return false;
  return own.every((octet, i) => (octet & base[own.length + i]!) === (base[i]! & base[own.length + i]!));
}
