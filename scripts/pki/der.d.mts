type Write = (...parts: Uint8Array[]) => Buffer;
export const sequence: Write;
export const set: Write;
export const octets: (bytes: Uint8Array) => Buffer;
export const bitString: (bytes: Uint8Array, unused?: number) => Buffer;
export const utf8String: (text: string) => Buffer;
export const ia5String: (text: string) => Buffer;
export const printable: (text: string) => Buffer;
export const boolean: (value: boolean) => Buffer;
export const nil: () => Buffer;
/** `20260101000000Z` */
export const generalizedTime: (text: string) => Buffer;
export const utcTime: (text: string) => Buffer;
export const explicit: (number: number, ...parts: Uint8Array[]) => Buffer;
export const implicit: (number: number, body: Uint8Array, constructed?: boolean) => Buffer;
export function integer(value: number | bigint): Buffer;
export const enumerated: (value: number) => Buffer;
export function oid(text: string): Buffer;
/** Content of an element whose tag is dropped. */
export function inside(der: Uint8Array): Buffer;
export const element: (tag: number, ...contents: Uint8Array[]) => Buffer;
/** RFC 3339 in UTC → `20260101000000Z` */
export const compactTime: (iso: string) => string;
export const time: (iso: string) => Buffer;
