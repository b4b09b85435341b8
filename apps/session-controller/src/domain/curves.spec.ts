import type { Sample } from '@chargebus/contracts';
import { clock, energy, power } from '../testing/reports';
import { CurveBuilder, decideResolutionS } from './curves';

const curves = (instants: Sample[][], o: { resolutionS?: number; meterStartWh?: number | null } = {}) => {
  const builder = new CurveBuilder({ origin: clock(0), resolutionS: 60, meterStartWh: 1_000, ...o });
  for (const samples of instants) builder.add(samples);
  return builder.build();
};

it('adds phases up where there is no sum, and gives the mean and the most of each step', () => {
  const phases = (minute: number, watts: number) =>
    ['L1', 'L2', 'L3'].map((phase) => power(clock(minute), watts, phase));
  const { power: points, powerFrom } = curves(
    [phases(0, 1_000), phases(1, 2_000), [...phases(2, 3_000), power(clock(2), 8_500)], phases(10, 0)],
    { resolutionS: 300 },
  );
  expect(powerFrom).toBe('measured');
  expect(points).toEqual([
    { at: clock(0), powerW: 5_833, maxW: 8_500 },
    { at: clock(10), powerW: 0, maxW: 0 },
  ]);
});

it('counts energy from the start register, the last reading of each step at its own time', () => {
  const told = [0, 1, 2, 5].map((minute) => [energy(clock(minute), 1_000 + 100 * minute)]);
  expect(curves(told, { resolutionS: 180 }).energy).toEqual([
    { at: clock(2), energyWh: 200 },
    { at: clock(5), energyWh: 500 },
  ]);
  expect(curves(told, { meterStartWh: null }).energy[3]).toEqual({ at: clock(5), energyWh: 500 });
});

it('takes power from the energy between two readings where the station measures none', () => {
  const told = curves([[energy(clock(0), 1_000)], [energy(clock(6), 2_100)], [energy(clock(12), 2_000)]]);
  expect(told).toMatchObject({ powerFrom: 'energy', power: [{ at: clock(0), powerW: 11_000, maxW: 11_000 }] });
  expect(curves([])).toEqual({ resolutionS: 60, powerFrom: null, power: [], energy: [] });
});

it('chooses steps that give a readable number of points', () => {
  const hours = (n: number) => decideResolutionS(n * 3_600_000);
  expect([hours(0), hours(0.1), hours(1), hours(8), hours(24 * 7), hours(24 * 365 * 3)]).toEqual([
    1, 1, 10, 60, 1_800, 189_216,
  ]);
});
