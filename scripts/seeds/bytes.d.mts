export function crc32(bytes: Uint8Array): number;
export function utf8(text: string): Buffer;
/** All entries stored, in the given order. */
export function zip(entries: [string, Uint8Array][]): Buffer;
