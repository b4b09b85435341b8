import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';

/** Namespace of EVSE uids: so that whoever meets an EVSE first, a report, a session or a person, gives it the same uid. */
const EVSE_NAMESPACE = '7d0f1c5e-6a0b-4d0e-9d1c-1b8a8f5b2f10';

export interface EvseKey {
  tenant_id: string;
  station_id: string;
  id: number;
}

/** The platform's own id of an EVSE: always the same for one tenant, station and number. */
export function evseUid({ tenant_id, station_id, id }: EvseKey): string {
  return uuidv5(JSON.stringify([tenant_id, station_id, id]), EVSE_NAMESPACE);
}

/** Makes the rows of EVSEs that are not known yet. */
export async function ensureEvses(em: EntityManager, keys: readonly EvseKey[]): Promise<void> {
  const rows = keys.map(({ tenant_id, station_id, id }) => ({
    tenant_id,
    station_id,
    id,
    uid: evseUid({ tenant_id, station_id, id }),
  }));
  await bulkUpsert(em, {
    table: 'evse',
    columns: { tenant_id: 'text', station_id: 'text', id: 'integer', uid: 'uuid' },
    rows: inOrder(rows),
    update: 'nothing',
  });
}

/** Marks EVSEs as in service from the receipt of their first status on, unless they are already. */
export async function putInService(em: EntityManager, first: readonly (EvseKey & { at: string })[]): Promise<void> {
  if (first.length === 0) return;
  await lockEvses(em, first);
  await em.query(
    `UPDATE evse e SET in_service_since = n.at
     FROM (SELECT tenant, station, id, min(at) AS at
           FROM unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[]) AS f (tenant, station, id, at)
           GROUP BY tenant, station, id) n
     WHERE e.tenant_id = n.tenant AND e.station_id = n.station AND e.id = n.id AND e.in_service_since IS NULL`,
    [...columnsOf(first), first.map(({ at }) => at)],
  );
}

/** What an EVSE is busy with. */
export interface EvseActivityRow extends EvseKey {
  active_session_id: string | null;
  active_session_started_at: string | null;
  power_w: number | null;
}

/** What EVSEs are busy with, their rows locked; those that were not known are made. */
export async function lockActivities(em: EntityManager, keys: readonly EvseKey[]): Promise<EvseActivityRow[]> {
  const [{ known }]: [{ known: number }] = await em.query(
    `SELECT count(*)::int AS known FROM evse WHERE ${AMONG}`,
    columnsOf(keys),
  );
  if (known < keys.length) await ensureEvses(em, keys);
  return lockEvses(em, keys);
}

/**
 * Locks EVSEs in the order of their uids. Whoever writes several first makes those that are missing (`ensureEvses`, in the same
 * order), then locks all, then writes: two that keep to it never wait for each other.
 */
export function lockEvses(em: EntityManager, keys: readonly EvseKey[]): Promise<EvseActivityRow[]> {
  return em.query(
    `SELECT tenant_id, station_id, id, active_session_id, active_session_started_at, power_w FROM evse
     WHERE ${AMONG} ORDER BY uid FOR UPDATE`,
    columnsOf(keys),
  );
}

const AMONG = '(tenant_id, station_id, id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::integer[]))';
const columnsOf = (keys: readonly EvseKey[]): unknown[] => [
  keys.map((key) => key.tenant_id),
  keys.map((key) => key.station_id),
  keys.map((key) => key.id),
];

/** Writes what EVSEs are busy with; the caller holds their rows. */
export async function saveActivities(em: EntityManager, rows: readonly EvseActivityRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof EvseActivityRow>(key: K): EvseActivityRow[K][] => rows.map((row) => row[key]);
  await em.query(
    `UPDATE evse e SET active_session_id = n.session, active_session_started_at = n.started, power_w = n.power
     FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::timestamptz[], $6::double precision[])
       AS n (tenant, station, id, session, started, power)
     WHERE e.tenant_id = n.tenant AND e.station_id = n.station AND e.id = n.id`,
    [...columnsOf(rows), column('active_session_id'), column('active_session_started_at'), column('power_w')],
  );
}

/** Once each, in the order in which `lockEvses` takes them. */
function inOrder(rows: (EvseKey & { uid: string })[]): (EvseKey & { uid: string })[] {
  const seen = new Map(rows.map((row) => [row.uid, row]));
  return [...seen.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
}
