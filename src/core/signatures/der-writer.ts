import { BIT_STRING, INTEGER, NULL, OCTET_STRING, OID, SEQUENCE } from './der.js';

/** One DER element (X.690) with this tag around these contents. */
export function element(tag: number, contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest & 0xff);
  const header = body.length < 0x80 ? [body.length] : [0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from([tag, ...header]), body]);
}

export const sequence = (elements: readonly Uint8Array[]): Buffer => element(SEQUENCE, elements);
export const explicit = (number: number, inner: Uint8Array): Buffer => element(0xa0 | number, [inner]);
export const octetString = (bytes: Uint8Array): Buffer => element(OCTET_STRING, [bytes]);
/** Of whole bytes. */
export const bitString = (bytes: Uint8Array): Buffer => element(BIT_STRING, [Buffer.from([0]), bytes]);
export const nil = (): Buffer => element(NULL, []);

/** Of an unsigned big-endian number. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const shortest = bytes.length === 0 ? Buffer.from([0]) : bytes.subarray(start);
  return element(INTEGER, shortest[0]! & 0x80 ? [Buffer.from([0]), shortest] : [shortest]);
}

export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    const group = [part % 128];
    for (let above = Math.floor(part / 128); above > 0; above = Math.floor(above / 128))
      group.unshift(0x80 | (above % 128));
    bytes.push(...group);
  }
  return element(OID, [Buffer.from(bytes)]);
}
