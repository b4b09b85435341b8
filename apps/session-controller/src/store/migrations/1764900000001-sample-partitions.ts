import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Samples by time, so that old ones are dropped a week at a time. What is there already becomes the default partition as it
 * stands: nothing is copied. Later weeks get their own from the sweep; what fits none, a station's old time, goes into the default.
 */
export class SamplePartitions1764900000001 implements MigrationInterface {
  readonly name = 'SamplePartitions1764900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sample RENAME TO sample_default');
    await runner.query('ALTER INDEX sample_pkey RENAME TO sample_default_pkey');
    await runner.query(`CREATE TABLE sample (
      tenant_id text NOT NULL,
      session_id uuid NOT NULL,
      at timestamptz NOT NULL,
      measured jsonb NOT NULL,
      PRIMARY KEY (tenant_id, session_id, at)
    ) PARTITION BY RANGE (at)`);
    await runner.query('ALTER TABLE sample ATTACH PARTITION sample_default DEFAULT');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE sample_whole (LIKE sample INCLUDING ALL)');
    await runner.query('INSERT INTO sample_whole SELECT * FROM sample');
    await runner.query('DROP TABLE sample');
    await runner.query('ALTER TABLE sample_whole RENAME TO sample');
  }
}
