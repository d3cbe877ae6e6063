import { type CheckReport } from '../core/checks/result.js';
import { type Finding } from '../core/finding.js';
import { type PendingEvent, type SealedEvent } from '../core/ledger/event.js';
import { versionId } from '../core/package/layout.js';
import { type PackageInput } from '../core/package/plan.js';
import { planPackage } from '../core/package/plan-package.js';
import { type Declaration, type ReceivedFile } from '../core/record.js';
import { type RecordReading } from '../core/records/kind.js';
import { mergedFacts } from '../core/records/same-facts.js';
import { awaitsOf, countVerdicts, openOf, type ValidationConditions } from '../core/signatures/verdicts.js';
import { checkRowOf } from './checks-ports.js';
import { packageOf } from './consult.js';
import { type AddVersion, type AddVersionResult, type Lifecycle, type VersionRow } from './lifecycle-ports.js';
import { type FileRow, type ObjectStore, type PackageRow, type RecordView, type Signer, type Spool, type SpooledFile } from './ports.js'; // prettier-ignore
import { type Randomness } from './random.js';
import { RECEIPT_TYPE, receiptPayload } from './receipt.js';
import { sayingsOf } from './sayings.js';
import { storePackage } from './store-package.js';

/** Everything a later version is made of. */
export interface NewVersion {
  /** The record as it stands: the version follows its newest one. */
  view: RecordView;
  /** Id, time and nonce of the try, as the register noted them; `resumed`: of an earlier try. */
  tried: { id: string; at: Date; nonce: string; resumed: boolean };
  kind: VersionRow['kind'];
  why: { reason: string | null; basis: string | null; approver: string | null };
  declarationBytes: Uint8Array;
  /** The `record` part as a value. */
  said: unknown;
  /** What of the record the package describes itself by. */
  declaration: Declaration;
  files: ReceivedFile[];
  spooled: readonly SpooledFile[];
  reading: RecordReading;
  findings: Finding[];
  /** The record is registered, and by the policy the version is too: its sender may mark its copy archived. */
  registered: boolean;
  /** By the scheme of intake. */
  checks: CheckReport | null;
  validation: ValidationConditions | null;
  fingerprint: string;
  senderSignature: PackageInput['senderSignature'] | null;
  principal: string;
  idempotencyKey: string | null;
  requestId: string;
  /** Further changes and their events, in the same transaction. */
  also?: {
    changes: NonNullable<AddVersion['also']>;
    events: PendingEvent[];
    receipts(events: SealedEvent[]): (string | null)[];
  };
}

export interface VersionPorts {
  objects: ObjectStore;
  spool: Spool;
  lifecycle: Lifecycle;
  signer: Signer;
  random: Randomness;
}

export type VersionStep = 'version-stored' | 'version-committing' | 'version-committed';

/**
 * Makes the package of a later version, stores it, and commits package, files, event and receipt. Bytes first, register
 * second, as at intake; the former version stays as it is.
 */
export class Versions {
  constructor(
    private readonly ports: VersionPorts,
    private readonly software: { name: string; version: string },
    private readonly reached: (step: VersionStep) => void = () => undefined,
  ) {}

  async add(made: NewVersion): Promise<AddVersionResult> {
    const { ports } = this;
    const { view, tried } = made;
    const previous = packageOf(view);
    const input = this.describe(made, previous);
    const plan = planPackage(input);
    const stored = await storePackage(ports, plan, input, made.spooled, tried.resumed);
    this.reached('version-stored');

    // An adopted package says what was found when it was made.
    const findings = stored.said?.findings ?? made.findings;
    const validation = stored.said ? stored.said.validation : made.validation;
    const checks = stored.said ? stored.said.checks : made.checks;
    const files = made.files.map((file, index): FileRow => ({
      ...file,
      signatures: stored.said?.signatures.get(file.path) ?? file.signatures,
      version: input.version,
      index,
      offset: stored.offsets[index]!,
    }));
    const row: PackageRow = {
      record: view.record.id,
      version: input.version,
      key: plan.key,
      nonce: tried.nonce,
      at: tried.at,
      ...stored.package,
    };
    const version: VersionRow = {
      record: view.record.id,
      version: input.version,
      fonds: view.fonds.id,
      kind: made.kind,
      id: tried.id,
      ...made.why,
      declaration: made.said,
      findings,
      fingerprint: made.fingerprint,
      principal: made.principal,
      at: tried.at,
    };
    const says = sayingsOf(stored.said?.reading ?? made.reading);
    const facts = mergedFacts(view.record.facts, says.facts);
    // Booking information that is added to the accounting voucher that books names that one: no relation to another record.
    const booking = view.record.kind === 'accounting-voucher';
    const foundRelations = says.foundRelations.filter(
      ({ type, key }) => key !== view.record.duplicateKey && !(booking && type === 'booked-by'),
    );
    const added = this.event(version, row, files, validation);
    const own = made.registered ? [added, { ...added, type: 'registered' as const, salt: ports.random.bytes(32) }] : [added]; // prettier-ignore
    const result = await ports.lifecycle.addVersion({
      version,
      package: row,
      files,
      facts,
      foundRelations,
      ...(checks ? { checks: checkRowOf(checks, row, view.fonds.id) } : {}),
      ...reportOf(version, files, validation),
      idempotencyKey: made.idempotencyKey,
      ...(made.also ? { also: made.also.changes } : {}),
      events: [...own, ...(made.also?.events ?? [])],
      receipts: (events) => {
        this.reached('version-committing');
        const record = { ...view.record, findings };
        const signed = events.slice(0, own.length).map((event) => {
          const payload = receiptPayload({ record, fonds: view.fonds, package: row, files, validation, event });
          return ports.signer.sign(RECEIPT_TYPE, payload);
        });
        return [...signed, ...(made.also?.receipts(events.slice(own.length)) ?? [])];
      },
      requestId: made.requestId,
    });
    if (result.kind === 'committed') this.reached('version-committed');
    return result;
  }

  private describe(made: NewVersion, previous: PackageRow): PackageInput {
    const { view, tried, why, senderSignature, validation } = made;
    const version = previous.version + 1;
    const { sizeBytes, sha256, sha512 } = previous;
    const said = Object.fromEntries(Object.entries(why).filter(([, text]) => text !== null));
    return {
      recordId: view.record.id,
      version,
      change: {
        id: tried.id,
        kind: made.kind,
        ...said,
        previous: { version: previous.version, sizeBytes, sha256, sha512 },
      },
      fondsId: view.fonds.id,
      fondsCode: view.fonds.code,
      test: view.fonds.test,
      at: tried.at,
      eventId: versionId(view.record.id, version),
      actor: made.principal,
      nonce: Buffer.from(tried.nonce, 'hex'),
      fingerprint: made.fingerprint,
      declarationBytes: made.declarationBytes,
      declaration: made.declaration,
      ...(senderSignature ? { senderSignature } : {}),
      files: made.files,
      reading: made.reading,
      findings: made.findings,
      ...(made.checks ? { checks: made.checks } : {}),
      ...(validation ? { validation } : {}),
      software: this.software,
    };
  }

  private event(
    { record, fonds, principal, at, version, kind, reason, basis, approver, fingerprint, findings }: VersionRow,
    { sizeBytes, sha256, sha512 }: PackageRow,
    files: readonly FileRow[],
    validation: ValidationConditions | null,
  ): PendingEvent {
    const counts = countVerdicts(files);
    const why = Object.fromEntries(Object.entries({ reason, basis, approver }).filter(([, text]) => text !== null));
    return {
      type: 'version-added',
      subject: record,
      fonds,
      actor: principal,
      at,
      package: { version, sizeBytes, sha256, sha512 },
      details: {
        kind,
        ...why,
        fingerprint,
        findings: findings.map((f) => f.code),
        ...(counts.total > 0 ? { signatures: { ...counts, trust: validation?.trust ?? null, policy: validation?.policy ?? null } } : {}), // prettier-ignore
      },
      salt: this.ports.random.bytes(32),
    };
  }
}

/** The report inside the package, as the next of the record; nothing for a version without signatures. */
function reportOf(
  { record, fonds, at, version }: VersionRow,
  files: readonly FileRow[],
  validation: ValidationConditions | null,
): Pick<AddVersion, 'validation'> {
  const counts = countVerdicts(files);
  if (counts.total === 0) return {};
  const row = {
    record,
    fonds,
    at: validation ? new Date(validation.at) : at,
    trust: validation?.trust ?? null,
    policy: validation?.policy ?? '',
    counts,
    object: null,
    version,
    changes: [],
  };
  return { validation: { row, outlook: { awaits: awaitsOf(files), open: openOf(files) } } };
}
