import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.js';

/** What an anchor is trusted for. `all`: for every purpose below. */
export type TrustPurpose = 'all' | 'signature' | 'seal' | 'seal-maker' | 'timestamp';

/** DER of certificates, CRLs and OCSP responses that a conclusion may rest on. */
export interface TrustMaterial {
  anchors: { purpose: TrustPurpose; certificate: Uint8Array }[];
  /** Helps to build paths; trusted for nothing. */
  certificates: Uint8Array[];
  crls: Uint8Array[];
  ocsps: Uint8Array[];
}

/** Trust as data: the same snapshot, file, policy and time give the same report, byte for byte, in thirty years. */
export interface TrustSnapshot extends TrustMaterial {
  /** SHA-256 of `bytes`, hex: how reports name it. */
  digest: string;
  /** RFC 8785 JSON, as it is archived. */
  bytes: Uint8Array;
}

export const TRUST_SCHEMA = 'dantao/trust-snapshot/v1';

/** Order and repetition of the input make no difference. */
export function makeTrustSnapshot(material: TrustMaterial): TrustSnapshot {
  const base64 = (list: readonly Uint8Array[]) => [...new Set(list.map((one) => Buffer.from(one).toString('base64')))].sort(); // prettier-ignore
  const anchors = [...new Set(material.anchors.map(({ purpose, certificate }) => `${purpose} ${Buffer.from(certificate).toString('base64')}`))].sort(); // prettier-ignore
  const bytes = Buffer.from(
    canonicalJson({
      schema: TRUST_SCHEMA,
      anchors: anchors.map((line) => {
        const [purpose, certificate] = line.split(' ');
        return { purpose, certificate };
      }),
      certificates: base64(material.certificates),
      crls: base64(material.crls),
      ocsps: base64(material.ocsps),
    }),
  );
  return readTrustSnapshot(bytes);
}

/** Throws TypeError for bytes that are no snapshot. */
export function readTrustSnapshot(bytes: Uint8Array): TrustSnapshot {
  const said = JSON.parse(Buffer.from(bytes).toString()) as {
    schema?: unknown;
    anchors: { purpose: TrustPurpose; certificate: string }[];
    certificates: string[];
    crls: string[];
    ocsps: string[];
  };
  if (said.schema !== TRUST_SCHEMA) throw new TypeError('not a trust snapshot');
  const decoded = (list: string[]) => list.map((one) => Buffer.from(one, 'base64'));
  return {
    digest: createHash('sha256').update(bytes).digest('hex'),
    bytes,
    anchors: said.anchors.map(({ purpose, certificate }) => ({ purpose, certificate: Buffer.from(certificate, 'base64') })), // prettier-ignore
    certificates: decoded(said.certificates),
    crls: decoded(said.crls),
    ocsps: decoded(said.ocsps),
  };
}

export const NO_TRUST = makeTrustSnapshot({ anchors: [], certificates: [], crls: [], ocsps: [] });

/** Under what a verdict is reached. */
export interface ValidationContext {
  trust: TrustSnapshot;
  /** Time of control; nothing in core asks a clock. */
  at: Date;
  /** Name of a policy; `auto` takes the container's own: `cn-gm` for OFD and GB/T 35275, `etsi` for the others. */
  policy: string;
}
