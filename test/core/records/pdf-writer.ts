import { deflateSync } from 'node:zlib';

/** One object of a made PDF: a value as it stands, or a stream with its dictionary. */
export type Made = string | { dict: string; data: Uint8Array };

/**
 * A PDF of these objects (number 1 is the catalog) with a classic cross-reference table. `appended`: objects of a second
 * revision, by number.
 */
export function pdfOf(objects: readonly Made[], appended: Readonly<Record<number, Made>> = {}): Buffer {
  let bytes = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');
  const put = (number: number, made: Made): number => {
    const at = bytes.length;
    const body =
      typeof made === 'string'
        ? [made]
        : [`<<${made.dict}/Length ${made.data.length}>>stream\n`, made.data, '\nendstream'];
    const parts = [`${number} 0 obj\n`, ...body, '\nendobj\n'];
    bytes = Buffer.concat([
      bytes,
      ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
    ]);
    return at;
  };
  const entry = (at: number) => `${String(at).padStart(10, '0')} 00000 n \n`;
  const size = objects.length + 1;
  const first = objects.map((made, i) => put(i + 1, made));
  const table = bytes.length;
  bytes = Buffer.concat([
    bytes,
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${first.map(entry).join('')}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`,
    ),
  ]);
  const later = Object.entries(appended).map(([number, made]) => ({ number, at: put(Number(number), made) }));
  if (later.length === 0) return bytes;
  const second = bytes.length;
  const sections = later.map(({ number, at }) => `${number} 1\n${entry(at)}`).join('');
  return Buffer.concat([
    bytes,
    Buffer.from(`xref\n${sections}trailer\n<</Size ${size}/Root 1 0 R/Prev ${table}>>\nstartxref\n${second}\n%%EOF\n`),
  ]);
}

export const PAGES = '<</Type/Pages/Kids[]/Count 0>>';

/** An embedded file stream, deflated. */
export const fileStream = (text: string | Uint8Array): Made => ({
  dict: '/Type/EmbeddedFile/Filter/FlateDecode',
  data: deflateSync(text),
});
