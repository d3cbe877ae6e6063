import { type CheckReport, type CheckSummary } from '../core/checks/result.js';
import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { type RecordState } from '../core/record.js';
import { type Page } from './page.js';

/** One look at a record by a scheme (四性检测). The first is the one of intake, inside the package. */
export interface CheckRow extends CheckSummary {
  record: string;
  fonds: string;
  /** Dense from 1 within the record; given by the register. */
  number: number;
  /** Of the package it looked at. */
  version: number;
  /** Null: inside that package (metadata/other/checks.json). */
  report: CheckReport | null;
  /** Items that came out otherwise than in the report before of the same scheme. */
  changes: CheckChange[];
}

export interface CheckChange {
  item: string;
  from: string | null;
  to: string | null;
}

/** The reports on records by schemes. What intake finds comes with its commit. */
export abstract class Checks {
  /** Newest first. */
  abstract history(record: string, limit: number, after: string | null): Promise<Page<CheckRow>>;
  abstract one(record: string, number: number): Promise<CheckRow | null>;
  /** The newest of this scheme; null when there is none. */
  abstract newest(record: string, scheme: string): Promise<CheckRow | null>;
  /**
   * The report with its event, and the state the record gets by it, in one transaction. The state is only changed from
   * the one that was seen: then `events` has one more, and its receipt. Throws DATABASE_UNAVAILABLE.
   */
  abstract add(input: {
    row: Omit<CheckRow, 'number'>;
    event: PendingEvent;
    registered: { from: RecordState; event: PendingEvent; receipt(event: SealedEvent): string } | null;
    requestId: string;
  }): Promise<{ number: number; events: SealedEvent[]; receipts: (string | null)[]; registered: boolean }>;
}

/** The report that lies in the package of this row. */
export function checkRowOf(
  report: CheckReport,
  { record, version }: { record: string; version: number },
  fonds: string,
): Omit<CheckRow, 'number'> {
  return { record, fonds, version, ...summaryOf(report), report: null, changes: [] };
}

export function summaryOf({ scheme, stage, at, total }: CheckReport): CheckSummary {
  return { scheme, stage, at, total };
}

/** By item; an item that only one of the two has is a change too. */
export function changesBetween(before: CheckReport, after: CheckReport): CheckChange[] {
  const [old, now] = [before, after].map(({ results }) => new Map(results.map(({ item, outcome }) => [item, outcome])));
  return [...new Set([...old!.keys(), ...now!.keys()])].flatMap((item) => {
    const [from, to] = [old!.get(item) ?? null, now!.get(item) ?? null];
    return from === to ? [] : [{ item, from, to }];
  });
}
