import { NOMINAL_V, type Outlet } from '../outlet';
import type { Random } from '../random';

/** One value of a meter, with the number of decimals it shows. */
export interface Reading {
  measurand: string;
  value: number;
  decimals: number;
  phase?: string;
  location?: string;
  unit?: string;
}

type Values = Omit<Reading, 'measurand'>[];

const whole = (value: number, more: object = {}): Values => [{ value, decimals: 0, ...more }];

/** The asked measurands of an outlet as its meter shows them now. The register is whole Wh and never goes back. */
export function readingsOf(outlet: Outlet, measurands: readonly string[], random: Random): Reading[] {
  const phasesInUse = outlet.phasesInUse;
  const phases = Array.from({ length: outlet.phases }, (_, at) => at + 1);
  const powerW = outlet.powerW;
  const ampere = (watt: number, phase: number): number => (phase <= phasesInUse ? watt / phasesInUse / NOMINAL_V : 0);
  const of: Record<string, () => Values> = {
    'Current.Import': () => phases.map((n) => ({ value: ampere(powerW, n), decimals: 1, phase: `L${n}`, unit: 'A' })),
    'Current.Offered': () => [{ value: ampere(outlet.offeredW, 1), decimals: 1, unit: 'A' }],
    'Energy.Active.Import.Register': () => whole(outlet.registerWh, { unit: 'Wh', location: 'Outlet' }),
    // OCPP 1.6 knows no unit for it.
    Frequency: () => [{ value: random.between(49.97, 50.03), decimals: 2 }],
    'Power.Active.Import': () => whole(powerW, { unit: 'W' }),
    'Power.Factor': () => [{ value: powerW > 0 ? random.between(0.98, 1) : 0, decimals: 2 }],
    'Power.Offered': () => whole(outlet.offeredW, { unit: 'W' }),
    SoC: () => {
      const soc = outlet.socPercent;
      return soc === undefined ? [] : whole(Math.floor(soc), { unit: 'Percent', location: 'EV' });
    },
    Temperature: () => [{ value: random.between(24, 41), decimals: 1, unit: 'Celsius', location: 'Body' }],
    Voltage: () => phases.map((n) => ({ value: random.between(227, 234), decimals: 1, phase: `L${n}-N`, unit: 'V' })),
  };
  return measurands.flatMap((measurand) => (of[measurand]?.() ?? []).map((value) => ({ measurand, ...value })));
}
