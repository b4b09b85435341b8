import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions whose place is free although they are not over, what operators release, and who repaired what. */
export class SessionRepairs1764700000003 implements MigrationInterface {
  readonly name = 'SessionRepairs1764700000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE session ADD COLUMN free_since timestamptz, ADD COLUMN released jsonb NOT NULL DEFAULT '[]'`,
    );
    await runner.query(
      `CREATE INDEX session_free ON session (free_since)
       WHERE free_since IS NOT NULL AND status NOT IN ('ended', 'failed')`,
    );
    await runner.query('ALTER TABLE orphan_report ADD COLUMN merged_into uuid');
    await runner.query(`CREATE TABLE session_repair (
      tenant_id text NOT NULL,
      id uuid NOT NULL,
      session_id uuid NOT NULL,
      action text NOT NULL,
      reason text NOT NULL,
      before jsonb NOT NULL,
      after jsonb NOT NULL,
      at timestamptz NOT NULL,
      actor_type text NOT NULL,
      actor_id text NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX session_repair_session ON session_repair (tenant_id, session_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE session_repair');
    await runner.query('ALTER TABLE orphan_report DROP COLUMN merged_into');
    await runner.query('ALTER TABLE session DROP COLUMN free_since, DROP COLUMN released');
  }
}
