import { type Holder } from '../pki/certificates.mjs';

export const DS: string;
export const XADES: string;
export const EXCLUSIVE: string;
export const C14N: string;
export const C14N11: string;
export const ENVELOPED: string;
export const SHA256: string;
export const root: Holder;
export type Who = 'rsa' | 'ec' | 'ed25519' | 'sm2' | 'other';
export function holderOf(who: Who): Holder;
export interface Reference {
  /** Null: the attribute is left out. */
  uri: string | null;
  type?: string;
  /** Algorithms, or whole elements. */
  transforms?: string[];
  /** What is digested, where libxml2 can not be asked. */
  octets?: string;
}
export interface Signing {
  /** The document around the signature. */
  around?: (signature: string) => string;
  references: Reference[];
  who?: Who;
  id?: string;
  method?: string;
  canonical?: string;
  /** What stands in ds:Object elements. */
  objects?: string;
  keyInfo?: string;
  /** Unsigned properties, made from the canonical SignatureValue and the document without them. */
  unsigned?: (value: Buffer, text: string) => string;
}
export function certificateOf(who: Who): string;
export function sha256(data: string | Uint8Array): string;
export function signXml(signing: Signing): string;
export function canonicalOf(text: string, uri: string, mode?: 0 | 1 | 2, signature?: string): string;
export function xadesObject(who: Who, options?: { id?: string; more?: string; digest?: string }): string;
export function propertiesReference(id?: string): Reference;
