import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What verdicts may rest on. Written once; what is no longer trusted is withdrawn, with a reason. */
@Entity('trust_item')
@Index('trust_item_in_force', ['fonds', 'kind', 'purpose', 'sha256'], {
  unique: true,
  where: '"withdrawn_at" IS NULL',
})
export class TrustItemEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'trust_item_pkey' }) id: string;
  /** The nil UUID for the whole archive. */
  @Column('uuid') fonds: string;
  @Column('text') kind: string;
  /** Of an anchor; empty for the others. */
  @Column('text') purpose: string;
  @Column('text') label: string;
  @Column('bytea') sha256: Buffer;
  /** DER. */
  @Column('bytea') bytes: Buffer;
  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 }) addedAt: Date;
  @Column('uuid', { name: 'added_by' }) addedBy: string;
  @Column({ type: 'timestamptz', name: 'withdrawn_at', precision: 3, nullable: true }) withdrawnAt: Date | null;
  @Column('uuid', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('text', { name: 'withdrawn_reason', nullable: true }) withdrawnReason: string | null;
}

/** One row that counts the changes of trust_item: how a process learns that its snapshots are no longer the present ones. */
@Entity('trust_head')
export class TrustHeadEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'trust_head_pkey' }) id: number;
  @Column('bigint') version: string;
}

/** Snapshots that reports may name; their bytes lie in the object store. */
@Entity('trust_snapshot')
@Index('trust_snapshot_at', ['at', 'digest'])
export class TrustSnapshotEntity {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'trust_snapshot_pkey' }) digest: Buffer;
  @Column('text') key: string;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
}
