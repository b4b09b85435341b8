import type { StationEvent } from '@chargebus/contracts';
import { fold, kinds, only } from '../testing/fold';
import { randomFrom as random, shuffled } from '../testing/random';
import { clock, ended, energy, started, updated } from '../testing/reports';
import { toSnapshot } from './session';

const REF = 'tx-1';
const story: StationEvent[] = [
  started(0, { transactionRef: REF, seqNo: 0, chargingState: 'charging' }),
  updated(10, REF, 1, { samples: [energy(clock(10), 2000)] }),
  updated(20, REF, 2, { samples: [energy(clock(20), 4000)], chargingState: 'suspended-ev' }),
  ended(30, REF, { seqNo: 3, reason: 'local' }),
];
const orderly = toSnapshot(only(fold(story)));

describe('reports that the station counts (2.x)', () => {
  it('ends as the orderly run shows', () => {
    expect(orderly).toMatchObject({
      status: 'ended',
      energyWh: 5000,
      startedAt: clock(0),
      endedAt: clock(30),
      anomalies: [],
    });
  });

  it('ends in the same record however they are shuffled and repeated', () => {
    const next = random(42);
    for (let run = 0; run < 300; run++) {
      const events = shuffled([...story, ...story.filter(() => next() < 0.5)], next);
      const { id, ...rest } = toSnapshot(only(fold(events)));
      expect(id).toMatch(/^session-/);
      expect(rest).toEqual({ ...orderly, id: undefined });
    }
  });

  it('learns its EVSE from a later report where the driver came before the car (TC_E_04_CSMS)', () => {
    const events = [started(0, { transactionRef: REF, seqNo: 0, evse: 0 }), updated(1, REF, 1, { evse: 2 })];
    expect(only(fold(events))).toMatchObject({ evseId: 2 });
  });

  it('never loses, doubles or negates a reported Wh when reports are cut, or says that it may have', () => {
    const next = random(7);
    for (let run = 0; run < 300; run++) {
      const events = shuffled(
        story.filter(() => next() < 0.7),
        next,
      );
      for (const session of fold(events).sessions) {
        expect(session.energyWh).toBeGreaterThanOrEqual(0);
        expect(session.energyWh).toBeLessThanOrEqual(5000);
        if (session.status === 'ended' && session.energyWh !== 5000) {
          expect(session.anomalies.map(({ severity }) => severity)).toContain('affects-amount');
        }
      }
    }
  });

  it('makes a shell for reports before the start, and fills it in when the start comes', () => {
    const shell = only(fold(story.slice(1, 2)));
    expect(shell).toMatchObject({ status: 'preparing', startedAt: null, energyWh: 0 });
    expect(kinds(shell)).toEqual(['start-missing']);
    const filled = fold(story.slice(0, 1), [shell], 10);
    expect(only(filled)).toMatchObject({ id: shell.id, startedAt: clock(0), energyWh: 1000, anomalies: [] });
    expect(filled.points).toEqual([{ at: clock(10), energyWh: 1000 }]);
  });

  it('is another session, flagged, where the station uses the name again after the end', () => {
    const again: StationEvent[] = [
      started(40, { transactionRef: REF, seqNo: 0, chargingState: 'charging', meterStartWh: 6000 }),
      updated(50, REF, 1, { samples: [energy(clock(50), 7000)] }),
      ended(60, REF, { seqNo: 2, meterStopWh: 8000 }),
    ];
    // All of it is said twice: what is repeated is the newer one's.
    const { sessions } = fold([...story, ...again, ...story.slice(0, 1), ...again]);
    expect(sessions.map(({ energyWh, startedAt, endedAt }) => [energyWh, startedAt, endedAt])).toEqual([
      [5000, clock(0), clock(30)],
      [2000, clock(40), clock(60)],
    ]);
    expect(sessions.map(kinds)).toEqual([[], ['name-reused']]);
  });

  it('tells the end again, whole, when the start comes after it', () => {
    const { facts } = fold([story[3]!, story[0]!]);
    expect(facts.map(({ kind }) => kind)).toEqual(['session.ended', 'session.ended']);
    expect(facts[0]?.data.session.anomalies.map(({ kind }) => kind)).toContain('start-missing');
    expect(facts[1]?.data.session).toMatchObject({ energyWh: 5000, startedAt: clock(0) });
  });

  it('flags a gap in the counters, and takes it back when the missing report comes', () => {
    const gap = fold([story[0]!, story[1]!, story[3]!]);
    expect(only(gap).anomalies).toEqual([{ kind: 'sequence-gap', severity: 'info' }]);
    expect(only(fold([story[2]!], gap.sessions, 10)).anomalies).toEqual([]);
  });

  it('takes the token from a later report when the cable came first', () => {
    const { token: _none, ...start } = started(0, { transactionRef: REF, seqNo: 0 }).data;
    const session = only(
      fold([
        { ...started(0), data: start },
        updated(1, REF, 1, {
          token: 'TAG9',
          tokenType: 'emaid',
          verdict: { status: 'accepted', decidedBy: 'service', groupId: 'fleet' },
        }),
      ]),
    );
    expect(session).toMatchObject({
      token: 'TAG9',
      tokenType: 'emaid',
      tokenGroupId: 'fleet',
      authorization: 'accepted',
    });
  });
});
