import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stations tell of their security, and what the monitors of their device models have seen. */
export class ReportedEvents1764400000003 implements MigrationInterface {
  readonly name = 'ReportedEvents1764400000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE security_event, monitoring_event');
  }
}

const EVENT = `
    tenant_id   text NOT NULL,
    id          uuid NOT NULL,
    station_id  text NOT NULL,
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,`;

const UP = [
  `CREATE TABLE security_event (${EVENT}
    type        text NOT NULL,
    severity    text NOT NULL,
    tech_info   text,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX security_event_of_station ON security_event (tenant_id, station_id, at, id)`,
  `CREATE INDEX security_event_of_severity ON security_event (tenant_id, severity, at, id)`,
  `CREATE INDEX security_event_at ON security_event (tenant_id, at, id)`,
  `CREATE INDEX security_event_age ON security_event USING brin (received_at)`,
  `CREATE TABLE monitoring_event (${EVENT}
    evse        integer,
    component   text NOT NULL,
    variable    text NOT NULL,
    data        jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX monitoring_event_of_station ON monitoring_event (tenant_id, station_id, at, id)`,
  `CREATE INDEX monitoring_event_age ON monitoring_event USING brin (received_at)`,
];
