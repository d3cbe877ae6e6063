/** PNG, JPEG and TIFF of a drawn "scan": a frame, ruled lines, a block. */
import { crc32 } from './bytes.mjs';

/** True where the drawing is dark; the unit square is the page. */
const dark = (x, y) => {
  const edge = Math.min(x, y, 1 - x, 1 - y);
  if (edge > 0.04 && edge < 0.055) return true;
  if (x > 0.12 && x < 0.88 && y > 0.15 && y < 0.7) return Math.floor(y * 40) % 4 === 0;
  return (x - 0.75) ** 2 + (y - 0.83) ** 2 < 0.006;
};

function bitmap(width, height, bitForDark) {
  const stride = Math.ceil(width / 8);
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = dark((x + 0.5) / width, (y + 0.5) / height) ? bitForDark : 1 - bitForDark;
      rows[y * stride + (x >> 3)] |= bit << (7 - (x & 7));
    }
  }
  return { stride, rows };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function adler32(bytes) {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/** zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4). */
function zlibStored(bytes) {
  const parts = [Buffer.from([0x78, 0x01])];
  for (let at = 0; at < bytes.length; at += 65535) {
    const part = bytes.subarray(at, at + 65535);
    const head = Buffer.alloc(5);
    head[0] = at + part.length >= bytes.length ? 1 : 0;
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(part.length ^ 0xffff, 3);
    parts.push(head, part);
  }
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(adler32(bytes), 0);
  return Buffer.concat([...parts, tail]);
}

/** Greyscale PNG, one bit a pixel, 300 dpi. */
export function png(width, height) {
  const { stride, rows } = bitmap(width, height, 0);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const density = Buffer.alloc(9);
  density.writeUInt32BE(11811, 0);
  density.writeUInt32BE(11811, 4);
  density[8] = 1;
  const filtered = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) rows.copy(filtered, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', zlibStored(filtered)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Baseline TIFF 6.0, bilevel, uncompressed, one strip, 300 dpi, little-endian. */
export function tiff(width, height) {
  const { rows } = bitmap(width, height, 0);
  const tags = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 1],
    [259, 3, 1, 1],
    [262, 3, 1, 1], // black is zero
    [273, 4, 1, 0], // filled below
    [277, 3, 1, 1],
    [278, 4, 1, height],
    [279, 4, 1, rows.length],
    [282, 5, 1, 0],
    [283, 5, 1, 0],
    [296, 3, 1, 2],
  ];
  const resolutionAt = 8 + 2 + tags.length * 12 + 4;
  const dataAt = resolutionAt + 8;
  const head = Buffer.alloc(dataAt);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(tags.length, 8);
  tags.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12;
    const found = tag === 273 ? dataAt : type === 5 ? resolutionAt : value;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(found, at + 8);
  });
  head.writeUInt32LE(300, resolutionAt);
  head.writeUInt32LE(1, resolutionAt + 4);
  return Buffer.concat([head, rows]);
}

const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CODES = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110'];

const segment = (marker, ...bytes) => {
  const body = Buffer.from(bytes.flat());
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** Baseline grey JPEG of 8 × 8 blocks of one shade each: only DC coefficients, so no transform is needed. */
export function jpeg(columns, rows) {
  let bits = '';
  let last = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const dc = dark((x + 0.5) / columns, (y + 0.5) / rows) ? -90 : 100; // quantiser 8 × DC / 8 = shade − 128
      const difference = dc - last;
      last = dc;
      const size = difference === 0 ? 0 : Math.abs(difference).toString(2).length;
      const value = difference < 0 ? difference + 2 ** size - 1 : difference;
      bits += DC_CODES[size] + (size === 0 ? '' : value.toString(2).padStart(size, '0')) + '0'; // '0' = end of block
    }
  }
  bits += '1'.repeat((8 - (bits.length % 8)) % 8);
  const scan = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = parseInt(bits.slice(at, at + 8), 2);
    scan.push(byte, ...(byte === 0xff ? [0] : []));
  }
  const size = (n) => [(n * 8) >> 8, (n * 8) & 0xff];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1, 1, 44, 1, 44, 0, 0]), // JFIF, 300 dpi
    segment(0xdb, 0, Array(64).fill(8)),
    segment(0xc0, 8, size(rows), size(columns), 1, 1, 0x11, 0),
    segment(0xc4, 0x00, DC_COUNTS, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].slice(0, 12)),
    segment(0xc4, 0x10, [1, ...Array(15).fill(0)], 0x00),
    segment(0xda, 1, 1, 0x00, 0, 63, 0),
    Buffer.from(scan),
    Buffer.from([0xff, 0xd9]),
  ]);
}
