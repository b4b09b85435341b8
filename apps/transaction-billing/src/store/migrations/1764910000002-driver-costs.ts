import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what a station calls a session, and up to which of its reports it is counted: what drivers are told is asked for by these. */
export class DriverCosts1764910000002 implements MigrationInterface {
  readonly name = 'DriverCosts1764910000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE priced_session ADD COLUMN transaction_ref text, ADD COLUMN standing jsonb;
      COMMENT ON COLUMN priced_session.standing IS
        'As of the last fact: the report it follows from {epoch, seq, index}, the energy register, whether it charges.';
      CREATE INDEX priced_session_by_ref ON priced_session (tenant_id, station_id, transaction_ref)
        WHERE transaction_ref IS NOT NULL;

      CREATE TABLE station_cost (
        tenant_id text NOT NULL,
        session_id text NOT NULL,
        station_id text NOT NULL,
        details jsonb NOT NULL,
        told jsonb,
        reported_at timestamptz NOT NULL,
        verdict text NOT NULL,
        ours jsonb,
        difference text,
        PRIMARY KEY (tenant_id, session_id)
      );
      COMMENT ON TABLE station_cost IS 'What stations that price by themselves (OCPP 2.1) say sessions cost, beside our price.';
      CREATE INDEX station_cost_newest ON station_cost (tenant_id, reported_at DESC, session_id DESC);
      CREATE INDEX station_cost_unlike ON station_cost (tenant_id, reported_at DESC, session_id DESC)
        WHERE verdict NOT IN ('same', 'running');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE station_cost');
    await runner.query('ALTER TABLE priced_session DROP COLUMN transaction_ref, DROP COLUMN standing');
  }
}
