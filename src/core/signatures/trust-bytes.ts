import { readCertificate } from './certificate.js';
import { nameText } from './distinguished-name.js';
import { Der, DerError, OID, SEQUENCE } from './der.js';
import { type Material } from './evidence.js';

/** One thing that trust is made of, as it was found in a file. */
export interface TrustPiece {
  kind: 'certificate' | 'crl' | 'ocsp';
  /** DER. */
  bytes: Uint8Array;
  /** For people: subject of a certificate, issuer and day of a CRL, responder's day of an OCSP response. */
  label: string;
}

/** A file that holds nothing of what is looked for, said for people. */
export class NotTrustMaterial extends Error {
  override readonly name = 'NotTrustMaterial';
}

/** More in one file is a mistake, or worse. */
const MOST_PIECES = 5_000;
const MAX_OPEN_TEXT = 64 * 1024 * 1024;

/**
 * Certificates, CRLs and OCSP responses of one file: DER, PEM (any number of blocks), Base64 without its frame, or a
 * bundle (PKCS#7, certificates and CRLs). Throws NotTrustMaterial for anything else, and for a private key.
 */
export function readTrustBytes(bytes: Uint8Array): TrustPiece[] {
  if (bytes.length > MAX_OPEN_TEXT) throw new NotTrustMaterial(`${bytes.length} bytes are too many for trust material`);
  const pieces: TrustPiece[] = [];
  for (const { label, der } of blocksOf(bytes)) {
    if (/PRIVATE KEY/.test(label)) throw new NotTrustMaterial('it holds a private key: keep that to yourself');
    try {
      pieces.push(...piecesOf(Der.read(der)));
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      throw new NotTrustMaterial(`${label} is no certificate, CRL, OCSP response or bundle of them: ${error.message}`);
    }
    if (pieces.length > MOST_PIECES) throw new NotTrustMaterial(`it holds more than ${MOST_PIECES} pieces`);
  }
  if (pieces.length === 0) throw new NotTrustMaterial('it holds no certificate, CRL or OCSP response');
  return pieces;
}

/** The same, sorted by kind, as readers and snapshots take it. */
export function materialOf(pieces: readonly TrustPiece[]): Material {
  const of = (kind: TrustPiece['kind']) => pieces.filter((piece) => piece.kind === kind).map(({ bytes }) => bytes);
  return { certificates: of('certificate'), crls: of('crl'), ocsps: of('ocsp') };
}

interface Block {
  label: string;
  der: Uint8Array;
}

const BEGIN = '-----BEGIN ';

function blocksOf(bytes: Uint8Array): Block[] {
  if (bytes[0] === SEQUENCE && bytes[1] !== undefined && bytes[1] > 0x7f) return [{ label: 'the file', der: bytes }];
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes(BEGIN)) return pemBlocks(text);
  const packed = text.replace(/[\s\0]+/g, '');
  if (packed.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed))
    return [{ label: 'the file', der: Buffer.from(packed, 'base64') }];
  return [{ label: 'the file', der: bytes }];
}

/** RFC 7468, read as OpenSSL does: text between the blocks is passed over. */
function pemBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
    const label = text.slice(at + BEGIN.length, at + BEGIN.length + 64).split('-----')[0]!;
    const start = at + BEGIN.length + label.length + 5;
    const end = text.indexOf(`-----END ${label}-----`, start);
    if (end < 0) throw new NotTrustMaterial(`${label} begins and does not end`);
    blocks.push({ label, der: Buffer.from(text.slice(start, end), 'base64') });
    if (blocks.length > MOST_PIECES) throw new NotTrustMaterial(`it holds more than ${MOST_PIECES} blocks`);
  }
  return blocks;
}

const ENUMERATED = 0x0a;
const VERSION = 0xa0;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** RFC 5652 5.1, and GB/T 35275 7.1. */
const SIGNED_DATA = new Set(['1.2.840.113549.1.7.2', '1.2.156.10197.6.1.4.2.2']);

function piecesOf(element: Der): TrustPiece[] {
  const [first] = element.expect(SEQUENCE, 'the outermost element').children;
  if (!first) throw new DerError('an empty sequence');
  if (first.is(OID)) return bundled(element);
  if (first.is(ENUMERATED)) return [ocsp(element)];
  const fields = first.expect(SEQUENCE, 'what is signed').children;
  const [head, ...rest] = fields[0]?.is(VERSION) ? fields.slice(1) : fields;
  if (!head) throw new DerError('nothing is signed');
  // ResponseData (RFC 6960 4.2.1): a responder [1] or [2], then a time.
  if (head.isContext(1) || head.isContext(2)) return [ocsp(element)];
  // TBSCertList (RFC 5280 5.1): an issuer, then a time; TBSCertificate has a sequence of two there.
  const time = [...rest.slice(0, 3)].find((field) => field.is(UTC_TIME) || field.is(GENERALIZED_TIME));
  if (time) return [crl(element, fields, time)];
  const { subject, notAfter } = readCertificate(element.bytes);
  return [{ kind: 'certificate', bytes: element.bytes, label: `${subject} (until ${notAfter?.slice(0, 10) ?? '?'})` }];
}

function crl(element: Der, fields: Der[], thisUpdate: Der): TrustPiece {
  const issuer = fields[fields.indexOf(thisUpdate) - 1];
  return {
    kind: 'crl',
    bytes: element.bytes,
    label: `${issuer ? nameText(issuer) : '?'} (of ${thisUpdate.time ?? '?'})`,
  };
}

function ocsp(element: Der): TrustPiece {
  const status = element.children[0]!;
  // OCSPResponseStatus (RFC 6960 4.2.1): only `successful` carries an answer.
  if (status.is(ENUMERATED) && status.contents[0] !== 0) throw new DerError('an OCSP response without an answer');
  return { kind: 'ocsp', bytes: element.bytes, label: `OCSP (${element.bytes.length} bytes)` };
}

/** SignedData without a signer is how certificates travel (RFC 5652 5.1: certificates [0], crls [1]). */
function bundled(element: Der): TrustPiece[] {
  const [type, content] = element.children;
  if (!type || !content || !SIGNED_DATA.has(type.oid)) throw new DerError(`content of type ${type?.oid ?? '?'}`);
  const fields = content.inner.expect(SEQUENCE, 'SignedData').children;
  const sets = fields.filter((field) => field.isContext(0) || field.isContext(1));
  return sets.flatMap((set) => set.children.filter((one) => one.is(SEQUENCE)).flatMap((one) => piecesOf(one)));
}
