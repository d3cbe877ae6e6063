import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A submission that was turned away, with every finding. Its bytes are not kept. */
@Entity('refusal')
@Index('refusal_fonds', ['fonds', 'id'])
export class RefusalEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refusal_pkey' }) id: string;
  @Column('uuid', { nullable: true }) fonds: string | null;
  @Column('uuid') principal: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('integer') status: number;
  @Column('text') code: string;
  @Column('json', { nullable: true }) declaration: unknown;
  @Column('text', { name: 'source_system', nullable: true }) sourceSystem: string | null;
  @Column('text', { name: 'business_key', nullable: true }) businessKey: string | null;
  @Column('json') findings: unknown;
  @Column('text', { nullable: true }) fingerprint: string | null;
}

/** What each idempotency key was used for. Never expires. */
@Entity('idempotency')
export class IdempotencyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'idempotency_pkey' }) principal: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'idempotency_pkey' }) fonds: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_pkey' }) key: string;
  @Column('text') fingerprint: string;
  @Column('uuid', { nullable: true }) record: string | null;
  @Column('uuid', { nullable: true }) refusal: string | null;
}

/** Id, time and nonce of a submission under way; the commit deletes it. A hint: losing it loses no record. */
@Entity('intent')
export class IntentEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'intent_pkey' }) fonds: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'intent_pkey' }) fingerprint: string;
  @Column('uuid') record: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('bytea') nonce: Buffer;
}

/** An object in the store that no package row mentions, found by the job. */
@Entity('orphan')
@Index('orphan_fingerprint', ['fonds', 'fingerprint'])
@Index('orphan_record', ['record'])
export class OrphanEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'orphan_pkey' }) key: string;
  @Column('uuid') record: string;
  @Column('uuid') fonds: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('bytea') nonce: Buffer;
  @Column('text') fingerprint: string;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes: string;
}
