import type { StationEventOf } from '@chargebus/contracts';
import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';

/** An event with the log it stands in. */
interface Logged<E> {
  event: E;
  logEpoch: string;
  seq: number;
}

/** Adds links to the connection history; a link that is in it already stays as it is. */
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
}

/** One link that closed: why, and when. The first end counts. */
export interface ClosedLink {
  tenantId: string;
  stationId: string;
  logEpoch: string;
  epoch: number;
  at: string;
  code: number | null;
  reason: string;
}

/** Ends links in the connection history. */
export async function closeLinks(em: EntityManager, closed: readonly ClosedLink[]): Promise<void> {
  if (closed.length === 0) return;
  const column = <K extends keyof ClosedLink>(key: K): ClosedLink[K][] => closed.map((link) => link[key]);
  await em.query(
    `UPDATE station_link l SET disconnected_at = c.at, close_code = c.code, close_reason = c.reason
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::integer[], $7::text[])
       AS c (tenant_id, station_id, log_epoch, epoch, at, code, reason)
     WHERE l.tenant_id = c.tenant_id AND l.station_id = c.station_id AND l.log_epoch = c.log_epoch
       AND l.epoch = c.epoch AND l.disconnected_at IS NULL`,
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
