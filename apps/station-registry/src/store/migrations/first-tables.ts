import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The registry's first tables. What would cost dearly later is in them from the start: `tenant_id` in every key, actors,
 * soft deletion, a second credential slot for password changes, the per-station `evse_map`.
 */
export class FirstTables1763800000001 implements MigrationInterface {
  readonly name = 'FirstTables1763800000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...PARTIES, ...STATIONS, ...OBSERVED, ...HISTORIES, ...LEDGERS]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`DROP TABLE IF EXISTS "${table}"`);
  }
}

const TABLES = [
  'change',
  'command',
  'station_boot',
  'station_link',
  'connector',
  'evse',
  'station_state',
  'credential',
  'station',
  'location',
  'tenant',
];

const PARTIES = [
  `CREATE TABLE tenant (
    id           text PRIMARY KEY,
    currency     text NOT NULL DEFAULT 'EUR',
    time_zone    text NOT NULL DEFAULT 'UTC',
    country_code text NOT NULL DEFAULT 'DE',
    party_id     text NOT NULL DEFAULT 'CBG',
    created_at   timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO tenant (id) VALUES ('default')`,
  `CREATE TABLE location (
    tenant_id    text NOT NULL REFERENCES tenant,
    id           text NOT NULL,
    name         text NOT NULL,
    address      text,
    coordinates  jsonb,
    time_zone    text,
    country_code text,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
];

const STATIONS = [
  `CREATE TABLE station (
    tenant_id        text NOT NULL REFERENCES tenant,
    id               text NOT NULL,
    name             text,
    location_id      text,
    time_zone        text,
    tags             text[] NOT NULL DEFAULT '{}',
    groups           text[] NOT NULL DEFAULT '{}',
    security_profile integer NOT NULL DEFAULT 0,
    strict           boolean NOT NULL DEFAULT false,
    registration     text NOT NULL DEFAULT 'accepted',
    disabled         boolean NOT NULL DEFAULT false,
    capabilities     jsonb,
    evse_map         jsonb,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES location
  )`,
  `CREATE INDEX station_location ON station (tenant_id, location_id)`,
  `CREATE INDEX station_tags ON station USING gin (tags)`,
  `CREATE TABLE credential (
    tenant_id  text NOT NULL,
    station_id text NOT NULL,
    slot       integer NOT NULL,
    salt       bytea NOT NULL,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, station_id, slot),
    FOREIGN KEY (tenant_id, station_id) REFERENCES station
  )`,
];

/** What the log tells. No foreign keys: a report of a station nobody registered must not stop the reader. */
const OBSERVED = [
  `CREATE TABLE station_state (
    tenant_id       text NOT NULL,
    station_id      text NOT NULL,
    connected       boolean NOT NULL DEFAULT false,
    log_epoch       text,
    link_epoch      bigint,
    link_id         text,
    gateway_id      text,
    ocpp_version    text,
    transport       text,
    connected_at    timestamptz,
    disconnected_at timestamptz,
    last_seen_at    timestamptz,
    boot_status     text,
    boot            jsonb,
    PRIMARY KEY (tenant_id, station_id)
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX station_state_gateway ON station_state (gateway_id) WHERE connected`,
  `CREATE TABLE evse (
    tenant_id                 text NOT NULL,
    station_id                text NOT NULL,
    id                        integer NOT NULL,
    uid                       uuid NOT NULL,
    evse_id                   text,
    active_session_id         text,
    active_session_started_at timestamptz,
    power_w                   double precision,
    PRIMARY KEY (tenant_id, station_id, id),
    UNIQUE (tenant_id, uid),
    UNIQUE (tenant_id, evse_id)
  )`,
  `CREATE TABLE connector (
    tenant_id         text NOT NULL,
    station_id        text NOT NULL,
    evse              integer NOT NULL,
    id                integer NOT NULL,
    status            text,
    status_at         timestamptz,
    error_code        text,
    info              text,
    vendor_error_code text,
    charging_state    text,
    charging_state_at timestamptz,
    standard          text,
    power_type        text,
    max_power_w       integer,
    PRIMARY KEY (tenant_id, station_id, evse, id)
  )`,
  `CREATE INDEX connector_status ON connector (tenant_id, status)`,
];

const HISTORIES = [
  `CREATE TABLE station_link (
    tenant_id        text NOT NULL,
    station_id       text NOT NULL,
    log_epoch        text NOT NULL,
    epoch            bigint NOT NULL,
    link_id          text NOT NULL,
    gateway_id       text NOT NULL,
    ocpp_version     text NOT NULL,
    transport        text NOT NULL,
    security_profile integer NOT NULL,
    remote_address   text,
    connected_at     timestamptz NOT NULL,
    disconnected_at  timestamptz,
    close_code       integer,
    close_reason     text,
    PRIMARY KEY (tenant_id, station_id, log_epoch, epoch)
  )`,
  `CREATE INDEX station_link_at ON station_link (tenant_id, station_id, connected_at)`,
  `CREATE TABLE station_boot (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    station_id text NOT NULL,
    at         timestamptz NOT NULL,
    link_epoch bigint,
    status     text NOT NULL,
    boot       jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX station_boot_at ON station_boot (tenant_id, station_id, at)`,
];

const LEDGERS = [
  `CREATE TABLE command (
    tenant_id       text NOT NULL,
    id              uuid NOT NULL,
    station_id      text NOT NULL,
    type            text NOT NULL,
    parameters      jsonb NOT NULL,
    status          text NOT NULL,
    response        jsonb,
    error           jsonb,
    idempotency_key text,
    fingerprint     text NOT NULL,
    actor_type      text NOT NULL,
    actor_id        text NOT NULL,
    created_at      timestamptz NOT NULL,
    deadline_at     timestamptz NOT NULL,
    ended_at        timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, station_id) REFERENCES station
  )`,
  `CREATE INDEX command_of_station ON command (tenant_id, station_id, id)`,
  `CREATE INDEX command_running ON command (deadline_at) WHERE status = 'running'`,
  `CREATE TABLE change (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    at         timestamptz NOT NULL,
    actor_type text NOT NULL,
    actor_id   text NOT NULL,
    subject    text NOT NULL,
    subject_id text NOT NULL,
    action     text NOT NULL,
    change     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX change_of_subject ON change (tenant_id, subject, subject_id, id)`,
];
