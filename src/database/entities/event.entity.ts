import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The ledger entries. Append-only: triggers refuse everything else, even to the owner. */
@Entity('event')
@Index('event_fonds_number', ['fonds', 'fondsNumber'], { unique: true })
@Check('event_entry_fits', 'octet_length(entry) <= 65535')
@Check('event_hash_length', 'octet_length(hash) = 32')
export class EventEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_pkey' }) subject: string;
  @PrimaryColumn('bigint', { name: 'subject_number', primaryKeyConstraintName: 'event_pkey' }) subjectNumber: string;
  /** The nil UUID for what belongs to no fonds. */
  @Column('uuid') fonds: string;
  @Column('bigint', { name: 'fonds_number' }) fondsNumber: string;
  @Column('text') type: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  /** The exact bytes that are hashed and later become a leaf. */
  @Column('bytea') entry: Buffer;
  /** SHA-256 of the entry. */
  @Column('bytea') hash: Buffer;
  /** The signed receipt as handed out (compact JWS). */
  @Column('text', { nullable: true }) receipt: string | null;
  @Column('text', { name: 'request_id' }) requestId: string;
}

/** What an entry only commits to. Erasing a row leaves the ledger whole. */
@Entity('event_detail')
export class EventDetailEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_detail_pkey' }) subject: string;
  @PrimaryColumn('bigint', { name: 'subject_number', primaryKeyConstraintName: 'event_detail_pkey' })
  subjectNumber: string;
  @Column('bytea') details: Buffer;
  @Column('bytea') salt: Buffer;
}

/**
 * Events the ledger has not taken yet. The reader deletes what it took; it never remembers an id instead,
 * for ids become visible in another order than they are given.
 */
@Entity('outbox')
export class OutboxEntity {
  @PrimaryColumn('bigint', {
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'outbox_pkey',
  })
  id: string;
  @Column('uuid') subject: string;
  @Column('bigint', { name: 'subject_number' }) subjectNumber: string;
}
