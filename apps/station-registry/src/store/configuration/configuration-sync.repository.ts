import type { EntityManager } from 'typeorm';
import type { ProfileTarget } from '../../domain/configuration/configuration-profile';
import type { SyncCause } from '../../domain/configuration/configuration-state';
import type { StationKey } from '../monitoring/station-state.repository';

/** A station that one replica synchronises, as long as nobody else has taken it. */
export interface SyncLease extends StationKey {
  leaseId: string;
  cause: SyncCause;
  /** How often it was marked when it was taken: what is marked later is not forgotten when it ends. */
  marks: number;
  /** Tries that failed one after the other. */
  failures: number;
}

const MARK = `ON CONFLICT (tenant_id, station_id) DO UPDATE SET marks = c.marks + 1, cause = EXCLUDED.cause,
  due_at = least(coalesce(c.due_at, EXCLUDED.due_at), EXCLUDED.due_at)`;
const LEASED = `tenant_id AS "tenantId", station_id AS "stationId", lease_id AS "leaseId", cause, marks, failures`;

/** Marks stations as to be synchronised from `at` on; only those of tenants that want anything of their stations. */
export async function markStations(
  em: EntityManager,
  stations: readonly (StationKey & { at: string })[],
  cause: SyncCause,
): Promise<void> {
  if (stations.length === 0) return;
  await em.query(
    `INSERT INTO configuration_sync AS c (tenant_id, station_id, due_at, cause)
     SELECT n.tenant_id, n.station_id, max(n.at), $4 FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS n (tenant_id, station_id, at)
     WHERE EXISTS (SELECT 1 FROM configuration_profile p WHERE p.tenant_id = n.tenant_id)
     GROUP BY n.tenant_id, n.station_id ORDER BY n.tenant_id, n.station_id ${MARK}`,
    [
      stations.map(({ tenantId }) => tenantId),
      stations.map(({ stationId }) => stationId),
      stations.map(({ at }) => at),
      cause,
    ],
  );
}

/** Marks all stations that a profile is for. */
export async function markTargets(
  em: EntityManager,
  tenantId: string,
  target: ProfileTarget,
  at: string,
): Promise<void> {
  const { stationId, group, vendor, model } = { stationId: null, group: null, vendor: null, model: null, ...target };
  await em.query(
    `INSERT INTO configuration_sync AS c (tenant_id, station_id, due_at, cause)
     SELECT s.tenant_id, s.id, $6, 'change' FROM station s
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id
     WHERE s.tenant_id = $1 AND s.deleted_at IS NULL AND (s.id = $2 OR $3 = ANY(s.groups)
       OR (lower(trim(st.boot->>'vendor')) = lower(trim($4)) AND lower(trim(st.boot->>'model')) = lower(trim($5))))
     ORDER BY s.tenant_id, s.id ${MARK}`,
    [tenantId, stationId, group, vendor, model, at],
  );
}

/**
 * Takes stations that are due: connected, accepted, and for so long that their first business is done. One replica gets each; a lease
 * that ran out, because its replica is gone, is taken over.
 */
export async function takeDue(
  em: EntityManager,
  o: { limit: number; leaseMs: number; delayMs: number },
): Promise<SyncLease[]> {
  const [rows] = await em.query<[SyncLease[]]>(
    `WITH due AS (
       SELECT c.tenant_id, c.station_id FROM configuration_sync c
       JOIN station s ON s.tenant_id = c.tenant_id AND s.id = c.station_id
       JOIN station_state st ON st.tenant_id = c.tenant_id AND st.station_id = c.station_id
       WHERE c.due_at <= now() AND (c.lease_until IS NULL OR c.lease_until < now())
         AND s.deleted_at IS NULL AND NOT s.disabled AND s.registration = 'accepted'
         AND st.connected AND coalesce(st.boot_status, 'accepted') = 'accepted'
         AND greatest(st.connected_at, (st.boot->>'at')::timestamptz) <= now() - $3 * interval '1 ms'
       ORDER BY c.due_at LIMIT $1 FOR UPDATE OF c SKIP LOCKED)
     UPDATE configuration_sync c SET lease_id = gen_random_uuid(), lease_until = now() + $2 * interval '1 ms'
     FROM due WHERE c.tenant_id = due.tenant_id AND c.station_id = due.station_id
     RETURNING c.${LEASED.replaceAll(', ', ', c.')}`,
    [o.limit, o.leaseMs, o.delayMs],
  );
  return rows;
}

/** Takes one station because somebody asks for it. @returns null while it is being synchronised */
export async function takeStation(em: EntityManager, station: StationKey, leaseMs: number): Promise<SyncLease | null> {
  const [row] = await em.query<SyncLease[]>(
    `INSERT INTO configuration_sync AS c (tenant_id, station_id, cause, lease_id, lease_until)
     VALUES ($1, $2, 'demand', gen_random_uuid(), now() + $3 * interval '1 ms')
     ON CONFLICT (tenant_id, station_id) DO UPDATE SET lease_id = EXCLUDED.lease_id, lease_until = EXCLUDED.lease_until
     WHERE c.lease_until IS NULL OR c.lease_until < now()
     RETURNING ${LEASED}`,
    [station.tenantId, station.stationId, leaseMs],
  );
  return row === undefined ? null : { ...row, cause: 'demand' };
}

/** @returns false if another replica has taken the station over: then nothing more may be done or written */
export async function renewLease(
  em: EntityManager,
  { tenantId, stationId, leaseId }: SyncLease,
  leaseMs: number,
): Promise<boolean> {
  const [rows] = await em.query<[unknown[]]>(
    `UPDATE configuration_sync SET lease_until = now() + $4 * interval '1 ms'
     WHERE tenant_id = $1 AND station_id = $2 AND lease_id = $3 RETURNING 1`,
    [tenantId, stationId, leaseId, leaseMs],
  );
  return rows.length > 0;
}

/** Ends a synchronisation. It is due again at `next`, or at once if it was marked meanwhile. */
export async function endSync(
  em: EntityManager,
  { tenantId, stationId, leaseId, marks }: SyncLease,
  o: { next: string | null; failures: number; status: string },
): Promise<void> {
  await em.query(
    `UPDATE configuration_sync SET lease_id = NULL, lease_until = NULL, failures = $6, ended_at = now(), status = $7,
       due_at = CASE WHEN marks = $4 THEN $5::timestamptz ELSE now() END,
       cause = CASE WHEN marks = $4 THEN 'retry' ELSE cause END
     WHERE tenant_id = $1 AND station_id = $2 AND lease_id = $3`,
    [tenantId, stationId, leaseId, marks, o.next, o.failures, o.status],
  );
}

export interface SyncState {
  dueAt: string | null;
  running: boolean;
  endedAt: string | null;
  status: string | null;
  failures: number;
}

export async function findSync(em: EntityManager, { tenantId, stationId }: StationKey): Promise<SyncState | null> {
  const [row] = await em.query<SyncState[]>(
    `SELECT due_at AS "dueAt", coalesce(lease_until > now(), false) AS running, ended_at AS "endedAt", status, failures
     FROM configuration_sync WHERE tenant_id = $1 AND station_id = $2`,
    [tenantId, stationId],
  );
  return row ?? null;
}
