import { DIGESTS } from '../algorithms/digests.js';
import { Der, DerError, INTEGER, OID, SEQUENCE } from '../der.js';

/** What a time-stamp says (RFC 3161 2.4.2). */
export interface TstInfo {
  policy: string;
  /** Object identifier of the imprint's digest, and its name in node:crypto where there is one. */
  algorithm: string;
  hash: string | null;
  imprint: Buffer;
  /** Hex, as encoded. */
  serial: string;
  /** RFC 3339 in UTC with its fraction, as far as it is stated. */
  time: string;
  accuracyMicros: number | null;
}

export const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const GENERALIZED_TIME = 0x18;

/** Throws DerError. */
export function readTstInfo(bytes: Uint8Array): TstInfo {
  const [version, policy, imprint, serial, time, ...rest] = Der.readBer(bytes).expect(SEQUENCE, 'TSTInfo').children;
  if (!version || !policy || !imprint || !serial || !time) throw new DerError('a TSTInfo without its members');
  const [algorithm, digest] = imprint.expect(SEQUENCE, 'MessageImprint').children;
  const oid = algorithm?.expect(SEQUENCE, 'digest algorithm').children[0]?.oid;
  if (oid === undefined || !digest) throw new DerError('a message imprint without its members');
  return {
    policy: policy.expect(OID, 'policy').oid,
    algorithm: oid,
    hash: DIGESTS[oid] ?? null,
    imprint: Buffer.from(digest.octetString('hashed message')),
    serial: Buffer.from(serial.expect(INTEGER, 'serial number').contents).toString('hex'),
    time: timeOf(time),
    accuracyMicros: accuracyOf(rest[0]),
  };
}

/** `20260102030405.678Z`: RFC 3161 allows a fraction of any length and no zone but Z. */
function timeOf(time: Der): string {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,20}))?Z$/.exec(
    time.expect(GENERALIZED_TIME, 'genTime').text,
  );
  const [, year, month, day, hour, minute, second, fraction] = match ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!match || Number.isNaN(Date.parse(`${iso}Z`))) throw new DerError('a genTime that is no time');
  return fraction === undefined ? `${iso}Z` : `${iso}.${fraction}Z`;
}

/** Accuracy ::= SEQUENCE { seconds, [0] millis, [1] micros }, each optional. */
function accuracyOf(element: Der | undefined): number | null {
  if (!element?.is(SEQUENCE)) return null;
  const weights: Readonly<Record<number, number>> = { [INTEGER]: 1_000_000, 0x80: 1000, 0x81: 1 };
  let micros = 0;
  for (const part of element.children) {
    const count = part.contents.length > 4 ? Number.NaN : Number(`0x0${Buffer.from(part.contents).toString('hex')}`);
    micros += count * (weights[part.tag] ?? Number.NaN);
  }
  return Number.isFinite(micros) ? micros : null;
}

/** TimeStampResp (RFC 3161 2.4.2): the token, when it was granted. Null for what is no response. */
export function readTimeStampResponse(bytes: Uint8Array): { status: number; token: Uint8Array | null } | null {
  try {
    const [info, token, ...more] = Der.firstBer(bytes).expect(SEQUENCE, 'TimeStampResp').children;
    const [status] = info?.expect(SEQUENCE, 'PKIStatusInfo').children ?? [];
    if (!status?.is(INTEGER) || more.length > 0 || (token && !token.is(SEQUENCE))) return null;
    return { status: Number(status.integer), token: token?.bytes ?? null };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
