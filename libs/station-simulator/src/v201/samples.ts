import { readingsOf } from '../charging/readings';
import type { Outlet } from '../outlet';
import type { Random } from '../random';

export interface SampledValue {
  value: number;
  context: Context;
  measurand: string;
  phase?: string;
  location?: string;
  unitOfMeasure?: { unit: string };
}

export interface MeterValue {
  timestamp: string;
  sampledValue: SampledValue[];
}

export type Context = 'Sample.Periodic' | 'Sample.Clock' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger';

/** The asked measurands, as OCPP 2.0.1 writes them: values are numbers. Undefined if none is known here. */
export function meterValue(
  outlet: Outlet,
  measurands: readonly string[],
  context: Context,
  now: Date,
  random: Random,
): MeterValue | undefined {
  const sampledValue = readingsOf(outlet, measurands, random).map(({ value, decimals, unit, ...rest }) => ({
    value: Number(value.toFixed(decimals)),
    context,
    ...rest,
    ...(unit === undefined ? {} : { unitOfMeasure: { unit } }),
  }));
  return sampledValue.length > 0 ? { timestamp: now.toISOString(), sampledValue } : undefined;
}
