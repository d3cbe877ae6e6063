import { ArchiveError, isArchiveError } from '../core/error.js';
import { packageOf, scopeOf } from './consult.js';
import { type JudgePorts, judgeAgain } from './judge-again.js';
import { type Access, type Catalogue, type Clock, type Page, type Principal } from './ports.js';
import { type Randomness, uuidV7 } from './random.js';
import { type Trust } from './trust.js';
import { type DueRow, type RunProgress, type RunRow, type Validations } from './validation-ports.js';

export interface RevalidatePorts extends JudgePorts {
  validations: Validations;
  catalogue: Catalogue;
  access: Access;
  trust: Pick<Trust, 'current'>;
  clock: Clock;
  random: Randomness;
}

export interface RevalidateSettings {
  software: { name: string; version: string };
  /** Records looked at side by side. */
  width: number;
}

export interface RevalidateTold {
  /** A run was put into the queue. */
  queued?(): void;
  /** A mistake of ours: the record is noted as a problem, the others go on. */
  mistake?(error: unknown): void;
  /** Where a run is, for the crash matrix: a test ends the process here. */
  reached?(step: 'revalidation-stored' | 'revalidation-added'): void;
}

const PAGE = 100;
/** A run whose holder said nothing for so long is anybody's. What two do at once is done once. */
const HOLD_MS = 5_000;
const TELL_MS = 1_000;
const MOST_PROBLEMS = 100;
const SIGNATURE_POLICY = 'auto';

/**
 * Looks again at records that are archived: new anchors or revocation data may settle what was open. Adds a report beside
 * the old one and touches neither package nor state. Bytes first, then row and event in one transaction.
 *
 * A run goes through the records in order of their ids and may be left and taken up at any time: what it did before is
 * recognised by its time of control and not done again.
 */
export class Revalidate {
  constructor(
    private readonly ports: RevalidatePorts,
    private readonly settings: RevalidateSettings,
    private readonly tell: RevalidateTold = {},
  ) {}

  /** Puts a run into the queue. Throws FONDS_UNKNOWN. */
  async start(
    principal: Principal,
    { fonds, all }: { fonds: string | null; all: boolean },
    requestId: string,
  ): Promise<RunRow> {
    const at = this.ports.clock.now();
    const scope = fonds === null ? visibleTo(principal) : [await this.fondsId(principal, fonds)];
    const id = uuidV7(at, this.ports.random.bytes(10));
    const run = await this.ports.validations.startRun({ id, fonds: scope, all, actor: principal.id, requestId, at });
    this.tell.queued?.();
    return run;
  }

  /** Throws REVALIDATION_UNKNOWN. */
  async run(principal: Principal, id: string): Promise<RunRow> {
    const run = await this.ports.validations.run(id);
    const scope = visibleTo(principal);
    if (!run || (scope !== null && !run.fonds?.every((one) => scope.includes(one))))
      throw new ArchiveError('REVALIDATION_UNKNOWN', `no revalidation ${id}`);
    return run;
  }

  runs(principal: Principal, limit: number, after: string | null): Promise<Page<RunRow>> {
    return this.ports.validations.runs(visibleTo(principal), limit, after);
  }

  /**
   * Takes the oldest run that nobody works on and carries it out until it is done, `stopped` says so, or another process
   * took it. False when there was none. Throws what database or store can't answer; the run is taken up again later.
   */
  async work(holder: string, stopped: () => boolean): Promise<boolean> {
    const run = await this.ports.validations.takeRun(holder, HOLD_MS);
    if (!run) return false;
    const { after, seen, revalidated, changed, problems } = run;
    const progress: RunProgress = { after, seen, revalidated, changed, problems: [...problems] };
    let finished = false;
    try {
      finished = await this.carryOut(run, progress, holder, stopped);
    } finally {
      await this.ports.validations.leaveRun(run.id, holder, progress, finished);
    }
    return true;
  }

  private async carryOut(run: RunRow, progress: RunProgress, holder: string, stopped: () => boolean): Promise<boolean> {
    const { validations, clock } = this.ports;
    let told = clock.now().getTime();
    for (;;) {
      const due = await validations.due(run, progress.after, PAGE);
      for (let at = 0; at < due.length; at += this.settings.width) {
        if (stopped()) return false;
        const some = due.slice(at, at + this.settings.width);
        const looked = await Promise.allSettled(some.map((row) => this.lookAgain(run, row)));
        const failed = looked.find((one) => one.status === 'rejected');
        if (failed) throw failed.reason;
        for (const one of looked) if (one.status === 'fulfilled') count(progress, one.value);
        progress.after = some.at(-1)!.record;
        const now = clock.now().getTime();
        if (now - told >= TELL_MS || now < told) {
          if (!(await validations.holdRun(run.id, holder, HOLD_MS, progress))) return false;
          told = now;
        }
      }
      if (due.length < PAGE) return true;
    }
  }

  private async lookAgain(run: RunRow, due: DueRow): Promise<Looked> {
    const trust = await this.ports.trust.current(due.fonds);
    const same = due.trust === trust.digest;
    if (same && (!run.all || due.at.getTime() === run.at.getTime())) return 'skipped';
    try {
      return await this.judge(run, due, { trust, at: run.at, policy: SIGNATURE_POLICY });
    } catch (error) {
      // The world may come back; what is wrong with this record is told, and the others go on.
      if (isArchiveError(error)) {
        if (error.options.retryable) throw error;
        return { record: due.record, code: error.code, message: error.message };
      }
      this.tell.mistake?.(error);
      return { record: due.record, code: 'INTERNAL_ERROR', message: 'a mistake of the service; its log says which' };
    }
  }

  private async judge(run: RunRow, due: DueRow, context: Parameters<typeof judgeAgain>[3]): Promise<Looked> {
    const { validations, catalogue, clock, random } = this.ports;
    const [view, previous] = await Promise.all([
      catalogue.record(due.record, null),
      validations.one(due.record, due.number),
    ]);
    if (!view || !previous) throw new Error(`record ${due.record} was due and is gone`);
    const { row, outlook } = await judgeAgain(this.ports, view, previous, context, this.settings.software);
    this.tell.reached?.('revalidation-stored');
    const { version, sizeBytes, sha256, sha512 } = packageOf(view);
    const event = await validations.add({
      row,
      outlook,
      event: {
        type: 'revalidated',
        subject: row.record,
        fonds: row.fonds,
        actor: run.actor,
        at: clock.now(),
        package: { version, sizeBytes, sha256, sha512 },
        details: {
          number: row.number,
          report: { sha256: row.object!.sha256, sizeBytes: row.object!.sizeBytes },
          signatures: { ...row.counts, trust: row.trust, policy: row.policy, at: row.at.toISOString() },
        },
        salt: random.bytes(32),
      },
      requestId: run.requestId,
    });
    if (event === null) return 'skipped'; // another report came first; the next run looks at that one
    this.tell.reached?.('revalidation-added');
    return row.changes.length > 0 ? 'changed' : 'same';
  }

  private async fondsId(principal: Principal, code: string): Promise<string> {
    const fonds = await this.ports.access.fondsByCode(code);
    const scope = visibleTo(principal);
    if (!fonds || (scope !== null && !scope.includes(fonds.id)))
      throw new ArchiveError('FONDS_UNKNOWN', `no fonds "${code}"`);
    return fonds.id;
  }
}

type Looked = 'skipped' | 'same' | 'changed' | { record: string; code: string; message: string };

function count(progress: RunProgress, looked: Looked): void {
  progress.seen += 1;
  if (typeof looked === 'object') {
    if (progress.problems.length < MOST_PROBLEMS) progress.problems.push(looked);
  } else if (looked !== 'skipped') {
    progress.revalidated += 1;
    if (looked === 'changed') progress.changed += 1;
  }
}

/** Administrators read no record, but may have all of them looked at. */
function visibleTo(principal: Principal): string[] | null {
  return principal.role === 'administrator' ? null : scopeOf(principal);
}
