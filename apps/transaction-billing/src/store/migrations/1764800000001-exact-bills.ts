import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tariffs with bounds; sessions with their time zone and what they used so far; bills with a history whose entries never change
 * and numbers without a gap. Bills made before get their numbers in the order they were made.
 */
export class ExactBills1764800000001 implements MigrationInterface {
  readonly name = 'ExactBills1764800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tariff ADD COLUMN min_price jsonb, ADD COLUMN max_price jsonb;
      ALTER TABLE station_groups ADD COLUMN time_zone text;
      ALTER TABLE priced_session ADD COLUMN time_zone text, ADD COLUMN usage jsonb, ADD COLUMN pinned_for text,
        ADD COLUMN bill_id uuid, ADD COLUMN met_at timestamptz, ADD COLUMN priced_until timestamptz, ADD COLUMN open boolean;
      CREATE INDEX priced_session_open ON priced_session (tenant_id, met_at DESC, bill_id DESC) WHERE open;
      CREATE UNIQUE INDEX priced_session_open_bill ON priced_session (tenant_id, bill_id) WHERE open;
      COMMENT ON COLUMN priced_session.usage IS 'What was used up to the last reading, by the component that prices it.';
      ALTER TABLE session_input ADD COLUMN log_seq bigint, ADD COLUMN log_index integer;

      ALTER TABLE bill ADD COLUMN number bigint, ADD COLUMN entries integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN bill.number IS 'Of the final bill in force; credit notes have theirs in bill_entry.';

      CREATE TABLE bill_entry (
        tenant_id text NOT NULL,
        bill_id uuid NOT NULL,
        seq integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('held', 'final', 'released', 'corrected', 'credited')),
        number bigint,
        held_for text,
        tariff_id uuid,
        tariff_version integer,
        price jsonb,
        reason text,
        at timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        PRIMARY KEY (tenant_id, bill_id, seq)
      );
      CREATE UNIQUE INDEX bill_entry_number ON bill_entry (tenant_id, number) WHERE number IS NOT NULL;
      CREATE FUNCTION refuse_bill_entry_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'entries of bills never change'; END $$;
      CREATE TRIGGER bill_entry_never_changes BEFORE UPDATE OR DELETE ON bill_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_bill_entry_change();

      CREATE TABLE bill_counter (
        tenant_id text PRIMARY KEY,
        last bigint NOT NULL
      );
      COMMENT ON TABLE bill_counter IS 'The last number given to a final bill or a credit note.';

      UPDATE bill b SET entries = 1, number = n.number
      FROM (SELECT tenant_id, id, CASE WHEN status = 'final' THEN
              row_number() OVER (PARTITION BY tenant_id, status ORDER BY created_at, id) END AS number FROM bill) n
      WHERE n.tenant_id = b.tenant_id AND n.id = b.id;
      INSERT INTO bill_entry (tenant_id, bill_id, seq, kind, number, held_for, tariff_id, tariff_version, price, at, actor_type, actor_id)
      SELECT tenant_id, id, 1, status, number, held_for, tariff_id, tariff_version,
             CASE WHEN total IS NOT NULL THEN
               jsonb_build_object('lines', lines, 'net', net, 'vat', vat, 'total', total, 'currency', currency) END,
             created_at, actor_type, actor_id
      FROM bill WHERE status IN ('held', 'final');
      INSERT INTO bill_counter SELECT tenant_id, max(number) FROM bill WHERE number IS NOT NULL GROUP BY tenant_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE bill_counter, bill_entry;
      DROP FUNCTION refuse_bill_entry_change;
      ALTER TABLE bill DROP COLUMN number, DROP COLUMN entries;
      ALTER TABLE session_input DROP COLUMN log_seq, DROP COLUMN log_index;
      ALTER TABLE priced_session DROP COLUMN time_zone, DROP COLUMN usage, DROP COLUMN pinned_for,
        DROP COLUMN bill_id, DROP COLUMN met_at, DROP COLUMN priced_until, DROP COLUMN open;
      ALTER TABLE station_groups DROP COLUMN time_zone;
      ALTER TABLE tariff DROP COLUMN min_price, DROP COLUMN max_price;
    `);
  }
}
