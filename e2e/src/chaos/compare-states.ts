import type { Difference, Item } from './compare';

/** What the platform says of stations at which nobody charges any more. Pure. */
export function compareStations(stations: readonly Item[]): Difference[] {
  return stations.flatMap(({ id, connected, evses }) => {
    const faults: string[] = connected === true ? [] : ['it is shown offline'];
    for (const evse of evses as Item[]) {
      if (evse.activeSessionId !== null) faults.push(`EVSE ${evse.id} shows session ${evse.activeSessionId}`);
      for (const connector of evse.connectors as Item[]) {
        if (connector.status !== 'available')
          faults.push(`connector ${evse.id}.${connector.id} is ${connector.status}`);
      }
    }
    return faults.map((what) => ({ station: id as string, startedAt: null, what }));
  });
}

/** Whether each session that is over shows what its bill says, as final. Pure. */
export function compareCosts(sessions: readonly Item[], bills: readonly Item[]): Difference[] {
  const totals = new Map(bills.map(({ sessionId, total }) => [sessionId as string, total as string]));
  return sessions.flatMap(({ id, stationId: station, startedAt, cost }) => {
    const total = totals.get(id);
    if (total === undefined || (cost?.final === true && cost.amount === total)) return [];
    const shown = cost === null ? 'nothing' : `${cost.amount}, ${cost.final ? 'final' : 'not final'}`;
    return [{ station, startedAt, what: `session ${id} is to cost ${total} and shows ${shown}` }];
  });
}

/** Numbers of bills count from 1, each once. Pure. */
export function findGaps(bills: readonly Item[]): Difference[] {
  const numbers = bills.map(({ number }) => Number(number)).sort((a, b) => a - b);
  const at = numbers.findIndex((number, n) => number !== n + 1);
  if (at === -1) return [];
  return [{ station: '', startedAt: null, what: `bill number ${numbers[at]} where ${at + 1} was to come` }];
}
