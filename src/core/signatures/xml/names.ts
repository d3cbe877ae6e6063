import { type TreeElement } from './tree.js';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const DSIG11 = 'http://www.w3.org/2009/xmldsig11#';
export const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const FILTER2 = 'http://www.w3.org/2002/06/xmldsig-filter2';

/** XAdES 1.1.1, 1.2.2, 1.3.2; 1.4.1 adds to the last (ETSI EN 319 132-1 annex B). DDOC 1.2 forgets to say which. */
export const XADES_132 = 'http://uri.etsi.org/01903/v1.3.2#';
export const XADES_141 = 'http://uri.etsi.org/01903/v1.4.1#';
const XADES = new Set([
  'http://uri.etsi.org/01903/v1.1.1#',
  'http://uri.etsi.org/01903/v1.2.2#',
  XADES_132,
  XADES_141,
  DSIG,
]);

export const isXades = (element: TreeElement): boolean => XADES.has(element.uri);

/** The first child of that name in any namespace of XAdES. */
export const xadesChild = (element: TreeElement | undefined, local: string): TreeElement | undefined =>
  element?.elements.find((one) => one.local === local && isXades(one));

export const xadesChildren = (element: TreeElement | undefined, local: string): TreeElement[] =>
  element?.elements.filter((one) => one.local === local && isXades(one)) ?? [];

/** Base64 as XML writes it: white space is free. Null when it is none. */
export function base64(text: string): Buffer | null {
  const plain = text.replace(/[ \t\r\n]+/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(plain) && plain.length % 4 !== 1 ? Buffer.from(plain, 'base64') : null;
}
