import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Many records that came in one ZIP. */
@Entity('batch')
@Index('batch_key', ['principal', 'fonds', 'idempotencyKey'], { unique: true, where: '"idempotency_key" IS NOT NULL' })
@Index('batch_fonds', ['fonds', 'id'])
export class BatchEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'batch_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('uuid') principal: string;
  @Column('text', { name: 'request_id' }) requestId: string;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey: string | null;
  @Column('bytea') sha256: Buffer;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes: string;
  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 }) receivedAt: Date;
  @Column('integer') total: number;
  @Column('bigint', { name: 'content_bytes' }) contentBytes: string;
  @Column('json') declared: unknown;
  @Column('text') state: string;
  @Column('json') findings: unknown;
  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true }) finishedAt: Date | null;
}

/** One record of a batch. Written once. */
@Entity('batch_result')
export class BatchResultEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'batch_result_pkey' }) batch: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'batch_result_pkey' }) index: number;
  @Column('text') name: string;
  @Column('text', { name: 'source_system', nullable: true }) sourceSystem: string | null;
  @Column('text', { name: 'business_key', nullable: true }) businessKey: string | null;
  @Column('text') status: string;
  @Column('uuid', { nullable: true }) record: string | null;
  @Column('uuid', { nullable: true }) refusal: string | null;
  @Column('text', { nullable: true }) code: string | null;
  @Column('json') errors: unknown;
  @Column('json') findings: unknown;
}
