import { fold, kinds, only } from '../testing/fold';
import { clock, ended, energy, labelOf, power, samples, started, state } from '../testing/reports';
import { newSession } from './session';

const LABEL = labelOf(1);
const orderly = [
  started(0),
  state(1, 'charging'),
  samples(10, [energy(clock(10), 2000), power(clock(10), 7400)], { transactionRef: LABEL }),
  samples(20, [energy(clock(20), 4000), power(clock(20), 7300)], { transactionRef: LABEL }),
  ended(30, LABEL, { reason: 'ev-disconnected' }),
];

describe('the story of a 1.x session', () => {
  it('ends with energy, times, reason and no anomaly', () => {
    const session = only(fold(orderly));
    expect(session).toMatchObject({
      status: 'ended',
      evseId: 1,
      connectorId: 1,
      token: 'TAG1',
      tokenType: 'rfid',
      authorization: 'accepted',
      startedAt: clock(0),
      endedAt: clock(30),
      meterStartWh: 1000,
      meterStopWh: 6000,
      energyWh: 5000,
      powerW: 0,
      stopReason: 'ev-disconnected',
      transactionRef: LABEL,
      anomalies: [],
    });
  });

  it('tells started, updated and ended, each whole, and each energy point once', () => {
    const { facts, points } = fold(orderly);
    expect(facts.map(({ kind }) => kind)).toEqual([
      'session.started',
      'session.updated',
      'session.updated',
      'session.updated',
      'session.ended',
    ]);
    expect(points).toEqual([
      { at: clock(10), energyWh: 1000 },
      { at: clock(20), energyWh: 3000 },
      { at: clock(30), energyWh: 5000 },
    ]);
    expect(facts.at(-1)?.data.session.energyWh).toBe(5000);
  });

  it('rule 11: comes out the same when every report is said twice', () => {
    const twice = orderly.flatMap((event) => [event, event]);
    // Record 2 is the repeat of the start: the station goes by its label from then on.
    const relabelled = fold(twice);
    const session = only(relabelled);
    expect(session).toMatchObject({ status: 'ended', energyWh: 5000, anomalies: [], transactionRef: labelOf(2) });
    expect(session.labels.map(({ ref }) => ref)).toEqual([labelOf(1), labelOf(2)]);
    expect(relabelled.points).toEqual(fold(orderly).points);
  });

  it('is stopped by either of its labels', () => {
    for (const ref of [labelOf(1), labelOf(2)]) {
      expect(only(fold([started(0), started(0), ended(30, ref)]))).toMatchObject({ status: 'ended', energyWh: 5000 });
    }
  });

  it('takes a repeated start as a second, flagged session once the first is over', () => {
    const { sessions } = fold([started(0), ended(30, labelOf(1)), started(0)]);
    expect(sessions.map(({ status }) => status)).toEqual(['ended', 'preparing']);
    expect(kinds(sessions[1]!)).toEqual(['start-repeated']);
  });

  it('does not merge starts of a clock that stands still', () => {
    const start = { ...started(0), stationTime: '1970-01-01T00:00:00.000Z' };
    const { sessions } = fold([start, { ...start, receivedAt: clock(60) }]);
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({ startedAt: clock(0) });
    expect(kinds(sessions[1]!)).toEqual(['clock-implausible', 'start-repeated']);
  });

  it('infers charging from the meter where the station reports no state', () => {
    const preparing = only(fold([started(0), state(1, 'preparing'), samples(2, [power(clock(2), 7400)])]));
    expect(preparing.status).toBe('charging');
    expect(
      only(fold(orderly.filter(({ kind }) => kind !== 'station.charging-state.reported').slice(0, 2))),
    ).toMatchObject({
      status: 'charging',
      powerW: 7400,
      energyWh: 1000,
    });
  });

  it('keeps the later state when states come out of order', () => {
    const { sessions } = fold([started(0), state(5, 'suspended-ev'), state(2, 'charging')]);
    expect(sessions[0]).toMatchObject({ status: 'suspended-ev' });
  });
});

describe('reports that are not where they belong', () => {
  it('keeps a stop of a foreign transaction aside and stops nothing', () => {
    const { sessions, orphans } = fold([started(0), ended(5, '424242')]);
    expect(sessions).toMatchObject([{ status: 'preparing', endedAt: null }]);
    expect(orphans).toHaveLength(1);
  });

  it('does not let a station or a tenant stop another one by its label', () => {
    for (const where of [{ stationId: 'CP-2' }, { tenantId: 'other' }]) {
      const { sessions, orphans } = fold([started(0), ended(5, LABEL, {}, where)]);
      expect(sessions).toMatchObject([{ status: 'preparing' }]);
      expect(orphans).toHaveLength(1);
    }
  });

  it('gives samples without a name to the one open session of the EVSE, and to none if there are two', () => {
    expect(only(fold([started(0), samples(10, [energy(clock(10), 3000)])])).energyWh).toBe(2000);
    // The other one is an older start, told later.
    const two = fold([started(0), started(-1, { token: 'TAG2' }), samples(10, [energy(clock(10), 3000)])]);
    expect(two.sessions.map(({ energyWh }) => energyWh)).toEqual([0, 0]);
  });

  it('gives the main meter of connector 0 to no session', () => {
    expect(only(fold([started(0), samples(10, [energy(clock(10), 9000)], { evse: 0 })])).energyWh).toBe(0);
  });

  it('changes nothing when samples come after the end', () => {
    const after = fold([...orderly, samples(40, [energy(clock(40), 9000)], { transactionRef: LABEL })]);
    expect(only(after)).toEqual(only(fold(orderly)));
    expect(after.facts).toHaveLength(fold(orderly).facts.length);
  });

  it('changes nothing when the stop comes again, even with other figures', () => {
    const again = fold([...orderly, ended(31, LABEL, { meterStopWh: 9999 })]);
    expect(only(again)).toEqual(only(fold(orderly)));
    expect(again.facts.filter(({ kind }) => kind === 'session.ended')).toHaveLength(1);
  });
});

describe('a refused start', () => {
  const refused = started(0, { verdict: { status: 'blocked', decidedBy: 'service' } });

  it('is a session with the refusal on record, ended without energy', () => {
    const session = only(fold([refused, ended(1, LABEL, { meterStopWh: 1000, reason: 'deauthorized' })]));
    expect(session).toMatchObject({
      status: 'ended',
      failReason: 'token-refused',
      authorization: 'blocked',
      energyWh: 0,
    });
    expect(kinds(session)).toEqual(['start-refused']);
  });

  it('is flagged so that its bill is held when energy flowed all the same', () => {
    const session = only(fold([refused, ended(1, LABEL)]));
    expect(session.anomalies).toContainEqual({ kind: 'energy-despite-refusal', severity: 'affects-amount' });
  });
});

describe('a remote start', () => {
  const pending = {
    ...newSession({ id: 'asked', tenantId: 'default', stationId: 'CP-1', openedAt: clock(0) }),
    token: 'tag1',
    evseId: 1,
    requestedAt: clock(0),
    remoteStartId: 7,
  };

  it('is answered by the start of its token on its connector', () => {
    const { sessions, facts } = fold([started(0.5)], [pending]);
    expect(sessions).toMatchObject([
      { id: 'asked', token: 'tag1', status: 'preparing', startedAt: clock(0.5), transactionRef: LABEL },
    ]);
    expect(facts.map(({ kind }) => kind)).toEqual(['session.started']);
  });

  it('is not answered by another token, another connector, or an older start that is replayed', () => {
    for (const start of [
      started(1, { token: 'TAG2' }),
      started(1, { evse: 2 }),
      started(-30, {}, { receivedAt: clock(1) }),
    ]) {
      const { sessions } = fold([start], [pending]);
      expect(sessions.map(({ status }) => status)).toEqual(['pending', 'preparing']);
    }
  });

  it('is answered by its number where the station gives it back, and then by nothing else', () => {
    const numbered = { transactionRef: 'tx-1', seqNo: 0 };
    expect(fold([started(1, { ...numbered, remoteStartId: 7 })], [pending]).sessions).toMatchObject([{ id: 'asked' }]);
    expect(fold([started(1, { ...numbered, remoteStartId: 8 })], [pending]).sessions).toHaveLength(2);
    expect(fold([started(1, numbered)], [pending]).sessions).toHaveLength(2);
  });
});
