import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What records wait for. */
export class Expectations1764225000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE expectation (
        record uuid NOT NULL, number integer NOT NULL, fonds uuid NOT NULL, wanted json NOT NULL, key text, until date,
        met_at timestamptz(3), met_by uuid, PRIMARY KEY (record, number));
      CREATE INDEX expectation_key ON expectation (key, fonds) WHERE met_at IS NULL AND key IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE expectation');
  }
}
