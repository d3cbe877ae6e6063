import { bufferOver } from '../../bytes.js';
import { type ByteSource } from '../../byte-source.js';

/** PRONOM ids of PDF versions and of PDF/A parts with their level. */
export const VERSION_IDS: Record<string, string> = {
  '1.0': 'fmt/14',
  '1.1': 'fmt/15',
  '1.2': 'fmt/16',
  '1.3': 'fmt/17',
  '1.4': 'fmt/18',
  '1.5': 'fmt/19',
  '1.6': 'fmt/20',
  '1.7': 'fmt/276',
  '2.0': 'fmt/1129',
};
export const CLAIM_IDS: Record<string, string> = {
  'PDF/A-1a': 'fmt/95',
  'PDF/A-1b': 'fmt/354',
  'PDF/A-2a': 'fmt/476',
  'PDF/A-2b': 'fmt/477',
  'PDF/A-2u': 'fmt/478',
  'PDF/A-3a': 'fmt/479',
  'PDF/A-3b': 'fmt/480',
  'PDF/A-3u': 'fmt/481',
  'PDF/A-4': 'fmt/1910',
  'PDF/A-4e': 'fmt/1911',
  'PDF/A-4f': 'fmt/1912',
};

/** What XMP claims (ISO 19005-1 6.7.11): `PDF/A-2b`, `PDF/UA-1`. Claimed, not validated. */
export function claimsOf(xmp: Uint8Array): string[] {
  const bytes = bufferOver(xmp);
  const claims: string[] = [];
  const part = property(bytes, 'pdfaid:part', /^[1-9]$/);
  if (part !== undefined)
    claims.push(`PDF/A-${part}${(property(bytes, 'pdfaid:conformance', /^[A-Za-z]$/) ?? '').toLowerCase()}`);
  const accessible = property(bytes, 'pdfuaid:part', /^[1-9]$/);
  if (accessible !== undefined) claims.push(`PDF/UA-${accessible}`);
  return claims;
}

/** For files whose objects can't be reached: looks for XMP in the first and last 64 KiB. */
export async function claimsInSight(source: ByteSource): Promise<string[]> {
  const window = 1 << 16;
  const head = claimsOf(await source.read(0, window));
  return head.length > 0 || source.sizeBytes <= window
    ? head
    : claimsOf(await source.read(source.sizeBytes - window, window));
}

/** As attribute (`name="1"`) or element (`<name>1</name>`). */
function property(bytes: Buffer, name: string, shape: RegExp): string | undefined {
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) {
    const after = bytes.toString('latin1', at + name.length, at + name.length + 20);
    const value = /^\s*(?:=\s*["']|>)\s*([A-Za-z0-9])\s*(?:["'<]|$)/.exec(after)?.[1];
    if (value !== undefined && shape.test(value)) return value;
  }
  return undefined;
}
