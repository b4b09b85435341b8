import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBilling1763800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE tariff (
        tenant_id text NOT NULL,
        id uuid NOT NULL,
        version integer NOT NULL,
        name text NOT NULL,
        currency text NOT NULL,
        vat_percent text NOT NULL,
        elements jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        deleted_at timestamptz,
        PRIMARY KEY (tenant_id, id, version)
      );
      COMMENT ON TABLE tariff IS 'Immutable versions; a change is a new row. Ids are never used again.';
      CREATE INDEX tariff_newest ON tariff (tenant_id, created_at DESC, id);

      CREATE TABLE tariff_assignment (
        tenant_id text NOT NULL,
        tariff_id uuid NOT NULL,
        version integer NOT NULL,
        level text NOT NULL,
        value text NOT NULL,
        assigned_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, tariff_id, version, level, value),
        FOREIGN KEY (tenant_id, tariff_id, version) REFERENCES tariff
      );
      CREATE INDEX tariff_assignment_by_target ON tariff_assignment (tenant_id, level, value);

      CREATE TABLE station_groups (
        tenant_id text NOT NULL,
        station_id text NOT NULL,
        valid_from timestamptz NOT NULL,
        location_id text,
        groups jsonb NOT NULL,
        PRIMARY KEY (tenant_id, station_id, valid_from)
      );
      COMMENT ON TABLE station_groups IS 'Where a station belonged since when, from the registry''s facts.';

      CREATE TABLE priced_session (
        tenant_id text NOT NULL,
        session_id text NOT NULL,
        station_id text NOT NULL,
        tariff_id uuid,
        tariff_version integer,
        cost jsonb,
        PRIMARY KEY (tenant_id, session_id)
      );
      COMMENT ON TABLE priced_session IS 'The tariff pinned when the session started, and the cost last told.';

      CREATE TABLE session_input (
        tenant_id text NOT NULL,
        session_id text NOT NULL,
        fact_id text NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        fact jsonb NOT NULL,
        PRIMARY KEY (tenant_id, session_id, fact_id)
      );
      COMMENT ON TABLE session_input IS 'The facts a bill was made of, kept as long as the bill: replay reads these, not the log.';

      CREATE TABLE bill (
        tenant_id text NOT NULL,
        id uuid NOT NULL,
        session_id text NOT NULL,
        station_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'held', 'final', 'credited')),
        held_for text,
        tariff_id uuid,
        tariff_version integer,
        lines jsonb NOT NULL,
        net text,
        vat text,
        total text,
        currency text,
        minor_digits smallint,
        difference jsonb,
        session_ended_at timestamptz,
        created_at timestamptz NOT NULL,
        actor_type text NOT NULL,
        actor_id text NOT NULL,
        PRIMARY KEY (tenant_id, id),
        UNIQUE (tenant_id, session_id)
      );
      COMMENT ON COLUMN bill.difference IS 'What a final bill would come to by reports that came after it; the bill itself never changes.';
      CREATE INDEX bill_newest ON bill (tenant_id, created_at DESC, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE bill, session_input, priced_session, station_groups, tariff_assignment, tariff',
    );
  }
}
