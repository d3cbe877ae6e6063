import { type Format } from '../format.js';
import { detectTextEncoding, looksLikeText } from '../plain-text.js';
import { readingOf } from '../report.js';

const SEPARATORS = [',', ';', '\t'];
const LINES = 20;

/** Comma separated values (RFC 4180): a guess from the first lines, which must have equally many fields. */
export const csv: Format = {
  id: 'csv',
  zh: 'CSV 表格',
  en: 'comma separated values',
  matches: (head) => looksLikeText(head) && separatorOf(head) !== null,
  async read(source) {
    const encoding = await detectTextEncoding(source);
    if (encoding === null) return null;
    const separator = separatorOf(await source.read(0, 4096));
    const name = separator === '\t' ? 'tab' : separator;
    return readingOf(
      {
        format: 'csv',
        pronom: ['x-fmt/18'],
        mimeType: `text/csv; charset=${encoding.toLowerCase()}`,
        description: `CSV, ${encoding}, separated by ${name}`,
      },
      [],
    );
  },
};

/** The separator of which each of the first lines has the same number, at least two lines of at least two fields. */
function separatorOf(head: Uint8Array): string | null {
  // The separators are ASCII and no trail byte of UTF-8; in GB18030 trail bytes begin at 0x30, above `,` and tab.
  const lines = rows(
    Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1'),
    head.length >= 4096,
  );
  if (lines.length < 2) return null;
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const first = counts[0] as number;
    if (first >= 1 && counts.every((count) => count === first) && (first >= 2 || lines.length >= 3)) return separator;
  }
  return null;
}

/** Rows without what stands in quotes; a last one that may be cut off is left out. */
function rows(text: string, cut: boolean): string[] {
  const lines = text.replace(/"(?:[^"]|"")*"/g, '').split(/\r\n|\n|\r/);
  if (cut) lines.pop();
  return lines.filter((line) => line !== '').slice(0, LINES);
}
