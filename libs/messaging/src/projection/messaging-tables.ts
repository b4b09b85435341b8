import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables of readers and writers of the log, in each service's own schema.
 * `reader_offset` has no tenant: a partition holds events of all tenants.
 */
class MessagingTables1000000000000 implements MigrationInterface {
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

/**
 * A row of the outbox is what one transaction says in one partition, and it is there while it waits: what was published is
 * deleted. A third of the rows, and none written twice.
 */
class OutboxOfWaiting1000000000001 implements MigrationInterface {
  readonly name = 'OutboxOfWaiting1000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM outbox WHERE published IS NOT NULL');
    await runner.query(
      `ALTER TABLE outbox ADD COLUMN kinds text NOT NULL DEFAULT '', ADD COLUMN facts integer NOT NULL DEFAULT 1`,
    );
    await runner.query(`UPDATE outbox SET kinds = body::json->>'kind'`);
    // Indexes on a column go with it.
    await runner.query('ALTER TABLE outbox DROP COLUMN published, DROP COLUMN fact_id');
    // Facts are applied in the order of time, so a few bytes a page find the old ones.
    await runner.query('DROP INDEX applied_fact_age');
    await runner.query('CREATE INDEX applied_fact_age ON applied_fact USING brin (applied_at)');
  }

  /** What waits is published first, by the version that wrote it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN kinds, DROP COLUMN facts');
    await runner.query('ALTER TABLE outbox ADD COLUMN published timestamptz, ADD COLUMN fact_id text NOT NULL');
    await runner.query('CREATE INDEX outbox_unpublished ON outbox (id) WHERE published IS NULL');
    await runner.query('CREATE INDEX outbox_published ON outbox (published) WHERE published IS NOT NULL');
    await runner.query('DROP INDEX applied_fact_age');
    await runner.query('CREATE INDEX applied_fact_age ON applied_fact (reader, applied_at)');
  }
}

/** What waits in the outbox is read and deleted within moments: compressing it was work for nothing. */
class OutboxAsItIs1000000000002 implements MigrationInterface {
  readonly name = 'OutboxAsItIs1000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTENDED');
  }
}

/**
 * Readers remember what they applied by the rows of the outbox it came in (ADR 16): a row has a key that no other ever has, of this
 * database, one that was restored or another's. A UUIDv7, so that keys grow with time and readers' indexes of them stay dense.
 *
 * What an old version published and was killed before it deleted it, the new one publishes again, now under keys: readers apply it
 * twice, as after a fail-over that lost commits, and it changes nothing, since they go by what facts mean. A service that stops in
 * order leaves none of these. An old replica beside the new ones cannot apply facts any more (its batches fail, nothing is lost) until it is
 * replaced; its relay goes on.
 */
class AppliedByRow1000000000003 implements MigrationInterface {
  readonly name = 'AppliedByRow1000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE outbox ADD COLUMN key uuid NOT NULL DEFAULT (
      lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
      || '7' || substr(gen_random_uuid()::text, 16))::uuid`);
    await runner.query('DROP TABLE applied_fact');
    // Like the offsets without a tenant: a key tells nothing of its row.
    await runner.query(`CREATE TABLE applied_row (
      reader text NOT NULL,
      key uuid NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, key)
    )`);
    await runner.query('CREATE INDEX applied_row_age ON applied_row USING brin (applied_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN key');
    await runner.query('DROP TABLE applied_row');
    await runner.query(`CREATE TABLE applied_fact (
      reader text NOT NULL,
      fact_id text NOT NULL,
      tenant_id text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, fact_id)
    )`);
    await runner.query('CREATE INDEX applied_fact_age ON applied_fact USING brin (applied_at)');
  }
}

/** First in each service's list of migrations. */
export const messagingMigrations = [
  MessagingTables1000000000000,
  OutboxOfWaiting1000000000001,
  OutboxAsItIs1000000000002,
  AppliedByRow1000000000003,
];
