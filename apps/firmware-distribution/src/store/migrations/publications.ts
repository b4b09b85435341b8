import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Images that local controllers hand out to the stations behind them. */
export class Publications1765000000002 implements MigrationInterface {
  readonly name = 'Publications1765000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE publication (
      tenant_id       text NOT NULL,
      id              uuid NOT NULL,
      station_id      text NOT NULL,
      image_id        uuid NOT NULL,
      version         text NOT NULL,
      md5             text NOT NULL,
      request_id      integer NOT NULL,
      status          text NOT NULL,
      reason          text,
      last_status     text,
      status_order    integer NOT NULL,
      locations       jsonb NOT NULL,
      link_id         uuid NOT NULL,
      due_at          timestamptz,
      history         jsonb NOT NULL,
      idempotency_key text,
      fingerprint     text,
      actor_type      text NOT NULL,
      actor_id        text NOT NULL,
      created_at      timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, station_id, request_id),
      UNIQUE (tenant_id, idempotency_key)
    )`);
    await runner.query('CREATE INDEX publication_due ON publication (due_at) WHERE due_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS publication');
  }
}
