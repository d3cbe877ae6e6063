import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One report on a record by a scheme of 四性检测. Written once; a later look adds a row. */
@Entity('check_report')
@Index('check_report_outcome', ['fonds', 'outcome', 'record'], { where: `outcome <> 'passed'` })
export class CheckReportEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'check_report_pkey' }) record: string;
  /** Dense from 1, which is the report of intake. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'check_report_pkey' }) number: number;
  @Column('uuid') fonds: string;
  /** Of the package it looked at. */
  @Column('integer') version: number;
  @Column('text') scheme: string;
  @Column('integer', { name: 'scheme_version' }) schemeVersion: number;
  @Column('text') stage: string;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column('text') outcome: string;
  @Column('json') total: unknown;
  /** Null: inside the package. */
  @Column('json', { nullable: true }) report: unknown;
  /** Against the report before of the same scheme. */
  @Column('json') changes: unknown;
}
