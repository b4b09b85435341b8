import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when connectors are what they are, what they were before, and when an EVSE came into service. */
export class StatusHistory1764400000001 implements MigrationInterface {
  readonly name = 'StatusHistory1764400000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE status_history');
    await queryRunner.query('ALTER TABLE evse DROP COLUMN in_service_since');
    await queryRunner.query(
      'ALTER TABLE connector DROP COLUMN status_since, DROP COLUMN error_since, DROP COLUMN transaction_ref',
    );
  }
}

/** What is known when the history begins is its first entry. */
const UP = [
  `ALTER TABLE connector
    ADD COLUMN status_since timestamptz,
    ADD COLUMN error_since timestamptz,
    ADD COLUMN transaction_ref text`,
  `UPDATE connector SET status_since = status_at, error_since = CASE WHEN error_code IS NOT NULL THEN status_at END
    WHERE status IS NOT NULL`,
  `ALTER TABLE evse ADD COLUMN in_service_since timestamptz`,
  `UPDATE evse e SET in_service_since = (
    SELECT min(c.status_at) FROM connector c
    WHERE c.tenant_id = e.tenant_id AND c.station_id = e.station_id AND c.evse = e.id)`,
  `CREATE TABLE status_history (
    tenant_id         text NOT NULL,
    station_id        text NOT NULL,
    evse              integer NOT NULL,
    connector         integer NOT NULL,
    at                timestamptz NOT NULL,
    id                uuid NOT NULL,
    status            text NOT NULL,
    error_code        text,
    vendor_error_code text,
    info              text,
    previous_at       timestamptz,
    received_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, station_id, evse, connector, at, id)
  )`,
  `COMMENT ON COLUMN status_history.previous_at IS 'When the state before was last reported.'`,
  `CREATE INDEX status_history_down ON status_history (tenant_id, station_id, evse, connector, at, id)
    WHERE status IN ('unavailable', 'faulted')`,
  `CREATE INDEX status_history_age ON status_history USING brin (received_at)`,
  `INSERT INTO status_history (tenant_id, station_id, evse, connector, at, id, status, error_code, vendor_error_code,
      info, received_at)
    SELECT tenant_id, station_id, evse, id, status_at, md5(concat_ws('/', tenant_id, station_id, evse, id))::uuid, status,
      error_code, vendor_error_code, info, status_at
    FROM connector WHERE status IS NOT NULL AND status_at IS NOT NULL`,
  `CREATE INDEX station_link_age ON station_link USING brin (connected_at)`,
];
