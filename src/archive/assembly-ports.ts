import { type PendingEvent } from '../core/ledger/event.js';
import { type MemberRole } from '../core/records/accounting/assembly.js';
import { type RecordState } from '../core/record.js';
import { type StatedRelation } from '../core/records/stated-relation.js';

/** The putting together of one number of an accounting voucher (记账凭证号). */
export interface AssemblyRow {
  id: string;
  fonds: string;
  /** What makes it one of its kind in the fonds: `accounting-voucher:[account set:]year[-month]:number`. */
  key: string;
  number: string;
  /** 账套; null where the sender tells none apart. */
  accountSet: string | null;
  /** `2026` */
  year: string;
  /** `2026-03`; null where numbers run through the year. */
  month: string | null;
  /** 附单据数 as the sender knows it; null when nobody said. */
  originals: number | null;
  openedAt: Date;
  openedBy: string;
}

/**
 * A member is named once and for all: `key:<duplicate key>` where its record holds one, `record:<id>` where it holds none,
 * `place:<where it lies>` for paper (core/records/stated-relation.ts, targetKey).
 */
export type ActBody =
  | { type: 'add'; members: { item: string; role: MemberRole }[] }
  | { type: 'remove' | 'reorder'; items: string[] }
  | { type: 'undo' | 'redo' }
  /** `missing`: what was known not to be there, as codes. */
  | { type: 'close'; reason: string | null; missing: string[] };

export interface AssemblyAct {
  /** Dense from 1 within the assembly. */
  number: number;
  body: ActBody;
  at: Date;
  by: string;
}

/** The record a member names, as it stands now. */
export interface MemberRecord {
  id: string;
  kind: string;
  title: string;
  state: RecordState;
}

/** A relation that closing writes, with its event. */
export interface ClosingRelation {
  id: string;
  /** Who states it. */
  record: string;
  relation: StatedRelation;
  /** The other record, where it is here. */
  other: string | null;
  event: PendingEvent;
}

export interface NewAct {
  assembly: Pick<AssemblyRow, 'id' | 'fonds'>;
  act: AssemblyAct;
  /** What the act puts into the assembly, and what it takes out: an item is in one assembly of the fonds. Paper is not counted. */
  placed: { into: string[]; out: string[] };
  /** Of a closing. */
  relations: { rows: ClosingRelation[]; reason: string };
  event: PendingEvent;
  requestId: string;
}

/**
 * Assemblies and their acts, which only grow. Each act is there with its event, and a closing with every relation it
 * states, or not at all. Throws DATABASE_UNAVAILABLE (retryable).
 */
export abstract class Assemblies {
  /** One that has this key is given back, and nothing is written. */
  abstract open(
    row: AssemblyRow,
    event: PendingEvent,
    requestId: string,
  ): Promise<{ row: AssemblyRow; opened: boolean }>;
  /** With its acts, in order; null when no fonds of `scope` (null: all) has it. */
  abstract one(id: string, scope: string[] | null): Promise<{ row: AssemblyRow; acts: AssemblyAct[] } | null>;
  /**
   * Throws ASSEMBLY_OUTRUN when an act with this number is there, ASSEMBLY_MEMBER_TAKEN (detail: item, assembly) when
   * what it puts is in another assembly of the fonds. Relations that are in force, from either side, are not written again.
   */
  abstract act(input: NewAct): Promise<void>;
  /** The live record of each item that has one in the fonds. */
  abstract records(fonds: string, items: readonly string[]): Promise<Map<string, MemberRecord>>;
  /** The name of a record as a member: by its key where it holds one. Null when the fonds has no such record, or it is withdrawn. */
  abstract itemOf(fonds: string, record: string): Promise<string | null>;
}
