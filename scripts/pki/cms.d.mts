import { type Holder } from './certificates.mjs';

export const CMS: Record<string, string>;
/** Attribute with these values (DER). */
export function attribute(oid: string, ...values: Uint8Array[]): Buffer;
export function signingCertificateV2(holder: Holder, hash?: string): Buffer;
export interface Signer {
  holder: Holder;
  hash?: string;
  content?: Uint8Array;
  contentDigest?: Uint8Array;
  contentType?: string;
  /** DER of signed attributes beside content type and digest; null: no signed attributes. */
  attributes?: Buffer[] | null;
  signingTime?: string;
  /** DER of unsigned attributes, or what makes them from the value. */
  unsigned?: Buffer[] | ((value: Buffer) => Buffer[]);
  byKey?: boolean;
  /** AlgorithmIdentifier, DER. */
  algorithm?: Buffer;
}
export function signerInfo(signer: Signer): Buffer;
export function signedData(options: {
  content: Uint8Array;
  signers: (Signer | Buffer)[];
  attached?: boolean;
  contentType?: string;
  /** Default: those of the signers. */
  certificates?: (Holder | Buffer)[];
  crls?: Buffer[];
  /** Object identifiers of GB/T 35275. */
  gm?: boolean;
  version?: number;
}): Buffer;
export interface Timestamp {
  tsa: Holder;
  message?: Uint8Array;
  hash?: string;
  imprint?: Uint8Array;
  /** RFC 3339 in UTC, with or without fraction. */
  at: string;
  serial?: number;
  policy?: string;
  accuracyMicros?: number;
  nonce?: number;
  certificates?: Holder[];
  attributes?: Buffer[];
  unsigned?: Buffer[];
}
export function timestampToken(options: Timestamp): Buffer;
export function timestampResponse(token: Uint8Array): Buffer;
/** For `unsigned` of a signer: a time-stamp over the value. */
export function signatureTimestamp(options: Omit<Timestamp, 'message' | 'imprint'>): (value: Buffer) => Buffer[];
