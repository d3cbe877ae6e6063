import { createHash } from 'node:crypto';
import { type SignedPart, signedPart } from '../certificate.js';
import { Der, DerError, INTEGER, SEQUENCE } from '../der.js';
import { nameKeys, nameText } from '../distinguished-name.js';
import { distributionPointNames, eachExtension, type GeneralName, generalName, NAME_KIND } from '../extensions.js';

/** A certificate revocation list taken apart (RFC 5280 5). Nothing is said of who signed it. */
export interface Crl {
  bytes: Uint8Array;
  /** SHA-256, hex. */
  sha256: string;
  issuer: string;
  issuerKey: string;
  /** RFC 3339. */
  thisUpdate: string;
  nextUpdate: string | null;
  /** Hex. */
  authorityKeyId: string | null;
  signed: SignedPart | null;
  scope: CrlScope;
  /** RFC 5280 5.2.4: only what changed since another list. Its revocations count; nothing good follows from it. */
  delta: boolean;
  /** Why no status may be taken from it: a critical extension that is not understood (RFC 5280 5.2). */
  unusable: string | null;
  /** RFC 3339: entries of certificates that expired after this are still on it (X.509 expiredCertsOnCRL). */
  expiredKeptSince: string | null;
  /** The SEQUENCE of entries. */
  entries: Uint8Array | null;
}

/** issuingDistributionPoint (RFC 5280 5.2.5). */
export interface CrlScope {
  names: GeneralName[] | null;
  only: 'user' | 'ca' | 'attribute' | null;
  someReasons: boolean;
  indirect: boolean;
}

export interface CrlEntry {
  /** RFC 3339. */
  revokedAt: string;
  reason: number | null;
  invalidSince: string | null;
}

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const isTime = (element: Der | undefined): element is Der => element !== undefined && (element.is(UTC_TIME) || element.is(GENERALIZED_TIME)); // prettier-ignore

/** Null for what is no CRL. */
export function readCrl(bytes: Uint8Array): Crl | null {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function parse(bytes: Uint8Array): Crl {
  const [tbs, algorithm, value] = Der.read(bytes).expect(SEQUENCE, 'CertificateList').children;
  if (!tbs) throw new DerError('an empty list');
  const fields = tbs.expect(SEQUENCE, 'TBSCertList').children;
  if (fields[0]?.is(INTEGER)) fields.shift();
  const [inner, issuer, thisUpdate, ...rest] = fields;
  if (!inner || !issuer || !isTime(thisUpdate)) throw new DerError('a list without its fields');
  const nextUpdate = isTime(rest[0]) ? rest.shift()! : null;
  const entries = rest[0]?.is(SEQUENCE) ? rest.shift()! : null;
  const extensions = rest.find((one) => one.isContext(0))?.inner.bytes ?? null;
  const said = thisUpdate.time;
  if (said === null) throw new DerError('a list without its time');
  const crl: Crl = {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    issuer: nameText(issuer),
    issuerKey: nameKeys(issuer).join('\n'),
    thisUpdate: said,
    nextUpdate: nextUpdate?.time ?? null,
    authorityKeyId: null,
    signed: signedPart(tbs, algorithm, value, inner),
    scope: { names: null, only: null, someReasons: false, indirect: false },
    unusable: nextUpdate && nextUpdate.time === null ? 'its next update can not be read' : null,
    delta: false,
    expiredKeptSince: null,
    entries: entries?.contents ?? null,
  };
  const malformed: string[] = [];
  eachExtension(extensions, malformed, ({ oid, critical, value: inside }) => {
    if (oid === '2.5.29.27') crl.delta = true;
    else if (oid === '2.5.29.28') crl.scope = scopeOf(Der.read(inside));
    else if (oid === '2.5.29.35') {
      const id = Der.read(inside).children.find((one) => one.is(0x80));
      crl.authorityKeyId = id ? Buffer.from(id.contents).toString('hex') : null;
    } else if (oid === '2.5.29.60') crl.expiredKeptSince = Der.read(inside).time;
    else if (critical) crl.unusable = `it has a critical extension ${oid} that is not understood here`;
  });
  if (malformed.length > 0) crl.unusable = `its extension ${malformed[0]} can not be read`;
  return crl;
}

function scopeOf(point: Der): CrlScope {
  const scope: CrlScope = { names: null, only: null, someReasons: false, indirect: false };
  for (const part of point.expect(SEQUENCE, 'IssuingDistributionPoint').children) {
    const yes = part.contents[0] !== 0;
    const number = part.tag & 0x1f;
    if (number === 0) {
      scope.names = distributionPointNames(part);
      if (scope.names === null) throw new DerError('a name relative to the issuer');
    } else if (number === 1 && yes) scope.only = 'user';
    else if (number === 2 && yes) scope.only = 'ca';
    else if (number === 3) scope.someReasons = true;
    else if (number === 4 && yes) scope.indirect = true;
    else if (number === 5 && yes) scope.only = 'attribute';
  }
  return scope;
}

const MAX_ENTRIES = 5_000_000;
const indexes = new WeakMap<Crl, Map<string, Uint8Array> | { unusable: string }>();

/**
 * The entry of one certificate; null when the list does not name it, a text when nothing may be taken from the list.
 * `certificateIssuerKey`: of who issued the certificate, which an indirect list states entry by entry (RFC 5280 5.3.3).
 */
export function entryOf(crl: Crl, serial: string, certificateIssuerKey: string): CrlEntry | null | string {
  let index = indexes.get(crl);
  if (!index) {
    index = indexOf(crl);
    indexes.set(crl, index);
  }
  if ('unusable' in index) return index.unusable;
  const found = index.get(`${serial} ${crl.scope.indirect ? certificateIssuerKey : ''}`);
  if (!found) return null;
  try {
    return readEntry(Der.read(found));
  } catch (error) {
    if (error instanceof DerError) return `an entry can not be read: ${error.message}`;
    throw error;
  }
}

function indexOf(crl: Crl): Map<string, Uint8Array> | { unusable: string } {
  const index = new Map<string, Uint8Array>();
  try {
    let issuer = crl.scope.indirect ? crl.issuerKey : '';
    let rest = crl.entries ?? new Uint8Array();
    for (let count = 0; rest.length > 0; count++) {
      if (count >= MAX_ENTRIES) return { unusable: `it has more than ${MAX_ENTRIES} entries` };
      const size = elementSize(rest);
      const entry = rest.subarray(0, size);
      rest = rest.subarray(size);
      // SEQUENCE { INTEGER … }: read by hand, for lists are long.
      const header = entry[1]! > 0x7f ? 2 + (entry[1]! & 0x7f) : 2;
      const length = entry[header + 1] ?? 0x80;
      if (entry[0] !== SEQUENCE || entry[header] !== INTEGER || length > 0x7f) return { unusable: 'an entry can not be read' }; // prettier-ignore
      const serial = Buffer.from(entry.subarray(header + 2, header + 2 + length)).toString('hex');
      if (crl.scope.indirect) issuer = certificateIssuer(Der.read(entry)) ?? issuer;
      index.set(`${serial} ${issuer}`, entry);
    }
    return index;
  } catch (error) {
    if (error instanceof DerError) return { unusable: `an entry can not be read: ${error.message}` };
    throw error;
  }
}

function elementSize(bytes: Uint8Array): number {
  const first = bytes[1];
  if (first === undefined) throw new DerError('cut short');
  let [size, header] = [first, 2];
  if (first > 0x7f) {
    const width = first & 0x7f;
    if (width === 0 || width > 4) throw new DerError('an indefinite or huge length');
    size = 0;
    for (let i = 0; i < width; i++) size = size * 256 + (bytes[2 + i] ?? 0);
    header += width;
  }
  if (header + size > bytes.length) throw new DerError('cut short');
  return header + size;
}

const CERTIFICATE_ISSUER = '2.5.29.29';

function certificateIssuer(entry: Der): string | null {
  let key: string | null = null;
  const malformed: string[] = [];
  eachExtension(entry.children[2]?.bytes ?? null, malformed, ({ oid, value }) => {
    if (oid !== CERTIFICATE_ISSUER) return;
    const name = Der.read(value).children.map(generalName).find(({ kind }) => kind === NAME_KIND.directory); // prettier-ignore
    if (!name) throw new DerError('no name');
    key = nameKeys(Der.read(name.bytes)).join('\n');
  });
  if (malformed.includes(CERTIFICATE_ISSUER)) throw new DerError('the issuer of an entry');
  return key;
}

function readEntry(element: Der): CrlEntry {
  const [, date, extensions] = element.children;
  const revokedAt = date?.time;
  if (!revokedAt) throw new DerError('without a date');
  const entry: CrlEntry = { revokedAt, reason: null, invalidSince: null };
  const malformed: string[] = [];
  eachExtension(extensions?.bytes ?? null, malformed, ({ oid, critical, value }) => {
    const inside = Der.read(value);
    if (oid === '2.5.29.21') entry.reason = inside.contents[0] ?? null;
    else if (oid === '2.5.29.24') entry.invalidSince = inside.time;
    else if (critical && oid !== CERTIFICATE_ISSUER) throw new DerError(`critical extension ${oid}`);
  });
  if (malformed.length > 0) throw new DerError(`its extension ${malformed[0]} is not understood`);
  return entry;
}

/** RFC 5280 5.3.1. */
export const REASONS: Readonly<Record<number, string>> = {
  0: 'unspecified',
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  8: 'removeFromCRL',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
};
export const HOLD = 6;
export const REMOVED = 8;
export const isCompromise = (reason: number | null): boolean => reason === 1 || reason === 2;
