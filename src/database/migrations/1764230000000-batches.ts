import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Batches, and what became of each of their records. */
export class Batches1764230000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE batch (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, principal uuid NOT NULL, request_id text NOT NULL, idempotency_key text,
        sha256 bytea NOT NULL, size_bytes bigint NOT NULL, received_at timestamptz(3) NOT NULL, total integer NOT NULL,
        content_bytes bigint NOT NULL, declared json NOT NULL, state text NOT NULL, findings json NOT NULL,
        finished_at timestamptz(3));
      CREATE UNIQUE INDEX batch_key ON batch (principal, fonds, idempotency_key) WHERE idempotency_key IS NOT NULL;
      CREATE INDEX batch_fonds ON batch (fonds, id);
      CREATE TABLE batch_result (
        batch uuid NOT NULL, index integer NOT NULL, name text NOT NULL, source_system text, business_key text,
        status text NOT NULL, record uuid, refusal uuid, code text, errors json NOT NULL, findings json NOT NULL,
        PRIMARY KEY (batch, index));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE batch_result, batch');
  }
}
