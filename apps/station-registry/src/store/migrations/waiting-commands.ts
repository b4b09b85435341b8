import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Commands that wait: for a station that is offline, for its sessions' end, for their turn in a bulk. Of a station one of them
 * runs at a time, whatever number of replicas there is: a unique index says so.
 */
export class WaitingCommands1764500000001 implements MigrationInterface {
  readonly name = 'WaitingCommands1764500000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE command
      ADD COLUMN in_line boolean NOT NULL DEFAULT false,
      ADD COLUMN expires_at timestamptz,
      ADD COLUMN budget_ms integer NOT NULL DEFAULT 60000,
      ADD COLUMN bulk_id uuid`);
    await runner.query(`CREATE INDEX command_waiting ON command (tenant_id, station_id, id)
      WHERE status IN ('queued', 'held')`);
    await runner.query(`CREATE INDEX command_expiry ON command (expires_at) WHERE status IN ('queued', 'held')`);
    await runner.query(`CREATE UNIQUE INDEX command_turn ON command (tenant_id, station_id)
      WHERE status = 'running' AND in_line`);
    await runner.query(`CREATE INDEX command_of_bulk ON command (tenant_id, bulk_id, id) WHERE bulk_id IS NOT NULL`);
    await runner.query(`CREATE TABLE bulk_command (
      tenant_id       text NOT NULL REFERENCES tenant,
      id              uuid NOT NULL,
      selector        jsonb NOT NULL,
      type            text NOT NULL,
      parameters      jsonb NOT NULL,
      expires_at      timestamptz,
      max_in_flight   integer NOT NULL,
      total           integer NOT NULL,
      idempotency_key text,
      fingerprint     text NOT NULL,
      actor_type      text NOT NULL,
      actor_id        text NOT NULL,
      created_at      timestamptz NOT NULL,
      cancelled_at    timestamptz,
      PRIMARY KEY (tenant_id, id),
      UNIQUE (tenant_id, idempotency_key)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bulk_command');
    for (const index of ['command_waiting', 'command_expiry', 'command_turn', 'command_of_bulk'])
      await runner.query(`DROP INDEX ${index}`);
    await runner.query(`ALTER TABLE command
      DROP COLUMN in_line, DROP COLUMN expires_at, DROP COLUMN budget_ms, DROP COLUMN bulk_id`);
  }
}
