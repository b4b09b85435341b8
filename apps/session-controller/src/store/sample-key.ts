import type { Sample } from '@chargebus/contracts';

/**
 * What a value measures, in one text that is the key of a sample row: measurand, phase, location, context, unit, joined by
 * `|`, with what goes without saying left out. `Voltage|L1` is the voltage of phase 1, at the outlet, periodic, in V.
 */
const LOCATION = 'Outlet';
const CONTEXT = 'Sample.Periodic';

const UNITS: readonly [prefix: string, unit: string][] = [
  ['Energy.Active', 'Wh'],
  ['Energy.Reactive', 'varh'],
  ['Power.Active', 'W'],
  ['Power.Reactive', 'var'],
  ['Power.Offered', 'W'],
  ['Current', 'A'],
  ['Voltage', 'V'],
  ['Frequency', 'Hz'],
  ['Temperature', 'Celsius'],
  ['SoC', 'Percent'],
];

const usualUnit = (measurand: string): string | undefined =>
  UNITS.find(([prefix]) => measurand.startsWith(prefix))?.[1];

export function toSampleKey(sample: Sample): string {
  const { measurand, phase, location, context, unit } = sample;
  const parts = [
    measurand,
    phase ?? '',
    location === undefined || location === LOCATION ? '' : location,
    context === undefined || context === CONTEXT ? '' : context,
    unit === undefined || unit === usualUnit(measurand) ? '' : unit,
  ];
  while (parts.at(-1) === '') parts.pop();
  return parts.map((part) => part.replaceAll('|', '/')).join('|');
}

/** The way back, with what goes without saying written out. */
export function fromSampleKey(key: string): Omit<Sample, 'at'> {
  const [measurand = '', phase, location, context, unit] = key.split('|');
  const inferred = unit || usualUnit(measurand);
  return {
    measurand,
    ...(inferred ? { unit: inferred } : {}),
    context: context || CONTEXT,
    ...(phase ? { phase } : {}),
    location: location || LOCATION,
  };
}
