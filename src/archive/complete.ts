import { filesMeet } from '../core/records/expects.js';
import { checkCode } from './policy.js';
import { type ChangePorts, busy, changeOf, draftOf, pushEvent } from './withdraw.js';
import { type RecordView } from './ports.js';

/** Why a record is incomplete: what it declared to expect is not there. */
export const EXPECTED_MISSING = 'EXPECTED_MISSING';

const TRIES = 4;
const AT_ONCE = 200;
/** Of a sweep. */
const PAGES = 10;

/**
 * Records that wait (待补) complete themselves: when what they expect is there, in whatever order it came, the record is
 * registered, once. Whoever brings the last piece asks; the sweep asks again for what a crash left unasked.
 */
export class Complete {
  /** The last record that the sweep looked at. */
  private swept: string | null = null;

  constructor(
    private readonly ports: ChangePorts,
    private readonly failed: (error: unknown) => void = () => undefined,
  ) {}

  /** The record as it is afterwards. */
  async look(id: string, requestId: string): Promise<RecordView> {
    const { lifecycle, catalogue, clock } = this.ports;
    for (let tries = 1; ; tries++) {
      const view = await catalogue.record(id, null);
      if (!view) throw new Error(`record ${id} expects something and is gone`);
      const { record, expectations } = view;
      const open = expectations.filter(({ metAt }) => metAt === null);
      if (record.state !== 'incomplete' || open.length === 0) return view;
      const at = clock.now();
      const draft = draftOf();
      for (const { number, wanted } of open) {
        if (wanted.kind === 'files') {
          if (filesMeet(wanted, view.files)) draft.met.push({ record: id, number, by: id, at });
        } else {
          const by = await lifecycle.expected(record.fonds, wanted.key, id);
          if (by !== null) draft.met.push({ record: id, number, by, at });
        }
      }
      if (draft.met.length === 0) return view;
      // What came to complete it is judged too.
      if (draft.met.length === open.length) this.finish(draft, view, at, await lifecycle.vetoed(id));
      const result = await lifecycle.change({
        ...changeOf(draft),
        fonds: record.fonds,
        principal: record.principal,
        idempotency: null,
        requestId,
      });
      if (result.kind === 'outrun' && tries >= TRIES) throw busy(id);
    }
  }

  /** Those that waited for something that came: the one that brought it is answered whatever becomes of them. */
  async lookAt(records: readonly string[], requestId: string): Promise<void> {
    for (const id of records) await this.look(id, requestId).catch((error: unknown) => this.failed(error));
  }

  /**
   * What a crash, another process, or one that very many waited for, left unasked. Some of those looked at go on waiting:
   * the next sweep goes on behind them, and begins anew at the end. Gives how many records were looked at.
   */
  async sweep(): Promise<number> {
    let looked = 0;
    for (let pages = 0; pages < PAGES; pages++) {
      const due = await this.ports.lifecycle.completable(AT_ONCE, this.swept);
      await this.lookAt(due, 'completion');
      looked += due.length;
      this.swept = due.length < AT_ONCE ? null : due.at(-1)!;
      if (this.swept === null) break;
    }
    return looked;
  }

  /** Every event is by whoever sent the record: nobody else decided anything. */
  private finish(draft: ReturnType<typeof draftOf>, view: RecordView, at: Date, vetoed: readonly string[]): void {
    const { id, stateReason, principal: actor } = view.record;
    const left = [...new Set([...stateReason.filter((code) => code !== EXPECTED_MISSING), ...vetoed.map(checkCode)])];
    const state = left.length > 0 ? 'received' : 'registered';
    draft.states.push({ record: id, from: 'incomplete', to: state, reason: left });
    const details = { expected: view.expectations.length };
    pushEvent(this.ports, draft, view, { type: 'completed', actor, at, details }, false);
    if (left.length > 0) return;
    const registered = { ...view, record: { ...view.record, state: 'registered' as const } };
    for (const { version } of view.packages)
      pushEvent(this.ports, draft, registered, { type: 'registered', actor, at, details }, true, version);
  }
}
