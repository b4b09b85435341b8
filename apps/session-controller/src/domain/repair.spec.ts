import { fold, kinds, only } from '../testing/fold';
import { clock, ended, energy, labelOf, samples, started } from '../testing/reports';
import { mergeOrphan, release, setEnd } from './repair';
import { toSnapshot, type Session } from './session';

const LABEL = labelOf(1);
const meter = samples(10, [energy(clock(10), 3000)], { transactionRef: LABEL });
const open = only(fold([started(0), meter]));
const now = clock(100);
const repaired = (result: Session | { refused: string }): Session => {
  if ('refused' in result) throw new Error(result.refused);
  return result;
};

it('sets the end of an open session, by the register given or the last that was read', () => {
  const read = repaired(setEnd(open, { endedAt: clock(12), now }));
  expect(read).toMatchObject({ status: 'ended', endedAt: clock(12), meterStopWh: 3000, energyWh: 2000 });
  expect(read.anomalies).toEqual([{ kind: 'end-set-by-operator', severity: 'info' }]);
  expect(repaired(setEnd(open, { endedAt: clock(12), meterStopWh: 3200, now })).energyWh).toBe(2200);
});

it('refuses an end before the start, in the future, below the first register, or of what has not begun', () => {
  expect(setEnd(open, { endedAt: clock(-1), now })).toEqual({ refused: 'end-before-start' });
  expect(setEnd(open, { endedAt: clock(101), now })).toEqual({ refused: 'end-in-future' });
  expect(setEnd(open, { endedAt: clock(12), meterStopWh: 999, now })).toEqual({ refused: 'meter-stop-below-start' });
  expect(setEnd({ ...open, status: 'pending' }, { endedAt: clock(12), now })).toEqual({ refused: 'not-started' });
});

it('keeps the end an operator set when the station tells another one, and says so', () => {
  const set = repaired(setEnd(open, { endedAt: clock(12), now }));
  expect(only(fold([ended(11, LABEL, { meterStopWh: 3000 })], [set], 5))).toEqual(set);
  const other = only(fold([ended(30, LABEL, { meterStopWh: 6000 })], [set], 5));
  expect(other).toMatchObject({ endedAt: clock(12), energyWh: 2000 });
  expect(kinds(other)).toEqual(['end-set-by-operator', 'stop-after-repair']);
});

it('releases what holds the bill, as it is now: what comes later holds it again', () => {
  const held = only(fold([started(0), meter, ended(30, LABEL, { meterStopWh: 10 })]));
  const billed = repaired(release(held));
  expect(toSnapshot(held).anomalies.map(({ severity }) => severity)).toEqual(['affects-amount']);
  expect(toSnapshot(billed).anomalies.map(({ severity }) => severity)).toEqual(['info']);
  const again = { ...billed, anomalies: [...billed.anomalies, { kind: 'x', severity: 'affects-amount' as const }] };
  expect(toSnapshot(again).anomalies.map(({ severity }) => severity)).toEqual(['info', 'affects-amount']);
  expect(release(billed)).toEqual({ refused: 'nothing-to-release' });
  expect(release(open)).toEqual({ refused: 'session-open' });
});

it('gives a session a report that named none, once', () => {
  const merged = mergeOrphan(open, ended(30, '999', { meterStopWh: 5000 }));
  expect(merged).toMatchObject({ kind: 'session', after: { status: 'ended', energyWh: 4000 } });
  const after = 'after' in merged ? merged.after : open;
  expect(kinds(after)).toEqual(['report-merged']);
  expect(mergeOrphan({ ...open, transactionRef: null }, ended(30, '999'))).toEqual({ refused: 'not-started' });
});
