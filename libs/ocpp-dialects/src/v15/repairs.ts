import { isJsonObject } from '../json';
import { ANY } from '../meter-value-repairs';
import { DROP, KEEP, type Repair } from '../repairs';
import type { Tolerance } from '../tolerances';
import { isMisspeltUnit } from '../units';
import { v16RepairsOf } from '../v16/repairs';

const METER_VALUE = '/(?:values|transactionData/\\d+/values)/\\d+';
const SAMPLE = `${METER_VALUE}/value/\\d+`;

const inList = (value: unknown): unknown => (isJsonObject(value) ? [value] : undefined);
const kept = (attribute: string, name: Tolerance): Repair => ({
  name,
  keyword: 'enum',
  at: new RegExp(`^${SAMPLE}/attributes/${attribute}$`),
  mend: () => KEEP,
});

/** Meter values of 1.5: their words are open in practice and kept as they come; only their shape is mended. */
const sampleRepairs: readonly Repair[] = [
  {
    name: 'meter-value-as-object',
    keyword: 'type',
    at: /^\/(?:values|transactionData|transactionData\/\d+\/values)$/,
    mend: inList,
  },
  { name: 'sampled-value-as-object', keyword: 'type', at: new RegExp(`^${METER_VALUE}/value$`), mend: inList },
  {
    name: 'value-as-number',
    keyword: 'type',
    at: new RegExp(`^${SAMPLE}/\\$value$`),
    mend: (value) => (typeof value === 'number' ? String(value) : undefined),
  },
  kept('context', 'context-unknown'),
  kept('format', 'format-unknown'),
  kept('measurand', 'measurand-unknown'),
  kept('location', 'location-unknown'),
  {
    name: (value) => (typeof value === 'string' && isMisspeltUnit(value) ? 'unit-misspelt' : 'unit-unknown'),
    keyword: 'enum',
    at: new RegExp(`^${SAMPLE}/attributes/unit$`),
    mend: () => KEEP,
  },
];

const dropped = (name: Tolerance, at: string): Repair => ({
  name,
  keyword: ANY,
  at: new RegExp(`^${at}$`),
  mend: () => DROP,
});

/** The last resort, as in 1.6: a station whose transaction message is refused holds up all that follows. */
const salvage: readonly Repair[] = [
  {
    name: 'connector-zero',
    keyword: 'minimum',
    at: /^\/connectorId$/,
    mend: (value) => (value === 0 ? KEEP : undefined),
  },
  dropped('unreadable-property', `${SAMPLE}/attributes(?:/\\w+)?`),
  dropped('unreadable-sample', `(${SAMPLE})(?:/\\$value)?`),
  dropped('unreadable-property', `${METER_VALUE}/\\w+`),
  dropped('unreadable-sample', `(${METER_VALUE})`),
  dropped('unreadable-property', '/(?:values|transactionData(?:/\\d+(?:/values)?)?)'),
  {
    name: 'sampled-value-missing',
    keyword: 'required',
    at: new RegExp(`^${METER_VALUE}/value$`),
    mend: () => KEEP,
  },
];

const OF_TRANSACTIONS = new Set(['StartTransaction', 'StopTransaction', 'MeterValues']);

/** What 1.6 forgives, 1.5 forgives too; meter values have a shape of their own. */
export const v15RepairsOf = (action: string): readonly Repair[] =>
  OF_TRANSACTIONS.has(action) ? [...v16RepairsOf(action), ...sampleRepairs, ...salvage] : v16RepairsOf(action);
