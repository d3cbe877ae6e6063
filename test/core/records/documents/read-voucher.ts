import { type KindFile, type KindInput, type RecordReading } from '../../../../src/core/records/kind.js';
import { READERS, readRecord } from '../../../../src/core/records/index.js';
import { parseXmlTree } from '../../../../src/core/xml-tree.js';
import { type Declaration } from '../../../../src/core/record.js';

/** A file that carries these instances: alone when it is XML, else as attachments. */
export function fileOf(name: string, ...texts: string[]): KindFile {
  const format = /\.ofd$/.test(name) ? 'ofd' : /\.pdf$/.test(name) ? 'pdf' : 'xml';
  const documents = texts.map((text, index) => {
    const { root } = parseXmlTree(Buffer.from(text), { maxItems: 100_000, maxDepth: 100 });
    const carrier = format === 'xml' ? '' : `Attachs/${index}.xml`;
    const carried = { kind: 'xml' as const, carrier, name: carrier.slice(8), root: root! };
    const reader = READERS.find((line) => line.matches(carried))!;
    const { profile, facts } = reader.read(carried);
    return {
      document: reader.id,
      reader: `${reader.id}/${reader.version}`,
      ...(profile ? { profile } : {}),
      carrier,
      facts,
    };
  });
  return { name, format: { format, mimeType: 'application/octet-stream', whole: 'whole' }, documents, signatures: [] };
}

export function inputOf(files: KindFile[], declared: Partial<Declaration> = {}): KindInput {
  const declaration = { fonds: 'F', kind: 'auto', title: 't', files: [], ...declared };
  return { declaration, files };
}

export const readAs = (kind: string, files: KindFile[], declared: Partial<Declaration> = {}): RecordReading =>
  readRecord(inputOf(files, { kind, ...declared }));

export const codesOf = ({ findings }: Pick<RecordReading, 'findings'>): string[] => findings.map(({ code }) => code);
