import { crc32 } from 'node:zlib';
import { bufferOver } from '../../bytes.js';
import { type ByteSource, chunksOf, SliceSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** PNG (ISO/IEC 15948): header sane, every chunk's CRC right, IDAT and IEND there. */
export const png: Format = {
  id: 'png',
  zh: 'PNG 图像',
  en: 'PNG image',
  matches: (head) => SIGNATURE.equals(head.subarray(0, 8)),
  read: readPng,
};

async function readPng(source: ByteSource, limits: ReadLimits): Promise<Reading> {
  const findings: Finding[] = [];
  const types = new Set<string>();
  let at = SIGNATURE.length;
  let chunks = 0;
  let ended = false;
  let size = '';
  while (!ended && findings.length === 0 && at < source.sizeBytes) {
    const head = bufferOver(await source.read(at, 8));
    if (head.length < 8) break;
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (at + 12 + length > source.sizeBytes) break;
    if (++chunks > limits.maxItems || !/^[A-Za-z]{4}$/.test(type)) {
      findings.push(
        formatFinding(
          'PNG_BROKEN',
          `offset ${at}`,
          chunks > limits.maxItems ? 'too many chunks' : 'a chunk has no type',
        ),
      );
      break;
    }
    let crc = 0;
    for await (const piece of chunksOf(new SliceSource(source, at + 4, length + 4))) crc = crc32(piece, crc);
    const declared = bufferOver(await source.read(at + 8 + length, 4)).readUInt32BE(0);
    if (crc !== declared) {
      findings.push(
        formatFinding('PNG_BROKEN', `chunk ${type} at offset ${at}`, 'the CRC of the chunk is wrong', {
          expected: declared.toString(16),
          found: crc.toString(16),
        }),
      );
    }
    if (chunks === 1) size = checkHeader(type, bufferOver(await source.read(at + 8, length === 13 ? 13 : 0)), findings);
    types.add(type);
    ended = type === 'IEND';
    at += 12 + length;
  }
  if (findings.length === 0 && !ended)
    findings.push(
      formatFinding('PNG_TRUNCATED', `offset ${at}`, 'the file ends before the chunk IEND', { expected: 'IEND' }),
    );
  if (findings.length === 0 && !types.has('IDAT'))
    findings.push(formatFinding('PNG_BROKEN', 'chunks', 'there is no image data (IDAT)'));
  if (ended && at < source.sizeBytes) {
    const found = `${source.sizeBytes - at} bytes`;
    findings.push(formatFinding('IMAGE_TRAILING_BYTES', `offset ${at}`, `${found} after IEND`, { found }));
  }
  if (!ended) for (const type of await typesInSight(source)) types.add(type);
  // PRONOM tells the versions apart by the chunks that each brought.
  const [pronom, version] = types.has('iTXt')
    ? ['fmt/13', '1.2']
    : ['iCCP', 'sPLT', 'sRGB'].some((t) => types.has(t))
      ? ['fmt/12', '1.1']
      : ['fmt/11', '1.0'];
  return readingOf(
    {
      format: 'png',
      pronom: [pronom],
      mimeType: 'image/png',
      description: `PNG${size}`,
      version: version,
    },
    findings,
  );
}

/** For a broken file: chunk types that stand in its first 4 KiB, which is how PRONOM's signatures look for them. */
async function typesInSight(source: ByteSource): Promise<string[]> {
  const head = bufferOver(await source.read(0, 4096));
  return ['iTXt', 'iCCP', 'sPLT', 'sRGB'].filter((type) => head.includes(type));
}

/** ISO/IEC 15948 11.2.2; gives ` 640×480` for the description. */
function checkHeader(type: string, data: Buffer, findings: Finding[]): string {
  if (type !== 'IHDR' || data.length !== 13) {
    findings.push(
      formatFinding('PNG_BROKEN', 'offset 8', 'the first chunk is no IHDR of 13 bytes', {
        expected: 'IHDR',
        found: type,
      }),
    );
    return '';
  }
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
  const sane =
    width > 0 &&
    height > 0 &&
    width < 2 ** 31 &&
    height < 2 ** 31 &&
    depths[data[9] as number]?.includes(data[8] as number) === true &&
    data[10] === 0 &&
    data[11] === 0 &&
    (data[12] as number) < 2;
  if (!sane)
    findings.push(
      formatFinding('PNG_BROKEN', 'IHDR', 'size, colour type or bit depth is impossible', {
        found: data.toString('hex'),
      }),
    );
  return ` ${width}×${height}`;
}
