import { In, type EntityManager } from 'typeorm';
import { hasPlace } from '../../domain/registration/evse-map';
import { ConnectorRow } from './connector.row';
import { EvseRow } from './evse.row';
import { StationStateRow } from './station-state.row';
import type { StationRow } from '../registration/station.row';

/**
 * Forgets the connectors of a 1.x station that its map has moved elsewhere, and EVSEs left without any, unless people have
 * described them or a session is on: nothing would ever report there again. 2.x stations have no map to go by.
 */
export async function dropUnmappedPlaces(
  em: EntityManager,
  { tenantId, id: stationId, evseMap }: StationRow,
): Promise<void> {
  const state = await em.findOneBy(StationStateRow, { tenantId, stationId });
  if (!state?.ocppVersion?.startsWith('1.')) return;
  const connectors = await em.findBy(ConnectorRow, { tenantId, stationId });
  const isPlain = (row: ConnectorRow): boolean =>
    row.standard === null && row.powerType === null && row.maxPowerW === null;
  const gone = connectors.filter((row) => row.evse > 0 && isPlain(row) && !hasPlace(evseMap, row.evse, row.id));
  for (const { evse, id } of gone) await em.delete(ConnectorRow, { tenantId, stationId, evse, id });
  const left = new Set(connectors.filter((row) => !gone.includes(row)).map(({ evse }) => evse));
  const empty = [...new Set(gone.map(({ evse }) => evse))].filter((evse) => !left.has(evse));
  const evses = await em.findBy(EvseRow, { tenantId, stationId, id: In(empty) });
  for (const { id, evseId, activeSessionId } of evses) {
    if (evseId === null && activeSessionId === null) await em.delete(EvseRow, { tenantId, stationId, id });
  }
}
