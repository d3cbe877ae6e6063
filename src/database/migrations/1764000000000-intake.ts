import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The tables of intake. Hash indexes serve look-ups by digest, where only equality is asked. */
export class Intake1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE principal (
        id uuid PRIMARY KEY, name text NOT NULL, role text NOT NULL, fonds uuid[],
        expires_at timestamptz(3), created_at timestamptz(3) NOT NULL, disabled boolean NOT NULL DEFAULT false);
      CREATE UNIQUE INDEX principal_name ON principal (name);

      CREATE TABLE api_key (
        id text PRIMARY KEY, principal uuid NOT NULL CONSTRAINT api_key_of_principal REFERENCES principal,
        secret_hash bytea NOT NULL, created_at timestamptz(3) NOT NULL, expires_at timestamptz(3),
        revoked_at timestamptz(3), last_used_at timestamptz(3));
      CREATE INDEX api_key_principal ON api_key (principal);

      CREATE TABLE sender_key (
        principal uuid NOT NULL CONSTRAINT sender_key_of_principal REFERENCES principal, kid text NOT NULL,
        jwk json NOT NULL, set_at timestamptz(3) NOT NULL, PRIMARY KEY (principal, kid));

      CREATE TABLE fonds (
        id uuid PRIMARY KEY, test boolean NOT NULL, created_at timestamptz(3) NOT NULL,
        predecessors uuid[] NOT NULL DEFAULT '{}');
      CREATE TABLE fonds_name (
        fonds uuid NOT NULL CONSTRAINT fonds_name_of_fonds REFERENCES fonds, valid_from date NOT NULL,
        valid_until date, code text NOT NULL, name text NOT NULL, PRIMARY KEY (fonds, valid_from));
      CREATE INDEX fonds_name_code ON fonds_name (code);
      -- Updated by every transaction: room on the page keeps the update off the index.
      CREATE TABLE fonds_head (fonds uuid PRIMARY KEY, number bigint NOT NULL)
        WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
      INSERT INTO fonds_head VALUES ('00000000-0000-0000-0000-000000000000', 0);

      CREATE TABLE record (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, kind text NOT NULL, title text NOT NULL, creator text, date text,
        date_from date, retention text, source_system text, business_key text, state text NOT NULL,
        state_reason json NOT NULL, declaration json NOT NULL, findings json NOT NULL, fingerprint text NOT NULL,
        content_key text NOT NULL, principal uuid NOT NULL, received_at timestamptz(3) NOT NULL);
      CREATE UNIQUE INDEX record_fingerprint ON record (fingerprint, fonds);
      CREATE INDEX record_content ON record (content_key, fonds);
      CREATE INDEX record_fonds ON record (fonds, id);
      CREATE INDEX record_business_key ON record (source_system, business_key) WHERE business_key IS NOT NULL;

      CREATE TABLE package (
        record uuid NOT NULL, version integer NOT NULL, key text NOT NULL, store_version text,
        size_bytes bigint NOT NULL, sha256 bytea NOT NULL, sha512 bytea NOT NULL, nonce bytea NOT NULL,
        at timestamptz(3) NOT NULL, PRIMARY KEY (record, version));
      CREATE UNIQUE INDEX package_key ON package (key);
      CREATE INDEX package_sha256 ON package USING hash (sha256);
      CREATE INDEX package_sha512 ON package USING hash (sha512);

      CREATE TABLE file (
        record uuid NOT NULL, version integer NOT NULL, index integer NOT NULL, path text NOT NULL,
        "offset" bigint NOT NULL, size_bytes bigint NOT NULL, sha256 bytea NOT NULL, sha512 bytea NOT NULL,
        sm3 bytea NOT NULL, crc32 bigint NOT NULL, declared json NOT NULL, facts json NOT NULL,
        signatures json NOT NULL, PRIMARY KEY (record, version, index));
      CREATE INDEX file_sha256 ON file USING hash (sha256);
      CREATE INDEX file_sha512 ON file USING hash (sha512);
      CREATE INDEX file_sm3 ON file USING hash (sm3);

      CREATE TABLE event (
        subject uuid NOT NULL, subject_number bigint NOT NULL, fonds uuid NOT NULL, fonds_number bigint NOT NULL,
        type text NOT NULL, at timestamptz(3) NOT NULL, entry bytea NOT NULL, hash bytea NOT NULL, receipt text,
        request_id text NOT NULL, PRIMARY KEY (subject, subject_number),
        CONSTRAINT event_entry_fits CHECK (octet_length(entry) <= 65535),
        CONSTRAINT event_hash_length CHECK (octet_length(hash) = 32));
      CREATE UNIQUE INDEX event_fonds_number ON event (fonds, fonds_number);
      CREATE TABLE event_detail (
        subject uuid NOT NULL, subject_number bigint NOT NULL, details bytea NOT NULL, salt bytea NOT NULL,
        PRIMARY KEY (subject, subject_number));
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject uuid NOT NULL, subject_number bigint NOT NULL);

      CREATE TABLE refusal (
        id uuid PRIMARY KEY, fonds uuid, principal uuid NOT NULL, at timestamptz(3) NOT NULL, status integer NOT NULL,
        code text NOT NULL, declaration json, source_system text, business_key text, findings json NOT NULL,
        fingerprint text);
      CREATE INDEX refusal_fonds ON refusal (fonds, id);
      CREATE TABLE idempotency (
        principal uuid NOT NULL, fonds uuid NOT NULL, key text NOT NULL, fingerprint text NOT NULL, record uuid,
        refusal uuid, PRIMARY KEY (principal, fonds, key));
      CREATE TABLE intent (
        fonds uuid NOT NULL, fingerprint text NOT NULL, record uuid NOT NULL, at timestamptz(3) NOT NULL,
        nonce bytea NOT NULL, PRIMARY KEY (fonds, fingerprint))
        WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
      CREATE TABLE orphan (
        key text PRIMARY KEY, record uuid NOT NULL, fonds uuid NOT NULL, at timestamptz(3) NOT NULL,
        nonce bytea NOT NULL, fingerprint text NOT NULL, size_bytes bigint NOT NULL);
      CREATE INDEX orphan_fingerprint ON orphan (fonds, fingerprint);
      CREATE INDEX orphan_record ON orphan (record);

      -- Grants stop the service; these stop a slip of the owner too. A database administrator can still get past
      -- both: against that stands the published ledger, not the database.
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501'; END $$;
      CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE orphan, intent, idempotency, refusal, outbox, event_detail, event, file, package, record,
        fonds_head, fonds_name, fonds, sender_key, api_key, principal;
      DROP FUNCTION refuse_change();
    `);
  }
}
