import { ArchiveError } from '../core/error.js';
import { runChecks } from '../core/checks/run.js';
import { type CheckReport } from '../core/checks/result.js';
import { archivingSchemeOf } from '../core/checks/schemes/index.js';
import { type Finding } from '../core/finding.js';
import { eventId, type PendingEvent } from '../core/ledger/event.js';
import { contentKeyOf, fingerprintOf } from '../core/package/fingerprint.js';
import { type PackageInput } from '../core/package/plan.js';
import { planPackage } from '../core/package/plan-package.js';
import { type Declaration, type ReceivedFile } from '../core/record.js';
import { expectationsOf, filesMeet } from '../core/records/expects.js';
import { readRecord } from '../core/records/index.js';
import { type RecordReading } from '../core/records/kind.js';
import { titleOf } from '../core/records/title.js';
import { type ValidationContext } from '../core/signatures/trust.js';
import {
  awaitsOf,
  conditionsOf,
  countVerdicts,
  openOf,
  type ValidationConditions,
} from '../core/signatures/verdicts.js';
import { type Addition, additionDeclaration, parseAddition } from './addition.js';
import { type StoredSayings } from './adopt.js';
import { answerOf, versionOf } from './answer.js';
import { checkSender } from './check-sender.js';
import { additionOf, bookingMadeFor, maySupply } from './booking-made.js';
import { type Complete, EXPECTED_MISSING } from './complete.js';
import { subjectAtIntake } from './check-subject.js';
import { checkRowOf, summaryOf } from './checks-ports.js';
import { packageOf, scopeOf } from './consult.js';
import { firstDayOf, isStateSecret, parseDeclaration } from './declaration.js';
import {
  duplicateConflict,
  duplicateRecord,
  renditionAdded,
  sentAfterWithdrawal,
  type Standing,
  standingOf,
} from './duplicates.js';
import { type Dictionary, type PresentSchemes } from './dictionary.js';
import { intakeFinding } from './findings.js';
import { collect, IntakeFiles, type IntakeLimits, type MeasuredFile } from './intake-files.js';
import { type KeyedLock } from './keyed-lock.js';
import { type Lifecycle } from './lifecycle-ports.js';
import { type ConflictRow, type ExpectationRow } from './lifecycle-rows.js';
import { decide, type IntakePolicy } from './policy.js';
import {
  type Access,
  type BeginInput,
  type Begun,
  type Catalogue,
  type CommitInput,
  type Clock,
  type Fonds,
  type Isolate,
  type ObjectStore,
  type PackageRow,
  type RecordRow,
  type RecordView,
  type RefusalRow,
  type Register,
  type Signer,
  type Spool,
  type SpooledFile,
} from './ports.js';
import { type Randomness, uuidV7 } from './random.js';
import { RECEIPT_TYPE, receiptPayload } from './receipt.js';
import { kindInputOf, sayingsOf } from './sayings.js';
import { type VirusScanner } from './scan-ports.js';
import { storePackage } from './store-package.js';
import { type IngestResult, type Submission, type SubmissionPart } from './submission.js';
import { type Trust } from './trust.js';
import { type ValidationRow } from './validation-ports.js';
import { type NewVersion, type Versions } from './versions.js';

export interface IngestSettings {
  limits: IntakeLimits;
  policy: IntakePolicy;
  software: { name: string; version: string };
  /** True where the deployment is approved for state secrets (涉密). */
  classifiedAllowed: boolean;
}

export interface IngestPorts {
  objects: ObjectStore;
  register: Register;
  catalogue: Catalogue;
  access: Access;
  lifecycle: Lifecycle;
  versions: Versions;
  complete: Complete;
  /** One at a time per duplicate key and per record, whoever works on it. */
  locks: KeyedLock;
  trust: Pick<Trust, 'current'>;
  dictionary: Pick<Dictionary, 'current'>;
  spool: Spool;
  isolate: Isolate;
  /** Null: nothing is scanned for viruses. */
  scanner: VirusScanner | null;
  signer: Signer;
  clock: Clock;
  random: Randomness;
}

/** Where a submission is, for the crash matrix: a test ends the process here. */
export type IngestStep = 'spooled' | 'stored' | 'committing' | 'committed';

interface Intake {
  submission: Submission;
  declaration: Declaration;
  declarationBytes: Uint8Array;
  fonds: Fonds;
  proposed: Proposal;
  /** Under what its signatures are judged. */
  context: ValidationContext;
  /** What it is added to; null for a record of its own. */
  addition: Addition | null;
  /** What its fonds added to dictionary and kinds. */
  present: PresentSchemes;
}

/** What is known of a submission before any file is spooled. */
type Opened = Pick<Intake, 'declaration' | 'fonds' | 'addition'>;

type Proposal = BeginInput['proposed'];

/** As many as can be under way in an outage; past it the oldest is left to the reconcile job. */
const MAX_UNCOMMITTED = 10_000;
/** Each container is judged by its own. */
const SIGNATURE_POLICY = 'auto';

/**
 * A record comes in: declare, spool and measure, recognise, decide, pack, store, commit, answer.
 *
 * Bytes first, register second: after a crash there may be an object nobody mentions, never a row or an event
 * that points at nothing. An answer is given only when both are durable.
 */
export class Ingest {
  /** Idempotency keys of submissions that run in this process. */
  private readonly running = new Set<string>();
  /** Stored, but the register did not answer: a re-send takes the same id, time and nonce, also when the register forgot them. */
  private readonly uncommitted = new Map<string, Proposal>();

  constructor(
    private readonly ports: IngestPorts,
    private readonly settings: IngestSettings,
    private readonly reached: (step: IngestStep) => void = () => undefined,
  ) {}

  async run(submission: Submission): Promise<IngestResult> {
    const parts = submission.parts[Symbol.asyncIterator]();
    try {
      const declarationBytes = await this.readDeclaration(await parts.next());
      const opened = submission.addTo === undefined ? await this.openRecord(submission, declarationBytes) : await this.openAddition(submission, submission.addTo, declarationBytes); // prettier-ignore
      if ('kind' in opened) return opened;

      const at = this.ports.clock.now();
      const proposed = {
        recordId: uuidV7(at, this.ports.random.bytes(10)),
        at,
        nonce: Buffer.from(this.ports.random.bytes(32)).toString('hex'),
      };
      const trust = await this.ports.trust.current(opened.fonds.id);
      const present = await this.ports.dictionary.current(opened.fonds.id);
      const context = { trust, at, policy: SIGNATURE_POLICY };
      const intake: Intake = { submission, declarationBytes, proposed, context, present, ...opened };
      return await this.oneAtATime(intake, () => this.withFiles(intake, parts));
    } finally {
      await parts.return?.(undefined);
    }
  }

  /** What can be said from the JSON alone, before any file is spooled. */
  private async openRecord(submission: Submission, bytes: Uint8Array): Promise<Opened | IngestResult> {
    const { principal } = submission;
    const declaration = parseDeclaration(bytes);
    this.assertFew(declaration);
    const secret = await this.refuseSecret(submission, declaration);
    if (secret) return secret;
    const fonds = await this.ports.access.fondsByCode(declaration.fonds);
    // A fonds outside the key's scope is answered like one that does not exist: it can't be guessed.
    if (!fonds || (principal.fonds !== null && !principal.fonds.includes(fonds.id))) {
      const finding = intakeFinding(
        'FONDS_UNKNOWN',
        'fonds',
        `no fonds "${declaration.fonds}" that this key may submit to`,
        { found: declaration.fonds },
      );
      return this.refuse(submission, null, declaration, [finding], {
        status: 422,
        code: 'RECORD_REFUSED',
        system: declaration.source?.system ?? null,
      });
    }
    return { declaration, fonds, addition: null };
  }

  /** The same of what is to be added to a record. Throws RECORD_UNKNOWN, RECORD_WITHDRAWN, VERSION_OUTRUN. */
  private async openAddition(submission: Submission, id: string, bytes: Uint8Array): Promise<Opened | IngestResult> {
    const said = parseAddition(bytes);
    const view = await this.ports.catalogue.record(id, scopeOf(submission.principal));
    if (!view) throw new ArchiveError('RECORD_UNKNOWN', `no record ${id}`);
    if (said.record !== undefined && said.record !== id) {
      const message = `names record ${said.record}, but is sent for ${id}`;
      throw new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path: '/record', message }] } });
    }
    const declaration = additionDeclaration(view, said);
    this.assertFew(declaration);
    const secret = await this.refuseSecret(submission, declaration);
    if (secret) return secret;
    return { declaration, fonds: view.fonds, addition: { record: id, said } };
  }

  private assertFew({ files }: Declaration): void {
    const { maxFiles } = this.settings.limits;
    if (files.length > maxFiles) {
      throw new ArchiveError('REQUEST_TOO_LARGE', `${files.length} files declared, at most ${maxFiles}`, {
        detail: { limit: maxFiles },
      });
    }
  }

  private async refuseSecret(submission: Submission, declaration: Declaration): Promise<IngestResult | null> {
    const { classification, metadata, source } = declaration;
    const secret = [classification, metadata?.['密级'], metadata?.['classification']].find(
      (said): said is string => typeof said === 'string' && isStateSecret(said),
    );
    if (secret === undefined || this.settings.classifiedAllowed) return null;
    const finding = intakeFinding(
      'CLASSIFIED_NOT_ALLOWED',
      'classification',
      'this deployment is not declared for state secrets',
      { found: secret },
    );
    return this.refuse(submission, null, null, [finding], {
      status: 403,
      code: 'CLASSIFIED_NOT_ALLOWED',
      system: source?.system ?? null,
    });
  }

  private async withFiles(intake: Intake, parts: AsyncIterator<SubmissionPart>): Promise<IngestResult> {
    const { ports, settings } = this;
    const files = new IntakeFiles(
      intake.declaration,
      intake.proposed.recordId,
      ports.spool,
      ports.isolate,
      settings.limits,
      intake.context,
      intake.present.mappings,
      ports.scanner,
    );
    try {
      for (let part = await parts.next(); !part.done; part = await parts.next()) await files.take(part.value);
      const { files: measured, spooled } = files.measured();
      const sender = await checkSender(ports.access, intake, files.signature, named(measured));
      const content = { fondsId: intake.fonds.id, declaration: intake.declaration, files: named(measured) };
      const fingerprint = fingerprintOf(
        intake.addition ? { ...content, declaration: intake.addition.said, recordId: intake.addition.record } : content,
      );
      const contentKey = contentKeyOf(content);
      // The register is asked while the readers still look, unless it is plain already that the record is refused.
      const begun = decide([...files.findings, ...sender.findings], settings.policy).refuse
        ? null
        : this.begin(intake, fingerprint, contentKey);
      begun?.catch(() => undefined); // awaited below; a failure before that must not end the process
      const look = async (at: Date) => {
        const [received, scans] = await Promise.all([files.read(measured), files.scans(measured)]);
        const input = kindInputOf(intake.declaration, received);
        const reading = readRecord(input, intake.present.schemes);
        const booking = await bookingMadeFor(intake.declaration, input.files);
        const findings = [...files.findings, ...sender.findings, ...reading.findings, ...(booking?.findings ?? [])];
        return {
          received,
          reading,
          findings,
          booking,
          ...this.conclude(intake, at, { received, reading, findings, scans, senderSigned: sender.signature !== null }),
        };
      };
      let looked = await look(intake.context.at);
      this.reached('spooled');
      let { context } = intake;
      if (begun !== null && !looked.decision.refuse) {
        const stand = await begun;
        if (stand.kind === 'go' && stand.at.getTime() !== context.at.getTime()) {
          // A re-send keeps the time of its first try, and its signatures are judged at that time.
          context = { ...context, at: stand.at };
          await files.judgeAgain(context);
          looked = await look(stand.at);
        }
      }
      const { received, reading, findings, decision, checks } = looked;
      if (begun === null || decision.refuse) {
        const why = { status: 422, code: 'RECORD_REFUSED', system: intake.declaration.source?.system ?? null };
        return await this.refuse(intake.submission, intake.fonds, intake.declaration, findings, why, fingerprint);
      }
      const kept = await this.keep(await begun, {
        intake,
        received,
        reading,
        spooled,
        findings,
        validation: conditionsOf(context),
        fingerprint,
        contentKey,
        decision,
        checks,
        senderSignature: sender.signature,
      });
      return looked.booking?.file ? await this.withBooking(intake.submission, kept, looked.booking.file) : kept;
    } finally {
      await files.dispose();
    }
  }

  /**
   * The booking information that was made of the sender's data becomes the next version of the record. Whoever got no answer
   * sends again, and what is missing of it is added then; what is there is found by its fingerprint.
   */
  private async withBooking(submission: Submission, kept: IngestResult, file: Uint8Array): Promise<IngestResult> {
    if (!('answer' in kept) || submission.dryRun || !maySupply(kept.answer)) return kept;
    const { answer } = kept;
    const addTo = answer.record.id;
    const added = await this.run({ ...submission, idempotencyKey: null, addTo, parts: additionOf(file) });
    if (added.kind === 'existing') return kept;
    if (added.kind !== 'version-added')
      throw new Error(`booking information made for record ${addTo} was not added: ${added.kind}`);
    const now = answerOf(await this.viewOf(addTo), answer.package.version);
    return { ...kept, answer: { ...now, findings: answer.findings } };
  }

  /** The items of the scheme, and what follows from them and from the findings. */
  private conclude(
    { declaration, proposed }: Intake,
    at: Date,
    seen: { received: ReceivedFile[]; findings: Finding[] } & Pick<
      Parameters<typeof subjectAtIntake>[0],
      'reading' | 'senderSigned' | 'scans'
    >,
  ) {
    const { received: files, ...rest } = seen;
    const subject = subjectAtIntake({ recordId: proposed.recordId, at, declaration, files, ...rest });
    const checks = runChecks(archivingSchemeOf(seen.reading.kind), subject, at, this.settings.software);
    return { checks, decision: decide(seen.findings, this.settings.policy, files, checks) };
  }

  /** Finds an earlier try of the same submission, or notes this one. */
  private async begin(
    { submission, fonds, proposed }: Intake,
    fingerprint: string,
    contentKey: string,
  ): Promise<Begun> {
    const earlier = this.uncommitted.get(claimOf(fonds, fingerprint));
    const begun = await this.ports.register.begin({
      principal: submission.principal.id,
      fonds: fonds.id,
      idempotencyKey: submission.idempotencyKey,
      fingerprint,
      contentKey,
      proposed: earlier ?? proposed,
      dryRun: submission.dryRun,
    });
    return begun.kind === 'go' && earlier !== undefined ? { ...begun, resumed: true } : begun;
  }

  /** Everything is measured and accepted: is it a record of its own? */
  private async keep(begun: Begun, accepted: Accepted): Promise<IngestResult> {
    const { ports } = this;
    const { intake, fingerprint, reading, received } = accepted;
    const { fonds, addition } = intake;
    if (begun.kind === 'mismatch') throw keyMismatch();
    if (begun.kind === 'stored') return this.existing(begun.record, begun.sameKey, fingerprint);
    if (begun.kind === 'refused') throw new Error('a refusal is never bound to an idempotency key');
    if (addition !== null)
      return ports.locks.alone(addition.record, () => this.keepAddition(begun, accepted, addition));

    const key = sayingsOf(reading).duplicateKey;
    if (key === null) return this.keepRecord(begun, accepted, null);
    // Two of one key at once: the second waits, and finds the first.
    return ports.locks.alone(`${fonds.id} ${key}`, async () => {
      const digests = received.map((file) => file.digests.sha256);
      const standing = await standingOf(ports, fonds.id, { key, facts: sayingsOf(reading).facts, digests });
      switch (standing.kind) {
        case 'new':
          return this.keepRecord(begun, accepted, null);
        case 'identical':
          return this.sameRecord(accepted, standing.view);
        case 'rendition':
          return ports.locks.alone(standing.view.record.id, () =>
            this.keepRendition(begun, accepted, standing.view.record.id),
          );
        case 'conflict':
          return this.keepRecord(begun, accepted, standing);
      }
    });
  }

  /** Nothing is stored twice: the key, if there is one, stands for the record that is there. */
  private async sameRecord({ intake, fingerprint }: Accepted, view: RecordView): Promise<IngestResult> {
    const { submission, fonds } = intake;
    const { idempotencyKey: key, principal } = submission;
    const record = view.record.id;
    if (key !== null && !submission.dryRun) {
      const bound = await this.ports.lifecycle.bind({ principal: principal.id, fonds: fonds.id, key, fingerprint, record }); // prettier-ignore
      if (!bound) throw keyMismatch();
    }
    return this.existing(record, false, fingerprint);
  }

  /** The same matter in another form: the next version of its record, without anybody being asked. */
  private async keepRendition(begun: Go, accepted: Accepted, record: string): Promise<IngestResult> {
    const { intake, findings } = accepted;
    const view = await this.viewOf(record);
    const added = renditionAdded(record, packageOf(view).version + 1);
    const version = this.versionOf(begun, accepted, view, {
      kind: 'rendition',
      why: { reason: null, basis: null, approver: null },
      said: intake.declaration,
      declaration: intake.declaration,
      findings: [...findings, added],
    });
    return this.keepVersion(begun, accepted, version);
  }

  private async keepAddition(begun: Go, accepted: Accepted, { record, said }: Addition): Promise<IngestResult> {
    const view = await this.viewOf(record);
    if (view.record.state === 'withdrawn')
      throw new ArchiveError('RECORD_WITHDRAWN', `record ${record} was withdrawn: nothing is added to it`);
    const { version: now } = packageOf(view);
    if (said.expectedVersion !== undefined && said.expectedVersion !== now) throw outrun(record, now);
    const { reason, basis = null, approver = null } = said;
    const version = this.versionOf(begun, accepted, view, {
      kind: 'addition',
      why: { reason, basis, approver },
      said,
      declaration: accepted.intake.declaration,
      findings: accepted.findings,
    });
    return this.keepVersion(begun, accepted, version);
  }

  private versionOf(
    begun: Go,
    { intake, received, spooled, reading, validation, fingerprint, decision, checks, senderSignature }: Accepted,
    view: RecordView,
    more: Pick<NewVersion, 'kind' | 'why' | 'said' | 'declaration' | 'findings'>,
  ): NewVersion {
    const { submission, declarationBytes } = intake;
    return {
      view,
      registered: view.record.state === 'registered' && decision.state === 'registered',
      tried: { id: begun.recordId, at: begun.at, nonce: begun.nonce, resumed: begun.resumed },
      declarationBytes,
      files: received,
      spooled,
      reading,
      checks,
      validation,
      fingerprint,
      senderSignature,
      principal: submission.principal.id,
      idempotencyKey: submission.idempotencyKey,
      requestId: submission.requestId,
      ...more,
    };
  }

  private async keepVersion(begun: Go, { intake, fingerprint }: Accepted, made: NewVersion): Promise<IngestResult> {
    const record = made.view.record.id;
    if (intake.submission.dryRun) {
      const answer = answerOf(made.view);
      return { kind: 'would-create', answer: { ...answer, findings: made.findings, receipt: null, registeredReceipt: null } }; // prettier-ignore
    }
    const added = await this.remembered(intake.fonds, fingerprint, begun, () => this.ports.versions.add(made));
    if (added.kind === 'mismatch') throw keyMismatch();
    if (added.kind === 'stored') return this.existing(added.record, false, fingerprint);
    const view = await this.viewOf(record);
    if (added.kind === 'outrun') {
      if (view.record.state === 'withdrawn')
        throw new ArchiveError('RECORD_WITHDRAWN', `record ${record} was withdrawn`);
      throw outrun(record, packageOf(view).version);
    }
    const version = packageOf(made.view).version + 1;
    return { kind: 'version-added', version, answer: answerOf(await this.completed(view, intake.submission), version) };
  }

  /** While the register has not said how it ended, a re-send takes the same id, time and nonce. */
  private async remembered<T>(fonds: Fonds, fingerprint: string, begun: Go, work: () => Promise<T>): Promise<T> {
    const claim = claimOf(fonds, fingerprint);
    this.uncommitted.delete(claim);
    if (this.uncommitted.size >= MAX_UNCOMMITTED) this.uncommitted.delete(this.uncommitted.keys().next().value!);
    this.uncommitted.set(claim, { recordId: begun.recordId, at: begun.at, nonce: begun.nonce });
    const done = await work();
    this.uncommitted.delete(claim);
    return done;
  }

  /** Pack, store, commit. */
  private async keepRecord(begun: Go, accepted: Accepted, conflict: Conflict | null): Promise<IngestResult> {
    const { ports } = this;
    const { intake, fingerprint } = accepted;
    const { submission, fonds } = intake;
    const { view, plan, input } = this.describe(accepted, begun, conflict);
    if (submission.dryRun) return { kind: 'would-create', answer: answerOf(view) };

    const stored = await storePackage(ports, plan, input, accepted.spooled, begun.resumed);
    Object.assign(view.packages[0]!, stored.package);
    for (const [i, offset] of stored.offsets.entries()) view.files[i]!.offset = offset;
    const validation = stored.said ? this.takeOver(view, stored.said, conflict) : accepted.validation;
    const checks = stored.said ? stored.said.checks : accepted.checks;
    view.checks = checks && summaryOf(checks);
    this.reached('stored');

    const committed = await this.remembered(fonds, fingerprint, begun, () =>
      ports.register.commit({
        record: view.record,
        package: view.packages[0]!,
        files: view.files,
        ...firstReport(view, validation),
        ...(checks ? { checks: checkRowOf(checks, view.packages[0]!, fonds.id) } : {}),
        ...(conflict ? { conflict: this.conflictRow(view, conflict) } : {}),
        expectations: view.expectations,
        idempotencyKey: submission.idempotencyKey,
        events: this.events(view, submission, validation, stored.package),
        receipts: (events) => {
          this.reached('committing');
          return events.map((event) =>
            ports.signer.sign(
              RECEIPT_TYPE,
              receiptPayload({ record: view.record, fonds, package: view.packages[0]!, files: view.files, validation, event }), // prettier-ignore
            ),
          );
        },
        requestId: submission.requestId,
      }),
    );
    if (committed.kind === 'mismatch') throw keyMismatch();
    if (committed.kind === 'stored') return this.existing(committed.record, false, fingerprint);
    // Another process was faster with a record of this key: sent again, it is a version of that one, or in conflict with it.
    if (committed.kind === 'duplicate') throw outrun(committed.record, 1);
    this.reached('committed');
    view.receipts = committed.events.map((event, i) => ({
      type: event.type as 'received' | 'registered',
      version: 1,
      event: event.id,
      receipt: committed.receipts[i]!,
    }));
    const waits = view.record.state === 'incomplete';
    await ports.complete.lookAt([...(waits ? [view.record.id] : []), ...committed.awaited], submission.requestId);
    return { kind: 'created', answer: answerOf(waits ? await this.viewOf(view.record.id) : view) };
  }

  /** The rows and the plan of the package, as a function of the submission and of (id, time, nonce). */
  private describe(
    {
      intake,
      received,
      reading,
      findings: found,
      validation,
      fingerprint,
      contentKey,
      decision,
      checks,
      senderSignature,
    }: Accepted,
    begun: Go,
    conflict: Conflict | null,
  ) {
    const { declaration, fonds, submission } = intake;
    const findings = [...found, ...(conflict ? [duplicateConflict(conflict.first, conflict.differences)] : [])];
    if (begun.sameContentAs !== null) {
      findings.push(
        intakeFinding(
          'SAME_CONTENT_OTHER_DECLARATION',
          'files',
          `record ${begun.sameContentAs} holds the same files of this source`,
          { found: begun.sameContentAs },
        ),
      );
    }
    const input: PackageInput = {
      recordId: begun.recordId,
      version: 1,
      fondsId: fonds.id,
      fondsCode: fonds.code,
      test: fonds.test,
      at: begun.at,
      eventId: eventId(begun.recordId, 1),
      actor: submission.principal.id,
      nonce: Buffer.from(begun.nonce, 'hex'),
      fingerprint,
      declarationBytes: intake.declarationBytes,
      declaration,
      ...(senderSignature ? { senderSignature } : {}),
      files: received,
      reading,
      findings,
      checks,
      ...(validation ? { validation } : {}),
      software: this.settings.software,
    };
    const plan = planPackage(input);
    const expectations = expectationRows(begun, fonds.id, declaration, received);
    const waits = expectations.some(({ metAt }) => metAt === null);
    const record: RecordRow = {
      id: begun.recordId,
      fonds: fonds.id,
      kind: reading.kind,
      title: titleOf(declaration, reading),
      creator: declaration.creator ?? null,
      date: declaration.date ?? null,
      dateFrom: firstDayOf(declaration.date),
      retention: declaration.retention ?? null,
      sourceSystem: declaration.source?.system ?? null,
      businessKey: declaration.source?.businessKey ?? null,
      ...stateOf(decision, conflict, waits),
      declaration,
      ...sayingsOf(reading),
      findings,
      fingerprint,
      contentKey,
      principal: submission.principal.id,
      receivedAt: begun.at,
    };
    const row: PackageRow = {
      record: record.id,
      version: 1,
      key: plan.key,
      storeVersion: null,
      sizeBytes: plan.sizeBytes,
      sha256: '',
      sha512: '',
      nonce: begun.nonce,
      at: begun.at,
    };
    const view: RecordView = {
      record,
      fonds,
      packages: [row],
      files: received.map((file, index) => ({ ...file, version: 1, index, offset: plan.offsets[index]! })),
      former: [],
      versions: [],
      withdrawal: null,
      expectations,
      checks: summaryOf(checks),
      receipts: [],
    };
    return { view, plan, input };
  }

  /**
   * The stored package stays as it is, and what is registered says what it says: a try before may have judged under other
   * trust, or with other readers.
   */
  private takeOver(
    { record, files }: RecordView,
    said: StoredSayings,
    conflict: Conflict | null,
  ): ValidationConditions | null {
    for (const file of files) file.signatures = said.signatures.get(file.path) ?? file.signatures;
    record.findings = said.findings;
    if (said.reading)
      Object.assign(record, sayingsOf(said.reading), { kind: said.reading.kind, title: said.reading.title });
    const decision = decide(said.findings, this.settings.policy, files, said.checks);
    if (!decision.refuse) Object.assign(record, stateOf(decision, conflict, record.state === 'incomplete'));
    return said.validation;
  }

  private events(
    view: RecordView,
    submission: Submission,
    validation: ValidationConditions | null,
    stored: { sha256: string; sha512: string; sizeBytes: number },
  ): PendingEvent[] {
    const { record, packages, files } = view;
    const counts = countVerdicts(files);
    const common = {
      subject: record.id,
      fonds: record.fonds,
      actor: submission.principal.id,
      at: record.receivedAt,
      package: {
        version: packages[0]!.version,
        sizeBytes: stored.sizeBytes,
        sha256: stored.sha256,
        sha512: stored.sha512,
      },
    };
    const details = {
      fingerprint: record.fingerprint,
      policy: this.settings.policy.id,
      findings: record.findings.map((f) => f.code),
      ...(counts.total > 0 ? { signatures: { ...counts, trust: validation?.trust ?? null, policy: validation?.policy ?? null } } : {}), // prettier-ignore
    };
    const received: PendingEvent = { ...common, type: 'received', details, salt: this.ports.random.bytes(32) };
    if (record.state !== 'registered') return [received];
    return [received, { ...common, type: 'registered', details, salt: this.ports.random.bytes(32) }];
  }

  private async refuse(
    submission: Submission,
    fonds: Fonds | null,
    declaration: Declaration | null,
    findings: Finding[],
    why: { status: number; code: string; system: string | null },
    fingerprint: string | null = null,
  ): Promise<IngestResult> {
    const at = this.ports.clock.now();
    const refusal: RefusalRow = {
      id: uuidV7(at, this.ports.random.bytes(10)),
      fonds: fonds?.id ?? null,
      principal: submission.principal.id,
      at,
      status: why.status,
      code: why.code,
      declaration,
      sourceSystem: why.system,
      businessKey: declaration?.source?.businessKey ?? null,
      findings: declaration ? findings : findings.map(({ found: _, ...f }) => f),
      fingerprint,
    };
    if (submission.dryRun) return { kind: 'refused', refusal, stored: false };
    const event: PendingEvent = {
      type: 'refused',
      subject: refusal.id,
      fonds: refusal.fonds,
      actor: submission.principal.id,
      at,
      details: { code: why.code, findings: findings.map((f) => f.code), ...(fingerprint ? { fingerprint } : {}) },
      salt: this.ports.random.bytes(32),
    };
    // Not bound to the idempotency key: a sender may mend the record and send it again under the same key.
    await this.ports.register.refuse({ refusal, event, idempotencyKey: null, requestId: submission.requestId });
    return { kind: 'refused', refusal, stored: true };
  }

  /** The record, as the version that came with this fingerprint; with none, it came with the same files and another declaration. */
  private async existing(record: string, sameKey: boolean, fingerprint: string): Promise<IngestResult> {
    const view = await this.viewOf(record);
    const version = versionOf(view, fingerprint);
    const answer = answerOf(view, version ?? 1);
    const findings = [...answer.findings];
    if (version === null) findings.push(duplicateRecord(record));
    if (view.record.state === 'withdrawn') findings.push(sentAfterWithdrawal(record));
    return { kind: 'existing', sameKey, answer: { ...answer, findings } };
  }

  /** An incomplete record may have all it expects by now. */
  private async completed(view: RecordView, { requestId }: Submission): Promise<RecordView> {
    if (view.record.state !== 'incomplete') return view;
    await this.ports.complete.lookAt([view.record.id], requestId);
    return this.viewOf(view.record.id);
  }

  private async viewOf(record: string): Promise<RecordView> {
    const view = await this.ports.catalogue.record(record, null);
    if (!view) throw new Error(`record ${record} was found and is gone`);
    return view;
  }

  private conflictRow({ record }: RecordView, { first, differences }: Conflict): ConflictRow {
    const { fonds, duplicateKey, id: second, receivedAt: at } = record;
    const id = uuidV7(at, this.ports.random.bytes(10));
    return { id, fonds, key: duplicateKey!, first, second, differences, at, decided: null };
  }

  private async readDeclaration(first: IteratorResult<SubmissionPart, unknown>): Promise<Uint8Array> {
    if (first.done || first.value.name !== 'record') {
      throw new ArchiveError('REQUEST_INVALID', 'the first part must be named "record"', {
        detail: {
          errors: [
            {
              path: '',
              message: `the first part is ${first.done ? 'missing' : `"${first.value.name}"`}, expected "record"`,
            },
          ],
        },
      });
    }
    return collect(first.value.body, this.settings.limits.maxRecordJsonBytes, 'record');
  }

  /** While a submission with a key runs, another with the same key is told to come back. */
  private async oneAtATime<T>({ submission, fonds }: Intake, story: () => Promise<T>): Promise<T> {
    if (submission.idempotencyKey === null) return story();
    const key = `${submission.principal.id} ${fonds.id} ${submission.idempotencyKey}`;
    if (this.running.has(key)) {
      throw new ArchiveError('IDEMPOTENCY_IN_PROGRESS', 'a submission with this Idempotency-Key is still running', {
        retryable: true,
        detail: { retryAfterSeconds: 1 },
      });
    }
    this.running.add(key);
    try {
      return await story();
    } finally {
      this.running.delete(key);
    }
  }
}

interface Accepted {
  intake: Intake;
  received: ReceivedFile[];
  reading: RecordReading;
  spooled: SpooledFile[];
  findings: Finding[];
  validation: ValidationConditions | null;
  fingerprint: string;
  contentKey: string;
  decision: { refuse: false; state: RecordRow['state']; reason: string[] };
  checks: CheckReport;
  senderSignature: { jws: string; kid: string; jwk: Record<string, unknown> } | null;
}

type Go = Begun & { kind: 'go' };
type Conflict = Extract<Standing, { kind: 'conflict' }>;

/** Two records of one key that say different things: the later one waits for a person, whatever else is found of it. */
function stateOf(
  { state, reason }: Accepted['decision'],
  conflict: Conflict | null,
  waits: boolean,
): Pick<RecordRow, 'state' | 'stateReason'> {
  const stateReason = [
    ...reason,
    ...(conflict === null ? [] : ['DUPLICATE_CONFLICT']),
    ...(waits ? [EXPECTED_MISSING] : []),
  ];
  if (waits) return { state: 'incomplete', stateReason };
  return { state: conflict === null ? state : 'received', stateReason };
}

/** What the record waits for; files that came with it are met already. */
function expectationRows(
  { recordId: record, at }: Go,
  fonds: string,
  declaration: Declaration,
  received: readonly ReceivedFile[],
): ExpectationRow[] {
  const until = declaration.expects?.until ?? null;
  return expectationsOf(declaration).map((wanted, i) => {
    const met = wanted.kind === 'files' && filesMeet(wanted, received);
    return { record, number: i + 1, fonds, wanted, until, metAt: met ? at : null, metBy: met ? record : null };
  });
}

function outrun(record: string, version: number): ArchiveError {
  return new ArchiveError('VERSION_OUTRUN', `record ${record} is at version ${version} now`, {
    retryable: true,
    detail: { record, version },
  });
}

/** The report inside the package, as the first of the record; nothing for one without signatures. */
function firstReport(
  { record, files }: RecordView,
  validation: ValidationConditions | null,
): Pick<CommitInput, 'validation'> {
  const counts = countVerdicts(files);
  if (counts.total === 0) return {};
  const row: ValidationRow = {
    record: record.id,
    fonds: record.fonds,
    number: 1,
    at: validation ? new Date(validation.at) : record.receivedAt,
    trust: validation?.trust ?? null,
    policy: validation?.policy ?? '',
    counts,
    object: null,
    changes: [],
  };
  return { validation: { row, outlook: { awaits: awaitsOf(files), open: openOf(files) } } };
}

function claimOf(fonds: Fonds, fingerprint: string): string {
  return `${fonds.id} ${fingerprint}`;
}

function named(files: readonly MeasuredFile[]): { name: string; sizeBytes: number; sha256: string }[] {
  return files.map((f) => ({ name: f.declared.name, sizeBytes: f.sizeBytes, sha256: f.digests.sha256 }));
}

function keyMismatch(): ArchiveError {
  return new ArchiveError('IDEMPOTENCY_MISMATCH', 'this Idempotency-Key was used for other content');
}
