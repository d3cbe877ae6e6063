import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Reports by schemes of 四性检测. Records from before have none: they were judged by findings alone. */
export class Checks1764250000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE check_report (
        record uuid NOT NULL, number integer NOT NULL, fonds uuid NOT NULL, version integer NOT NULL, scheme text NOT NULL,
        scheme_version integer NOT NULL, stage text NOT NULL, at timestamptz(3) NOT NULL, outcome text NOT NULL,
        total json NOT NULL, report json, changes json NOT NULL, PRIMARY KEY (record, number));
      CREATE INDEX check_report_outcome ON check_report (fonds, outcome, record) WHERE outcome <> 'passed';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE check_report');
  }
}
