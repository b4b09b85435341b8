import { readingsOf } from '../charging/readings';
import type { Outlet } from '../outlet';
import type { Random } from '../random';

export interface SampledValue {
  value: string;
  context?: string;
  measurand?: string;
  phase?: string;
  location?: string;
  unit?: string;
}

export interface MeterValue {
  timestamp: string;
  sampledValue: SampledValue[];
}

type Context = 'Sample.Periodic' | 'Sample.Clock' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger';

/** The asked measurands of a connector, as OCPP 1.6 writes them: values are text. */
export function sampledValues(
  outlet: Outlet,
  measurands: readonly string[],
  context: Context,
  random: Random,
): SampledValue[] {
  return readingsOf(outlet, measurands, random).map(({ value, decimals, ...rest }) => ({
    value: value.toFixed(decimals),
    context,
    ...rest,
  }));
}
