import { lookUp } from './json';

/** What a station's unit is in base units: `exponent` is the power of ten between them. */
interface BaseUnit {
  unit: string | undefined;
  exponent: number;
}

const base = (unit: string | undefined, exponent = 0): BaseUnit => ({ unit, exponent });

/** Every spelling of a unit that OCPP has or stations use. */
const UNITS: Record<string, BaseUnit> = {
  Wh: base('Wh'),
  kWh: base('Wh', 3),
  varh: base('varh'),
  kvarh: base('varh', 3),
  VAh: base('VAh'),
  kVAh: base('VAh', 3),
  W: base('W'),
  kW: base('W', 3),
  VA: base('VA'),
  kVA: base('VA', 3),
  var: base('var'),
  kvar: base('var', 3),
  A: base('A'),
  Amp: base('A'),
  V: base('V'),
  Volt: base('V'),
  K: base('K'),
  Celsius: base('Celsius'),
  Celcius: base('Celsius'),
  Percent: base('Percent'),
  Hz: base('Hz'),
  Hertz: base('Hz'),
};

/** Units no version of OCPP 1.x has, or has misspelt, that real stations send all the same. */
const MISSPELT = new Set(['Celcius', 'Hz', 'Hertz', 'Amp', 'Volt', 'VAh', 'kVAh']);

/** The unit of a measurand whose sample names none (OCPP 1.6 7.43: Wh is the default of energy; the others have one each). */
const DEFAULTS: readonly [prefix: string, unit: string][] = [
  ['Energy.Reactive', 'varh'],
  ['Energy.Apparent', 'VAh'],
  ['Energy', 'Wh'],
  ['Power.Reactive', 'var'],
  ['Power.Factor', ''],
  ['Power', 'W'],
  ['Current', 'A'],
  ['Voltage', 'V'],
  ['Frequency', 'Hz'],
  ['Temperature', 'Celsius'],
  ['SoC', 'Percent'],
];

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

export const isKnownUnit = (unit: string): boolean => Object.hasOwn(UNITS, unit) || unit === 'Fahrenheit';
export const isMisspeltUnit = (unit: string): boolean => MISSPELT.has(unit);
/** Whether `text` is a decimal number; `"NaN"`, `""` and `"12,3"` are not. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text.trim());

export interface Quantity {
  value: number;
  unit: string | undefined;
}

/**
 * A station's number in a base unit. Powers of ten (that of the unit, and the `multiplier` of 2.x) are shifted in the text,
 * so that 1.001 kWh is 1001 Wh exactly. A unit nobody knows is kept with its value.
 * @returns undefined if `text` is no number.
 */
export function toBaseUnit(
  text: string,
  unit: string | undefined,
  measurand: string,
  multiplier = 0,
): Quantity | undefined {
  const number = text.trim();
  if (!DECIMAL.test(number)) return undefined;
  const known = unit === undefined ? base(defaultUnit(measurand)) : (lookUp(UNITS, unit) ?? base(unit));
  const value = shiftDecimal(number, known.exponent + multiplier);
  if (!Number.isFinite(value)) return undefined;
  if (unit === 'Fahrenheit') return { value: Math.round(((value - 32) * 500) / 9) / 100, unit: 'Celsius' };
  return { value, unit: known.unit };
}

function shiftDecimal(number: string, exponent: number): number {
  if (exponent === 0) return Number(number);
  const [mantissa, written] = number.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(written ?? 0) + exponent}`);
}

function defaultUnit(measurand: string): string | undefined {
  const unit = DEFAULTS.find(([prefix]) => measurand.startsWith(prefix))?.[1];
  return unit === '' ? undefined : unit;
}
