import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import { CredentialRow, CURRENT_SLOT } from './credential.row';
import { hashPassword } from './credential-hash';
import { ConnectorRow } from '../monitoring/connector.row';
import { evsesWithIds } from './evse-description.repository';
import { EvseRow } from '../monitoring/evse.row';
import { grouped } from '../grouped';
import { LocationRow } from './location.row';
import { StationRow } from './station.row';
import { allTemplates } from './station-template.repository';
import type { StationTemplateRow } from './station-template.row';

/** All of what is there that an import is compared with. */
export interface Existing {
  /** The deleted ones included; their rows are locked. */
  stations: ReadonlyMap<string, StationRow>;
  credentials: ReadonlyMap<string, CredentialRow[]>;
  evses: ReadonlyMap<string, EvseRow[]>;
  connectors: ReadonlyMap<string, ConnectorRow[]>;
  /** Time zone by id. */
  locations: ReadonlyMap<string, string | null>;
  templates: readonly StationTemplateRow[];
  /** Other stations, not deleted, with one of the serial numbers. */
  serialNumbers: readonly Pick<StationRow, 'id' | 'vendor' | 'serialNumber'>[];
  evseIds: readonly EvseRow[];
}

/** What an import names. */
export interface Named {
  ids: string[];
  locationIds: string[];
  serialNumbers: string[];
  evseIds: string[];
}

/** Loads what an import is compared with, in a query a table, however many lines it has. */
export async function loadExisting(em: EntityManager, tenantId: string, named: Named): Promise<Existing> {
  const stations = await em
    .createQueryBuilder(StationRow, 's')
    .where('s.tenantId = :tenantId AND s.id = ANY(:ids)', { tenantId, ids: named.ids })
    .orderBy('s.id')
    .setLock('pessimistic_write')
    .getMany();
  const known = stations.map(({ id }) => id);
  const ofStations = <R extends object>(row: new () => R): Promise<R[]> =>
    em
      .createQueryBuilder(row, 'r')
      .where('r.tenantId = :tenantId AND r.stationId = ANY(:known)', { tenantId, known })
      .getMany();
  const byStation = <R extends { stationId: string }>(rows: R[]) => grouped(rows, ({ stationId }) => stationId);
  const places = [...named.locationIds, ...stations.flatMap(({ locationId }) => locationId ?? [])];
  const locations = await em
    .createQueryBuilder(LocationRow, 'l')
    .where('l.tenantId = :tenantId AND l.id = ANY(:places)', { tenantId, places })
    .getMany();
  return {
    stations: new Map(stations.map((row) => [row.id, row])),
    credentials: byStation(await ofStations(CredentialRow)),
    evses: byStation(await ofStations(EvseRow)),
    connectors: byStation(await ofStations(ConnectorRow)),
    locations: new Map(locations.map(({ id, timeZone }) => [id, timeZone])),
    templates: await allTemplates(em, tenantId),
    serialNumbers: await withSerialNumbers(em, tenantId, named.serialNumbers),
    evseIds: await evsesWithIds(em, tenantId, named.evseIds),
  };
}

function withSerialNumbers(em: EntityManager, tenantId: string, numbers: string[]): Promise<Existing['serialNumbers']> {
  if (numbers.length === 0) return Promise.resolve([]);
  return em.query(
    `SELECT id, vendor, serial_number AS "serialNumber" FROM station
     WHERE tenant_id = $1 AND serial_number = ANY($2) AND deleted_at IS NULL`,
    [tenantId, numbers],
  );
}

/** Columns that a station's row is written with by an import, and their types. */
const COLUMNS: Readonly<Record<string, [keyof StationRow, string]>> = {
  id: ['id', 'text'],
  name: ['name', 'text'],
  location_id: ['locationId', 'text'],
  time_zone: ['timeZone', 'text'],
  tags: ['tags', 'text[]'],
  groups: ['groups', 'text[]'],
  security_profile: ['securityProfile', 'integer'],
  strict: ['strict', 'boolean'],
  vendor: ['vendor', 'text'],
  model: ['model', 'text'],
  template_id: ['templateId', 'text'],
  explicit_fields: ['explicitFields', 'text[]'],
  evse_map: ['evseMap', 'jsonb'],
  serial_number: ['serialNumber', 'text'],
  assume_version: ['assumeVersion', 'text'],
  shows_cost: ['showsCost', 'boolean'],
  callback_url: ['callbackUrl', 'text'],
  allowed_addresses: ['allowedAddresses', 'text[]'],
  upgrade_profile_to: ['upgradeSecurityProfileTo', 'integer'],
  relink_at: ['relinkAt', 'timestamptz'],
  updated_at: ['updatedAt', 'timestamptz'],
};
const NAMES = Object.keys(COLUMNS);
const RECORD = Object.entries(COLUMNS)
  .map(([name, [, type]]) => `${name} ${type}`)
  .join(', ');

function asJson(rows: readonly StationRow[]): string {
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(Object.entries(COLUMNS).map(([name, [key]]) => [name, row[key]]))),
  );
}

/** Inserts stations in order of id. @returns the ids of those that nobody else inserted at the same moment. */
export async function insertStations(
  em: EntityManager,
  tenantId: string,
  rows: readonly StationRow[],
): Promise<Set<string>> {
  const inserted = await em.query<{ id: string }[]>(
    `INSERT INTO station (tenant_id, created_at, ${NAMES.join(', ')})
     SELECT $1, n.updated_at, ${NAMES.map((name) => `n.${name}`).join(', ')}
     FROM jsonb_to_recordset($2) AS n (${RECORD}) ORDER BY n.id
     ON CONFLICT DO NOTHING RETURNING id`,
    [tenantId, asJson(rows)],
  );
  return new Set(inserted.map(({ id }) => id));
}

/** Writes changed stations; the caller holds their rows. */
export async function updateStations(em: EntityManager, tenantId: string, rows: readonly StationRow[]): Promise<void> {
  const set = NAMES.filter((name) => name !== 'id').map((name) => `${name} = n.${name}`);
  await em.query(
    `UPDATE station s SET ${set.join(', ')} FROM jsonb_to_recordset($2) AS n (${RECORD})
     WHERE s.tenant_id = $1 AND s.id = n.id`,
    [tenantId, asJson(rows)],
  );
}

/** Stores the passwords' hashes as the stations' only credentials. */
export async function setPasswords(
  em: EntityManager,
  tenantId: string,
  passwords: ReadonlyMap<string, string>,
): Promise<void> {
  await em.query('DELETE FROM credential WHERE tenant_id = $1 AND station_id = ANY($2)', [
    tenantId,
    [...passwords.keys()],
  ]);
  await bulkUpsert(em, {
    table: 'credential',
    columns: { tenant_id: 'text', station_id: 'text', slot: 'integer', salt: 'bytea', hash: 'bytea' },
    rows: [...passwords].map(([stationId, password]) => ({
      ...{ tenant_id: tenantId, station_id: stationId, slot: CURRENT_SLOT },
      ...hashPassword(password),
    })),
  });
}
