import { type Extension, type Holder } from './certificates.mjs';

export function crl(options: {
  issuer: Holder;
  thisUpdate: string;
  nextUpdate?: string;
  number?: number;
  revoked?: { serial: number; at: string; reason?: number }[];
  extensions?: Extension[];
}): Buffer;
export function ocsp(options: {
  /** Who signs: the issuer, or one it delegated to. */
  responder: Holder;
  certificate: Holder;
  issuer?: Holder;
  status?: 'good' | 'unknown' | { revokedAt: string; reason?: number };
  producedAt: string;
  thisUpdate?: string;
  nextUpdate?: string;
  hash?: string;
  byKey?: boolean;
  certificates?: Holder[];
  extensions?: Extension[];
  /** BasicOCSPResponse instead of OCSPResponse. */
  basic?: boolean;
}): Buffer;
