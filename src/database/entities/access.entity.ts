import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** Who may ask: a person or a business system. Names are personal: they stand here and never in a ledger entry. */
@Entity('principal')
@Index('principal_name', ['name'], { unique: true })
export class PrincipalEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'principal_pkey' }) id: string;
  @Column('text') name: string;
  @Column('text') role: string;
  /** Ids; null means every fonds. */
  @Column('uuid', { array: true, nullable: true }) fonds: string[] | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true }) expiresAt: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) createdAt: Date;
  @Column('boolean', { default: false }) disabled: boolean;
}

@Entity('api_key')
@Index('api_key_principal', ['principal'])
export class ApiKeyEntity {
  /** The part of the secret between the underscores; no secret. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'api_key_pkey' }) id: string;
  @Column('uuid') principal: string;
  @ManyToOne(() => PrincipalEntity)
  @JoinColumn({ name: 'principal', foreignKeyConstraintName: 'api_key_of_principal' })
  principalRow?: PrincipalEntity;
  /** SHA-256 of the whole secret. */
  @Column('bytea', { name: 'secret_hash' }) secretHash: Buffer;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) createdAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true }) expiresAt: Date | null;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true }) revokedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true }) lastUsedAt: Date | null;
}

/** Public keys with which senders sign submissions. */
@Entity('sender_key')
export class SenderKeyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sender_key_pkey' }) principal: string;
  @ManyToOne(() => PrincipalEntity)
  @JoinColumn({ name: 'principal', foreignKeyConstraintName: 'sender_key_of_principal' })
  principalRow?: PrincipalEntity;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sender_key_pkey' }) kid: string;
  @Column('json') jwk: Record<string, unknown>;
  @Column({ type: 'timestamptz', name: 'set_at', precision: 3 }) setAt: Date;
}
