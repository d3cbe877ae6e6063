import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Logger } from 'pino';
import { Assemble } from './archive/assembly.js';
import { Batches } from './archive/batches.js';
import { Claims } from './archive/claims.js';
import { Conflicts } from './archive/conflicts.js';
import { Consult } from './archive/consult.js';
import { Certificates } from './archive/certificates.js';
import { Dictionary } from './archive/dictionary.js';
import { Find } from './archive/find.js';
import { Ingest } from './archive/ingest.js';
import { Access, Catalogue, ObjectStore, Register, Signer } from './archive/ports.js';
import { Reconcile } from './archive/reconcile.js';
import { Relate } from './archive/relate.js';
import { Revalidate } from './archive/revalidate.js';
import { Trust } from './archive/trust.js';
import { CheckContinuity } from './archive/continuity.js';
import { ConsultFacts } from './archive/facts.js';
import { CheckRecords } from './archive/check-records.js';
import { ConsultValidations } from './archive/validations.js';
import { Validate } from './archive/validate.js';
import { Verify } from './archive/verify.js';
import { Withdraw } from './archive/withdraw.js';
import { type Settings } from './config/settings.js';
import { LIMITS, LOGGER, READINESS, type ReadinessProbe } from './http/tokens.js';
import { type Parts } from './parts.js';

/** The one wiring file for Nest: which part answers which token. */
@Global()
@Module({})
export class ArchiveModule {
  static of(parts: Parts, settings: Settings, logger: Logger): DynamicModule {
    const { database } = parts;
    const readiness: ReadinessProbe[] = [
      { name: 'database', probe: () => database.register.probe() },
      { name: 'store', probe: () => parts.objects.probe() },
      { name: 'spool', probe: () => parts.spool.probe() },
    ];
    const providers = [
      { provide: Ingest, useValue: parts.ingest },
      { provide: Consult, useValue: parts.consult },
      { provide: Find, useValue: parts.find },
      { provide: Relate, useValue: parts.relate },
      { provide: Verify, useValue: parts.verify },
      { provide: Reconcile, useValue: parts.reconcile },
      { provide: Trust, useValue: parts.trust },
      { provide: Dictionary, useValue: parts.dictionary },
      { provide: Certificates, useValue: parts.certificates },
      { provide: Revalidate, useValue: parts.revalidate },
      { provide: ConsultValidations, useValue: parts.validations },
      { provide: CheckRecords, useValue: parts.checks },
      { provide: Withdraw, useValue: parts.withdraw },
      { provide: Conflicts, useValue: parts.conflicts },
      { provide: ConsultFacts, useValue: parts.facts },
      { provide: CheckContinuity, useValue: parts.continuity },
      { provide: Batches, useValue: parts.batches },
      { provide: Assemble, useValue: parts.assemble },
      { provide: Claims, useValue: parts.claims },
      { provide: Validate, useValue: parts.validate },
      { provide: Access, useValue: database.access },
      { provide: Catalogue, useValue: database.catalogue },
      { provide: Register, useValue: database.register },
      { provide: ObjectStore, useValue: parts.objects },
      { provide: Signer, useValue: parts.signer },
      { provide: LIMITS, useValue: settings.limits },
      { provide: READINESS, useValue: readiness },
      { provide: LOGGER, useValue: logger },
    ];
    return {
      module: ArchiveModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => database.dataSource.options,
          dataSourceFactory: async () => database.dataSource,
        }),
      ],
      providers,
      exports: providers.map((p) => p.provide),
    };
  }
}
