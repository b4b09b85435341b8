import type { StationEvent } from '@chargebus/contracts';
import { fold, kinds, only } from '../testing/fold';
import { clock, ended, energy, labelOf, samples, started, state, updated } from '../testing/reports';
import { estimateEnd } from './estimate-end';
import type { Session } from './session';

const LABEL = labelOf(1);
const meter = (minute: number, wh: number, transactionRef = LABEL) =>
  samples(minute, [energy(clock(minute), wh)], { transactionRef });
const free = (minute: number): StationEvent => ({
  ...state(minute, 'idle'),
  kind: 'station.connector-status.reported',
  data: { evse: 1, connector: 1, status: 'available' },
});
const byId = (sessions: Session[], seq: number): Session =>
  sessions.find(({ id }) => id === `session-${seq}`) as Session;

describe('a start over an open session', () => {
  const story = [started(0), meter(10, 3000), started(20, { token: 'TAG2', meterStartWh: 3500 })];

  it('ends the old one with the last that was read, flagged, and is told in that order', () => {
    const { sessions, facts } = fold(story);
    expect(byId(sessions, 1)).toMatchObject({ status: 'ended', endedAt: clock(10), meterStopWh: 3000, energyWh: 2000 });
    expect(byId(sessions, 1).anomalies).toEqual([{ kind: 'superseded', severity: 'affects-amount' }]);
    expect(byId(sessions, 3)).toMatchObject({ status: 'preparing', energyWh: 0, anomalies: [] });
    expect(facts.slice(-2).map(({ kind, data }) => [kind, data.session.id])).toEqual([
      ['session.ended', 'session-1'],
      ['session.started', 'session-3'],
    ]);
  });

  it('gives way to the real stop that comes later, and to readings before it', () => {
    const late = fold([...story, meter(15, 3400)]);
    expect(byId(late.sessions, 1)).toMatchObject({ status: 'ended', energyWh: 2400, endedAt: clock(15) });
    const { sessions } = fold([ended(19, LABEL, { meterStopWh: 3500 })], late.sessions, 10);
    expect(byId(sessions, 1)).toMatchObject({ endedAt: clock(19), meterStopWh: 3500, energyWh: 2500, anomalies: [] });
    expect(byId(sessions, 3).status).toBe('preparing');
  });

  it('leaves other places, and later starts, alone', () => {
    expect(fold([started(0), started(5, { evse: 2 })]).sessions.map(({ status }) => status)).toEqual([
      'preparing',
      'preparing',
    ]);
    expect(fold([started(10), started(0, { token: 'OLD' })]).sessions.map(({ status }) => status)).toEqual([
      'preparing',
      'preparing',
    ]);
  });

  it('is the same in 2.x', () => {
    const { sessions } = fold([
      started(0, { transactionRef: 'a', seqNo: 0 }),
      updated(10, 'a', 1, { samples: [energy(clock(10), 3000)] }),
      started(20, { transactionRef: 'b', seqNo: 0, meterStartWh: 3500 }),
      updated(15, 'a', 2, { samples: [energy(clock(15), 3400)] }),
    ]);
    expect(byId(sessions, 1)).toMatchObject({ status: 'ended', energyWh: 2400 });
    const after = fold([ended(19, 'a', { seqNo: 3, meterStopWh: 3500 })], sessions, 10);
    expect(byId(after.sessions, 1)).toMatchObject({ energyWh: 2500, anomalies: [] });
  });
});

describe('a stop that names no transaction (0, -1)', () => {
  const begin = (wh: number) => [energy(clock(0), wh, { context: 'Transaction.Begin' })];

  it.each(['0', '-1'])('ends the one session that runs at the station, if its begin fits: %s', (ref) => {
    const session = only(fold([started(0), ended(30, ref, { samples: begin(1000) })]));
    expect(session).toMatchObject({ status: 'ended', energyWh: 5000 });
    expect(session.anomalies).toEqual([{ kind: 'transaction-unnamed', severity: 'info' }]);
    const guessed = only(fold([started(0), ended(30, ref)]));
    expect(guessed).toMatchObject({ status: 'ended', energyWh: 5000 });
    expect(kinds(guessed)).toEqual(['transaction-guessed', 'transaction-unnamed']);
  });

  it.each<[string, StationEvent[]]>([
    ['none runs', []],
    ['two run', [started(0), started(0, { evse: 2 })]],
    ['the one began later', [started(35)]],
    ['the station knows the name of the one', [started(0), meter(10, 2000)]],
    ['the one began with another register', [started(0, { meterStartWh: 900 })]],
  ])('ends none, and is kept as an orphan, where %s', (_title, before) => {
    const { orphans, sessions } = fold([...before, ended(30, '-1', { samples: begin(1000) })]);
    expect([orphans.length, sessions.filter(({ status }) => status === 'ended')]).toEqual([1, []]);
  });
});

describe('a place that is free although its session is not over', () => {
  it('is remembered until something of the session is heard', () => {
    const freed = fold([started(0), meter(5, 2000), free(10)]);
    expect(only(freed)).toMatchObject({ status: 'charging', freeSince: clock(10) });
    expect(only(fold([meter(11, 2500)], freed.sessions, 10)).freeSince).toBeNull();
    expect(only(fold([state(11, 'charging')], freed.sessions, 10)).freeSince).toBeNull();
    expect(only(fold([ended(12, LABEL)], freed.sessions, 10))).toMatchObject({ freeSince: null, anomalies: [] });
    expect(only(fold([started(0), free(-1)])).freeSince).toBeNull();
  });

  it('ends with the last that was read, flagged; a stop that comes later replaces that', () => {
    const freed = only(fold([started(0), meter(5, 2000), free(10)]));
    const closed = estimateEnd(freed, { at: clock(10), why: 'stop-missing' });
    expect(closed).toMatchObject({ status: 'ended', endedAt: clock(5), energyWh: 1000, freeSince: null });
    expect(kinds(closed)).toEqual(['stop-missing']);
    const stopped = fold([ended(9, LABEL, { meterStopWh: 2600 })], [closed], 10);
    expect(only(stopped)).toMatchObject({ endedAt: clock(9), energyWh: 1600, anomalies: [] });
    expect(stopped.facts.map(({ kind }) => kind)).toEqual(['session.ended']);
  });

  it('ends where nothing was read when it was found free, with no energy and no register', () => {
    const closed = estimateEnd(only(fold([started(0), free(10)])), { at: clock(10), why: 'stop-missing' });
    expect(closed).toMatchObject({ endedAt: clock(10), energyWh: 0, meterStopWh: null });
    expect(kinds(closed)).toEqual(['meter-stop-missing', 'stop-missing']);
  });
});

describe('clocks, and what comes after the end', () => {
  it.each(['1970-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'])(
    '%s is corrected to the receipt, and told',
    (when) => {
      const at = (event: StationEvent, minute: number): StationEvent =>
        ({ ...event, stationTime: when, receivedAt: clock(minute) }) as StationEvent;
      const session = only(
        fold([
          at(started(0), 0),
          at(samples(0, [energy(when, 2000)], { transactionRef: LABEL }), 5),
          at(ended(0, LABEL), 30),
        ]),
      );
      expect(session).toMatchObject({ startedAt: clock(0), endedAt: clock(30), energyWh: 5000 });
      expect(session.anomalies).toEqual([{ kind: 'clock-implausible', severity: 'info' }]);
    },
  );

  it('readings after the end are kept and change nothing', () => {
    const over = fold([started(0), ended(30, LABEL)]);
    const after = fold([meter(40, 9000), state(41, 'charging'), free(42)], over.sessions, 10);
    expect(only(after)).toEqual(only(over));
    expect(after.facts).toEqual([]);
  });

  it('a meter that starts anew in between loses nothing it told before, and holds the bill', () => {
    const session = only(fold([started(0), meter(10, 4000), meter(20, 100), ended(30, LABEL, { meterStopWh: 300 })]));
    expect(session.energyWh).toBe(3000);
    expect(kinds(session)).toEqual(['meter-stop-below-start', 'register-below-start']);
  });
});
