import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a fonds adds to the metadata dictionary, and its own kinds of records. */
export class Dictionary1764240000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dictionary_item (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, sort text NOT NULL, name text NOT NULL, version integer NOT NULL,
        body json NOT NULL, added_at timestamptz(3) NOT NULL, added_by uuid NOT NULL, withdrawn_at timestamptz(3),
        withdrawn_by uuid, withdrawn_reason text);
      CREATE UNIQUE INDEX dictionary_item_name ON dictionary_item (fonds, sort, name, version);
      -- One row: whoever changes an item counts it up in the same transaction.
      CREATE TABLE dictionary_head (id integer PRIMARY KEY, version bigint NOT NULL);
      INSERT INTO dictionary_head VALUES (1, 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dictionary_head, dictionary_item');
  }
}
