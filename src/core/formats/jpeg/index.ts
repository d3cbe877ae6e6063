import { bufferOver } from '../../bytes.js';
import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';
import { exifVersion } from './exif.js';

const EOI = 0xd9;
const SOS = 0xda;
const WINDOW_BYTES = 1 << 16;

/** JPEG (ISO/IEC 10918-1): segments in order from SOI, a frame, a scan, and EOI. */
export const jpeg: Format = {
  id: 'jpeg',
  zh: 'JPEG 图像',
  en: 'JPEG image',
  matches: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  read: readJpeg,
};

interface Seen {
  jfif?: string;
  exif?: string;
  size?: string;
  scans: number;
}

async function readJpeg(source: ByteSource, limits: ReadLimits): Promise<Reading> {
  const findings: Finding[] = [];
  const seen: Seen = { scans: 0 };
  const end = await walk(source, limits, seen, findings);
  // Cut off inside its first segment, the file still begins as it begins.
  if (end === null) {
    const head = bufferOver(await source.read(0, 4096));
    note(head[3] as number, head.subarray(6), seen);
  }
  if (end !== null) {
    if (seen.size === undefined || seen.scans === 0) {
      findings.push(
        formatFinding(
          'JPEG_BROKEN',
          'segments',
          `there is no ${seen.size === undefined ? 'frame (SOF)' : 'scan (SOS)'} before EOI`,
        ),
      );
    }
    if (end < source.sizeBytes) {
      const found = `${source.sizeBytes - end} bytes`;
      findings.push(formatFinding('IMAGE_TRAILING_BYTES', `offset ${end}`, `${found} after EOI`, { found }));
    }
  }
  const exifIds: Record<string, string> = {
    '0200': 'x-fmt/398',
    '0210': 'x-fmt/390',
    '0220': 'x-fmt/391',
    '0221': 'fmt/645',
    '0230': 'fmt/1507',
    '0231': 'fmt/1507',
    '0232': 'fmt/1507',
  };
  const jfifIds: Record<string, string> = { '1.00': 'fmt/42', '1.01': 'fmt/43', '1.02': 'fmt/44' };
  const pronom =
    (seen.jfif === undefined ? undefined : jfifIds[seen.jfif]) ??
    (seen.exif === undefined ? undefined : exifIds[seen.exif]) ??
    'fmt/41';
  return readingOf(
    {
      format: 'jpeg',
      pronom: [pronom],
      mimeType: 'image/jpeg',
      description: `JPEG${seen.size ?? ''}${seen.jfif === undefined ? '' : `, JFIF ${seen.jfif}`}${seen.exif === undefined ? '' : `, Exif ${seen.exif}`}`,
      ...(seen.jfif === undefined ? {} : { version: seen.jfif }),
    },
    findings,
  );
}

/** The offset behind EOI, or null after a finding. */
async function walk(source: ByteSource, limits: ReadLimits, seen: Seen, findings: Finding[]): Promise<number | null> {
  const truncated = (at: number): null => {
    findings.push(
      formatFinding('JPEG_TRUNCATED', `offset ${at}`, 'the file ends before the marker EOI', { expected: 'FFD9' }),
    );
    return null;
  };
  let at = 2;
  for (let segments = 0; ; segments++) {
    const head = bufferOver(await source.read(at, 4));
    if (head.length < 2) return truncated(at);
    const marker = head[1] as number;
    if (head[0] !== 0xff || marker === 0 || segments > limits.maxItems) {
      findings.push(
        formatFinding('JPEG_BROKEN', `offset ${at}`, 'no marker where a segment should begin', {
          expected: 'FF..',
          found: head.toString('hex', 0, 2),
        }),
      );
      return null;
    }
    if (marker === 0xff) {
      at++; // fill byte (B.1.1.2)
      continue;
    }
    if (marker === EOI) return at + 2;
    if (marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const length = head.length < 4 ? 0 : head.readUInt16BE(2);
    if (length < 2 || at + 2 + length > source.sizeBytes) return truncated(at);
    if (marker === 0xe0 || marker === 0xe1 || isFrame(marker))
      note(marker, bufferOver(await source.read(at + 4, length - 2)), seen);
    at += 2 + length;
    if (marker === SOS) {
      seen.scans++;
      const next = await endOfScan(source, at);
      if (next === null) return truncated(source.sizeBytes);
      at = next;
    }
  }
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function note(marker: number, data: Buffer, seen: Seen): void {
  if (isFrame(marker)) {
    if (data.length >= 5) seen.size ??= ` ${data.readUInt16BE(3)}×${data.readUInt16BE(1)}`;
  } else if (marker === 0xe0 && data.length >= 7 && data.toString('latin1', 0, 5) === 'JFIF\0') {
    seen.jfif ??= `${data[5]}.${String(data[6]).padStart(2, '0')}`;
  } else if (marker === 0xe1) {
    const version = exifVersion(data);
    if (version !== undefined) seen.exif ??= version;
  }
}

/** The next marker that is neither a stuffed zero nor a restart. */
async function endOfScan(source: ByteSource, from: number): Promise<number | null> {
  for (let at = from; at < source.sizeBytes;) {
    const window = bufferOver(await source.read(at, WINDOW_BYTES));
    let i = window.indexOf(0xff);
    while (i >= 0 && i + 1 < window.length) {
      const next = window[i + 1] as number;
      if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at + i;
      i = window.indexOf(0xff, i + 1);
    }
    // The last byte may be the first half of a marker: begin the next window with it.
    if (at + window.length >= source.sizeBytes) return null;
    at += i < 0 ? window.length : window.length - 1;
  }
  return null;
}
