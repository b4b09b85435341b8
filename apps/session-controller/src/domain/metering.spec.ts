import { fold, kinds, only } from '../testing/fold';
import { clock, ended, energy, labelOf, power, samples, started } from '../testing/reports';

const REF = { transactionRef: labelOf(1) };
const meter = (minute: number, list: Parameters<typeof samples>[1]) => samples(minute, list, REF);
const stop = (minute: number, data: Parameters<typeof ended>[2] = {}) => ended(minute, labelOf(1), data);

describe('energy', () => {
  it('is the stop register less the start register, whatever the readings said', () => {
    expect(only(fold([started(0), meter(5, [energy(clock(5), 2500)]), stop(9)])).energyWh).toBe(5000);
  });

  it('is never negative: a stop register below the start counts the readings and holds the bill', () => {
    const session = only(fold([started(0), meter(5, [energy(clock(5), 2500)]), stop(9, { meterStopWh: 10 })]));
    expect(session.energyWh).toBe(1500);
    expect(session.anomalies).toContainEqual({ kind: 'meter-stop-below-start', severity: 'affects-amount' });
  });

  it('takes 1 Wh below the start as rounding', () => {
    const session = only(fold([started(0), stop(9, { meterStopWh: 999 })]));
    expect(session.energyWh).toBe(0);
    expect(session.anomalies).toEqual([{ kind: 'meter-rounding', severity: 'info' }]);
  });

  it('is told when the stop register is below what was read before', () => {
    const session = only(fold([started(0), meter(5, [energy(clock(5), 7000)]), stop(9)]));
    expect(kinds(session)).toEqual(['meter-stop-below-last-sample']);
  });

  it('is the last reading, flagged, when the stop has no register', () => {
    const session = only(fold([started(0), meter(5, [energy(clock(5), 2500)]), stop(9, { meterStopWh: undefined })]));
    expect(session.energyWh).toBe(1500);
    expect(kinds(session)).toEqual(['meter-stop-missing']);
  });

  it('counts from a reading marked as the begin, and flags any other stand-in for the start register', () => {
    const begin = [energy(clock(0), 1000, { context: 'Transaction.Begin' })];
    const open = started(0, { meterStartWh: undefined });
    expect(kinds(only(fold([open, meter(0, begin), stop(9)])))).toEqual([]);
    expect(kinds(only(fold([open, meter(3, [energy(clock(3), 1200)]), stop(9)])))).toEqual(['meter-start-missing']);
  });

  it('flags a meter that starts again from below, and keeps what it had reported', () => {
    const session = only(fold([started(0), meter(5, [energy(clock(5), 4000)]), meter(6, [energy(clock(6), 1500)])]));
    expect(session.energyWh).toBe(3000);
    expect(kinds(session)).toEqual(['register-decreased']);
    expect(kinds(only(fold([started(0), meter(5, [energy(clock(5), 20)])])))).toEqual(['register-below-start']);
  });

  it('flags registers that nothing can explain, names those that are a thousand times off, and counts none of them', () => {
    const begun = started(0, { meterStartWh: 120_000 });
    const with1 = (wh: number) =>
      only(fold([begun, meter(5, [energy(clock(5), wh)]), stop(9, { meterStopWh: 125_000 })]));
    const told = (wh: number) => [with1(wh).energyWh, kinds(with1(wh))];
    expect(told(122)).toEqual([5_000, ['register-unit-implausible']]);
    expect(told(122_000_000)).toEqual([5_000, ['register-unit-implausible']]);
    expect(told(40_000_000)).toEqual([5_000, ['register-jumped']]);
    expect(told(60_000)).toEqual([5_000, ['register-below-start']]);
    const stopped = only(fold([begun, meter(5, [energy(clock(5), 123_000)]), stop(9, { meterStopWh: 90_000_000 })]));
    expect([stopped.energyWh, kinds(stopped)]).toEqual([3_000, ['register-jumped']]);
    // What a station without a clock held back for hours comes at once, and may be a lot.
    expect(kinds(only(fold([begun, meter(0, [energy(clock(0), 400_000)])])))).toEqual([]);
  });

  it('holds the bill where all registers are a thousandth of what the power came to', () => {
    const reads = (minute: number, wh: number) =>
      meter(minute, [energy(clock(minute), wh), power(clock(minute), 11_000)]);
    const story = [started(0, { meterStartWh: 120 }), reads(0, 120), reads(30, 125), reads(60, 131)];
    expect(kinds(only(fold([...story, stop(60, { meterStopWh: 131 })])))).toEqual(['energy-below-power']);
    expect(kinds(only(fold([...story, stop(60, { meterStopWh: 11_131 })])))).toEqual([]);
  });

  it('does not count readings twice that the stop repeats', () => {
    const first = energy(clock(5), 2000);
    const { points } = fold([
      started(0),
      meter(5, [first]),
      meter(6, [energy(clock(6), 3000)]),
      stop(9, { samples: [first, energy(clock(6), 3000), energy(clock(9), 6000)] }),
    ]);
    expect(points.map(({ energyWh }) => energyWh)).toEqual([1000, 2000, 5000]);
  });

  it('ignores signed and unreadable values and what is measured elsewhere', () => {
    const odd = [
      energy(clock(5), 9000, { signed: true, raw: 'OCMF|...' }),
      { at: clock(5), measurand: 'Energy.Active.Import.Register', raw: 'NaN' },
      energy(clock(5), 9000, { location: 'Inlet' }),
    ];
    expect(only(fold([started(0), meter(5, odd)])).energyWh).toBe(0);
  });

  it('takes no reading that a number cannot hold exactly, in whatever unit or as the sum of phases', () => {
    const phases = ['L1', 'L2', 'L3'].map((phase) => energy(clock(5), 2 ** 52 - 1, { phase }));
    for (const beyond of [[energy(clock(5), 3.03706e98, { unit: 'barrels' })], phases]) {
      const session = only(fold([started(0, { meterStartWh: undefined }), meter(5, beyond), stop(9)]));
      expect([session.energyWh, session.meterStartWh]).toEqual([0, null]);
    }
  });

  it('follows the export register from its first reading', () => {
    const exported = (minute: number, wh: number) =>
      meter(minute, [{ at: clock(minute), measurand: 'Energy.Active.Export.Register', value: wh, unit: 'Wh' }]);
    expect(only(fold([started(0), exported(1, 50), exported(2, 300)])).energyExportWh).toBe(250);
  });

  it('uses the receipt time where a clock is implausible, and says so', () => {
    const session = only(fold([{ ...started(0), stationTime: '2099-01-01T00:00:00.000Z' }, stop(9)]));
    expect(session.startedAt).toBe(clock(0));
    expect(session.anomalies).toEqual([{ kind: 'clock-implausible', severity: 'info' }]);
  });

  it('does not let a session end before it began', () => {
    const session = only(fold([started(10), stop(5)]));
    expect(session.endedAt).toBe(clock(10));
    expect(session.anomalies).toContainEqual({ kind: 'ended-before-started', severity: 'affects-amount' });
  });
});

describe('power', () => {
  it('is the sum of the phases where the station gives no sum, and never both', () => {
    const phases = ['L1', 'L2', 'L3'].map((phase) => power(clock(5), 2000, phase));
    expect(only(fold([started(0), meter(5, phases)])).powerW).toBe(6000);
    expect(only(fold([started(0), meter(5, [power(clock(5), 5900), ...phases])])).powerW).toBe(5900);
    expect(only(fold([started(0), meter(5, [power(clock(5), 230, 'L1-L2')])])).powerW).toBeNull();
  });

  it('is the latest by its time, not by its arrival', () => {
    const session = only(fold([started(0), meter(6, [power(clock(6), 100)]), meter(7, [power(clock(5), 9000)])]));
    expect(session.powerW).toBe(100);
  });
});

it('shows the state of charge the car reported last', () => {
  const soc = (minute: number, percent: number) =>
    meter(minute, [{ at: clock(minute), measurand: 'SoC', value: percent, unit: 'Percent', location: 'EV' }]);
  expect(only(fold([started(0), soc(1, 40), soc(2, 43)])).socPercent).toBe(43);
});
