import { In, type EntityManager } from 'typeorm';
import { effectiveTimeZone } from '../../domain/registration/time-zone';
import { ConnectorRow } from '../monitoring/connector.row';
import { EvseRow } from '../monitoring/evse.row';
import { grouped } from '../grouped';
import { LocationRow } from './location.row';
import { StationStateRow } from '../monitoring/station-state.row';
import { StationRow } from './station.row';
import { findTenant } from './tenant.repository';

/** A station with all that is known of it. */
export interface StationDetails {
  station: StationRow;
  state: StationStateRow | null;
  /** Its own, else its location's, else the tenant's, else UTC. */
  timeZone: string;
  evses: EvseRow[];
  connectors: ConnectorRow[];
}

/** The details of these stations, deleted ones left out, in the order of `ids`: five queries, however many stations. */
export async function loadDetails(em: EntityManager, tenantId: string, ids: string[]): Promise<StationDetails[]> {
  if (ids.length === 0) return [];
  const ofStations = 'tenant_id = $1 AND station_id = ANY($2)';
  const values = [tenantId, ids];
  const stations = await plainRows(em, StationRow, 'tenant_id = $1 AND id = ANY($2)', values);
  const states = await plainRows(em, StationStateRow, ofStations, values);
  const evses = await plainRows(em, EvseRow, `${ofStations} ORDER BY id`, values);
  const connectors = await plainRows(em, ConnectorRow, `${ofStations} ORDER BY evse, id`, values);
  const zoneOf = await timeZones(em, tenantId, stations);
  const byStation = <R extends { stationId: string }>(rows: R[]) => grouped(rows, ({ stationId }) => stationId);
  const [evsesOf, connectorsOf] = [byStation(evses), byStation(connectors)];
  const found = new Map(stations.map((station) => [station.id, station]));
  const stateOf = new Map(states.map((state) => [state.stationId, state]));
  return ids.flatMap((id) => {
    const station = found.get(id);
    if (station === undefined || station.deletedAt !== null) return [];
    return {
      station,
      state: stateOf.get(id) ?? null,
      timeZone: zoneOf(station),
      evses: evsesOf.get(id) ?? [],
      connectors: connectorsOf.get(id) ?? [],
    };
  });
}

/** Rows of an entity as plain objects: making entities of the thousands that a long page needs took most of its time. */
function plainRows<R>(em: EntityManager, row: new () => R, condition: string, values: unknown[]): Promise<R[]> {
  const { tableName, columns } = em.connection.getMetadata(row);
  const names = columns.map(({ databaseName, propertyName }) => `${databaseName} AS "${propertyName}"`);
  return em.query(`SELECT ${names.join(', ')} FROM ${tableName} WHERE ${condition}`, values);
}

/** One station's details; null if it is unknown or deleted. */
export async function findDetails(em: EntityManager, tenantId: string, id: string): Promise<StationDetails | null> {
  const [details] = await loadDetails(em, tenantId, [id]);
  return details ?? null;
}

async function timeZones(
  em: EntityManager,
  tenantId: string,
  stations: StationRow[],
): Promise<(station: StationRow) => string> {
  const locationIds = stations.flatMap(({ locationId }) => locationId ?? []);
  const locations = locationIds.length === 0 ? [] : await em.findBy(LocationRow, { tenantId, id: In(locationIds) });
  const zones = new Map(locations.map(({ id, timeZone }) => [id, timeZone]));
  const tenant = await findTenant(em, tenantId);
  return ({ timeZone, locationId }) => effectiveTimeZone(timeZone, zones.get(locationId ?? ''), tenant?.timeZone);
}
