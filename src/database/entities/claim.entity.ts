import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A voucher somebody asked for: the lock of its amount. */
@Entity('voucher')
export class VoucherEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'voucher_pkey' }) fonds: string;
  /** Duplicate key of the record. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'voucher_pkey' }) key: string;
  @Column({ type: 'timestamptz', name: 'first_asked_at', precision: 3, default: () => 'now()' }) firstAskedAt: Date;
}

/** A voucher, or a part of its amount, for one booking. */
@Entity('voucher_claim')
@Check('voucher_claim_state', `state IN ('held', 'confirmed', 'released', 'expired')`)
@Index('voucher_claim_reference', ['reference', 'principal', 'fonds'], { unique: true })
@Index('voucher_claim_of', ['voucher', 'fonds', 'id'])
@Index('voucher_claim_live', { synchronize: false })
@Index('voucher_claim_held', { synchronize: false })
export class VoucherClaimEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'voucher_claim_pkey' }) id: string;
  @Column('uuid') fonds: string;
  @Column('text') voucher: string;
  @Column('uuid') record: string;
  @Column('uuid') principal: string;
  /** Of the ERP. */
  @Column('text') reference: string;
  @Column('numeric', { nullable: true }) amount: string | null;
  @Column('numeric', { nullable: true }) asked: string | null;
  @Column('text') currency: string;
  @Column('json') booking: unknown;
  @Column('text') state: string;
  @Column({ type: 'timestamptz', name: 'claimed_at', precision: 3 }) claimedAt: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) expiresAt: Date;
  @Column({ type: 'timestamptz', name: 'confirmed_at', precision: 3, nullable: true }) confirmedAt: Date | null;
  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) reason: string | null;
}
