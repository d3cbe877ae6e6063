import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a record says of itself, by its kind. Records from before say nothing yet. */
export class Kinds1764190000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE record
        ADD COLUMN facts json NOT NULL DEFAULT '[]',
        ADD COLUMN duplicate_key text,
        ADD COLUMN voucher json,
        ADD COLUMN found_relations json NOT NULL DEFAULT '[]';
      CREATE INDEX record_duplicate_key ON record (duplicate_key, fonds) WHERE duplicate_key IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE record DROP COLUMN facts, DROP COLUMN duplicate_key, DROP COLUMN voucher, DROP COLUMN found_relations`);
  }
}
