import type { EntityManager } from 'typeorm';

/** Rows deleted by one statement at most: a sweep must not hold locks for long. */
const AT_ONCE = 5_000;

/**
 * Histories that end by age. Of statuses the newest entry before the limit stays: it says what the connector was since.
 * The first condition is that of an index of block ranges, which finds old rows without reading young ones.
 */
const OLD_ROWS = [
  `DELETE FROM status_history WHERE ctid = ANY(ARRAY(
     SELECT h.ctid FROM status_history h WHERE h.received_at < $1 AND h.at < $1 AND EXISTS (
       SELECT 1 FROM status_history n WHERE n.tenant_id = h.tenant_id AND n.station_id = h.station_id AND n.evse = h.evse
         AND n.connector = h.connector AND (n.at, n.id) > (h.at, h.id) AND n.at <= $1) LIMIT $2))`,
  `DELETE FROM station_link WHERE ctid = ANY(ARRAY(
     SELECT l.ctid FROM station_link l WHERE l.connected_at < $1 AND l.disconnected_at < $1 LIMIT $2))`,
  `DELETE FROM security_event WHERE ctid = ANY(ARRAY(
     SELECT e.ctid FROM security_event e WHERE e.received_at < $1 LIMIT $2))`,
  `DELETE FROM monitoring_event WHERE ctid = ANY(ARRAY(
     SELECT e.ctid FROM monitoring_event e WHERE e.received_at < $1 LIMIT $2))`,
];

/** Deletes a part of what is older than `before`, of all tenants. @returns whether there may be more */
export async function deleteOldHistory(em: EntityManager, before: string): Promise<boolean> {
  let more = false;
  for (const statement of OLD_ROWS) {
    const [, deleted] = await em.query<[unknown, number]>(statement, [before, AT_ONCE]);
    more ||= deleted === AT_ONCE;
  }
  return more;
}
