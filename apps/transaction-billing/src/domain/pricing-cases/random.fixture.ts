import { weekdays, type PriceComponent, type Rates, type Restrictions, type TariffElement } from '../tariff';
import { component, element, tariffOf } from './cases.fixture';

/** A small seeded generator (mulberry32): a failure names its seed and can be run again. */
export function randomFrom(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, chance: (p: number) => next() < p, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
export type Random = ReturnType<typeof randomFrom>;
export const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

const pad = (n: number): string => String(n).padStart(2, '0');
export const instant = (ms: number): string => new Date(ms).toISOString();

function anyRestrictions(random: Random): Restrictions | undefined {
  const kwh = random.below(30);
  const list: Restrictions[] = [
    { startTime: `${pad(random.below(24))}:${pad(random.below(60))}`, endTime: `${pad(random.below(24))}:30` },
    { dayOfWeek: weekdays.filter(() => random.chance(0.5)) },
    { minKwh: `${kwh}.${random.below(1000)}`, maxKwh: String(kwh + 1 + random.below(20)) },
    { maxPower: String(1 + random.below(30)) },
    { minDuration: random.below(20_000) },
  ];
  return random.chance(0.7) ? random.of(list) : undefined;
}

export function anyRates(random: Random): Rates {
  const price = (): string => `${random.below(2)}.${pad(random.below(100))}${random.below(100)}`;
  const anyElement = (): TariffElement => {
    const components: PriceComponent[] = [];
    const steps = [1, 7, 60, 300];
    const vat = (): Partial<PriceComponent> => (random.chance(0.3) ? { vat: random.of(['7', '20', '5.5']) } : {});
    if (random.chance(0.3)) components.push(component('FLAT', price(), vat()));
    if (random.chance(0.7)) components.push(component('ENERGY', price(), { stepSize: random.of(steps), ...vat() }));
    if (random.chance(0.6)) components.push(component('TIME', price(), { stepSize: random.of(steps), ...vat() }));
    if (random.chance(0.6)) components.push(component('PARKING_TIME', price(), { graceSeconds: random.below(2_000) }));
    return element(components, anyRestrictions(random));
  };
  const elements = Array.from({ length: 1 + random.below(5) }, anyElement);
  const minPrice = random.chance(0.2) ? { exclVat: '1.00', inclVat: '1.23' } : undefined;
  const maxPrice = random.chance(0.3) ? { exclVat: '9.00', inclVat: '10.01' } : undefined;
  const currency = random.of(['EUR', 'JPY', 'KWD']);
  return {
    tariff: tariffOf(elements, { vatPercent: random.of(['0', '19', '8.1']), currency, minPrice, maxPrice }),
    timeZone: random.of(ZONES),
  };
}
