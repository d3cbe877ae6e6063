import { Global, Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { Batches } from '../../src/archive/batches.js';
import { Assemble } from '../../src/archive/assembly.js';
import { Claims } from '../../src/archive/claims.js';
import { Conflicts } from '../../src/archive/conflicts.js';
import { Consult } from '../../src/archive/consult.js';
import { Certificates } from '../../src/archive/certificates.js';
import { Dictionary } from '../../src/archive/dictionary.js';
import { Find } from '../../src/archive/find.js';
import { Ingest } from '../../src/archive/ingest.js';
import { Access, type Principal, Signer } from '../../src/archive/ports.js';
import { type IngestResult, type Submission } from '../../src/archive/submission.js';
import { Reconcile } from '../../src/archive/reconcile.js';
import { Relate } from '../../src/archive/relate.js';
import { Revalidate } from '../../src/archive/revalidate.js';
import { Trust } from '../../src/archive/trust.js';
import { CheckContinuity } from '../../src/archive/continuity.js';
import { ConsultFacts } from '../../src/archive/facts.js';
import { CheckRecords } from '../../src/archive/check-records.js';
import { ConsultValidations } from '../../src/archive/validations.js';
import { Validate } from '../../src/archive/validate.js';
import { Verify } from '../../src/archive/verify.js';
import { Withdraw } from '../../src/archive/withdraw.js';
import { ArchiveError } from '../../src/core/error.js';
import { HttpModule } from '../../src/http/http.module.js';
import { DEFAULT_LIMITS, type Limits } from '../../src/http/limits.js';
import { createServer } from '../../src/http/server.js';
import { LIMITS, LOGGER, READINESS, type ReadinessProbe } from '../../src/http/tokens.js';

export const FONDS = '0190aaaa-0000-7000-8000-000000000001';
export const RECORD = '0190bbbb-0000-7000-8000-000000000002';

/** Secrets of the principals of this house: `<role>-key`. */
function principalOf(secret: string): Principal | null {
  const role = /^(administrator|submitter|archivist|auditor|metrics)-key$/.exec(secret)?.[1];
  return role
    ? {
        id: `0190cccc-0000-7000-8000-00000000000${role.length % 10}`,
        name: role,
        role: role as Principal['role'],
        fonds: role === 'administrator' ? null : [FONDS],
        keyId: `key-of-${role}`,
      }
    : null;
}

export interface Parts {
  ingest?: (submission: Submission) => Promise<IngestResult>;
  consult?: Partial<Consult>;
  verify?: Partial<Verify>;
  trust?: Partial<Trust>;
  dictionary?: Partial<Dictionary>;
  certificates?: Partial<Certificates>;
  revalidate?: Partial<Revalidate>;
  validations?: Partial<ConsultValidations>;
  checks?: Partial<CheckRecords>;
  withdraw?: Partial<Withdraw>;
  conflicts?: Partial<Conflicts>;
  facts?: Partial<ConsultFacts>;
  find?: Partial<Find>;
  relate?: Partial<Relate>;
  access?: Partial<Access>;
  signer?: Partial<Signer>;
  validate?: Partial<Validate>;
  claims?: Partial<Claims>;
  batches?: Partial<Batches>;
  limits?: Partial<Limits>;
  probes?: ReadinessProbe[];
}

export interface House {
  app: NestFastifyApplication;
  url: string;
  log: Record<string, unknown>[];
  close(): Promise<void>;
}

/** The real edge (Nest, Fastify, guard, filter, parser) on a port of its own, with the given stories behind it. */
export async function openHouse(parts: Parts): Promise<House> {
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const provide = (token: unknown, value: unknown) => ({ provide: token as symbol, useValue: value });
  @Global()
  @Module({
    providers: [
      provide(Ingest, parts.ingest ? { run: parts.ingest } : {}),
      provide(Consult, parts.consult ?? {}),
      provide(Verify, parts.verify ?? {}),
      provide(Reconcile, {}),
      provide(Trust, parts.trust ?? {}),
      provide(Dictionary, parts.dictionary ?? {}),
      provide(Certificates, parts.certificates ?? {}),
      provide(Revalidate, parts.revalidate ?? {}),
      provide(Withdraw, parts.withdraw ?? {}),
      provide(Conflicts, parts.conflicts ?? {}),
      provide(ConsultValidations, parts.validations ?? {}),
      provide(CheckRecords, parts.checks ?? {}),
      provide(ConsultFacts, parts.facts ?? {}),
      provide(CheckContinuity, {}),
      provide(Find, parts.find ?? {}),
      provide(Relate, parts.relate ?? {}),
      provide(Batches, parts.batches ?? {}),
      provide(Claims, parts.claims ?? {}),
      provide(Assemble, {}),
      provide(Validate, parts.validate ?? {}),
      provide(Access, { authenticate: async (secret: string) => principalOf(secret), ...parts.access }),
      provide(Signer, parts.signer ?? {}),
      provide(LIMITS, { ...DEFAULT_LIMITS, ...parts.limits }),
      provide(READINESS, parts.probes ?? []),
      provide(LOGGER, logger),
    ],
    exports: [
      Ingest,
      Consult,
      Verify,
      Claims,
      Assemble,
      Batches,
      Reconcile,
      Trust,
      Dictionary,
      Certificates,
      Validate,
      Revalidate,
      ConsultValidations,
      CheckRecords,
      Withdraw,
      Conflicts,
      ConsultFacts,
      CheckContinuity,
      Find,
      Relate,
      Access,
      Signer,
      LIMITS,
      READINESS,
      LOGGER,
    ],
  })
  class Stories {}
  @Module({ imports: [Stories, HttpModule] })
  class Root {}
  const app = await createServer(Root, { logger, version: '0.0.0-test' });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), log, close: () => app.close() };
}

/** Reads every part, as a story does, and tells what it read. */
export async function readAll(submission: Submission): Promise<{ name: string; bytes: Buffer }[]> {
  const read: { name: string; bytes: Buffer }[] = [];
  for await (const part of submission.parts) {
    const pieces: Uint8Array[] = [];
    for await (const piece of part.body) pieces.push(piece);
    read.push({ name: part.name, bytes: Buffer.concat(pieces) });
  }
  return read;
}

export function created(title = '发票'): IngestResult & { kind: 'created' } {
  return {
    kind: 'created',
    answer: {
      record: {
        id: RECORD,
        fonds: 'F001',
        kind: 'e-invoice',
        title,
        state: 'registered',
        stateReason: [],
        receivedAt: '2026-01-02T03:04:05.678Z',
        test: false,
        source: { system: 'erp', businessKey: 'A-1' },
      },
      package: {
        key: 'aip/v1/x.zip',
        version: 1,
        sizeBytes: 10,
        sha256: '0'.repeat(64),
        sha512: '0'.repeat(128),
        storeVersion: null,
      },
      files: [],
      versions: [],
      expects: [],
      withdrawal: null,
      facts: [],
      duplicateKey: null,
      checks: null,
      findings: [],
      receipt: 'a.b.c',
      registeredReceipt: null,
    },
  };
}

export const refuse = (code: ConstructorParameters<typeof ArchiveError>[0], detail?: Record<string, unknown>) =>
  new ArchiveError(code, `said of ${code}`, detail ? { detail } : {});

/** An answer whose JSON a test looks into freely. */
export type Answer = Omit<Response, 'json'> & { json(): Promise<ReturnType<typeof JSON.parse>> };
export const ask: (url: string, init?: RequestInit) => Promise<Answer> = fetch;
