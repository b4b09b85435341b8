import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Updates and rollouts are ordered once for a key, and an update says by which protocol its station fetches. */
export class OrderCare1765000000001 implements MigrationInterface {
  readonly name = 'OrderCare1765000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE update_attempt
      ADD COLUMN protocol        text NOT NULL DEFAULT 'http',
      ADD COLUMN idempotency_key text,
      ADD COLUMN fingerprint     text`);
    await runner.query('ALTER TABLE rollout ADD COLUMN idempotency_key text, ADD COLUMN fingerprint text');
    for (const table of ['update_attempt', 'rollout']) {
      await runner.query(`CREATE UNIQUE INDEX ${table}_key ON ${table} (tenant_id, idempotency_key)
        WHERE idempotency_key IS NOT NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE update_attempt DROP COLUMN protocol, DROP COLUMN idempotency_key, DROP COLUMN fingerprint',
    );
    await runner.query('ALTER TABLE rollout DROP COLUMN idempotency_key, DROP COLUMN fingerprint');
  }
}
