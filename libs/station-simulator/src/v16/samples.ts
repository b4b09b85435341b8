import { NOMINAL_V, type Outlet } from '../outlet';
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

/** The asked measurands of a connector as its meter shows them now. The register is whole Wh and never goes back. */
export function sampledValues(
  outlet: Outlet,
  measurands: readonly string[],
  context: Context,
  random: Random,
): SampledValue[] {
  const phasesInUse = outlet.phasesInUse;
  const phases = Array.from({ length: outlet.phases }, (_, at) => at + 1);
  const powerW = outlet.powerW;
  const ampere = (watt: number, phase: number): string =>
    (phase <= phasesInUse ? watt / phasesInUse / NOMINAL_V : 0).toFixed(1);
  const of: Record<string, () => SampledValue[]> = {
    'Current.Import': () => phases.map((n) => ({ value: ampere(powerW, n), phase: `L${n}`, unit: 'A' })),
    'Current.Offered': () => [{ value: ampere(outlet.offeredW, 1), unit: 'A' }],
    'Energy.Active.Import.Register': () => [{ value: String(outlet.registerWh), unit: 'Wh', location: 'Outlet' }],
    // OCPP 1.6 knows no unit for it.
    Frequency: () => [{ value: random.between(49.97, 50.03).toFixed(2) }],
    'Power.Active.Import': () => [{ value: String(Math.round(powerW)), unit: 'W' }],
    'Power.Factor': () => [{ value: powerW > 0 ? random.between(0.98, 1).toFixed(2) : '0' }],
    'Power.Offered': () => [{ value: String(Math.round(outlet.offeredW)), unit: 'W' }],
    SoC: () => {
      const soc = outlet.socPercent;
      return soc === undefined ? [] : [{ value: String(Math.floor(soc)), unit: 'Percent', location: 'EV' }];
    },
    Temperature: () => [{ value: random.between(24, 41).toFixed(1), unit: 'Celsius', location: 'Body' }],
    Voltage: () => phases.map((n) => ({ value: random.between(227, 234).toFixed(1), phase: `L${n}-N`, unit: 'V' })),
  };
  return measurands.flatMap((measurand) =>
    (of[measurand]?.() ?? []).map(({ value, ...rest }) => ({ value, context, measurand, ...rest })),
  );
}
