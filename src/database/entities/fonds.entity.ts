import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A fonds (全宗). Organisations change: the id is for ever, codes and names are dated rows beside it. */
@Entity('fonds')
export class FondsEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'fonds_pkey' }) id: string;
  @Column('boolean') test: boolean;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) createdAt: Date;
  @Column('uuid', { array: true, default: '{}' }) predecessors: string[];
}

@Entity('fonds_name')
@Index('fonds_name_code', ['code'])
export class FondsNameEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'fonds_name_pkey' }) fonds: string;
  @ManyToOne(() => FondsEntity)
  @JoinColumn({ name: 'fonds', foreignKeyConstraintName: 'fonds_name_of_fonds' })
  fondsRow?: FondsEntity;
  @PrimaryColumn('date', { name: 'valid_from', primaryKeyConstraintName: 'fonds_name_pkey' }) validFrom: string;
  /** First day on which it is no longer in force. */
  @Column('date', { name: 'valid_until', nullable: true }) validUntil: string | null;
  @Column('text') code: string;
  @Column('text') name: string;
}

/**
 * The last event number of each fonds; the nil UUID counts the events that belong to none.
 * Whoever writes events holds this row's lock: numbers are dense, a rollback gives its numbers back.
 */
@Entity('fonds_head')
export class FondsHeadEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'fonds_head_pkey' }) fonds: string;
  @Column('bigint') number: string;
}
