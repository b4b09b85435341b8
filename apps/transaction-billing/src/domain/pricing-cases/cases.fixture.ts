import type { EnergyPoint, SessionStatus } from '@chargebus/contracts';
import type { Price } from '../price';
import { priceSession, type SessionCourse } from '../price-session';
import type { PriceComponent, Restrictions, TariffElement, TariffVersion } from '../tariff';
import { activityOf } from '../usage';

export const component = (
  type: PriceComponent['type'],
  price: string,
  more: Partial<PriceComponent> = {},
): PriceComponent => ({ type, price, stepSize: 1, ...more });

export const element = (priceComponents: PriceComponent[], restrictions?: Restrictions): TariffElement => ({
  priceComponents,
  ...(restrictions && { restrictions }),
});

/** A tariff in EUR without VAT, unless told. */
export const tariffOf = (elements: TariffElement[], more: Partial<TariffVersion> = {}): TariffVersion => ({
  id: 't1',
  version: 1,
  name: 'test',
  currency: 'EUR',
  vatPercent: '0',
  elements,
  ...more,
});

/** A session, times as HH:MM[:SS] on 2 March 2026, a Monday, or whole instants. `curve` is [time, Wh since the start]. */
export interface Told {
  from: string;
  to: string;
  wh?: number;
  curve?: [at: string, wh: number][];
  states?: [at: string, status: SessionStatus][];
  zone?: string;
}

const instant = (text: string): string =>
  new Date(text.includes('T') ? text : `2026-03-02T${text}Z`.replace(/T(\d\d:\d\d)Z/, 'T$1:00Z')).toISOString();

export function courseOf({ from, to, wh, curve = [], states = [] }: Told): SessionCourse {
  const points: EnergyPoint[] = curve.map(([at, energyWh]) => ({ at: instant(at), energyWh }));
  return {
    startedAt: instant(from),
    until: instant(to),
    energyWh: wh ?? points.at(-1)?.energyWh ?? 0,
    points,
    activities: states.map(([at, status]) => ({ at: instant(at), activity: activityOf[status] })),
  };
}

export const priceOf = (tariff: TariffVersion, told: Told): Price =>
  priceSession(courseOf(told), { tariff, timeZone: told.zone ?? 'UTC' });

/** `[kind, quantity, amount]` of each line. */
export const linesOf = (price: Price): string[][] =>
  price.lines.map(({ kind, quantity, amount }) => [kind, quantity, amount]);
