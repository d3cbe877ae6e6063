import { type Holder } from './certificates.mjs';

export function makeSeal(options: {
  id: string;
  name: string;
  maker: Holder;
  holder: Holder;
  /** PNG. */
  picture: Uint8Array;
  version?: 1 | 4 | 5;
  /** Certificates that may use it; default: the holder's. */
  list?: Uint8Array[];
  digests?: boolean;
  /** RFC 3339 in UTC. */
  from?: string;
  until?: string;
  timestamp?: (value: Buffer) => Buffer;
}): Buffer;
export function signWithSeal(options: {
  seal: Uint8Array;
  holder: Holder;
  signatureXml: Uint8Array;
  path: string;
  /** `20201105020000Z` */
  at: string;
  version?: 1 | 4 | 5;
  hash?: string;
  dataHash?: Uint8Array;
  timestamp?: (value: Buffer) => Buffer;
}): Buffer;
