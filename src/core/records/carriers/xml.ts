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

/** After a byte order mark and white space, `<` and what an XML document may begin with; in UTF-16 too. */
export function beginsAsXml(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 256);
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const text = utf16
    ? new TextDecoder(head[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(head)
    : head.toString('utf8').replace(/^\ufeff/, '');
  return /^\s*<[?!A-Za-z_]/.test(text) && !/^\s*<!DOCTYPE html/i.test(text) && !/^\s*<html/i.test(text);
}
