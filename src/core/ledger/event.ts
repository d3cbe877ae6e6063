import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../json.js';

/** The ledger entry of one event. Format: docs/ledger-format.md. */
export const EVENT_SCHEMA = 'dantao/event/v1';

/** C2SP tlog-tiles writes entry lengths as uint16. */
export const MAX_ENTRY_BYTES = 65_535;

export type EventType =
  | 'received'
  | 'registered'
  | 'refused'
  | 'verified'
  | 'fonds-created'
  | 'fonds-changed'
  | 'principal-created'
  | 'key-created'
  | 'key-revoked'
  | 'sender-key-set'
  | 'trust-added'
  | 'trust-withdrawn'
  | 'dictionary-added'
  | 'dictionary-withdrawn'
  | 'revalidated'
  | 'voucher-claimed'
  | 'claim-confirmed'
  | 'claim-released'
  | 'claim-expired'
  | 'relation-added'
  | 'relation-ended'
  | 'version-added'
  | 'withdrawn'
  | 'checked'
  | 'conflict-decided'
  | 'completed'
  | 'assembly-opened'
  | 'assembly-changed'
  | 'assembly-closed';

/** An event before it has its place in the chain. */
export interface PendingEvent {
  type: EventType;
  /** UUID of the record, refusal, fonds, principal, trust item or assembly the event is about. */
  subject: string;
  /** UUID; null only for what belongs to no fonds (principals, an unknown fonds). */
  fonds: string | null;
  /** UUID of the principal. */
  actor: string;
  at: Date;
  /** Digests of the package concerned. */
  package?: { version: number; sizeBytes: number; sha256: string; sha512: string };
  /** What is personal or guessable: kept in a side table with its salt, only committed to in the entry. Strings, integers, objects. */
  details: Record<string, unknown>;
  /** 32 random bytes. */
  salt: Uint8Array;
}

export interface EventPlace {
  /** Dense from 1 within the fonds; the events without a fonds count together. */
  fondsNumber: number;
  /** Dense from 1 within the subject. */
  subjectNumber: number;
  /** SHA-256 of the subject's previous entry, hex; null for the first. */
  previous: string | null;
}

export interface SealedEvent extends EventPlace {
  /** `urn:uuid:<subject>/event/<subjectNumber>` */
  id: string;
  type: EventType;
  subject: string;
  fonds: string | null;
  at: Date;
  /** The exact bytes that are hashed, stored, and later become a leaf. */
  entry: Uint8Array;
  /** SHA-256 of `entry`, hex. */
  hash: string;
  details: Uint8Array;
  salt: Uint8Array;
}

export function eventId(subject: string, subjectNumber: number): string {
  return `urn:uuid:${subject}/event/${subjectNumber}`;
}

/** HMAC-SHA-256(salt, details), hex: a commitment that a guess of the details can't confirm without the salt. */
export function commitTo(salt: Uint8Array, details: Uint8Array): string {
  return createHmac('sha256', salt).update(details).digest('hex');
}

/** Throws RangeError when the entry would exceed MAX_ENTRY_BYTES. */
export function sealEvent(event: PendingEvent, place: EventPlace): SealedEvent {
  const details = Buffer.from(canonicalJson(event.details));
  const id = eventId(event.subject, place.subjectNumber);
  const entry = Buffer.from(
    canonicalJson({
      schema: EVENT_SCHEMA,
      id,
      type: event.type,
      subject: event.subject,
      subjectNumber: place.subjectNumber,
      fonds: event.fonds,
      fondsNumber: place.fondsNumber,
      previous: place.previous,
      actor: event.actor,
      at: event.at.toISOString(),
      ...(event.package ? { package: event.package } : {}),
      details: commitTo(event.salt, details),
    }),
  );
  if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`ledger entry of ${entry.length} bytes`);
  return {
    id,
    type: event.type,
    subject: event.subject,
    fonds: event.fonds,
    at: event.at,
    ...place,
    entry,
    hash: createHash('sha256').update(entry).digest('hex'),
    details,
    salt: event.salt,
  };
}
