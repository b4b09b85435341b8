import type { EntityManager } from 'typeorm';
import type { Interval } from '../../domain/monitoring/intervals';
import type { PortRecord, Turn } from '../../domain/monitoring/uptime';
import { grouped } from '../grouped';

/** An EVSE that is in service, with all that its uptime is made of. */
export interface Port {
  stationId: string;
  evse: number;
  /** eMI3 id. */
  evseId: string | null;
  record: PortRecord;
  exclusions: Interval[];
}

interface TurnRow {
  station_id: string;
  evse: number;
  connector: number;
  at: string;
  /** Null: the first entry, whatever it is; else it was down until then. */
  until: string | null;
}

const spanOf = (row: { from: string; to: string }): Interval => ({
  from: Date.parse(row.from),
  to: Date.parse(row.to),
});

/** The ports of these stations that are in service, in order; four queries, however many stations. `asOf` in ms. */
export async function loadPorts(
  em: EntityManager,
  tenantId: string,
  stationIds: readonly string[],
  asOf: number,
): Promise<Port[]> {
  const given = [tenantId, stationIds];
  const until = [...given, new Date(asOf).toISOString()];
  const evses = await em.query<{ station_id: string; id: number; evse_id: string | null; since: string }[]>(
    `SELECT station_id, id, evse_id, in_service_since AS since FROM evse
     WHERE tenant_id = $1 AND station_id = ANY($2) AND in_service_since < $3 ORDER BY station_id, id`,
    until,
  );
  const turns = await em.query<TurnRow[]>(TURNS, until);
  const links = await em.query<{ station_id: string; from: string; to: string }[]>(
    `SELECT station_id, connected_at AS "from", coalesce(disconnected_at, $3) AS "to" FROM station_link
     WHERE tenant_id = $1 AND station_id = ANY($2) AND connected_at < $3`,
    until,
  );
  const exclusions = await em.query<{ station_id: string; evse: number | null; from: string; to: string }[]>(
    `SELECT station_id, evse, from_at AS "from", to_at AS "to" FROM outage_exclusion
     WHERE tenant_id = $1 AND station_id = ANY($2) AND deleted_at IS NULL`,
    given,
  );
  const connectorsOf = grouped([...grouped(turns, connectorName).values()], ([first]) => evseName(first as TurnRow));
  const linksOf = grouped(links, (row) => row.station_id);
  const excludedOf = grouped(exclusions, (row) => row.station_id);
  return evses.map(({ station_id: stationId, id, evse_id: evseId, since }) => {
    const own = (evse: number) => (connectorsOf.get(evseName({ station_id: stationId, evse })) ?? []).map(toTurns);
    return {
      ...{ stationId, evse: id, evseId },
      record: {
        ...{ inServiceSince: Date.parse(since), asOf, station: own(0).flat(), connectors: own(id) },
        links: (linksOf.get(stationId) ?? []).map(spanOf),
      },
      exclusions: (excludedOf.get(stationId) ?? []).filter(({ evse }) => evse === null || evse === id).map(spanOf),
    };
  });
}

/**
 * Each connector's first entry, and where it went down until the entry after that: of thousands of entries a year the few that
 * matter, found by an index of their own.
 */
const TURNS = `SELECT c.station_id, c.evse, c.id AS connector, first.at, NULL AS until
    FROM connector c CROSS JOIN LATERAL (
      SELECT h.at FROM status_history h WHERE h.tenant_id = c.tenant_id AND h.station_id = c.station_id
        AND h.evse = c.evse AND h.connector = c.id ORDER BY h.at, h.id LIMIT 1) first
    WHERE c.tenant_id = $1 AND c.station_id = ANY($2) AND first.at < $3
  UNION ALL
  SELECT h.station_id, h.evse, h.connector, h.at, coalesce(
      (SELECT n.at FROM status_history n WHERE n.tenant_id = h.tenant_id AND n.station_id = h.station_id
        AND n.evse = h.evse AND n.connector = h.connector AND (n.at, n.id) > (h.at, h.id)
      ORDER BY n.at, n.id LIMIT 1), $3) AS until
    FROM status_history h
    WHERE h.tenant_id = $1 AND h.station_id = ANY($2) AND h.at < $3 AND h.status IN ('unavailable', 'faulted')
  ORDER BY station_id, evse, connector, at, until NULLS FIRST`;

const evseName = ({ station_id, evse }: Pick<TurnRow, 'station_id' | 'evse'>): string =>
  JSON.stringify([station_id, evse]);
const connectorName = (row: TurnRow): string => JSON.stringify([row.station_id, row.evse, row.connector]);
const toTurns = (rows: readonly TurnRow[]): Turn[] =>
  rows.flatMap(({ at, until }) => {
    const from = Date.parse(at);
    if (until === null) return { at: from, down: false };
    return [
      { at: from, down: true },
      { at: Date.parse(until), down: false },
    ];
  });
