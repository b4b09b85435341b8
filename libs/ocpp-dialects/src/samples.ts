import { isRegister, type Sample } from '@chargebus/contracts';
import { isJsonObject } from './json';
import { hasCutFraction, readTime } from './times';
import type { Tolerance } from './tolerances';
import { isDecimal, isKnownUnit, isMisspeltUnit, toBaseUnit } from './units';

/**
 * A sampled value of any version, its number as text, as far as it can be relied on: whatever a repair could not mend may be
 * missing.
 */
export interface TextSample {
  value?: string;
  /** Power of ten on top of the unit (2.x). */
  multiplier?: number;
  /** Signed data that comes beside the value (2.x), verbatim. */
  signedText?: string;
  context?: string;
  format?: string;
  measurand?: string;
  phase?: string;
  location?: string;
  unit?: string;
}
export interface TextMeterValue {
  timestamp?: string;
  sampledValue?: TextSample[];
}
interface SampleContext {
  receivedAt: string;
  timeZone?: string | undefined;
}

/**
 * The samples of meter values: defaults filled in (OCPP 1.6 7.43; 2.0.1 SampledValueType has the same), units brought to base
 * units, the text kept in `raw` where it is no number, or a register that no meter could show. Signed data is opaque and stays as it came; beside a value it is a
 * sample of its own. A meter value without a readable time gets the receipt time.
 */
export function toSamples(meterValues: readonly TextMeterValue[] | undefined, context: SampleContext): Sample[] {
  const samples: Sample[] = [];
  for (const { timestamp, sampledValue } of meterValues ?? []) {
    const at = readTime(timestamp, context.timeZone)?.at ?? context.receivedAt;
    for (const sampled of sampledValue ?? []) {
      samples.push(toSample(sampled, at));
      if (sampled.signedText !== undefined) samples.push(toSample(asSigned(sampled, sampled.signedText), at));
    }
  }
  return samples;
}

/** The station's time of the newest of its meter values, if any has one. */
export function newestTime(meterValues: readonly TextMeterValue[] | undefined, timeZone?: string): string | undefined {
  let newest: string | undefined;
  for (const { timestamp } of meterValues ?? []) {
    const at = readTime(timestamp, timeZone)?.at;
    if (at !== undefined && (newest === undefined || at > newest)) newest = at;
  }
  return newest;
}

const asSigned = (sampled: TextSample, value: string): TextSample => ({ ...sampled, value, format: 'SignedData' });

function toSample(sampled: TextSample, at: string): Sample {
  const measurand = sampled.measurand ?? 'Energy.Active.Import.Register';
  const sample: Sample = { at, measurand };
  const text = sampled.value ?? '';
  if (sampled.format === 'SignedData') {
    sample.raw = text;
    sample.signed = true;
    if (sampled.unit !== undefined) sample.unit = sampled.unit;
  } else {
    const quantity = toBaseUnit(text, sampled.unit, measurand, sampled.multiplier);
    if (quantity && (quantity.unit !== 'Wh' || isRegister(quantity.value))) sample.value = quantity.value;
    else sample.raw = text;
    const unit = quantity ? quantity.unit : sampled.unit;
    if (unit !== undefined) sample.unit = unit;
  }
  sample.context = sampled.context ?? 'Sample.Periodic';
  if (sampled.phase !== undefined) sample.phase = sampled.phase;
  sample.location = sampled.location ?? 'Outlet';
  return sample;
}

/** Names what is odd about meter values that the schema has no objection to. */
export function noteSampleOddities(meterValues: unknown, note: (remark: Tolerance) => void): void {
  if (!Array.isArray(meterValues)) return;
  for (const meterValue of meterValues as unknown[]) {
    if (!isJsonObject(meterValue)) continue;
    if (hasCutFraction(meterValue['timestamp'])) note('time-fraction-cut');
    const sampled = meterValue['sampledValue'];
    if (!Array.isArray(sampled)) continue;
    if (sampled.length === 0) note('sampled-value-empty');
    for (const sample of sampled as TextSample[]) noteSampleOddity(sample, note);
  }
}

function noteSampleOddity({ value, unit, format }: TextSample, note: (remark: Tolerance) => void): void {
  if (format !== 'SignedData' && value !== undefined && !isDecimal(value)) {
    note(value.trim() === '' ? 'value-empty' : 'value-not-a-number');
  }
  if (unit === undefined) return;
  if (isMisspeltUnit(unit)) note('unit-misspelt');
  else if (!isKnownUnit(unit)) note('unit-unknown');
}
