/**
 * RFC 3986 5.2.2 with the changes of Canonical XML 1.1 2.4: a base may be relative itself, `..` that lead above it are
 * kept, and one at the end gets its slash.
 */
export function joinReferences(base: string, reference: string): string {
  const [from, to] = [split(base), split(reference)];
  if (to.scheme !== '' || to.authority !== null) return write({ ...to, scheme: to.scheme || from.scheme, path: tidy(to.path), fragment: '' }); // prettier-ignore
  if (to.path === '') return write({ ...from, query: to.query || from.query, fragment: '' });
  const { scheme, authority } = from;
  const path = to.path.startsWith('/')
    ? tidy(to.path)
    : tidy(from.path === '' && authority !== null ? `/${to.path}` : from.path.slice(0, from.path.lastIndexOf('/') + 1) + to.path); // prettier-ignore
  return write({ scheme, authority, path, query: to.query, fragment: '' });
}

interface Parts {
  /** With its colon. */
  scheme: string;
  authority: string | null;
  path: string;
  /** With its question mark. */
  query: string;
  fragment: string;
}

/** RFC 3986 appendix B. */
function split(uri: string): Parts {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(uri);
  return { scheme: match?.[1] ?? '', authority: match?.[2] ?? null, path: match?.[3] ?? uri, query: match?.[4] ?? '', fragment: match?.[5] ?? '' }; // prettier-ignore
}

const write = ({ scheme, authority, path, query, fragment }: Parts) => `${scheme}${authority ?? ''}${path}${query}${fragment}`; // prettier-ignore

/** Without dots; slashes in a row become one. */
function tidy(path: string): string {
  const absolute = path.startsWith('/');
  const segments = path.split('/').filter((one, i, all) => one !== '' || i === all.length - 1);
  const kept: string[] = [];
  let folder = false;
  for (const segment of segments) {
    folder = segment === '' || segment === '.' || segment === '..';
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!absolute) kept.push('..');
  }
  return `${absolute ? '/' : ''}${kept.join('/')}${folder && kept.length > 0 ? '/' : ''}`;
}
