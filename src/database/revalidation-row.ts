import { type RunProblem, type RunRow } from '../archive/validation-ports.js';

export interface StoredRun {
  id: string;
  fonds: string[] | null;
  every_record: boolean;
  actor: string;
  request_id: string;
  at: Date;
  state: RunRow['state'];
  after: string | null;
  seen: string;
  revalidated: string;
  changed: string;
  problems: RunProblem[];
  finished_at: Date | null;
}

export const RUN_COLUMNS =
  'id, fonds, every_record, actor, request_id, at, state, after, seen, revalidated, changed, problems, finished_at';

export function runOf(row: StoredRun): RunRow {
  const { id, fonds, actor, at, state, after, problems } = row;
  return {
    id,
    fonds,
    all: row.every_record,
    actor,
    requestId: row.request_id,
    at,
    state,
    after,
    seen: Number(row.seen),
    revalidated: Number(row.revalidated),
    changed: Number(row.changed),
    problems,
    finishedAt: row.finished_at,
  };
}
