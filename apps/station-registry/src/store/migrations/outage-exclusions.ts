import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Times that people say were outside their control (23 CFR 680.116(b)(3)); taken back softly, so that reports stay explained. */
export class OutageExclusions1764400000002 implements MigrationInterface {
  readonly name = 'OutageExclusions1764400000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE outage_exclusion (
      tenant_id  text NOT NULL,
      id         uuid NOT NULL,
      station_id text NOT NULL,
      evse       integer,
      from_at    timestamptz NOT NULL,
      to_at      timestamptz NOT NULL CHECK (to_at > from_at),
      reason     text NOT NULL,
      note       text,
      actor_type text NOT NULL,
      actor_id   text NOT NULL,
      created_at timestamptz NOT NULL,
      deleted_at timestamptz,
      PRIMARY KEY (tenant_id, id),
      FOREIGN KEY (tenant_id, station_id) REFERENCES station
    )`);
    await queryRunner.query(
      `CREATE INDEX outage_exclusion_of_station ON outage_exclusion (tenant_id, station_id, id) WHERE deleted_at IS NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE outage_exclusion');
  }
}
