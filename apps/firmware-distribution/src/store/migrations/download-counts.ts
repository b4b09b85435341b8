import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a link belongs to and who ended it, the cap that a rollout's links share, and what each station fetched on each day. */
export class DownloadCounts1764990000001 implements MigrationInterface {
  readonly name = 'DownloadCounts1764990000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE download_link
      ADD COLUMN attempt_id              text,
      ADD COLUMN rollout_id              text,
      ADD COLUMN rollout_max_bytes_per_s bigint,
      ADD COLUMN ended_by_type           text,
      ADD COLUMN ended_by_id             text`);
    await runner.query('CREATE INDEX download_link_station ON download_link (tenant_id, station_id, id)');
    await runner.query(`CREATE INDEX download_link_attempt ON download_link (tenant_id, attempt_id, id)
      WHERE attempt_id IS NOT NULL`);
    await runner.query(`CREATE INDEX download_link_rollout ON download_link (tenant_id, rollout_id, id)
      WHERE rollout_id IS NOT NULL`);
    // Outlives links and images: what went over a SIM card was paid for.
    await runner.query(`CREATE TABLE download_usage (
      tenant_id  text NOT NULL,
      station_id text NOT NULL,
      day        date NOT NULL,
      bytes_sent bigint NOT NULL,
      PRIMARY KEY (tenant_id, station_id, day)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS download_usage');
    await runner.query(`ALTER TABLE download_link DROP COLUMN attempt_id, DROP COLUMN rollout_id,
      DROP COLUMN rollout_max_bytes_per_s, DROP COLUMN ended_by_type, DROP COLUMN ended_by_id`);
  }
}
