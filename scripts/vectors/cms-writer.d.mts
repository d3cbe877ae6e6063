import { type Holder } from '../pki/certificates.mjs';
import { type Timestamp } from '../pki/cms.mjs';

export const root: Holder;
export const ca: Holder;
/** RSA. */
export const signer: Holder;
export const ecSigner: Holder;
export const other: Holder;
export const tsa: Holder;
export const CONTENT: Buffer;
export const AT: string;
export function typeAttribute(oid?: string): Buffer;
export function digestAttribute(content: Uint8Array, hash?: string): Buffer;
export function timeAttribute(at?: string): Buffer;
export function usual(content?: Uint8Array, by?: Holder): Buffer[];
export function asWritten(members: readonly Uint8Array[]): Buffer;
export function sorted(members: readonly Uint8Array[]): Buffer;
export interface Info {
  by?: Holder;
  /** Signed attributes in the order they are written; null for none. */
  attributes?: Buffer[] | null;
  /** What the value is over; default: the attributes in the order of DER, or the content. */
  over?: Uint8Array;
  unsigned?: (value: Buffer) => Buffer[];
  digestName?: string;
  algorithm?: Buffer;
  sid?: Buffer;
  content?: Uint8Array;
}
export function info(how?: Info): Buffer;
export function contentInfo(content?: Uint8Array | null, type?: string): Buffer;
export interface Whole {
  infos?: Buffer[];
  content?: Uint8Array | null;
  contentType?: string;
  certificates?: Buffer[];
  crls?: Buffer[];
  oid?: string;
}
export function whole(how?: Whole): Buffer;
export function token(message: Uint8Array, more?: Partial<Timestamp>): Buffer;
export function membersOf(whole: Uint8Array): Buffer[];
export function toBer(bytes: Uint8Array): Buffer;
export function changed(bytes: Uint8Array, part: Uint8Array, at?: number): Buffer;
