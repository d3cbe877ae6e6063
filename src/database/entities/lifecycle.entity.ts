import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Whose a duplicate key is within its fonds. Follows from records and their withdrawals. */
@Entity('duplicate_key')
@Index('duplicate_key_record', ['record'])
export class DuplicateKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'duplicate_key_pkey' }) key: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'duplicate_key_pkey' }) fonds: string;
  @Column('uuid') record: string;
}

/** Why a record has a version after the first, and what came with it. Written once. */
@Entity('record_version')
@Index('record_version_fingerprint', ['fingerprint', 'fonds'], { unique: true })
export class RecordVersionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'record_version_pkey' }) record: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'record_version_pkey' }) version: number;
  @Column('uuid') fonds: string;
  /** rendition, addition */
  @Column('text') kind: string;
  /** The try it was made by: part of the key of its package. */
  @Column('uuid') change: string;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text', { nullable: true }) basis: string | null;
  @Column('text', { nullable: true }) approver: string | null;
  @Column('json') declaration: unknown;
  @Column('json') findings: unknown;
  @Column('text') fingerprint: string;
  @Column('uuid') principal: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
}

/** Why a record was withdrawn. Written once. */
@Entity('withdrawal')
export class WithdrawalEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'withdrawal_pkey' }) record: string;
  @Column('text') reason: string;
  @Column('text', { nullable: true }) basis: string | null;
  @Column('text', { nullable: true }) approver: string | null;
  @Column('uuid') principal: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
}

/** Two records of one duplicate key that say different things. */
@Entity('conflict')
@Index('conflict_fonds', ['fonds', 'id'])
@Index('conflict_first', ['first'])
@Index('conflict_second', ['second'])
export class ConflictEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conflict_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('text') key: string;
  @Column('uuid') first: string;
  @Column('uuid') second: string;
  @Column('json') differences: unknown;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  /** Null while it is open. */
  @Column('text', { nullable: true }) decision: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true }) decidedAt: Date | null;
}

/** One thing a record waits for. */
@Entity('expectation')
@Index('expectation_key', ['key', 'fonds'], { where: '"met_at" IS NULL AND "key" IS NOT NULL' })
export class ExpectationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'expectation_pkey' }) record: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'expectation_pkey' }) number: number;
  @Column('uuid') fonds: string;
  @Column('json') wanted: unknown;
  /** What another record is looked for by; null for files. */
  @Column('text', { nullable: true }) key: string | null;
  @Column('date', { nullable: true }) until: string | null;
  @Column({ type: 'timestamptz', name: 'met_at', precision: 3, nullable: true }) metAt: Date | null;
  @Column('uuid', { name: 'met_by', nullable: true }) metBy: string | null;
}
