import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** What is searched of a record (docs/search.md). Made from the row of the record; may be forgotten and made again. */
@Entity('search_entry')
@Index('search_entry_record', ['record'], { unique: true })
export class SearchEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'search_entry_pkey' }) number: string; // prettier-ignore
  @Column('uuid') record: string;
  @Column('uuid') fonds: string;
  @Column('text') kind: string;
  @Column('text') lines: string;
  @Column('integer', { name: 'party_characters' }) partyCharacters: number;
  @Column('text', { name: 'amount_keys', array: true, nullable: true }) amountKeys: string[] | null;
  @Column('numeric', { array: true, nullable: true }) amounts: string[] | null;
  @Column('text', { name: 'day_keys', array: true, nullable: true }) dayKeys: string[] | null;
  @Column('date', { array: true, nullable: true }) since: string[] | null;
  @Column('date', { array: true, nullable: true }) until: string[] | null;
}

/** The terms an entry is found by, one number each, with the block of the entry in it (core/search/block.ts). */
@Entity('search_terms')
@Index('search_terms_terms', { synchronize: false })
export class SearchTermsEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'search_terms_pkey' }) number: string;
  @Column('integer', { array: true }) terms: number[];
}

/** One row: how far terms are written, and which records from before have no entry yet. */
@Entity('search_head')
export class SearchHeadEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'search_head_pkey' }) id: number;
  @Column('bigint') indexed: string;
  @Column('bigint') filled: string;
  @Column('uuid', { name: 'fill_before', nullable: true }) fillBefore: string | null;
  @Column('boolean') rebuild: boolean;
  @Column('integer') version: number;
}

/** A relation (关联) as one side states it. Never deleted: it ends. */
@Entity('relation')
@Index('relation_in_force', ['record', 'type', 'targetKey', 'origin'], { unique: true, where: 'ended_at IS NULL' })
@Index('relation_record', ['record', 'id'])
@Index('relation_target', ['target', 'id'], { where: 'target IS NOT NULL' })
@Index('relation_open', ['targetKey', 'fonds'], { where: 'target IS NULL AND ended_at IS NULL' })
export class RelationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'relation_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('uuid') record: string;
  @Column('text') type: string;
  @Column('uuid', { nullable: true }) target: string | null;
  /** `record:<id>`, `key:<duplicate key>` or `source:<system>:<business key>`: what the other record is named by. */
  @Column('text', { name: 'target_key' }) targetKey: string;
  @Column('text') origin: string;
  @Column('text', { nullable: true }) file: string | null;
  @Column('text', { nullable: true }) place: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) since: Date;
  @Column({ type: 'timestamptz', name: 'resolved_at', precision: 3, nullable: true }) resolvedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true }) endedAt: Date | null;
  @Column('json', { nullable: true }) note: unknown;
}
