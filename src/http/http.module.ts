import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AssembliesController } from './assemblies.controller.js';
import { IntakeController } from './intake.controller.js';
import { IntakeGate } from './intake-gate.js';
import { Metrics } from './metrics.js';
import { BookingInformationController } from './booking-information.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ChecksController } from './checks.controller.js';
import { ContinuityController } from './continuity.controller.js';
import { ConflictsController } from './conflicts.controller.js';
import { BatchesController } from './batches.controller.js';
import { FondsController } from './fonds.controller.js';
import { PrincipalsController } from './principals.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';
import { RecordsController } from './records.controller.js';
import { RecordValidationsController } from './record-validations.controller.js';
import { RefusalsController } from './refusals.controller.js';
import { RelationsController } from './relations.controller.js';
import { RevalidationsController } from './revalidations.controller.js';
import { SearchController } from './search.controller.js';
import { ServiceController } from './service.controller.js';
import { CertificatesController } from './certificates.controller.js';
import { DictionaryController, FondsDictionaryController } from './dictionary.controller.js';
import { TrustController } from './trust.controller.js';
import { VouchersController } from './vouchers.controller.js';
import { ValidationsController } from './validations.controller.js';
import { WithdrawalsController } from './withdrawals.controller.js';

/**
 * The HTTP edge. The stories and ports (Ingest, Consult, Withdraw, Conflicts, Verify, Reconcile, Trust, Dictionary, Certificates, Validate, Revalidate, ConsultValidations, CheckRecords, CheckContinuity, Claims, Assemble, Batches, Access, Signer) and LIMITS, READINESS, LOGGER come
 * from a global module of the root.
 */
@Module({
  controllers: [
    IntakeController,
    RecordsController,
    WithdrawalsController,
    ConflictsController,
    RefusalsController,
    PrincipalsController,
    FondsController,
    ReconciliationsController,
    TrustController,
    DictionaryController,
    CertificatesController,
    FondsDictionaryController,
    RecordValidationsController,
    ChecksController,
    RelationsController,
    SearchController,
    ContinuityController,
    RevalidationsController,
    ValidationsController,
    VouchersController,
    AssembliesController,
    BookingInformationController,
    BatchesController,
    ServiceController,
  ],
  providers: [
    IntakeGate,
    Metrics,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [IntakeGate, Metrics],
})
export class HttpModule {}
