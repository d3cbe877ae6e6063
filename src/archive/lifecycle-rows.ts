import { type Finding } from '../core/finding.js';
import { type Expectation } from '../core/records/expects.js';
import { type PackageChange } from '../core/package/plan.js';
import { type FactDifference } from '../core/records/same-facts.js';

/** A version of a record after the first: why there is one, and what came with it. */
export interface VersionRow extends Pick<PackageChange, 'id' | 'kind'> {
  record: string;
  version: number;
  fonds: string;
  reason: string | null;
  basis: string | null;
  approver: string | null;
  /** The `record` part it came with, as sent. */
  declaration: unknown;
  findings: Finding[];
  fingerprint: string;
  principal: string;
  at: Date;
}

/** Why a record was withdrawn (撤回); nothing of it is deleted. */
export interface WithdrawalRow {
  record: string;
  reason: string;
  basis: string | null;
  approver: string | null;
  principal: string;
  at: Date;
}

/** Two records of one duplicate key whose facts differ; both are kept, a person decides. */
export interface ConflictRow {
  id: string;
  fonds: string;
  key: string;
  first: string;
  second: string;
  differences: FactDifference[];
  at: Date;
  /** Null: open. */
  decided: { decision: ConflictDecision; reason: string; by: string; at: Date } | null;
}

/** `withdrawn`: one of the two was withdrawn for another reason. */
export type ConflictDecision = 'same-record' | 'separate' | 'withdraw-first' | 'withdraw-second' | 'withdrawn';

/** One thing a record waits for. */
export interface ExpectationRow {
  record: string;
  /** Dense from 1, in the order of the declaration. */
  number: number;
  fonds: string;
  wanted: Expectation;
  /** The day after which it is overdue. */
  until: string | null;
  /** Null: it is not here yet. */
  metAt: Date | null;
  /** The record that brought it; the record itself for a file. */
  metBy: string | null;
}
