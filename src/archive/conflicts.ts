import { ArchiveError } from '../core/error.js';
import { fingerprintOf } from '../core/package/fingerprint.js';
import { readRecord } from '../core/records/index.js';
import { type ReceivedFile } from '../core/record.js';
import { packageOf, scopeOf } from './consult.js';
import { type Dictionary } from './dictionary.js';
import { type ConflictDecision, type ConflictRow } from './lifecycle-ports.js';
import { type Access, type ObjectStore, type Page, type Principal, type RecordView, type Spool, type SpooledFile } from './ports.js'; // prettier-ignore
import { uuidV7 } from './random.js';
import { kindInputOf } from './sayings.js';
import { type Versions } from './versions.js';
import { busy, type ChangePorts, changeOf, draftOf, type Drafted, keyMismatch, keyOf, settleConflict, type Why, withdrawRecord } from './withdraw.js'; // prettier-ignore

export interface ConflictPorts extends ChangePorts {
  access: Pick<Access, 'fonds' | 'fondsByCode'>;
  objects: ObjectStore;
  spool: Spool;
  versions: Versions;
  dictionary: Pick<Dictionary, 'current'>;
}

/** A conflict as it is told. */
export interface AnsweredConflict {
  id: string;
  fonds: string;
  duplicateKey: string;
  first: string;
  second: string;
  differences: ConflictRow['differences'];
  at: string;
  decided: { decision: ConflictDecision; reason: string; at: string } | null;
}

/** What the decision answers. */
const CONFLICT_CODES: ReadonlySet<string> = new Set(['DUPLICATE_CONFLICT', 'DUPLICATE_INCOMPARABLE']);

export type Decision = Exclude<ConflictDecision, 'withdrawn'>;

/** What a person decides of two records that have one duplicate key and say different things. Both stay, whatever is decided. */
export class Conflicts {
  constructor(private readonly ports: ConflictPorts) {}

  async list(
    principal: Principal,
    { fonds, open, record }: { fonds: string | null; open: boolean | null; record: string | null },
    limit: number,
    after: string | null,
  ): Promise<Page<AnsweredConflict>> {
    const { access, lifecycle } = this.ports;
    let scope = scopeOf(principal);
    if (fonds !== null) {
      const named = await access.fondsByCode(fonds);
      if (!named || (scope !== null && !scope.includes(named.id))) return { items: [], next: null };
      scope = [named.id];
    }
    const page = await lifecycle.conflicts({ scope, open, record }, limit, after);
    const codes = new Map((await access.fonds()).map(({ id, code }) => [id, code]));
    return { items: page.items.map((row) => answered(row, codes)), next: page.next };
  }

  async one(principal: Principal, id: string): Promise<AnsweredConflict> {
    const codes = new Map((await this.ports.access.fonds()).map((fonds) => [fonds.id, fonds.code]));
    return answered(await this.row(principal, id), codes);
  }

  /** Throws CONFLICT_UNKNOWN; CONFLICT_DECIDED when something else was decided. The same again is answered the same. */
  async decide(
    principal: Principal,
    id: string,
    { decision, ...why }: Why & { decision: Decision },
    request: { idempotencyKey: string | null; requestId: string },
  ): Promise<AnsweredConflict> {
    const { locks } = this.ports;
    const { first, second } = await this.row(principal, id);
    // Always the older first: two decisions never wait for each other.
    const [one, two] = [first, second].sort() as [string, string];
    await locks.alone(one, () =>
      locks.alone(two, async () => {
        const row = await this.row(principal, id);
        if (row.decided) {
          if (row.decided.decision === decision && row.decided.reason === why.reason) return;
          throw decidedBefore(row);
        }
        const views = [await this.view(first), await this.view(second)] as const;
        if (decision === 'same-record') await this.makeVersion(principal, row, views, why, request);
        else await this.settle(principal, row, views, decision, why, request);
      }),
    );
    return this.one(principal, id);
  }

  private async settle(
    principal: Principal,
    row: ConflictRow,
    [first, second]: readonly [RecordView, RecordView],
    decision: Exclude<Decision, 'same-record'>,
    why: Why,
    request: { idempotencyKey: string | null; requestId: string },
  ): Promise<void> {
    const at = this.ports.clock.now();
    const draft = draftOf();
    draft.conflicts.push({ id: row.id, decision, reason: why.reason, at });
    for (const view of [first, second]) {
      const goes =
        (decision === 'withdraw-first' && view === first) || (decision === 'withdraw-second' && view === second);
      if (goes) withdrawRecord(this.ports, draft, view, principal, why, at);
      else await settleConflict(this.ports, draft, view, row, decision, principal, at);
    }
    const result = await this.ports.lifecycle.change({
      ...changeOf(draft),
      fonds: row.fonds,
      principal: principal.id,
      idempotency: keyOf(request.idempotencyKey, row.second, `decision ${row.id}`, { decision, ...why }),
      requestId: request.requestId,
    });
    if (result.kind === 'mismatch') throw keyMismatch();
    if (result.kind === 'outrun') throw busy(row.second);
  }

  /** The files of the second record become a version of the first; the second is withdrawn, for it is the same. */
  private async makeVersion(
    principal: Principal,
    row: ConflictRow,
    [first, second]: readonly [RecordView, RecordView],
    why: Why,
    request: { idempotencyKey: string | null; requestId: string },
  ): Promise<void> {
    const { clock, random, versions } = this.ports;
    const at = clock.now();
    const draft = draftOf();
    draft.conflicts.push({ id: row.id, decision: 'same-record', reason: why.reason, at });
    withdrawRecord(this.ports, draft, second, principal, why, at);
    await settleConflict(this.ports, draft, first, row, 'same-record', principal, at);
    const spooled: SpooledFile[] = [];
    try {
      for (const file of second.files) spooled.push(await this.fetch(second, file));
      const files: ReceivedFile[] = second.files.map(({ index: _, offset: __, version: ___, ...file }) => file);
      const said = {
        record: first.record.id,
        ...Object.fromEntries(Object.entries(why).filter(([, text]) => text !== null)),
        sameAs: second.record.id,
        files: files.map(({ declared }) => declared),
      };
      const named = files.map((f) => ({ name: f.declared.name, sizeBytes: f.sizeBytes, sha256: f.digests.sha256 }));
      const declaration = { ...second.record.declaration, kind: first.record.kind, title: first.record.title };
      const { schemes } = await this.ports.dictionary.current(first.record.fonds);
      const reading = { ...readRecord(kindInputOf(declaration, files), schemes), facts: second.record.facts };
      const result = await versions.add({
        view: first,
        tried: {
          id: uuidV7(at, random.bytes(10)),
          at,
          nonce: Buffer.from(random.bytes(32)).toString('hex'),
          resumed: false,
        },
        kind: 'addition',
        // Those of its own package stand beside it.
        checks: null,
        why,
        declarationBytes: Buffer.from(JSON.stringify(said)),
        said,
        declaration,
        files,
        spooled,
        reading,
        findings: second.record.findings.filter(({ code }) => !CONFLICT_CODES.has(code)),
        registered:
          first.record.state === 'registered' &&
          second.record.stateReason.every((code) => code === 'DUPLICATE_CONFLICT'),
        validation: null,
        fingerprint: fingerprintOf({
          fondsId: first.fonds.id,
          recordId: first.record.id,
          declaration: said,
          files: named,
        }),
        senderSignature: null,
        principal: principal.id,
        idempotencyKey: null,
        requestId: request.requestId,
        also: alsoOf(draft),
      });
      if (result.kind === 'mismatch') throw keyMismatch();
      if (result.kind !== 'committed') throw busy(row.first);
    } finally {
      for (const one of spooled) await one.dispose();
    }
  }

  /** Measured again on the way: what becomes part of another package is what was registered. */
  private async fetch(view: RecordView, file: RecordView['files'][number]): Promise<SpooledFile> {
    const { objects, spool } = this.ports;
    const stored = packageOf(view, file.version);
    const body = await objects.open(stored.key, {
      range: { offset: file.offset, length: file.sizeBytes },
      ...(stored.storeVersion ? { version: stored.storeVersion } : {}),
    });
    const spooled = await spool.receive(body, { maxBytes: file.sizeBytes, gapBytes: 0 });
    if (spooled.digests.sha512 === file.digests.sha512) return spooled;
    await spooled.dispose();
    throw new ArchiveError('OBJECT_CONFLICT', `${stored.key}: ${file.path} has other bytes than were registered`);
  }

  private async row(principal: Principal, id: string): Promise<ConflictRow> {
    const row = await this.ports.lifecycle.conflict(id, scopeOf(principal));
    if (!row) throw new ArchiveError('CONFLICT_UNKNOWN', `no conflict ${id}`);
    return row;
  }

  private async view(id: string): Promise<RecordView> {
    const view = await this.ports.catalogue.record(id, null);
    if (!view) throw new Error(`record ${id} is in a conflict and is gone`);
    return view;
  }
}

function alsoOf({ receipts, events, ...changes }: Drafted): NonNullable<Parameters<Versions['add']>[0]['also']> {
  return { changes, events, receipts: (sealed) => sealed.map((event, i) => receipts[i]!(event)) };
}

function decidedBefore({ id, decided }: ConflictRow): ArchiveError {
  return new ArchiveError('CONFLICT_DECIDED', `conflict ${id} was decided: ${decided!.decision}`, {
    detail: { decision: decided!.decision, reason: decided!.reason, at: decided!.at.toISOString() },
  });
}

function answered({ key, fonds, at, decided, ...row }: ConflictRow, codes: Map<string, string>): AnsweredConflict {
  return {
    ...row,
    fonds: codes.get(fonds) ?? fonds,
    duplicateKey: key,
    at: at.toISOString(),
    decided: decided && { decision: decided.decision, reason: decided.reason, at: decided.at.toISOString() },
  };
}
