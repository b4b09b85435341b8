import type { LedgerEntry } from '@chargebus/station-simulator';
import { expectedBill } from './expected-bill';

/** A session as its station counted it. */
export type OwnCount = LedgerEntry & { station: string; version: string };
/** A session or a bill as the API shows it. */
export type Item = Record<string, any>;

/** Something that is not as the station counted it. */
export interface Difference {
  station: string;
  /** When the session began, by its station; null for what has no such session. */
  startedAt: string | null;
  what: string;
}

/** Compares all sessions and bills with what the stations counted: none missing, none doubled, every figure equal. Pure. */
export function compare(counted: readonly OwnCount[], sessions: readonly Item[], bills: readonly Item[]): Difference[] {
  const differences: Difference[] = [];
  const sessionsByKey = groupBy(sessions, ({ stationId, startedAt }) => keyOf(stationId, startedAt));
  const billsBySession = groupBy(bills, ({ sessionId }) => sessionId);
  const known = new Set<string>();
  for (const own of counted) {
    const { station, startedAt } = own;
    const found = sessionsByKey.get(keyOf(station, startedAt)) ?? [];
    const say = (what: string): void => void differences.push({ station, startedAt, what });
    for (const what of ownFaults(own)) say(what);
    if (found.length === 0) say('the session is missing');
    if (found.length > 1) say(`the session is there ${found.length} times: ${found.map(({ id }) => id).join(', ')}`);
    for (const session of found) {
      known.add(session.id);
      for (const what of sessionFaults(own, session)) say(what);
      for (const what of billFaults(own, billsBySession.get(session.id) ?? [])) say(what);
    }
  }
  for (const { id, stationId, startedAt, status } of sessions) {
    // A session that was asked for and never began is none, as long as nobody has to pay for it.
    const neverBegan = startedAt === null && (status === 'failed' || status === 'pending');
    if (neverBegan && !billsBySession.has(id)) continue;
    if (!known.has(id))
      differences.push({ station: stationId, startedAt, what: `session ${id} (${status}) is none of its station` });
  }
  const sessionIds = new Set(sessions.map(({ id }) => id));
  for (const { id, sessionId, stationId } of bills) {
    if (!sessionIds.has(sessionId))
      differences.push({ station: stationId, startedAt: null, what: `bill ${id} of no session` });
  }
  return differences;
}

/** What the station itself had to complain about. */
function* ownFaults(own: OwnCount): Generator<string> {
  if (!own.acknowledged.start) yield 'its start was never answered';
  if (!own.acknowledged.stop) yield 'its stop was never answered';
  if (own.givenUp > 0) yield `the station gave up ${own.givenUp} of its messages`;
  if (own.acknowledged.start && own.authorization !== 'Accepted') yield `its token was told ${own.authorization}`;
}

function* sessionFaults(own: OwnCount, session: Item): Generator<string> {
  const expected: Item = {
    status: 'ended',
    token: own.token,
    endedAt: own.stoppedAt,
    meterStartWh: own.meterStartWh,
    meterStopWh: own.meterStopWh,
    energyWh: (own.meterStopWh ?? own.meterStartWh) - own.meterStartWh,
    transactionRef: String(own.transactionId),
  };
  for (const [name, value] of Object.entries(expected)) {
    if (session[name] !== value) yield `session ${session.id}: ${name} is ${session[name]}, counted ${value}`;
  }
  const anomalies = (session.anomalies as { kind: string; severity: string }[]).filter(
    ({ severity }) => severity === 'affects-amount',
  );
  if (anomalies.length > 0) yield `session ${session.id}: ${anomalies.map(({ kind }) => kind).join(', ')}`;
}

function* billFaults(own: OwnCount, bills: readonly Item[]): Generator<string> {
  if (bills.length === 0) yield 'the bill is missing';
  if (bills.length > 1) yield `the bill is there ${bills.length} times: ${bills.map(({ id }) => id).join(', ')}`;
  for (const bill of bills) {
    if (bill.status !== 'final') yield `bill ${bill.id} is ${bill.status} ${bill.heldFor ?? ''}`.trimEnd();
    if (bill.difference !== undefined) yield `bill ${bill.id} differs from what was reported later`;
    for (const [name, value] of Object.entries(expectedBill(own))) {
      if (bill[name] !== value) yield `bill ${bill.id}: ${name} is ${bill[name]}, counted ${value}`;
    }
  }
}

/** A station cannot begin two sessions at one millisecond: it has one connector here. */
function keyOf(station: string, startedAt: string | null): string {
  return `${station} ${startedAt}`;
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
