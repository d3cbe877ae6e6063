/** Bytes: CRC-32, a STORED ZIP (and one hand-made deflate stream), names. No zlib, so no version of it shows. */
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 (ISO 3309), unsigned. */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export const utf8 = (text) => Buffer.from(text, 'utf8');

const DOS_TIME = 0;
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1; // 2026-01-01

/**
 * A ZIP of `[name, bytes]` in the given order, all STORED, UTF-8 names, fixed date.
 * An entry may also be `{ name, crc, size, deflated }`: a ready-made deflate stream.
 */
export function zip(entries) {
  const parts = [];
  const central = [];
  let offset = 0;
  for (const entry of entries) {
    const made = Array.isArray(entry)
      ? { name: entry[0], data: entry[1], method: 0, crc: crc32(entry[1]), size: entry[1].length }
      : { name: entry.name, data: entry.deflated, method: 8, crc: entry.crc, size: entry.size };
    const name = utf8(made.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(made.method, 4);
    common.writeUInt16LE(DOS_TIME, 6);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(made.crc, 10);
    common.writeUInt32LE(made.data.length, 14);
    common.writeUInt32LE(made.size, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, made.data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name);
    offset += 30 + name.length + made.data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

/**
 * `runs` × 258 + 1 zero bytes as one dynamic-Huffman deflate block (RFC 1951 3.2.7): two bits a run, the
 * most the format can give (1,032 : 1).
 */
export function deflatedZeros(runs) {
  const bits = [];
  const number = (value, count) => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  const code = (text) => bits.push(...[...text].map(Number));
  number(1, 1); // last block
  number(2, 2); // dynamic codes
  number(286 - 257, 5);
  number(0, 5); // one distance code
  number(14, 4); // 18 lengths of the code for code lengths
  const lengths = { 18: 1, 1: 2, 2: 2 };
  for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]) number(lengths[symbol] ?? 0, 3);
  const [zeros, one, two] = ['0', '10', '11'];
  const skip = (count) => (code(zeros), number(count - 11, 7));
  code(two); // literal 0: two bits
  skip(138);
  skip(117);
  code(two); // 256, end of block: two bits
  skip(28);
  code(one); // 285, length 258: one bit
  code(one); // distance 1: one bit
  code('10'); // literal 0; then 285 = 0 and distance = 0
  const head = bits.length;
  const total = head + runs * 2 + 2;
  const out = Buffer.alloc(Math.ceil(total / 8));
  bits.forEach((bit, i) => (out[i >> 3] |= bit << (i & 7)));
  for (const i of [total - 2, total - 1]) out[i >> 3] |= 1 << (i & 7); // end of block = 11
  return { deflated: out, size: runs * 258 + 1, crc: crc32(Buffer.alloc(runs * 258 + 1)) };
}

/** `text` in GB18030 (two-byte part and ASCII only), by turning Node's decoder round. */
export function gb18030(text) {
  const decoder = new TextDecoder('gb18030');
  const table = new Map();
  for (let a = 0x81; a <= 0xfe; a++) {
    for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) table.set(decoder.decode(Uint8Array.of(a, b)), [a, b]);
  }
  return Buffer.from([...text].flatMap((char) => (char < '\x80' ? [char.charCodeAt(0)] : table.get(char))));
}
