import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Putting accounting vouchers together before registration: acts that only grow, and where each item is now. */
export class Assemblies1764260000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assembly (
        id uuid PRIMARY KEY, fonds uuid NOT NULL, key text NOT NULL, number text NOT NULL, account_set text, year text NOT NULL,
        month text, originals integer, opened_at timestamptz(3) NOT NULL, opened_by uuid NOT NULL);
      CREATE UNIQUE INDEX assembly_key ON assembly (fonds, key);
      CREATE TABLE assembly_act (
        assembly uuid NOT NULL, number integer NOT NULL, body json NOT NULL, at timestamptz(3) NOT NULL, by uuid NOT NULL,
        PRIMARY KEY (assembly, number));
      CREATE TRIGGER assembly_act_append_only BEFORE UPDATE OR DELETE ON assembly_act
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER assembly_act_no_truncate BEFORE TRUNCATE ON assembly_act
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      -- Follows from the acts: that no item is in two assemblies of a fonds is kept by this key.
      CREATE TABLE assembly_item (fonds uuid NOT NULL, item text NOT NULL, assembly uuid NOT NULL, PRIMARY KEY (fonds, item));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE assembly_item, assembly_act, assembly');
  }
}
