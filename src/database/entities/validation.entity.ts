import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One report on the signatures of a record. Written once; a later look adds a row. */
@Entity('validation')
export class ValidationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'validation_pkey' }) record: string;
  /** Dense from 1, which is the report of intake. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'validation_pkey' }) number: number;
  @Column('uuid') fonds: string;
  /** Time of control. */
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  /** Digest of the trust snapshot; null for a report from before there were any. */
  @Column('bytea', { nullable: true }) trust: Buffer | null;
  @Column('text') policy: string;
  @Column('integer') total: number;
  @Column('integer') passed: number;
  @Column('integer') indeterminate: number;
  @Column('integer') failed: number;
  /** Where its bytes lie; null: inside the package. */
  @Column('text', { nullable: true }) key: string | null;
  @Column('bigint', { name: 'size_bytes', nullable: true }) sizeBytes: string | null;
  @Column('bytea', { nullable: true }) sha256: Buffer | null;
  /** The package it lies in, when it has no key. */
  @Column('integer', { default: 1 }) version: number;
  /** Against the report before. */
  @Column('json') changes: unknown;
}

/** The newest report of each record, and what could change it. Follows from `validation` and the reports. */
@Entity('validation_head')
@Index('validation_head_fonds', ['fonds', 'record'])
@Index('validation_head_open', ['fonds', 'record'], { where: `awaits <> 'nothing'` })
export class ValidationHeadEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'validation_head_pkey' }) record: string;
  @Column('uuid') fonds: string;
  @Column('integer') number: number;
  @Column('bytea', { nullable: true }) trust: Buffer | null;
  @Column('text') awaits: string;
  @Column('json') open: unknown;
}

/** A run of another look at many records, and how far it came. */
@Entity('revalidation')
@Index('revalidation_unfinished', ['id'], { where: '"finished_at" IS NULL' })
export class RevalidationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'revalidation_pkey' }) id: string;
  /** Null: every fonds. */
  @Column('uuid', { array: true, nullable: true }) fonds: string[] | null;
  /** Also those of which all passed. */
  @Column('boolean', { name: 'every_record' }) everyRecord: boolean;
  @Column('uuid') actor: string;
  @Column('text', { name: 'request_id' }) requestId: string;
  /** Time of control of all its reports. */
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('text') state: string;
  /** The record it came to. */
  @Column('uuid', { nullable: true }) after: string | null;
  @Column('bigint') seen: string;
  @Column('bigint') revalidated: string;
  @Column('bigint') changed: string;
  @Column('json') problems: unknown;
  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true }) finishedAt: Date | null;
  /** The process that works on it, and until when it may be thought alive. */
  @Column('uuid', { nullable: true }) holder: string | null;
  @Column({ type: 'timestamptz', name: 'held_until', precision: 3, nullable: true }) heldUntil: Date | null;
}
