import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Logger } from 'pino';
import { ArchiveError } from './core/error.js';
import { Assemble } from './archive/assembly.js';
import { type BatchesTold, Batches } from './archive/batches.js';
import { Claims } from './archive/claims.js';
import { Consult } from './archive/consult.js';
import { Certificates } from './archive/certificates.js';
import { Dictionary } from './archive/dictionary.js';
import { Find } from './archive/find.js';
import { Ingest, type IngestStep } from './archive/ingest.js';
import { Relate } from './archive/relate.js';
import { Revalidate, type RevalidateTold } from './archive/revalidate.js';
import { DEFAULT_POLICY } from './archive/policy.js';
import { type Catalogue, Clock, type Isolate, type ObjectStore, type Signer, type Spool } from './archive/ports.js';
import { Randomness } from './archive/random.js';
import { Reconcile } from './archive/reconcile.js';
import { Conflicts } from './archive/conflicts.js';
import { KeyedLock } from './archive/keyed-lock.js';
import { Complete } from './archive/complete.js';
import { CompletionSweep } from './jobs/completion-sweep.js';
import { Versions, type VersionStep } from './archive/versions.js';
import { Withdraw } from './archive/withdraw.js';
import { Trust } from './archive/trust.js';
import { CheckContinuity } from './archive/continuity.js';
import { ConsultFacts } from './archive/facts.js';
import { CheckRecords } from './archive/check-records.js';
import { ConsultValidations } from './archive/validations.js';
import { Validate } from './archive/validate.js';
import { Verify } from './archive/verify.js';
import { type VirusScanner } from './archive/scan-ports.js';
import { type Settings } from './config/settings.js';
import { connectDatabase, type Database } from './database/connect.js';
import { BatchWorker } from './jobs/batch-worker.js';
import { ClaimExpiry } from './jobs/claim-expiry.js';
import { SearchWorker } from './jobs/search-worker.js';
import { RevalidationWorker } from './jobs/revalidation-worker.js';
import { ReceiptKeys } from './signing/receipt-keys.js';
import { ClamdScanner } from './scanning/clamd.js';
import { openStore } from './storage/index.js';
import { BatchFolder } from './workers/batch-folder.js';
import { FileSpool } from './workers/file-spool.js';
import { ProcessIsolate } from './workers/process-isolate.js';

const MAX_SIGNATURE_BYTES = 16 * 1024;

export const SOFTWARE = {
  name: 'dantao',
  version: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
    .version,
};

/** Everything the service is made of, and the one place that says which adapter answers which port. */
export interface Parts {
  database: Database;
  objects: ObjectStore;
  spool: Spool;
  isolate: Isolate;
  signer: Signer;
  ingest: Ingest;
  consult: Consult;
  verify: Verify;
  validate: Validate;
  reconcile: Reconcile;
  trust: Trust;
  dictionary: Dictionary;
  certificates: Certificates;
  revalidate: Revalidate;
  validations: ConsultValidations;
  checks: CheckRecords;
  find: Find;
  relate: Relate;
  claims: Claims;
  batches: Batches;
  assemble: Assemble;
  facts: ConsultFacts;
  continuity: CheckContinuity;
  withdraw: Withdraw;
  conflicts: Conflicts;
  /** Database last: what is running still commits. */
  close(): Promise<void>;
}

class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A record asks five times for a few bytes; the system is asked for a page at a time. */
class SystemRandomness extends Randomness {
  private page = Buffer.alloc(0);

  bytes(count: number): Uint8Array {
    if (count > this.page.length) this.page = randomBytes(Math.max(4096, count));
    const taken = this.page.subarray(0, count);
    this.page = this.page.subarray(count);
    return taken;
  }
}

/** Another bucket, or a disk that is not mounted, must not pass for this archive's store. Throws STORE_MISCONFIGURED. */
async function assertSameStore(objects: ObjectStore, catalogue: Catalogue, url: string): Promise<void> {
  const keys = await catalogue.newestKeys(5);
  // One that is missing is a loss for the audit to find; when all are, it is not this store.
  for (const key of keys) if (await objects.stat(key)) return;
  if (keys.length > 0)
    throw new ArchiveError(
      'STORE_MISCONFIGURED',
      `${url} holds none of the newest packages (${keys[0]}): is this the store of this database, and is its disk mounted?`,
    );
}

/** The service starts without its scanner: what is not scanned says so. */
async function openScanner(settings: NonNullable<Settings['scanner']>, logger: Logger): Promise<VirusScanner> {
  const scanner = new ClamdScanner(settings, (why) => logger.warn({ why }, 'a file was not scanned for viruses'));
  const version = await scanner.version();
  if (version === null) logger.warn({ clamd: settings.address }, 'the virus scanner does not answer');
  else logger.info({ version }, 'virus scanner');
  return scanner;
}

/** Where the service is, for the crash matrix. */
export type Step =
  | IngestStep
  | VersionStep
  | Parameters<NonNullable<RevalidateTold['reached']>>[0]
  | Parameters<NonNullable<BatchesTold['reached']>>[0];

export async function openParts(settings: Settings, logger: Logger, reached?: (step: Step) => void): Promise<Parts> {
  // 0711: the account of the embedded database has to pass through.
  await mkdir(settings.dataDir, { recursive: true, mode: 0o711 });
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const database = await connectDatabase(
      settings.database ?? {
        embeddedDir: join(settings.dataDir, 'postgres'),
        onRestart: (reason) => logger.warn({ reason }, 'the embedded database died and is up again'),
        onFailure: (error) => logger.fatal({ err: error }, 'the embedded database can not be brought up again'),
      },
    );
    closing.push(() => database.close());
    const objects = await openStore(settings.store);
    closing.push(() => objects.close());
    await assertSameStore(objects, database.catalogue, settings.store.url);
    const spool = await FileSpool.open(
      join(
        settings.store.url.startsWith('file:') ? settings.store.url.slice('file:'.length) : settings.dataDir,
        'spool',
      ),
    );
    closing.push(() => spool.close());
    const isolate = new ProcessIsolate(settings.readers);
    closing.push(() => isolate.close());
    const scanner = settings.scanner && (await openScanner(settings.scanner, logger));
    const signer = await ReceiptKeys.open(join(settings.dataDir, 'keys'));

    const clock = new SystemClock();
    const random = new SystemRandomness();
    const { register, catalogue, access, lifecycle } = database;
    const { limits } = settings;
    const dictionary = new Dictionary(database.dictionary, access, clock);
    const trust = new Trust(database.trust, objects, access, clock);
    const locks = new KeyedLock();
    const changing = { lifecycle, catalogue, locks, signer, clock, random };
    const complete = new Complete(changing, (error) => logger.warn({ err: error }, 'a record waits to be completed'));
    const versions = new Versions({ objects, spool, lifecycle, signer, random }, SOFTWARE, reached);
    const ingest = new Ingest(
      {
        objects,
        register,
        catalogue,
        access,
        lifecycle,
        versions,
        complete,
        locks,
        trust,
        dictionary,
        spool,
        isolate,
        scanner,
        signer,
        clock,
        random,
      },
      {
        limits: { ...limits, maxSignatureBytes: MAX_SIGNATURE_BYTES },
        policy: DEFAULT_POLICY,
        software: SOFTWARE,
        classifiedAllowed: settings.classifiedAllowed,
      },
      reached,
    );
    const consult = new Consult(catalogue, objects, access);
    const verify = new Verify(objects, register, catalogue, clock, random);
    const reconcile = new Reconcile(objects, register, catalogue, clock, limits.longestSubmissionMs);
    const validate = new Validate(
      { spool, isolate, trust, clock },
      { maxFileBytes: limits.maxFileBytes, software: SOFTWARE },
    );
    let worker: RevalidationWorker | null = null;
    const revalidate = new Revalidate(
      { validations: database.validations, catalogue, access, objects, spool, isolate, trust, clock, random },
      // Half of the readers at most: intake goes on.
      { software: SOFTWARE, width: Math.max(1, Math.floor(settings.readers.readers / 2)) },
      {
        queued: () => worker?.look(),
        mistake: (error) => logger.error({ err: error }, 'a record could not be looked at again'),
        ...(reached ? { reached } : {}),
      },
    );
    const find = new Find(database.search, access);
    const relate = new Relate(database.relations, catalogue, clock, random);
    const searchWorker = new SearchWorker(database.search, (error) =>
      logger.warn({ err: error }, 'the search index waits'),
    );
    closing.push(() => searchWorker.stop());
    const sweep = new CompletionSweep(complete, (error) => logger.warn({ err: error }, 'incomplete records wait'));
    closing.push(() => sweep.stop());
    const withdraw = new Withdraw(changing);
    const conflicts = new Conflicts({ ...changing, access, objects, spool, versions, dictionary });
    const facts = new ConsultFacts(catalogue, objects);
    const continuity = new CheckContinuity(catalogue, access);
    const checks = new CheckRecords(
      {
        objects,
        catalogue,
        checks: database.checks,
        validations: database.validations,
        scanner,
        signer,
        clock,
        random,
      },
      { software: SOFTWARE, policy: DEFAULT_POLICY },
    );
    const validations = new ConsultValidations(database.validations, catalogue, access, objects, trust);
    const claims = new Claims(
      { claims: database.claims, access, clock, random },
      { elsewhere: settings.claimedElsewhere },
    );
    const expiry = new ClaimExpiry(database.claims, (error) => logger.warn({ err: error }, 'expired claims wait'));
    closing.push(() => expiry.stop());
    let batchWorker: BatchWorker | null = null;
    const batches = new Batches(
      {
        rows: database.batches,
        files: await BatchFolder.open(join(settings.dataDir, 'batches')),
        ingest,
        access,
        spool,
        clock,
        random,
      },
      // Half of the readers at most: single records go on.
      { maxBytes: limits.maxSubmissionBytes, width: Math.max(1, Math.floor(settings.readers.readers / 2)) },
      {
        queued: () => batchWorker?.look(),
        mistake: (error) => logger.error({ err: error }, 'a record of a batch could not be taken in'),
        ...(reached ? { reached } : {}),
      },
    );
    await batches.tidy();
    batchWorker = new BatchWorker(batches, (error) => logger.warn({ err: error }, 'a batch waits'));
    closing.push(() => batchWorker.stop());
    worker = new RevalidationWorker(revalidate, (error) => logger.warn({ err: error }, 'a revalidation waits'));
    closing.push(() => worker.stop());
    return {
      database,
      objects,
      spool,
      isolate,
      signer,
      ingest,
      consult,
      verify,
      validate,
      reconcile,
      trust,
      dictionary,
      certificates: new Certificates(database.certificates),
      revalidate,
      validations,
      checks,
      find,
      relate,
      claims,
      batches,
      assemble: new Assemble({ assemblies: database.assemblies, access, catalogue, clock, random }),
      facts,
      continuity,
      withdraw,
      conflicts,
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
