import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The putting together of one number of an accounting voucher. */
@Entity('assembly')
@Index('assembly_key', ['fonds', 'key'], { unique: true })
export class AssemblyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'assembly_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('text') key: string;
  @Column('text') number: string;
  @Column('text', { name: 'account_set', nullable: true }) accountSet: string | null;
  @Column('text') year: string;
  @Column('text', { nullable: true }) month: string | null;
  @Column('integer', { nullable: true }) originals: number | null;
  @Column({ type: 'timestamptz', name: 'opened_at', precision: 3 }) openedAt: Date;
  @Column('uuid', { name: 'opened_by' }) openedBy: string;
}

/** What was done to it. Written once; a trigger refuses changes. */
@Entity('assembly_act')
export class AssemblyActEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'assembly_act_pkey' }) assembly: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'assembly_act_pkey' }) number: number;
  @Column('json') body: unknown;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('uuid') by: string;
}

/** Where an item is now, as the acts come to. */
@Entity('assembly_item')
export class AssemblyItemEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'assembly_item_pkey' }) fonds: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'assembly_item_pkey' }) item: string;
  @Column('uuid') assembly: string;
}
