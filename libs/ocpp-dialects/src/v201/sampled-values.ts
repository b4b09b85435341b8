import type { Sample } from '@chargebus/contracts';
import { withoutAbsent } from '../json';
import { toSamples, type TextMeterValue, type TextSample } from '../samples';
import { safeInteger } from '../safe-integer';
import type { RequestOf } from './actions';

type MeterValue = RequestOf<'MeterValues'>['meterValue'][number];
type SampledValue = MeterValue['sampledValue'][number];
/** Meter values as far as they can be relied on after repairs. */
export type MeterValues = readonly Partial<MeterValue>[] | undefined;

/** Meter values with their numbers as text: the shape all versions share. */
export function toTextMeterValues(meterValues: MeterValues): TextMeterValue[] {
  return (meterValues ?? []).map(({ timestamp, sampledValue }) =>
    withoutAbsent({ timestamp, sampledValue: sampledValue?.map(toTextSample) }),
  );
}

/** The samples of OCPP 2.0.1 MeterValueType: value × 10^multiplier in a base unit, signed data as a sample of its own. */
export function toSamplesOf(
  meterValues: MeterValues,
  o: { receivedAt: string; timeZone?: string | undefined },
): Sample[] {
  return toSamples(toTextMeterValues(meterValues), o);
}

function toTextSample(sampled: Partial<SampledValue>): TextSample {
  const { value, context, measurand, phase, location, unitOfMeasure, signedMeterValue } = sampled;
  return withoutAbsent({
    value: value === undefined ? undefined : String(value),
    unit: unitOfMeasure?.unit,
    multiplier: unitOfMeasure?.multiplier,
    signedText: signedMeterValue === undefined ? undefined : verbatim(signedMeterValue),
    context,
    measurand,
    phase,
    location,
  });
}

/** Signed data with its methods and key, as it came: what a driver needs to check it. */
function verbatim(signed: SampledValue['signedMeterValue'] | string): string {
  return typeof signed === 'string' ? signed : JSON.stringify(signed);
}

/**
 * The energy register the samples give for the begin or the end of their transaction, in whole Wh: at the outlet, all
 * phases together.
 */
export function registerAt(
  samples: readonly Sample[],
  context: 'Transaction.Begin' | 'Transaction.End',
): number | undefined {
  const registers = samples.filter(
    (sample) =>
      sample.measurand === 'Energy.Active.Import.Register' &&
      sample.context === context &&
      sample.location === 'Outlet' &&
      sample.phase === undefined &&
      sample.unit === 'Wh' &&
      sample.value !== undefined,
  );
  const value = (context === 'Transaction.Begin' ? registers[0] : registers.at(-1))?.value;
  return value === undefined ? undefined : safeInteger(Math.round(value));
}
