import { type ByteSource } from '../byte-source.js';
import { type FileReport } from '../record.js';
import { cachedSource } from './cached-source.js';
import { cms } from './cms/index.js';
import { csv } from './csv/index.js';
import { formatFinding } from './findings.js';
import { DEFAULT_LIMITS, type Format, type ReadLimits } from './format.js';
import { jpeg } from './jpeg/index.js';
import { ofd } from './ofd/index.js';
import { ooxml } from './ooxml/index.js';
import { pdf } from './pdf/index.js';
import { png } from './png/index.js';
import { reportOf } from './report.js';
import { text } from './text/index.js';
import { tiff } from './tiff/index.js';
import { unknown } from './unknown/index.js';
import { xml } from './xml/index.js';
import { zip } from './zip/index.js';

/** Asked in this order; the last claims everything. */
export const FORMATS: readonly Format[] = [pdf, png, jpeg, tiff, ofd, ooxml, zip, xml, cms, csv, text, unknown];

const WINDOW_BYTES = 4096;

/** What the file is and whether it is whole, from its content alone. Throws only what the source throws. */
export async function inspectBytes(source: ByteSource, limits: ReadLimits = DEFAULT_LIMITS): Promise<FileReport> {
  if (source.sizeBytes === 0) {
    return reportOf({ format: 'unknown', pronom: [], mimeType: 'application/x-empty', description: 'empty file' }, [
      formatFinding('FILE_EMPTY', 'offset 0', 'the file has 0 bytes', { expected: '> 0 bytes', found: '0 bytes' }),
    ]);
  }
  const cached = await cachedSource(source);
  const head = await cached.read(0, WINDOW_BYTES);
  const tail =
    source.sizeBytes <= WINDOW_BYTES ? head : await cached.read(source.sizeBytes - WINDOW_BYTES, WINDOW_BYTES);
  for (const format of FORMATS) {
    const report = format.matches(head, tail) ? await format.read(cached, limits) : null;
    if (report !== null) return report;
  }
  throw new Error('FORMATS must end with a line that claims everything');
}
