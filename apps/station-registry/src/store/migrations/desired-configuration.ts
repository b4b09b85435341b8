import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['configuration_sync', 'configuration_attempt', 'configuration_profile'];

/** Desired values of stations, groups and models; what became of each at each station; which stations are to be synchronised. */
export class DesiredConfiguration1764600000002 implements MigrationInterface {
  readonly name = 'DesiredConfiguration1764600000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE configuration_profile (
      tenant_id  text NOT NULL REFERENCES tenant,
      id         text NOT NULL,
      station_id text,
      "group"    text,
      vendor     text,
      model      text,
      priority   integer NOT NULL DEFAULT 0,
      keys       jsonb NOT NULL,
      variables  jsonb NOT NULL,
      actor_type text NOT NULL,
      actor_id   text NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query(
      'CREATE INDEX configuration_profile_of_station ON configuration_profile (tenant_id, station_id) WHERE station_id IS NOT NULL',
    );
    await runner.query(`CREATE TABLE configuration_attempt (
      tenant_id  text NOT NULL,
      station_id text NOT NULL,
      name       text NOT NULL,
      value      text NOT NULL,
      outcome    text NOT NULL,
      tries      integer NOT NULL,
      at         timestamptz NOT NULL,
      detail     text,
      PRIMARY KEY (tenant_id, station_id, name)
    )`);
    await runner.query(`CREATE TABLE configuration_sync (
      tenant_id   text NOT NULL,
      station_id  text NOT NULL,
      due_at      timestamptz,
      cause       text NOT NULL,
      marks       bigint NOT NULL DEFAULT 1,
      failures    integer NOT NULL DEFAULT 0,
      lease_id    uuid,
      lease_until timestamptz,
      ended_at    timestamptz,
      status      text,
      PRIMARY KEY (tenant_id, station_id)
    )`);
    await runner.query('CREATE INDEX configuration_sync_due ON configuration_sync (due_at) WHERE due_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE IF EXISTS "${table}"`);
  }
}
