import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/*
 * No foreign keys among record, package, file and event: the four are only ever written together, by one statement,
 * and each key would cost a look-up per row on the way in.
 * JSON is `json`, not `jsonb`: what was declared is kept as it was sent, order of members included.
 */

/** A record (件): what was declared, and where it stands. */
@Entity('record')
@Index('record_fingerprint', ['fingerprint', 'fonds'], { unique: true })
@Index('record_content', ['contentKey', 'fonds'])
@Index('record_fonds', ['fonds', 'id'])
@Index('record_duplicate_key', ['duplicateKey', 'fonds'], { where: '"duplicate_key" IS NOT NULL' })
@Index('record_red_of', { synchronize: false })
@Index('record_state', ['state', 'fonds', 'id'], { where: "state <> 'registered'" })
@Index('record_business_key', ['sourceSystem', 'businessKey'], { where: '"business_key" IS NOT NULL' })
export class RecordEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'record_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('text') kind: string;
  @Column('text') title: string;
  @Column('text', { nullable: true }) creator: string | null;
  @Column('text', { nullable: true }) date: string | null;
  @Column('date', { name: 'date_from', nullable: true }) dateFrom: string | null;
  @Column('text', { nullable: true }) retention: string | null;
  @Column('text', { name: 'source_system', nullable: true }) sourceSystem: string | null;
  @Column('text', { name: 'business_key', nullable: true }) businessKey: string | null;
  @Column('text') state: string;
  @Column('json', { name: 'state_reason' }) stateReason: string[];
  @Column('json') declaration: unknown;
  @Column('json', { default: [] }) facts: unknown;
  @Column('text', { name: 'duplicate_key', nullable: true }) duplicateKey: string | null;
  @Column('json', { nullable: true }) voucher: unknown;
  @Column('json', { name: 'found_relations', default: [] }) foundRelations: unknown;
  @Column('json') findings: unknown;
  @Column('text') fingerprint: string;
  @Column('text', { name: 'content_key' }) contentKey: string;
  @Column('uuid') principal: string;
  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 }) receivedAt: Date;
}

/** One version of the package (AIP) of a record. Written once. */
@Entity('package')
@Index('package_key', ['key'], { unique: true })
@Index('package_sha256', { synchronize: false })
@Index('package_sha512', { synchronize: false })
export class PackageEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'package_pkey' }) record: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'package_pkey' }) version: number;
  /** Key in the object store. */
  @Column('text') key: string;
  @Column('text', { name: 'store_version', nullable: true }) storeVersion: string | null;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes: string;
  @Column('bytea') sha256: Buffer;
  @Column('bytea') sha512: Buffer;
  @Column('bytea') nonce: Buffer;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
}

/** A file inside a package. Written once. */
@Entity('file')
@Index('file_sha256', { synchronize: false })
@Index('file_sha512', { synchronize: false })
@Index('file_sm3', { synchronize: false })
export class FileEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'file_pkey' }) record: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'file_pkey' }) version: number;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'file_pkey' }) index: number;
  @Column('text') path: string;
  @Column('bigint') offset: string;
  @Column('bigint', { name: 'size_bytes' }) sizeBytes: string;
  @Column('bytea') sha256: Buffer;
  @Column('bytea') sha512: Buffer;
  @Column('bytea') sm3: Buffer;
  @Column('bigint') crc32: string;
  @Column('json') declared: unknown;
  @Column('json') facts: unknown;
  @Column('json') signatures: unknown;
}
