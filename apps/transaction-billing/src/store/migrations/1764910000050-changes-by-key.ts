import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of bills that are asked for once however often they are sent; who deleted a tariff. */
export class ChangesByKey1764910000050 implements MigrationInterface {
  readonly name = 'ChangesByKey1764910000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_key (
        tenant_id text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        bill_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, key)
      );
      CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
      COMMENT ON TABLE idempotency_key IS 'What a key was first used for; written with the change itself.';
      ALTER TABLE tariff ADD COLUMN deleted_by_type text, ADD COLUMN deleted_by_id text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_key;
      ALTER TABLE tariff DROP COLUMN deleted_by_type, DROP COLUMN deleted_by_id;
    `);
  }
}
