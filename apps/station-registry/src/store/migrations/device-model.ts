import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['station_variable', 'station_report'];

/**
 * What a station is set to: the keys of 1.x, the device model of 2.x whole. No foreign keys, as in all that the log tells.
 * `path` is the name in lower case: component, its instance, EVSE and connector, variable, its instance.
 */
export class DeviceModel1764600000001 implements MigrationInterface {
  readonly name = 'DeviceModel1764600000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE station_variable (
      tenant_id          text NOT NULL,
      station_id         text NOT NULL,
      path               text NOT NULL,
      attribute          text NOT NULL,
      component          text,
      component_instance text,
      evse_id            integer,
      connector_id       integer,
      variable           text NOT NULL,
      instance           text,
      value              text,
      mutability         text,
      persistent         boolean,
      constant           boolean,
      characteristics    jsonb,
      read_at            timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, station_id, path, attribute)
    )`);
    await runner.query(`CREATE TABLE station_report (
      tenant_id    text NOT NULL,
      station_id   text NOT NULL,
      request_id   bigint NOT NULL,
      base         text NOT NULL,
      asked_at     timestamptz NOT NULL,
      seq_nos      jsonb NOT NULL DEFAULT '[]',
      last_seq_no  bigint,
      last_part_at timestamptz,
      completed_at timestamptz,
      PRIMARY KEY (tenant_id, station_id, request_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE IF EXISTS "${table}"`);
  }
}
