import { type Der, DerError, SEQUENCE } from './der.js';

const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
};

/** Most specific first, as RFC 4514 prints them. Throws DerError. */
export function nameText(name: Der): string {
  return name
    .expect(SEQUENCE, 'Name')
    .children.flatMap((set) => set.children)
    .map((attribute) => {
      const [type, value] = attribute.children;
      if (!type || !value) throw new DerError('a name without a value');
      return `${NAMES[type.oid] ?? type.oid}=${value.text.replace(/[,+"\\<>;]/g, '\\$&').slice(0, 200)}`;
    })
    .reverse()
    .join(',');
}

/**
 * What two names are compared by, one text for each RDN, root first (RFC 5280 7.1: case, surrounding and repeated white
 * space, and the kind of string make no difference). Throws DerError.
 */
export function nameKeys(name: Der): string[] {
  return name.expect(SEQUENCE, 'Name').children.map((set) =>
    JSON.stringify(
      set.children
        .map((attribute) => {
          const [type, value] = attribute.children;
          if (!type || !value) throw new DerError('a name without a value');
          return [type.oid, value.text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()];
        })
        .sort(([a = '', x = ''], [b = '', y = '']) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1)),
    ),
  );
}

/** The values of one attribute type, as text. Throws DerError. */
export function nameValues(name: Der, type: string): string[] {
  return name.children
    .flatMap((set) => set.children)
    .flatMap(({ children: [oid, value] }) => (oid && value && oid.oid === type ? [value.text] : []));
}
