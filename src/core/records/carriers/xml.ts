import { type ByteSource } from '../../byte-source.js';
import { type ReadLimits } from '../../formats/format.js';
import { parseXmlTree } from '../../xml-tree.js';
import { type CarriedIn } from '../reader.js';

/** A larger document is kept and checked like any other, and not read for facts: its tree would not fit beside others. */
export const MAX_TREE_BYTES = 16 << 20;

/** The file itself. What is wrong with it as XML is said by its format. */
export async function xmlFile(source: ByteSource, limits: ReadLimits): Promise<CarriedIn> {
  if (source.sizeBytes > MAX_TREE_BYTES) return { carried: [], findings: [] };
  const { root, problem } = parseXmlTree(await source.read(0, source.sizeBytes), limits);
  if (root === null || problem !== null) return { carried: [], findings: [] };
  return { carried: [{ kind: 'xml', carrier: '', name: '', root }], findings: [] };
}
