import { isJsonObject } from './json';
import { DROP, KEEP, type Repair } from './repairs';
import type { Tolerance } from './tolerances';

/** The keywords of values that are not what they should be. */
export const ANY = ['type', 'enum', 'format', 'maxLength', 'minimum'] as const;
const SAMPLE = '/sampledValue/\\d+/';

const unknownWord = (word: string, name: Tolerance): Repair => ({
  name,
  keyword: 'enum',
  at: new RegExp(`${SAMPLE}${word}$`),
  mend: () => KEEP,
});

const inList = (value: unknown): unknown => (isJsonObject(value) ? [value] : undefined);

/**
 * What stations of every version get wrong about meter values in the members named `lists` (`a|b`): a single one comes as an
 * object. Their words are open in practice and kept as they come.
 */
export function mendMeterValues(lists: string): readonly Repair[] {
  return [
    { name: 'meter-value-as-object', keyword: 'type', at: new RegExp(`^/(?:${lists})$`), mend: inList },
    { name: 'sampled-value-as-object', keyword: 'type', at: /\/sampledValue$/, mend: inList },
    unknownWord('context', 'context-unknown'),
    unknownWord('format', 'format-unknown'),
    unknownWord('measurand', 'measurand-unknown'),
    unknownWord('phase', 'phase-unknown'),
    unknownWord('location', 'location-unknown'),
  ];
}

/** The last resort for meter values: the samples nobody can read are left out, so that the others count. */
export function salvageMeterValues(lists: string): readonly Repair[] {
  const meterValue = `/(?:${lists})/\\d+`;
  const sample = `${meterValue}${SAMPLE.slice(0, -1)}`;
  return [
    { name: 'unreadable-sample', keyword: ANY, at: new RegExp(`^(${sample})(?:/value)?$`), mend: () => DROP },
    { name: 'unreadable-sample', keyword: 'required', at: new RegExp(`^(${sample})/value$`), mend: () => DROP },
    { name: 'unreadable-sample', keyword: ANY, at: new RegExp(`^(${meterValue})$`), mend: () => DROP },
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^${sample}/\\w+$`), mend: () => DROP },
    { name: 'unreadable-property', keyword: ANY, at: new RegExp(`^${meterValue}/\\w+$`), mend: () => DROP },
    { name: 'time-missing', keyword: 'required', at: /(?:^|\d)\/timestamp$/, mend: () => KEEP },
    {
      name: 'sampled-value-missing',
      keyword: 'required',
      at: new RegExp(`^${meterValue}/sampledValue$`),
      mend: () => KEEP,
    },
  ];
}
