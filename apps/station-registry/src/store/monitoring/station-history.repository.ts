import type { OcppVersion, StationEventOf, Transport } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

/** An event with the log it stands in. */
interface Logged<E> {
  event: E;
  logEpoch: string;
  seq: number;
}

/**
 * Adds links to the connection history; a link that is in it already stays as it is. Those that the new ones took the station
 * from end with them: their gateway may never tell.
 */
export async function addLinks(
  em: EntityManager,
  opened: Logged<StationEventOf<'station.connected'>>[],
): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_link',
    columns: {
      tenant_id: 'text',
      station_id: 'text',
      log_epoch: 'text',
      epoch: 'bigint',
      link_id: 'text',
      gateway_id: 'text',
      ocpp_version: 'text',
      transport: 'text',
      security_profile: 'integer',
      remote_address: 'text',
      connected_at: 'timestamptz',
    },
    rows: opened.map(({ event, logEpoch, seq }) => ({
      tenant_id: event.tenantId,
      station_id: event.stationId,
      log_epoch: logEpoch,
      epoch: seq,
      link_id: event.link.id,
      gateway_id: event.link.gatewayId,
      ocpp_version: event.link.ocppVersion,
      transport: event.link.transport,
      security_profile: event.data.securityProfile,
      remote_address: event.data.remoteAddress,
      connected_at: event.receivedAt,
    })),
    update: 'nothing',
  });
  await endSuperseded(em, opened);
}

async function endSuperseded(em: EntityManager, opened: Logged<StationEventOf<'station.connected'>>[]): Promise<void> {
  if (opened.length === 0) return;
  await em.query(
    `UPDATE station_link l SET disconnected_at = greatest(l.connected_at, s.at),
       close_reason = CASE WHEN l.link_id = s.link_id THEN 'announced again' ELSE 'superseded' END
     FROM (SELECT DISTINCT ON (o.tenant_id, o.station_id, o.log_epoch, o.epoch)
             o.tenant_id, o.station_id, o.log_epoch, o.epoch, n.at, n.link_id
           FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[]) WITH ORDINALITY
             AS n (tenant_id, station_id, log_epoch, epoch, link_id, at, place)
           JOIN station_link o ON o.tenant_id = n.tenant_id AND o.station_id = n.station_id AND o.disconnected_at IS NULL
             AND (o.log_epoch <> n.log_epoch OR o.epoch < n.epoch)
           ORDER BY o.tenant_id, o.station_id, o.log_epoch, o.epoch, n.place) s
     WHERE l.tenant_id = s.tenant_id AND l.station_id = s.station_id AND l.log_epoch = s.log_epoch AND l.epoch = s.epoch`,
    [
      opened.map(({ event }) => event.tenantId),
      opened.map(({ event }) => event.stationId),
      opened.map(({ logEpoch }) => logEpoch),
      opened.map(({ seq }) => seq),
      opened.map(({ event }) => event.link.id),
      opened.map(({ event }) => event.receivedAt),
    ],
  );
}

/** One link that closed: why, and when. */
export interface ClosedLink {
  tenantId: string;
  stationId: string;
  logEpoch: string;
  epoch: number;
  at: string;
  code: number | null;
  reason: string;
}

/**
 * Ends links in the connection history. The first close that has a code gives code and reason; the earliest end is the end, so
 * that a link another one took the station from never overlaps it, however late its socket closed.
 */
export async function closeLinks(em: EntityManager, closed: readonly ClosedLink[]): Promise<void> {
  if (closed.length === 0) return;
  const column = <K extends keyof ClosedLink>(key: K): ClosedLink[K][] => closed.map((link) => link[key]);
  await em.query(
    `UPDATE station_link l SET disconnected_at = least(l.disconnected_at, c.at), close_code = c.code, close_reason = c.reason
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::integer[], $7::text[])
       AS c (tenant_id, station_id, log_epoch, epoch, at, code, reason)
     WHERE l.tenant_id = c.tenant_id AND l.station_id = c.station_id AND l.log_epoch = c.log_epoch
       AND l.epoch = c.epoch AND (l.disconnected_at IS NULL OR (l.close_code IS NULL AND c.code IS NOT NULL))`,
    [
      column('tenantId'),
      column('stationId'),
      column('logEpoch'),
      column('epoch'),
      column('at'),
      column('code'),
      column('reason'),
    ],
  );
}

/** A link as the history has it; `disconnectedAt` null: it is open. */
export interface LinkRow {
  epoch: number;
  logEpoch: string;
  linkId: string;
  gatewayId: string;
  ocppVersion: OcppVersion;
  transport: Transport;
  securityProfile: number;
  remoteAddress: string | null;
  connectedAt: string;
  disconnectedAt: string | null;
  closeCode: number | null;
  closeReason: string | null;
}

/** One page of a station's links, newest first, `limit + 1` at most. */
export function listLinks(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  page: { limit: number; before: readonly [connectedAt: string, epoch: number] | undefined },
): Promise<LinkRow[]> {
  return em.query(
    `SELECT epoch, log_epoch AS "logEpoch", link_id AS "linkId", gateway_id AS "gatewayId", ocpp_version AS "ocppVersion",
       transport, security_profile AS "securityProfile", remote_address AS "remoteAddress", connected_at AS "connectedAt",
       disconnected_at AS "disconnectedAt", close_code AS "closeCode", close_reason AS "closeReason"
     FROM station_link WHERE tenant_id = $1 AND station_id = $2
       AND ($3::timestamptz IS NULL OR (connected_at, epoch) < ($3, $4::bigint))
     ORDER BY connected_at DESC, epoch DESC LIMIT $5`,
    [tenantId, stationId, page.before?.[0] ?? null, page.before?.[1] ?? null, page.limit + 1],
  );
}

/** Adds boots to the boot history under ids derived from their place in the log. */
export async function addBoots(
  em: EntityManager,
  booted: { event: StationEventOf<'station.booted'>; id: string }[],
): Promise<void> {
  await bulkUpsert(em, {
    table: 'station_boot',
    columns: {
      tenant_id: 'text',
      id: 'uuid',
      station_id: 'text',
      at: 'timestamptz',
      link_epoch: 'bigint',
      status: 'text',
      boot: 'jsonb',
    },
    rows: booted.map(({ event, id }) => ({
      tenant_id: event.tenantId,
      id,
      station_id: event.stationId,
      at: event.receivedAt,
      link_epoch: event.link.epoch,
      status: event.data.verdict.status,
      boot: event.data,
    })),
    update: 'nothing',
  });
}
