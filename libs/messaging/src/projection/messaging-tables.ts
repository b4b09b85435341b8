import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables of readers and writers of the log, in each service's own schema; first in its list of migrations.
 * `reader_offset` has no tenant: a partition holds events of all tenants.
 */
export class MessagingTables1000000000000 implements MigrationInterface {
  readonly name = 'MessagingTables1000000000000';

  async up(runner: QueryRunner): Promise<void> {
    // Room in the pages for the updates of every batch (HOT), which no index sees.
    await runner.query(`CREATE TABLE reader_offset (
      reader text NOT NULL,
      partition integer NOT NULL,
      epoch text NOT NULL,
      seq bigint NOT NULL,
      halted text,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, partition)
    ) WITH (fillfactor = 20)`);

    await runner.query(`CREATE TABLE outbox (
      id bigserial PRIMARY KEY,
      tenant_id text NOT NULL,
      partition integer NOT NULL,
      fact_id text NOT NULL,
      body text NOT NULL,
      written_at timestamptz NOT NULL DEFAULT now(),
      published timestamptz
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query('CREATE INDEX outbox_unpublished ON outbox (id) WHERE published IS NULL');
    await runner.query('CREATE INDEX outbox_published ON outbox (published) WHERE published IS NOT NULL');

    await runner.query(`CREATE TABLE applied_fact (
      reader text NOT NULL,
      fact_id text NOT NULL,
      tenant_id text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, fact_id)
    )`);
    await runner.query('CREATE INDEX applied_fact_age ON applied_fact (reader, applied_at)');

    await runner.query(`CREATE TABLE quarantine (
      id bigserial PRIMARY KEY,
      tenant_id text NOT NULL,
      reader text NOT NULL,
      partition integer NOT NULL,
      epoch text NOT NULL,
      seq bigint NOT NULL,
      index integer NOT NULL,
      error text NOT NULL,
      event text NOT NULL,
      attempts integer NOT NULL DEFAULT 1,
      quarantined_at timestamptz NOT NULL DEFAULT now(),
      replayed_at timestamptz,
      UNIQUE (reader, epoch, seq, index)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['quarantine', 'applied_fact', 'outbox', 'reader_offset'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
