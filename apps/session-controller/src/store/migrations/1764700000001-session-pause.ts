import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a session shall be paused and what came of it, and which pauses have a command that is due. */
export class SessionPause1764700000001 implements MigrationInterface {
  readonly name = 'SessionPause1764700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session ADD COLUMN pause jsonb');
    await runner.query(
      `CREATE INDEX session_pause_due ON session ((pause #>> '{order,dueAt}'))
       WHERE pause #>> '{order,dueAt}' IS NOT NULL AND status NOT IN ('ended', 'failed')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP COLUMN pause');
  }
}
