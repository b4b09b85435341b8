import type { EntityManager } from 'typeorm';
import type { Interval } from '../domain/intervals';
import type { PortRecord, Turn } from '../domain/uptime';
import { grouped } from './grouped';

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
  down: boolean;
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

/** Only where a connector went down or came up: of thousands of statuses a year the few that matter. */
const TURNS = `SELECT station_id, evse, connector, at, down FROM (
    SELECT station_id, evse, connector, at, id, status IN ('unavailable', 'faulted') AS down,
      lag(status IN ('unavailable', 'faulted')) OVER (PARTITION BY station_id, evse, connector ORDER BY at, id) AS was
    FROM status_history WHERE tenant_id = $1 AND station_id = ANY($2) AND at < $3) turn
  WHERE down IS DISTINCT FROM was ORDER BY station_id, evse, connector, at, id`;

const evseName = ({ station_id, evse }: Pick<TurnRow, 'station_id' | 'evse'>): string =>
  JSON.stringify([station_id, evse]);
const connectorName = (row: TurnRow): string => JSON.stringify([row.station_id, row.evse, row.connector]);
const toTurns = (rows: readonly TurnRow[]): Turn[] => rows.map(({ at, down }) => ({ at: Date.parse(at), down }));
