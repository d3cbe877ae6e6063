import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Whose a duplicate key is, versions after the first, conflicts. */
export class Lifecycle1764220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One record of a fonds holds a key: of two that arrive at once the second finds the first.
      CREATE TABLE duplicate_key (
        key text NOT NULL, fonds uuid NOT NULL, record uuid NOT NULL, PRIMARY KEY (key, fonds));
      CREATE INDEX duplicate_key_record ON duplicate_key (record);
      INSERT INTO duplicate_key (key, fonds, record)
        SELECT DISTINCT ON (duplicate_key, fonds) duplicate_key, fonds, id FROM record
         WHERE duplicate_key IS NOT NULL ORDER BY duplicate_key, fonds, id;

      CREATE TABLE record_version (
        record uuid NOT NULL, version integer NOT NULL, fonds uuid NOT NULL, kind text NOT NULL, change uuid NOT NULL,
        reason text, basis text, approver text, declaration json NOT NULL, findings json NOT NULL,
        fingerprint text NOT NULL, principal uuid NOT NULL, at timestamptz(3) NOT NULL, PRIMARY KEY (record, version));
      CREATE UNIQUE INDEX record_version_fingerprint ON record_version (fingerprint, fonds);

      CREATE TABLE withdrawal (
        record uuid PRIMARY KEY, reason text NOT NULL, basis text, approver text, principal uuid NOT NULL,
        at timestamptz(3) NOT NULL);

      CREATE TABLE conflict (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, key text NOT NULL, first uuid NOT NULL, second uuid NOT NULL,
        differences json NOT NULL, at timestamptz(3) NOT NULL, decision text, reason text, decided_by uuid,
        decided_at timestamptz(3));
      CREATE INDEX conflict_fonds ON conflict (fonds, id);
      CREATE INDEX conflict_first ON conflict (first);
      CREATE INDEX conflict_second ON conflict (second);

      -- Which package holds a report that lies in one.
      ALTER TABLE validation ADD COLUMN version integer NOT NULL DEFAULT 1;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE validation DROP COLUMN version;
      DROP TABLE conflict, withdrawal, record_version, duplicate_key;
    `);
  }
}
