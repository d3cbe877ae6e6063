import { ApiKeyEntity, PrincipalEntity, SenderKeyEntity } from './access.entity.js';
import { AssemblyActEntity, AssemblyEntity, AssemblyItemEntity } from './assembly.entity.js';
import { BatchEntity, BatchResultEntity } from './batch.entity.js';
import { CheckReportEntity } from './check.entity.js';
import { VoucherClaimEntity, VoucherEntity } from './claim.entity.js';
import { DictionaryHeadEntity, DictionaryItemEntity } from './dictionary.entity.js';
import { EventDetailEntity, EventEntity, OutboxEntity } from './event.entity.js';
import { FondsEntity, FondsHeadEntity, FondsNameEntity } from './fonds.entity.js';
import { IdempotencyEntity, IntentEntity, OrphanEntity, RefusalEntity } from './intake.entity.js';
import { FileEntity, PackageEntity, RecordEntity } from './record.entity.js';
import { RelationEntity, SearchEntryEntity, SearchHeadEntity, SearchTermsEntity } from './search.entity.js';
import {
  ConflictEntity,
  DuplicateKeyEntity,
  ExpectationEntity,
  RecordVersionEntity,
  WithdrawalEntity,
} from './lifecycle.entity.js';
import { TrustHeadEntity, TrustItemEntity, TrustSnapshotEntity } from './trust.entity.js';
import { RevalidationEntity, ValidationEntity, ValidationHeadEntity } from './validation.entity.js';

/** Every table, one line each. */
export const entities = [
  PrincipalEntity,
  ApiKeyEntity,
  SenderKeyEntity,
  FondsEntity,
  FondsNameEntity,
  FondsHeadEntity,
  RecordEntity,
  PackageEntity,
  FileEntity,
  EventEntity,
  EventDetailEntity,
  OutboxEntity,
  CheckReportEntity,
  RefusalEntity,
  IdempotencyEntity,
  IntentEntity,
  OrphanEntity,
  TrustItemEntity,
  TrustHeadEntity,
  TrustSnapshotEntity,
  DictionaryItemEntity,
  DictionaryHeadEntity,
  ValidationEntity,
  ValidationHeadEntity,
  RevalidationEntity,
  VoucherEntity,
  VoucherClaimEntity,
  BatchEntity,
  BatchResultEntity,
  SearchEntryEntity,
  SearchTermsEntity,
  SearchHeadEntity,
  RelationEntity,
  DuplicateKeyEntity,
  RecordVersionEntity,
  WithdrawalEntity,
  ConflictEntity,
  ExpectationEntity,
  AssemblyEntity,
  AssemblyActEntity,
  AssemblyItemEntity,
];
