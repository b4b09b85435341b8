import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { EvseDescription } from '../../domain/registration/station-template';
import { ConnectorRow, inOrderOfConnectors } from '../monitoring/connector.row';
import { ensureEvses, lockEvses } from '../monitoring/evse.repository';
import { EvseRow } from '../monitoring/evse.row';

/** What people say of a station's EVSE. The caller has made sure that no other EVSE of the tenant has its eMI3 id. */
export type EvseWords = EvseDescription & { stationId: string };

const keyOf = (stationId: string, evse: number, connector: number): string => `${evse}/${connector}/${stationId}`;

/** Describes EVSEs and connectors of many stations; rows are made where they are not known yet. */
export async function describeEvses(em: EntityManager, tenantId: string, words: readonly EvseWords[]): Promise<void> {
  if (words.length === 0) return;
  await ensureEvses(
    em,
    words.map(({ stationId, id }) => ({ tenant_id: tenantId, station_id: stationId, id })),
  );
  await setEvseIds(
    em,
    tenantId,
    words.filter(({ evseId }) => evseId !== undefined),
  );
  const known = await connectorsOf(em, tenantId, [...new Set(words.map(({ stationId }) => stationId))]);
  const before = new Map(known.map((row) => [keyOf(row.stationId, row.evse, row.id), row]));
  const rows = words.flatMap(({ stationId, id: evse, connectors = [] }) =>
    connectors.map(({ id, standard, powerType, maxPowerW }) => {
      const old = before.get(keyOf(stationId, evse, id));
      return {
        ...{ tenant_id: tenantId, station_id: stationId, evse, id },
        standard: standard === undefined ? old?.standard : standard,
        power_type: powerType === undefined ? old?.powerType : powerType,
        max_power_w: maxPowerW === undefined ? old?.maxPowerW : maxPowerW,
      };
    }),
  );
  await bulkUpsert(em, {
    table: 'connector',
    columns: {
      tenant_id: 'text',
      station_id: 'text',
      evse: 'integer',
      id: 'integer',
      standard: 'text',
      power_type: 'text',
      max_power_w: 'integer',
    },
    rows: rows.sort(inOrderOfConnectors),
    conflict: ['tenant_id', 'station_id', 'evse', 'id'],
    update: ['standard', 'power_type', 'max_power_w'],
  });
}

/** What is described already, of many stations. */
export function connectorsOf(em: EntityManager, tenantId: string, stationIds: string[]): Promise<ConnectorRow[]> {
  return em
    .createQueryBuilder(ConnectorRow, 'c')
    .where('c.tenantId = :tenantId AND c.stationId = ANY(:stationIds)', { tenantId, stationIds })
    .getMany();
}

/** Which EVSEs have these eMI3 ids. */
export function evsesWithIds(em: EntityManager, tenantId: string, evseIds: string[]): Promise<EvseRow[]> {
  if (evseIds.length === 0) return Promise.resolve([]);
  return em
    .createQueryBuilder(EvseRow, 'e')
    .where('e.tenantId = :tenantId AND e.evseId = ANY(:evseIds)', { tenantId, evseIds })
    .getMany();
}

async function setEvseIds(em: EntityManager, tenantId: string, words: readonly EvseWords[]): Promise<void> {
  if (words.length === 0) return;
  await lockEvses(
    em,
    words.map(({ stationId, id }) => ({ tenant_id: tenantId, station_id: stationId, id })),
  );
  await em.query(
    `UPDATE evse e SET evse_id = n.evse_id FROM unnest($2::text[], $3::integer[], $4::text[]) AS n (station, id, evse_id)
     WHERE e.tenant_id = $1 AND e.station_id = n.station AND e.id = n.id`,
    [
      tenantId,
      words.map(({ stationId }) => stationId),
      words.map(({ id }) => id),
      words.map(({ evseId }) => evseId ?? null),
    ],
  );
}
