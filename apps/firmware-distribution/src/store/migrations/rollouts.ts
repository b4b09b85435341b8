import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rollouts, and one row for each station of one. */
export class Rollouts1764980000002 implements MigrationInterface {
  readonly name = 'Rollouts1764980000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE rollout (
      tenant_id    text NOT NULL,
      id           uuid NOT NULL,
      name         text NOT NULL,
      image_id     uuid NOT NULL,
      selector     jsonb NOT NULL,
      policy       jsonb NOT NULL,
      base_url     text NOT NULL,
      status       text NOT NULL,
      reason       text,
      wave         integer NOT NULL,
      wave_over_at timestamptz,
      forgiven     jsonb NOT NULL,
      actor_type   text NOT NULL,
      actor_id     text NOT NULL,
      created_at   timestamptz NOT NULL,
      ended_at     timestamptz,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX rollout_open ON rollout (id) WHERE ended_at IS NULL');
    await runner.query(`CREATE TABLE rollout_station (
      tenant_id    text NOT NULL,
      rollout_id   uuid NOT NULL,
      station_id   text NOT NULL,
      position     integer NOT NULL,
      wave         integer NOT NULL,
      state        text NOT NULL,
      reason       text,
      tries        integer NOT NULL DEFAULT 0,
      strikes      integer NOT NULL DEFAULT 0,
      attempt_id   uuid,
      not_before   timestamptz NOT NULL,
      from_version text,
      ended_at     timestamptz,
      PRIMARY KEY (tenant_id, rollout_id, station_id),
      FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollout (tenant_id, id) ON DELETE CASCADE
    )`);
    await runner.query(
      `CREATE INDEX rollout_station_next ON rollout_station (tenant_id, rollout_id, state, wave, position)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS rollout_station');
    await runner.query('DROP TABLE IF EXISTS rollout');
  }
}
