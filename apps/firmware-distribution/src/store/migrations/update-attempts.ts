import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Updates of stations' firmware, one row an attempt. An image may be deleted; what was done with it stays known. */
export class UpdateAttempts1764980000001 implements MigrationInterface {
  readonly name = 'UpdateAttempts1764980000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE update_attempt (
      tenant_id       text NOT NULL,
      id              uuid NOT NULL,
      station_id      text NOT NULL,
      image_id        uuid NOT NULL,
      request_id      integer NOT NULL,
      machine         text NOT NULL,
      status          text NOT NULL,
      reason          text,
      from_version    text,
      target_version  text NOT NULL,
      last_status     text,
      status_order    integer NOT NULL DEFAULT 0,
      booted_version  text,
      retrieve_at     timestamptz,
      install_at      timestamptz,
      max_bytes_per_s bigint,
      base_url        text NOT NULL,
      link_id         uuid,
      sent_at         timestamptz,
      due_at          timestamptz,
      ended_at        timestamptz,
      history         jsonb NOT NULL,
      rollout_id      uuid,
      try             integer NOT NULL DEFAULT 1,
      actor_type      text NOT NULL,
      actor_id        text NOT NULL,
      created_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, station_id, request_id),
      UNIQUE (tenant_id, rollout_id, station_id, try)
    )`);
    await runner.query(
      'CREATE INDEX update_attempt_station ON update_attempt (tenant_id, station_id, request_id DESC)',
    );
    await runner.query(`CREATE INDEX update_attempt_ordered ON update_attempt (id) WHERE status = 'ordered'`);
    await runner.query('CREATE INDEX update_attempt_due ON update_attempt (due_at) WHERE due_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS update_attempt');
  }
}
