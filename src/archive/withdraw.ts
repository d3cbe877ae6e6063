import { createHash } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { canonicalJson } from '../core/json.js';
import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { answerOf } from './answer.js';
import { packageOf, scopeOf } from './consult.js';
import { type KeyedLock } from './keyed-lock.js';
import { type Change, type ChangedRows, type ConflictRow, type Lifecycle } from './lifecycle-ports.js';
import { type Catalogue, type Clock, type Principal, type RecordView, type Signer } from './ports.js';
import { type Randomness } from './random.js';
import { RECEIPT_TYPE, receiptPayload } from './receipt.js';
import { type IngestAnswer } from './submission.js';

export interface ChangePorts {
  lifecycle: Lifecycle;
  catalogue: Catalogue;
  locks: KeyedLock;
  signer: Signer;
  clock: Clock;
  random: Randomness;
}

export interface Why {
  reason: string;
  basis: string | null;
  approver: string | null;
}

/** A change that is put together: what it does, and for each event the receipt that goes with it. */
export interface Drafted extends ChangedRows, Pick<Change, 'events'> {
  receipts: ((event: SealedEvent) => string | null)[];
}

/** How often a change is put together again when something else came first. */
const TRIES = 4;

/** A record is withdrawn (撤回): it stays with all its bytes, and says that it no longer counts and why. */
export class Withdraw {
  constructor(private readonly ports: ChangePorts) {}

  /** Throws RECORD_UNKNOWN; RECORD_WITHDRAWN when it was withdrawn for another reason. The same again is answered the same. */
  async run(
    principal: Principal,
    id: string,
    why: Why,
    request: { idempotencyKey: string | null; requestId: string },
  ): Promise<IngestAnswer> {
    const { lifecycle, catalogue, clock } = this.ports;
    return this.ports.locks.alone(id, async () => {
      for (let tries = 1; ; tries++) {
        const view = await catalogue.record(id, scopeOf(principal));
        if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
        if (view.withdrawal) return this.withdrawnBefore(view, why);
        const open = await lifecycle.conflicts({ scope: null, open: true, record: id }, 200, null);
        const draft = draftOf();
        const at = clock.now();
        withdrawRecord(this.ports, draft, view, principal, why, at);
        for (const conflict of open.items) await this.settle(draft, conflict, id, principal, why.reason, at);
        const result = await lifecycle.change({
          ...changeOf(draft),
          fonds: view.fonds.id,
          principal: principal.id,
          idempotency: keyOf(request.idempotencyKey, id, 'withdrawal', why),
          requestId: request.requestId,
        });
        if (result.kind === 'mismatch') throw keyMismatch();
        if (result.kind === 'outrun' && tries < TRIES) continue;
        if (result.kind === 'outrun') throw busy(id);
        return answerOf((await catalogue.record(id, null))!);
      }
    });
  }

  private withdrawnBefore(view: RecordView, why: Why): IngestAnswer {
    const { reason, basis, approver } = view.withdrawal!;
    if (reason === why.reason && basis === why.basis && approver === why.approver) return answerOf(view);
    throw new ArchiveError('RECORD_WITHDRAWN', `record ${view.record.id} was withdrawn: ${reason}`, {
      detail: { reason, at: view.withdrawal!.at.toISOString() },
    });
  }

  /** With one of the two gone there is nothing to decide: the other, if it waited for that alone, is registered. */
  private async settle(
    draft: Drafted,
    conflict: ConflictRow,
    withdrawn: string,
    principal: Principal,
    reason: string,
    at: Date,
  ): Promise<void> {
    const otherId = conflict.first === withdrawn ? conflict.second : conflict.first;
    const other = await this.ports.catalogue.record(otherId, null);
    draft.conflicts.push({ id: conflict.id, decision: 'withdrawn', reason, at });
    if (other) await settleConflict(this.ports, draft, other, conflict, 'withdrawn', principal, at);
  }
}

export function draftOf(): Drafted {
  return { states: [], withdrawals: [], releases: [], met: [], conflicts: [], events: [], receipts: [] };
}

export function changeOf({ receipts, ...draft }: Drafted): Omit<Drafted, 'receipts'> & Pick<Change, 'receipts'> {
  return { ...draft, receipts: (events) => events.map((event, i) => receipts[i]!(event)) };
}

/** The event with its receipt, about the newest package or that of a version. */
export function pushEvent(
  ports: Pick<ChangePorts, 'signer' | 'random'>,
  draft: Drafted,
  view: RecordView,
  event: Pick<PendingEvent, 'type' | 'actor' | 'at' | 'details'>,
  withReceipt: boolean,
  about?: number,
): void {
  const { record, fonds } = view;
  const stored = packageOf(view, about);
  const { version, sizeBytes, sha256, sha512 } = stored;
  draft.events.push({
    ...event,
    subject: record.id,
    fonds: fonds.id,
    package: { version, sizeBytes, sha256, sha512 },
    salt: ports.random.bytes(32),
  });
  draft.receipts.push((sealed) => {
    if (!withReceipt) return null;
    const files = [...view.files, ...view.former].filter((file) => file.version === version);
    files.sort((a, b) => a.index - b.index);
    return ports.signer.sign(
      RECEIPT_TYPE,
      receiptPayload({ record, fonds, package: stored, files, validation: null, event: sealed }),
    );
  });
}

export function withdrawRecord(
  ports: Pick<ChangePorts, 'signer' | 'random'>,
  draft: Drafted,
  view: RecordView,
  principal: Principal,
  why: Why,
  at: Date,
): void {
  const { id, state } = view.record;
  draft.states.push({ record: id, from: state, to: 'withdrawn', reason: ['WITHDRAWN'] });
  draft.withdrawals.push({ record: id, ...why, principal: principal.id, at });
  draft.releases.push(id);
  pushEvent(ports, draft, view, { type: 'withdrawn', actor: principal.id, at, details: toldOf(why) }, true);
}

/** `view` is one of the two: it says so, and is registered when it waited for this decision alone. */
export async function settleConflict(
  ports: ChangePorts,
  draft: Drafted,
  view: RecordView,
  conflict: ConflictRow,
  decision: string,
  principal: Principal,
  at: Date,
): Promise<void> {
  const { id, state, stateReason } = view.record;
  const details = { conflict: conflict.id, decision };
  pushEvent(ports, draft, view, { type: 'conflict-decided', actor: principal.id, at, details }, false);
  if (!stateReason.includes('DUPLICATE_CONFLICT')) return;
  const others = await ports.lifecycle.conflicts({ scope: null, open: true, record: id }, 2, null);
  if (others.items.some((one) => one.id !== conflict.id && one.second === id)) return;
  const left = stateReason.filter((code) => code !== 'DUPLICATE_CONFLICT');
  // One that waits for something else goes on waiting.
  draft.states.push({ record: id, from: state, to: left.length > 0 ? state : 'registered', reason: left });
  if (left.length > 0) return;
  const registered = { ...view, record: { ...view.record, state: 'registered' as const } };
  // Each sender of a version gets a receipt of its own.
  for (const { version } of view.packages)
    pushEvent(ports, draft, registered, { type: 'registered', actor: principal.id, at, details }, true, version);
}

export function toldOf(why: Why): Record<string, unknown> {
  return Object.fromEntries(Object.entries(why).filter(([, text]) => text !== null));
}

/** An idempotency key stands for what was asked of which record. */
export function keyOf(key: string | null, record: string, act: string, body: object): Change['idempotency'] {
  if (key === null) return null;
  const said = canonicalJson({ schema: 'dantao/act/v1', act, record, body: { ...body } });
  return { key, fingerprint: createHash('sha256').update(said).digest('hex'), record };
}

export const keyMismatch = (): ArchiveError =>
  new ArchiveError('IDEMPOTENCY_MISMATCH', 'this Idempotency-Key was used for other content');

export const busy = (record: string): ArchiveError =>
  new ArchiveError('VERSION_OUTRUN', `record ${record} changes all the time`, {
    retryable: true,
    detail: { record, retryAfterSeconds: 1 },
  });
