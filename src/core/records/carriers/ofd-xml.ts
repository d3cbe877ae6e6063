import { type ReadLimits } from '../../formats/format.js';
import { candidates } from '../../ofd/locations.js';
import { type XmlElement, parseXmlTree } from '../../xml-tree.js';
import { type ZipArchive, type ZipEntry } from '../../zip.js';

/** A larger file of the container is not read for facts. */
export const MAX_XML_BYTES = 16 << 20;

/** One document of an OFD: what finds its files. */
export interface OfdDocument {
  /** `Doc_0/Document.xml` */
  path: string;
  /** Its folder, with the slash. */
  folder: string;
  root: XmlElement;
}

/** The XML files of a container, each parsed at most once; locations looked for where writers put them. */
export class OfdXml {
  private readonly trees = new Map<string, XmlElement | null>();

  constructor(
    private readonly archive: ZipArchive,
    readonly limits: ReadLimits,
  ) {}

  find(location: string | undefined, folders: readonly string[]): ZipEntry | null {
    for (const path of candidates(location ?? '', folders)) {
      const entry = this.archive.byName.get(path);
      if (entry !== undefined && !entry.directory) return entry;
    }
    return null;
  }

  read(entry: ZipEntry): Promise<Buffer | null> {
    return this.archive.read(entry, MAX_XML_BYTES);
  }

  /** Null: not there, too large or broken, which the format has said. */
  async tree(path: string): Promise<XmlElement | null> {
    const known = this.trees.get(path);
    if (known !== undefined) return known;
    const entry = this.archive.byName.get(path);
    const bytes = entry === undefined ? null : await this.read(entry);
    const root = bytes === null ? null : treeOf(bytes, this.limits);
    this.trees.set(path, root);
    return root;
  }
}

/**
 * Prefixes are cut off and not looked up: local names do for the files of an OFD, some tax software writes `<:eInvoice xmlns:="">`,
 * and it takes less time.
 */
function treeOf(bytes: Uint8Array, limits: ReadLimits): XmlElement | null {
  const { root, problem } = parseXmlTree(bytes, limits, { namespaces: false });
  return problem === null ? root : null;
}
