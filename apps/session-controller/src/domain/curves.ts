import type { EnergyPoint, Sample } from '@chargebus/contracts';
import { readTotals } from './readings';

/** The mean and the most of what was measured from `at` on, until the next point. */
export interface PowerPoint {
  at: string;
  powerW: number;
  maxW: number;
}

/** How a session went. */
export interface Curves {
  resolutionS: number;
  power: PowerPoint[];
  /** Whether the station measured power, or it is what the energy between two readings comes to. */
  powerFrom: 'measured' | 'energy' | null;
  /** Imported since the session's start, as last read in each step of time. */
  energy: EnergyPoint[];
}

const STEPS_S = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400];
const POINTS = 500;
/** More are not given, whatever resolution is asked for. */
export const MOST_POINTS = 5_000;

/** The finest step of time that gives a readable number of points for so long a time. */
export const decideResolutionS = (spanMs: number): number =>
  STEPS_S.find((step) => spanMs / 1_000 / step <= POINTS) ?? Math.ceil(spanMs / 1_000 / POINTS);

interface Step {
  sum: number;
  count: number;
  max: number;
}

/** Gathers what was measured, in order of time, into steps of `resolutionS` from `origin` on. Phases are added up, never twice. */
export class CurveBuilder {
  private readonly measured = new Map<number, Step>();
  private readonly derived = new Map<number, Step>();
  private readonly readings = new Map<number, { at: string; wh: number }>();
  private last: { at: string; value: number } | undefined;
  private firstWh: number | undefined;

  constructor(private readonly o: { origin: string; resolutionS: number; meterStartWh: number | null }) {}

  add(samples: Sample[]): void {
    for (const { at, value } of readTotals(samples, 'Power.Active.Import')) put(this.measured, this.stepOf(at), value);
    for (const { at, value } of readTotals(samples, 'Energy.Active.Import.Register')) {
      this.firstWh ??= value;
      this.readings.set(this.stepOf(at), { at, wh: value });
      const hours = this.last === undefined ? 0 : (Date.parse(at) - Date.parse(this.last.at)) / 3_600_000;
      if (this.last !== undefined && hours > 0 && value >= this.last.value)
        put(this.derived, this.stepOf(this.last.at), (value - this.last.value) / hours);
      this.last = { at, value };
    }
  }

  build(): Curves {
    const { resolutionS, meterStartWh } = this.o;
    const base = meterStartWh ?? this.firstWh ?? 0;
    const powerFrom = this.measured.size > 0 ? 'measured' : this.derived.size > 0 ? 'energy' : null;
    const steps = powerFrom === 'measured' ? this.measured : this.derived;
    return {
      resolutionS,
      powerFrom,
      power: [...steps]
        .sort(([a], [b]) => a - b)
        .map(([step, { sum, count, max }]) => ({
          at: this.timeOf(step),
          powerW: Math.round(sum / count),
          maxW: Math.round(max),
        })),
      energy: [...this.readings.values()].map(({ at, wh }) => ({ at, energyWh: Math.max(0, Math.round(wh - base)) })),
    };
  }

  private stepOf(at: string): number {
    return Math.floor((Date.parse(at) - Date.parse(this.o.origin)) / 1_000 / this.o.resolutionS);
  }

  private timeOf(step: number): string {
    return new Date(Date.parse(this.o.origin) + step * this.o.resolutionS * 1_000).toISOString();
  }
}

function put(steps: Map<number, Step>, at: number, value: number): void {
  const step = steps.get(at) ?? { sum: 0, count: 0, max: -Infinity };
  steps.set(at, { sum: step.sum + value, count: step.count + 1, max: Math.max(step.max, value) });
}
