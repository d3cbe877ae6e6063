import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Who books how much of which voucher. */
export class Claims1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row per voucher that somebody asked for: whoever decides about its amount holds its lock.
      CREATE TABLE voucher (
        fonds uuid NOT NULL, key text NOT NULL, first_asked_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (fonds, key));

      CREATE TABLE voucher_claim (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, voucher text NOT NULL, record uuid NOT NULL, principal uuid NOT NULL,
        reference text NOT NULL, amount numeric, asked numeric, currency text NOT NULL, booking json NOT NULL,
        state text NOT NULL, claimed_at timestamptz(3) NOT NULL, expires_at timestamptz(3) NOT NULL,
        confirmed_at timestamptz(3), ended_at timestamptz(3), reason text,
        CONSTRAINT voucher_claim_state CHECK (state IN ('held', 'confirmed', 'released', 'expired')));
      CREATE UNIQUE INDEX voucher_claim_reference ON voucher_claim (reference, principal, fonds);
      CREATE INDEX voucher_claim_of ON voucher_claim (voucher, fonds, id);
      CREATE INDEX voucher_claim_live ON voucher_claim (voucher, fonds) WHERE state IN ('held', 'confirmed');
      CREATE INDEX voucher_claim_held ON voucher_claim (expires_at) WHERE state = 'held';

      -- The voucher that a record takes back (red invoice). A backslash in the JSON could stand for what jsonb refuses;
      -- no key of ours holds one.
      CREATE FUNCTION red_of(relations json) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN strpos(relations::text, '"red-of"') > 0 AND strpos(relations::text, chr(92)) = 0
          THEN jsonb_path_query_first(relations::jsonb, '$[*] ? (@.type == "red-of").key') #>> '{}' END $$;
      CREATE INDEX record_red_of ON record (red_of(found_relations), fonds) WHERE red_of(found_relations) IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX record_red_of; DROP FUNCTION red_of(json); DROP TABLE voucher_claim, voucher');
  }
}
