import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables of tokens and sessions. Every table and unique key carries the tenant; every row that people or stations change
 * carries the actor of its last change.
 */
export class CreateSessions1763800000000 implements MigrationInterface {
  readonly name = 'CreateSessions1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    // Soft-deleted tokens keep their row and id; the uid may be registered again, as another token.
    await runner.query(`CREATE TABLE token (
      tenant_id text NOT NULL,
      id uuid NOT NULL,
      uid text NOT NULL,
      uid_key text NOT NULL,
      status text NOT NULL,
      type text NOT NULL,
      group_id text,
      expires_at timestamptz,
      single_session boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted_at timestamptz,
      actor_type text NOT NULL,
      actor_id text NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query('CREATE UNIQUE INDEX token_uid ON token (tenant_id, uid_key) WHERE deleted_at IS NULL');

    await this.createSession(runner);

    // What stations call their sessions. A label is a look-up, never an identity: several sessions may have the same one.
    await runner.query(`CREATE TABLE session_label (
      tenant_id text NOT NULL,
      station_id text NOT NULL,
      ref text NOT NULL,
      epoch text NOT NULL,
      session_id uuid NOT NULL,
      PRIMARY KEY (tenant_id, station_id, ref, epoch, session_id)
    )`);

    // One row an instant: {"<sample key>": number | unreadable text}. See sample-key.ts.
    await runner.query(`CREATE TABLE sample (
      tenant_id text NOT NULL,
      session_id uuid NOT NULL,
      at timestamptz NOT NULL,
      measured jsonb NOT NULL,
      PRIMARY KEY (tenant_id, session_id, at)
    )`);
    await runner.query(`CREATE TABLE signed_value (
      tenant_id text NOT NULL,
      session_id uuid NOT NULL,
      at timestamptz NOT NULL,
      sample_key text NOT NULL,
      raw text NOT NULL,
      PRIMARY KEY (tenant_id, session_id, at, sample_key)
    )`);
    await runner.query(`CREATE TABLE orphan_report (
      tenant_id text NOT NULL,
      id uuid NOT NULL,
      station_id text NOT NULL,
      kind text NOT NULL,
      transaction_ref text,
      reason text NOT NULL,
      received_at timestamptz NOT NULL,
      event jsonb NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX orphan_report_station ON orphan_report (tenant_id, station_id, received_at)');

    // What this service has to know of stations, from the registry's facts.
    await runner.query(`CREATE TABLE station_ref (
      tenant_id text NOT NULL,
      station_id text NOT NULL,
      location_id text,
      time_zone text,
      groups jsonb NOT NULL,
      tags jsonb NOT NULL,
      deleted boolean NOT NULL,
      disabled boolean NOT NULL,
      PRIMARY KEY (tenant_id, station_id)
    )`);
    await runner.query(`CREATE TABLE remote_start_counter (
      tenant_id text NOT NULL,
      station_id text NOT NULL,
      last integer NOT NULL,
      PRIMARY KEY (tenant_id, station_id)
    )`);
    await runner.query(`CREATE TABLE idempotency_key (
      tenant_id text NOT NULL,
      key text NOT NULL,
      request_hash text NOT NULL,
      session_id uuid NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, key)
    )`);
    // Who told a session to do what, and how that ended.
    await runner.query(`CREATE TABLE session_command (
      tenant_id text NOT NULL,
      id uuid NOT NULL,
      session_id uuid NOT NULL,
      type text NOT NULL,
      status text,
      response jsonb,
      created_at timestamptz NOT NULL,
      ended_at timestamptz,
      actor_type text NOT NULL,
      actor_id text NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX session_command_session ON session_command (tenant_id, session_id, created_at)');
  }

  private async createSession(runner: QueryRunner): Promise<void> {
    // Every report updates its session: room in the pages, and no index over what changes with each report.
    await runner.query(`CREATE TABLE session (
      tenant_id text NOT NULL,
      id uuid NOT NULL,
      station_id text NOT NULL,
      location_id text,
      evse_id integer,
      connector_id integer,
      token text,
      token_key text,
      token_type text,
      token_group_id text,
      status text NOT NULL,
      fail_reason text,
      "authorization" text,
      opened_at timestamptz NOT NULL,
      requested_at timestamptz,
      started_at timestamptz,
      ended_at timestamptz,
      meter_start_wh bigint,
      meter_stop_wh bigint,
      energy_wh bigint NOT NULL,
      energy_export_wh bigint NOT NULL,
      power_w double precision,
      soc_percent double precision,
      stop_reason text,
      transaction_ref text,
      reservation_id integer,
      remote_start_id integer,
      start_fingerprint text,
      anomalies jsonb NOT NULL,
      labels jsonb NOT NULL,
      progress jsonb NOT NULL,
      cost jsonb,
      actor_type text NOT NULL,
      actor_id text NOT NULL,
      PRIMARY KEY (tenant_id, id)
    ) WITH (fillfactor = 60)`);
    const open = `WHERE status NOT IN ('ended', 'failed')`;
    await runner.query(`CREATE INDEX session_open ON session (tenant_id, station_id) ${open}`);
    await runner.query(`CREATE INDEX session_open_token ON session (tenant_id, token_key) ${open}`);
    await runner.query(`CREATE INDEX session_pending ON session (requested_at) WHERE status = 'pending'`);
    await runner.query('CREATE INDEX session_fingerprint ON session (tenant_id, start_fingerprint)');
    await runner.query('CREATE INDEX session_opened ON session (tenant_id, opened_at DESC, id DESC)');
    await runner.query('CREATE INDEX session_station ON session (tenant_id, station_id, opened_at DESC, id DESC)');
    await runner.query('CREATE INDEX session_token ON session (tenant_id, token_key, opened_at DESC, id DESC)');
    await runner.query('CREATE INDEX session_location ON session (tenant_id, location_id, opened_at DESC, id DESC)');
    await runner.query(
      `CREATE INDEX session_odd ON session USING gin (anomalies jsonb_path_ops) WHERE anomalies <> '[]'::jsonb`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['session_command', 'idempotency_key', 'remote_start_counter', 'station_ref', 'orphan_report'];
    for (const table of [...tables, 'signed_value', 'sample', 'session_label', 'session', 'token'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
