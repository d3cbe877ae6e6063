import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An element or a version of a kind that a fonds added. Written once; what no longer holds is withdrawn, with a reason. */
@Entity('dictionary_item')
@Index('dictionary_item_name', ['fonds', 'sort', 'name', 'version'], { unique: true })
export class DictionaryItemEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'dictionary_item_pkey' }) id: string;
  @Column('uuid') fonds: string;
  /** `element` or `kind`. */
  @Column('text') sort: string;
  @Column('text') name: string;
  @Column('integer') version: number;
  @Column('json') body: unknown;
  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 }) addedAt: Date;
  @Column('uuid', { name: 'added_by' }) addedBy: string;
  @Column({ type: 'timestamptz', name: 'withdrawn_at', precision: 3, nullable: true }) withdrawnAt: Date | null;
  @Column('uuid', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('text', { name: 'withdrawn_reason', nullable: true }) withdrawnReason: string | null;
}

/** One row that counts the changes of dictionary_item: how a process learns that what it knows of a fonds is old. */
@Entity('dictionary_head')
export class DictionaryHeadEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'dictionary_head_pkey' }) id: number;
  @Column('bigint') version: string;
}
