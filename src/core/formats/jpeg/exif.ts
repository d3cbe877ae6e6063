/** `0221` from an APP1 segment: tag 0x9000 of the Exif IFD (CIPA DC-008 4.6.5); undefined when there is none. */
export function exifVersion(segment: Buffer): string | undefined {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(6);
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const u16 = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const find = (ifd: number, tag: number): number | undefined => {
    if (ifd + 2 > tiff.length) return undefined;
    const count = u16(ifd);
    for (let i = 0; i < count; i++) {
      const at = ifd + 2 + i * 12;
      if (at + 12 > tiff.length) return undefined;
      if (u16(at) === tag) return at + 8;
    }
    return undefined;
  };
  const pointer = find(u32(4), 0x8769);
  const version = pointer === undefined ? undefined : find(u32(pointer), 0x9000);
  if (version !== undefined) return tiff.toString('latin1', version, version + 4);
  // Odd pointers: the tag itself, as PRONOM looks for it (undefined type, four values).
  const mark = Buffer.from(order === 'II' ? '0090070004000000' : '9000000700000004', 'hex');
  const at = segment.indexOf(mark);
  const text = at < 0 ? '' : segment.toString('latin1', at + 8, at + 12);
  return /^\d{4}$/.test(text) ? text : undefined;
}
