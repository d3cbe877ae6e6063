import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Trust as data, reports that come later than intake, and the queue of what was not settled. */
export class Trust1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The nil UUID stands for the whole archive.
      CREATE TABLE trust_item (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, kind text NOT NULL, purpose text NOT NULL, label text NOT NULL,
        sha256 bytea NOT NULL, bytes bytea NOT NULL, added_at timestamptz(3) NOT NULL, added_by uuid NOT NULL,
        withdrawn_at timestamptz(3), withdrawn_by uuid, withdrawn_reason text);
      CREATE UNIQUE INDEX trust_item_in_force ON trust_item (fonds, kind, purpose, sha256) WHERE withdrawn_at IS NULL;
      -- One row: whoever changes an item counts it up in the same transaction.
      CREATE TABLE trust_head (id integer PRIMARY KEY, version bigint NOT NULL);
      INSERT INTO trust_head VALUES (1, 0);
      CREATE TABLE trust_snapshot (
        digest bytea PRIMARY KEY, key text NOT NULL, size_bytes bigint NOT NULL, at timestamptz(3) NOT NULL);
      CREATE INDEX trust_snapshot_at ON trust_snapshot (at, digest);

      -- One row per report of a record with signatures: the first is the one inside its package.
      CREATE TABLE validation (
        record uuid NOT NULL, number integer NOT NULL, fonds uuid NOT NULL, at timestamptz(3) NOT NULL, trust bytea,
        policy text NOT NULL, total integer NOT NULL, passed integer NOT NULL, indeterminate integer NOT NULL,
        failed integer NOT NULL, key text, size_bytes bigint, sha256 bytea, changes json NOT NULL,
        PRIMARY KEY (record, number));
      -- The newest of each record, and what could change it: the queue.
      CREATE TABLE validation_head (
        record uuid PRIMARY KEY, fonds uuid NOT NULL, number integer NOT NULL, trust bytea, awaits text NOT NULL,
        open json NOT NULL);
      CREATE INDEX validation_head_fonds ON validation_head (fonds, record);
      CREATE INDEX validation_head_open ON validation_head (fonds, record) WHERE awaits <> 'nothing';

      CREATE TABLE revalidation (
        id uuid PRIMARY KEY, fonds uuid[], every_record boolean NOT NULL, actor uuid NOT NULL, request_id text NOT NULL,
        at timestamptz(3) NOT NULL, state text NOT NULL, after uuid, seen bigint NOT NULL, revalidated bigint NOT NULL,
        changed bigint NOT NULL, problems json NOT NULL, finished_at timestamptz(3), holder uuid,
        held_until timestamptz(3));
      CREATE INDEX revalidation_unfinished ON revalidation (id) WHERE finished_at IS NULL;

      -- Records from before: their reports were made without any trust, so each may have another look.
      INSERT INTO validation
      SELECT r.id, 1, r.fonds, r.received_at, NULL, '', count(*), count(*) FILTER (WHERE s->>'verdict' = 'TOTAL_PASSED'),
             count(*) FILTER (WHERE s->>'verdict' = 'INDETERMINATE'), count(*) FILTER (WHERE s->>'verdict' = 'TOTAL_FAILED'),
             NULL, NULL, NULL, '[]'
        FROM record r JOIN file f ON f.record = r.id AND f.version = 1 CROSS JOIN json_array_elements(f.signatures) s
       GROUP BY r.id;
      INSERT INTO validation_head
      SELECT record, fonds, number, NULL, CASE WHEN indeterminate > 0 THEN 'trust' ELSE 'nothing' END, '[]' FROM validation;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE revalidation, validation_head, validation, trust_snapshot, trust_head, trust_item');
  }
}
