import { correctedTime, isRegister, type Sample } from '@chargebus/contracts';
import type { Reading } from './session';

/** A sample at its corrected time. */
export const correctSamples = (samples: Sample[], receivedAt: string): Sample[] =>
  samples.map((sample) => ({ ...sample, at: correctedTime({ receivedAt, stationTime: sample.at }).at }));

/** Phases that add up to a sum. `L1-L2` is between lines and `N` is the neutral: neither is a share of the sum. */
const SHARES: Record<string, string> = { L1: 'L1', L2: 'L2', L3: 'L3', 'L1-N': 'L1', 'L2-N': 'L2', 'L3-N': 'L3' };

/** Measured where energy leaves the station; `Outlet` is what an absent location means (OCPP 1.6 7.x, 2.0.1 2.x). */
const atOutlet = (sample: Sample): boolean => sample.location === undefined || sample.location === 'Outlet';

/**
 * One value per instant of `measurand`, in order of time: the sum as the station gives it, else the sum of its phases,
 * never both (OCPP: an absent phase means the sum).
 */
export function readTotals(samples: Sample[], measurand: string): { at: string; value: number }[] {
  const instants = new Map<string, { total?: number; shares: Map<string, number> }>();
  for (const sample of samples) {
    if (sample.measurand !== measurand || sample.value === undefined || sample.signed === true) continue;
    if (!atOutlet(sample)) continue;
    const instant = instants.get(sample.at) ?? { shares: new Map<string, number>() };
    instants.set(sample.at, instant);
    if (sample.phase === undefined) instant.total = sample.value;
    else {
      const share = SHARES[sample.phase];
      if (share !== undefined) instant.shares.set(share, sample.value);
    }
  }
  return [...instants]
    .flatMap(([at, { total, shares }]) => {
      if (total !== undefined) return [{ at, value: total }];
      return shares.size > 0 ? [{ at, value: [...shares.values()].reduce((sum, value) => sum + value, 0) }] : [];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Register readings in whole Wh; without those no meter can show, whatever unit a station names beside them. */
export const readRegister = (samples: Sample[], measurand: string): Reading[] =>
  readTotals(samples, measurand)
    .filter(({ value }) => isRegister(value))
    .map(({ at, value }) => ({ at, wh: Math.round(value) }));

/** The state of charge; measured in the car, so whatever location the station names. */
export function readSoc(samples: Sample[]): { at: string; value: number } | undefined {
  return samples
    .filter((sample) => sample.measurand === 'SoC' && sample.value !== undefined)
    .map((sample) => ({ at: sample.at, value: sample.value as number }))
    .reduce<{ at: string; value: number } | undefined>(
      (last, next) => (last && last.at > next.at ? last : next),
      undefined,
    );
}

/** Whether a value of the instant is marked with `context`, e.g. `Transaction.Begin`. */
export const hasContext = (samples: Sample[], at: string, context: string): boolean =>
  samples.some((sample) => sample.at === at && sample.context === context);
