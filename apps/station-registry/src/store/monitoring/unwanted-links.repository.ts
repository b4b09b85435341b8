import type { EntityManager } from 'typeorm';

/** A link that is open and must not be. */
export interface UnwantedLink {
  tenantId: string;
  stationId: string;
  /** Only this link is meant; absent: whichever the station has. */
  epoch: number | null;
  /** For the station's log. */
  reason: string;
}

/**
 * The links that must end: of stations that were deleted or disabled, below their station's security profile, or opened
 * before the station was rejected or, of 1.x, its connectors were placed elsewhere: stations of 2.x name their EVSEs
 * themselves. Also of stations that are not registered, which only a database shows that lost the last of what it was told: whoever
 * connects again is admitted, and registered, anew. Of all tenants, or of one station.
 */
export function findUnwantedLinks(
  em: EntityManager,
  limit: number,
  of?: { tenantId: string; stationId: string },
): Promise<UnwantedLink[]> {
  const one = of === undefined ? '' : 'AND st.tenant_id = $2 AND st.station_id = $3';
  return em.query(
    `SELECT st.tenant_id AS "tenantId", st.station_id AS "stationId",
       CASE WHEN s.deleted_at IS NOT NULL OR s.disabled THEN NULL ELSE st.link_epoch END AS epoch,
       CASE WHEN s.id IS NULL THEN 'the station is not registered'
            WHEN s.deleted_at IS NOT NULL THEN 'the station was deleted'
            WHEN s.disabled THEN 'the station is disabled'
            WHEN l.security_profile < s.security_profile THEN 'the link is below the security profile of the station'
            ELSE 'what the station was admitted by has changed' END AS reason
     FROM station_state st
     LEFT JOIN station s ON s.tenant_id = st.tenant_id AND s.id = st.station_id
     LEFT JOIN station_link l ON l.tenant_id = st.tenant_id AND l.station_id = st.station_id
       AND l.log_epoch = st.log_epoch AND l.epoch = st.link_epoch
     WHERE st.connected
       AND (s.id IS NULL OR s.deleted_at IS NOT NULL OR s.disabled OR l.security_profile < s.security_profile
         OR (st.connected_at < s.relink_at AND (s.registration = 'rejected' OR st.ocpp_version LIKE '1.%'))) ${one}
     ORDER BY st.tenant_id, st.station_id LIMIT $1`,
    of === undefined ? [limit] : [limit, of.tenantId, of.stationId],
  );
}
