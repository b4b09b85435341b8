import type { StationEvent } from '@chargebus/contracts';
import { fold, type Folded } from '../testing/fold';
import { randomFrom, shuffled } from '../testing/random';
import { clock, ended, energy, labelOf, samples, started, state, updated } from '../testing/reports';
import { toSnapshot, type Session } from './session';

const SEEDS = Array.from({ length: 150 }, (_, i) => i + 1);

/** A charging day at one place: sessions one after the other, the register never going back. */
interface Told {
  startMinute: number;
  startWh: number;
  readings: { minute: number; wh: number }[];
  stopMinute: number;
  stopWh: number;
}
function someDay(next: () => number): Told[] {
  let [minute, wh] = [0, 1_000];
  const later = (): { minute: number; wh: number } => {
    minute += 1 + Math.floor(next() * 10);
    wh += Math.floor(next() * 900);
    return { minute, wh };
  };
  return Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
    const start = later();
    const readings = Array.from({ length: Math.floor(next() * 5) }, later);
    const stop = later();
    return { startMinute: start.minute, startWh: start.wh, readings, stopMinute: stop.minute, stopWh: stop.wh };
  });
}

const free = (minute: number): StationEvent => ({
  ...state(minute, 'idle'),
  kind: 'station.connector-status.reported',
  data: { evse: 1, connector: 1, status: 'available' },
});

/**
 * What a 1.x station may do: its transaction messages keep their order, each may come again or never (it gives up), and statuses
 * overtake them. It goes by the label of the last start that was answered, or by -1.
 */
function tell16(day: Told[], next: () => number): StationEvent[] {
  const log: StationEvent[] = [];
  const send = (event: StationEvent): void => {
    const fate = next();
    if (fate > 0.1) log.push(event);
    if (fate > 0.8) log.push(event);
    if (fate > 0.95) log.push(event);
  };
  for (const { startMinute, startWh, readings, stopMinute, stopWh } of day) {
    const before = log.length;
    send(started(startMinute, { meterStartWh: startWh }));
    const label = log.length > before ? labelOf(log.length) : '-1';
    if (next() < 0.5) send(state(startMinute, 'charging'));
    for (const { minute, wh } of readings)
      send(samples(minute, [energy(clock(minute), wh)], { transactionRef: label }));
    if (next() < 0.5) send(free(stopMinute));
    send(ended(stopMinute, label, { meterStopWh: stopWh }));
  }
  return log;
}

/** What a 2.x station may do, and the network after it: counted reports that are shuffled, repeated and cut. */
function tell201(day: Told[], next: () => number): StationEvent[] {
  const reports = day.flatMap(({ startMinute, startWh, readings, stopMinute, stopWh }, n): StationEvent[] => [
    started(startMinute, { transactionRef: `tx-${n}`, seqNo: 0, meterStartWh: startWh }),
    ...readings.map(({ minute, wh }, i) => updated(minute, `tx-${n}`, i + 1, { samples: [energy(clock(minute), wh)] })),
    ended(stopMinute, `tx-${n}`, { seqNo: readings.length + 1, meterStopWh: stopWh }),
  ]);
  const kept = reports.filter(() => next() > 0.15);
  return shuffled([...kept, ...kept.filter(() => next() < 0.3)], next);
}

const registersOf = (event: StationEvent): number[] => {
  const {
    meterStartWh,
    meterStopWh,
    samples: read = [],
  } = event.data as {
    meterStartWh?: number;
    meterStopWh?: number;
    samples?: { value?: number }[];
  };
  return [meterStartWh, meterStopWh, ...read.map(({ value }) => value)].filter((wh) => wh !== undefined);
};

const isHeld = (session: Session): boolean =>
  toSnapshot(session).anomalies.some(({ severity }) => severity === 'affects-amount');
const isOver = (session: Session): boolean => session.status === 'ended';

/** Every session is the one the day had, or flagged, or not over yet; together they never have more than was charged. */
function check(day: Told[], { sessions, points }: Folded): void {
  for (const session of sessions) {
    expect(session.energyWh).toBeGreaterThanOrEqual(0);
    if (!isOver(session) || isHeld(session)) continue;
    const told = day.find(({ startMinute }) => session.startedAt === clock(startMinute));
    expect(session).toMatchObject({
      meterStartWh: told?.startWh,
      meterStopWh: told?.stopWh,
      endedAt: clock(told?.stopMinute ?? -1),
      energyWh: (told?.stopWh ?? 0) - (told?.startWh ?? 0),
    });
  }
  const charged = (day.at(-1)?.stopWh ?? 0) - (day[0]?.startWh ?? 0);
  const billed = sessions.filter((session) => !isHeld(session)).reduce((sum, { energyWh }) => sum + energyWh, 0);
  expect(billed).toBeLessThanOrEqual(charged);
  for (const { energyWh } of points) expect(energyWh).toBeGreaterThanOrEqual(0);
}

describe('whatever a station and its network do to the reports of a day', () => {
  it.each([
    ['1.x: in order, repeated, given up, overtaken by statuses', tell16],
    ['2.x: shuffled, repeated, cut', tell201],
  ] as const)('%s: each session comes out right, or flagged', (_title, tell) => {
    for (const seed of SEEDS) {
      const next = randomFrom(seed);
      const day = someDay(next);
      check(day, fold(tell(day, next)));
    }
  });

  it('2.x: a session has every kWh that its reports told from the first register on, and none twice', () => {
    for (const seed of SEEDS) {
      const next = randomFrom(seed);
      const log = tell201(someDay(next), next);
      for (const session of fold(log).sessions) {
        const told = log.filter(
          ({ data }) => 'transactionRef' in data && data.transactionRef === session.transactionRef,
        );
        const registers = told.flatMap((event) => registersOf(event));
        // A stop alone has nothing that it could be counted from.
        const base = Math.min(...told.filter(({ kind }) => !kind.endsWith('ended')).flatMap(registersOf), Infinity);
        const expected = base === Infinity ? 0 : Math.max(...registers) - base;
        expect([seed, session.transactionRef, session.energyWh]).toEqual([seed, session.transactionRef, expected]);
      }
    }
  });

  it('1.x: what is told is in a session or kept as an orphan, never gone', () => {
    for (const seed of SEEDS) {
      const next = randomFrom(seed);
      const day = someDay(next);
      const log = tell16(day, next);
      const { sessions, orphans } = fold(log);
      for (const event of log) {
        if (event.kind !== 'station.transaction.ended') continue;
        const wh = event.data.meterStopWh as number;
        const kept = sessions.some(({ meterStartWh, energyWh }) => (meterStartWh ?? 0) + energyWh >= wh);
        expect([seed, kept || orphans.includes(event)]).toEqual([seed, true]);
      }
    }
  });
});
