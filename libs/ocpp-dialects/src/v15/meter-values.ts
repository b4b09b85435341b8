import { withoutAbsent } from '../json';
import type { TextMeterValue, TextSample } from '../samples';
import type { RequestOf } from './actions';

/** A meter value of 1.5 as far as it can be relied on: what no repair could mend is missing. */
type MeterValue15 = NonNullable<RequestOf<'MeterValues'>['values']>[number];
type Sample15 = NonNullable<MeterValue15['value']>[number];

/** The meter values of 1.5, whose samples are texts with attributes, as those of the later versions. */
export function toTextMeterValues(values: readonly MeterValue15[] | undefined): TextMeterValue[] {
  return (values ?? []).map(({ timestamp, value }) =>
    withoutAbsent({ timestamp, sampledValue: (value ?? []).map(toTextSample) }),
  );
}

function toTextSample({ $value, attributes }: Sample15): TextSample {
  const { context, format, measurand, location, unit } = attributes ?? {};
  return withoutAbsent({ value: $value, context, format, measurand, location, unit }) as TextSample;
}
