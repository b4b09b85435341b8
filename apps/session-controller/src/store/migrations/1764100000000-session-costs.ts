import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Costs have a table of their own: billing tells one with each meter value, and a session's row is wide. Room is left in the
 * pages for updates that no index sees (HOT).
 */
export class SessionCosts1764100000000 implements MigrationInterface {
  readonly name = 'SessionCosts1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE session_cost (
      tenant_id text NOT NULL,
      session_id uuid NOT NULL,
      cost jsonb NOT NULL,
      PRIMARY KEY (tenant_id, session_id)
    ) WITH (fillfactor = 70)`);
    await runner.query(
      `INSERT INTO session_cost (tenant_id, session_id, cost) SELECT tenant_id, id, cost FROM session WHERE cost IS NOT NULL`,
    );
    await runner.query('ALTER TABLE session DROP COLUMN cost');
    await runner.query('ALTER TABLE session SET (fillfactor = 70)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session ADD COLUMN cost jsonb');
    await runner.query(
      `UPDATE session s SET cost = c.cost FROM session_cost c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id`,
    );
    await runner.query('DROP TABLE session_cost');
    await runner.query('ALTER TABLE session RESET (fillfactor)');
  }
}
