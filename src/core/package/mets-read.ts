import { walkXml } from './xml-read.js';

const METS_NS = 'http://www.loc.gov/METS/';
const CSIP_NS = 'https://DILCIS.eu/XML/METS/CSIPExtensionMETS';
const XLINK_NS = 'http://www.w3.org/1999/xlink';

export interface MetsReference {
  /** Path from the root folder, decoded; null when the reference is no relative path. */
  path: string | null;
  href: string;
  sizeBytes: string;
  checksum: string;
  checksumType: string;
}

export interface MetsContents {
  objid: string;
  profile: string;
  packageType: string;
  createdAt: string;
  references: MetsReference[];
  /** Identifiers that FILEID, ADMID or DMDID name and no element has. */
  danglingIds: string[];
}

/** Reads what METS.xml lists. Gives a reason instead when it is no METS. */
export function readMets(bytes: Uint8Array): MetsContents | string {
  const contents: MetsContents = {
    objid: '',
    profile: '',
    packageType: '',
    createdAt: '',
    references: [],
    danglingIds: [],
  };
  const ids = new Set<string>();
  const wanted = new Set<string>();
  let isMets = false;
  let file: Pick<MetsReference, 'sizeBytes' | 'checksum' | 'checksumType'> | null = null;
  let depth = 0;
  const fault = walkXml(bytes, {
    open(tag) {
      depth += 1;
      if (tag.uri !== METS_NS) return;
      const get = (name: string, uri = '') =>
        Object.values(tag.attributes).find((a) => a.local === name && a.uri === uri)?.value ?? '';
      const id = get('ID');
      if (id) ids.add(id);
      for (const name of ['FILEID', 'ADMID', 'DMDID']) for (const one of get(name).split(' ')) if (one) wanted.add(one);
      const measured = () => ({ sizeBytes: get('SIZE'), checksum: get('CHECKSUM'), checksumType: get('CHECKSUMTYPE') });
      const href = () => ({ href: get('href', XLINK_NS), path: pathOf(get('href', XLINK_NS)) });
      if (tag.local === 'mets' && depth === 1) {
        isMets = true;
        contents.objid = get('OBJID');
        contents.profile = get('PROFILE');
      } else if (tag.local === 'metsHdr') {
        contents.packageType = get('OAISPACKAGETYPE', CSIP_NS);
        contents.createdAt = get('CREATEDATE');
      } else if (tag.local === 'mdRef') contents.references.push({ ...href(), ...measured() });
      else if (tag.local === 'file') file = measured();
      else if (tag.local === 'FLocat' && file) contents.references.push({ ...href(), ...file });
    },
    close(tag) {
      depth -= 1;
      if (tag.local === 'file') file = null;
    },
  });
  if (fault !== null) return fault;
  if (!isMets) return 'the root element is not mets';
  contents.danglingIds = [...wanted].filter((id) => !ids.has(id));
  return contents;
}

function pathOf(href: string): string | null {
  if (href === '' || /^([A-Za-z][A-Za-z0-9+.-]*:|\/)|[?#\\]/.test(href)) return null;
  try {
    return href.split('/').map(decodeURIComponent).join('/');
  } catch {
    return null;
  }
}
