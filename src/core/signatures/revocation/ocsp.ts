import { createHash } from 'node:crypto';
import { type Certificate, type SignedPart, signedPart } from '../certificate.js';
import { Der, DerError, INTEGER, OCTET_STRING, OID, SEQUENCE } from '../der.js';
import { nameKeys } from '../distinguished-name.js';
import { eachExtension } from '../extensions.js';
import { certificateOf } from '../path/known.js';

/** An OCSP response taken apart (RFC 6960 4.2). Nothing is said of who signed it. */
export interface OcspResponse {
  bytes: Uint8Array;
  /** SHA-256 of the bytes as given, hex. */
  sha256: string;
  /** By the key of the name, or by SHA-1 of the bits of the public key, hex. */
  responder: { name: string } | { key: string };
  /** RFC 3339. */
  producedAt: string;
  signed: SignedPart | null;
  certificates: Certificate[];
  answers: OcspAnswer[];
  /** Why no status may be taken from it. */
  unusable: string | null;
}

export interface OcspAnswer {
  /** Object identifier of the digest by which the issuer is named, and the digests of its name and key, hex. */
  digest: string;
  issuerName: string;
  issuerKey: string;
  serial: string;
  status: 'good' | 'revoked' | 'unknown';
  /** RFC 3339. */
  revokedAt: string | null;
  reason: number | null;
  thisUpdate: string;
  nextUpdate: string | null;
  /** RFC 6960 4.4.4: what expired after this is still known to the responder. */
  archiveCutoff: string | null;
  unusable: string | null;
}

export const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
const ENUMERATED = 0x0a;
const MAX_ANSWERS = 1000;
const MAX_CERTIFICATES = 20;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Takes an OCSPResponse or the BasicOCSPResponse inside one. Null for anything else, and for one without an answer. */
export function readOcsp(bytes: Uint8Array): OcspResponse | null {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** The BasicOCSPResponse. Throws DerError. */
function basicOf(outer: Der): Der {
  const [status, wrapped] = outer.expect(SEQUENCE, 'OCSPResponse').children;
  if (!status?.is(ENUMERATED)) return outer;
  if (status.contents[0] !== 0 || !wrapped?.isContext(0)) throw new DerError('a response without an answer');
  const [type, body] = wrapped.inner.expect(SEQUENCE, 'ResponseBytes').children;
  if (!type?.is(OID) || type.oid !== BASIC_RESPONSE || !body) throw new DerError('a response of an unknown type');
  return body.expect(OCTET_STRING, 'response').inner;
}

function parse(bytes: Uint8Array): OcspResponse {
  const [tbs, algorithm, value, certificates] = basicOf(Der.read(bytes)).expect(SEQUENCE, 'BasicOCSPResponse').children;
  if (!tbs) throw new DerError('an empty response');
  const fields = tbs.expect(SEQUENCE, 'ResponseData').children;
  if (fields[0]?.isContext(0)) fields.shift();
  const [responder, producedAt, answers, extensions] = fields;
  if (!responder || !answers || !producedAt?.time) throw new DerError('a response without its fields');
  const list = answers.expect(SEQUENCE, 'responses').children;
  if (list.length > MAX_ANSWERS) throw new DerError(`more than ${MAX_ANSWERS} answers`);
  const inside = (certificates?.isContext(0) ? certificates.inner.children : []).slice(0, MAX_CERTIFICATES);
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    responder: responderOf(responder),
    producedAt: producedAt.time,
    signed: signedPart(tbs, algorithm, value),
    certificates: inside.map((one) => certificateOf(one.bytes)).filter((one) => one !== null),
    answers: list.map(answerOf),
    unusable: criticalIn(extensions?.isContext(1) ? extensions.inner.bytes : null),
  };
}

function responderOf(id: Der): OcspResponse['responder'] {
  if (id.isContext(1)) return { name: nameKeys(id.inner).join('\n') };
  if (id.isContext(2)) return { key: hex(id.inner.expect(OCTET_STRING, 'KeyHash').contents) };
  throw new DerError('a responder without a name');
}

function answerOf(single: Der): OcspAnswer {
  const [id, status, thisUpdate, ...rest] = single.expect(SEQUENCE, 'SingleResponse').children;
  const [digest, name, key, serial] = id?.expect(SEQUENCE, 'CertID').children ?? [];
  if (!digest || !name || !key || !serial?.is(INTEGER) || !status || !thisUpdate?.time)
    throw new DerError('an answer without its fields');
  const next = rest.find((one) => one.isContext(0))?.inner;
  const extensions = rest.find((one) => one.isContext(1))?.inner.bytes ?? null;
  const kind = status.tag & 0x1f;
  const revoked = kind === 1 ? status.children : [];
  const answer: OcspAnswer = {
    digest: digest.children[0]?.oid ?? '',
    issuerName: hex(name.contents),
    issuerKey: hex(key.contents),
    serial: hex(serial.contents),
    status: kind === 0 ? 'good' : kind === 1 ? 'revoked' : 'unknown',
    revokedAt: revoked[0]?.time ?? null,
    reason: revoked[1]?.inner.contents[0] ?? null,
    thisUpdate: thisUpdate.time,
    nextUpdate: next?.time ?? null,
    archiveCutoff: null,
    unusable: next && next.time === null ? 'its next update can not be read' : criticalIn(extensions),
  };
  if (answer.status === 'revoked' && answer.revokedAt === null) throw new DerError('revoked without a date');
  eachExtension(extensions, [], ({ oid, value }) => {
    if (oid === '1.3.6.1.5.5.7.48.1.6') answer.archiveCutoff = Der.read(value).time;
  });
  return answer;
}

/** No extension of an answer may be critical here: none changes what a status means (RFC 6960 4.4). */
function criticalIn(extensions: Uint8Array | null): string | null {
  const malformed: string[] = [];
  let unknown: string | null = null;
  eachExtension(extensions, malformed, ({ oid, critical }) => {
    // The nonce (4.4.1) answers a question nobody here asked.
    if (critical && oid !== '1.3.6.1.5.5.7.48.1.2') unknown = `it has a critical extension ${oid}`;
  });
  return unknown ?? (malformed.length > 0 ? `its extension ${malformed[0]} can not be read` : null);
}
