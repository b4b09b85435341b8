import type { EnergyPoint } from '@chargebus/contracts';
import { Decimal } from './money';
import { priceSession, priceUsage, type SessionCourse } from './price-session';
import { component, element, tariffOf } from './pricing-cases/cases.fixture';
import { weekdays, type PriceComponent, type Rates, type Restrictions, type TariffElement } from './tariff';
import { addActivity, addPoints, beginUsage, usageUntil, type Activity } from './usage';

/** A small seeded generator (mulberry32): a failure names its seed and can be run again. */
function randomFrom(seed: number) {
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
type Random = ReturnType<typeof randomFrom>;
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

const pad = (n: number): string => String(n).padStart(2, '0');
const instant = (ms: number): string => new Date(ms).toISOString();

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

function anyRates(random: Random): Rates {
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

/** A session of up to two days about the changes of clocks in spring or autumn, or a day like others. */
function anyCourse(random: Random): SessionCourse {
  const startMs = Date.parse(random.of(['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', '2026-06-01T12:00:00Z']));
  let ms = startMs;
  let energyWh = 0;
  const points: EnergyPoint[] = [];
  const activities: { at: string; activity: Activity }[] = [];
  for (let n = random.below(40); n > 0; n--) {
    ms += 4_000 * random.below(1_800);
    energyWh += random.chance(0.2) ? 0 : 20 * random.below(200);
    if (random.chance(0.7)) points.push({ at: instant(ms), energyWh });
    if (random.chance(0.3))
      activities.push({ at: instant(ms), activity: random.of(['charging', 'parked', 'withheld']) });
  }
  return { startedAt: instant(startMs), until: instant(ms + random.below(600_000)), energyWh, points, activities };
}

/** More points on the same lines: at a fifth, a half and three quarters of each. */
function withMorePoints(course: SessionCourse): SessionCourse {
  const points = course.points.flatMap((to, n) => {
    const from = course.points[n - 1] ?? { at: course.startedAt, energyWh: 0 };
    const [fromMs, toMs] = [Date.parse(from.at), Date.parse(to.at)];
    const between = [4, 10, 15].map((twentieths) => ({
      at: instant(fromMs + ((toMs - fromMs) * twentieths) / 20),
      energyWh: from.energyWh + ((to.energyWh - from.energyWh) * twentieths) / 20,
    }));
    return [...between, to];
  });
  return { ...course, points };
}

describe('whatever the tariff and the session', () => {
  it.each(SEEDS)('lines sum to the net, net and VAT to the total, and both bounds hold (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const rates = anyRates(random);
    const price = priceSession(anyCourse(random), rates);
    const sum = (amounts: string[]): Decimal => amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));
    expect(sum(price.lines.map(({ amount }) => amount)).eq(price.net)).toBe(true);
    expect(sum([price.net, price.vat]).eq(price.total)).toBe(true);
    const { maxPrice, minPrice } = rates.tariff;
    if (maxPrice) expect(new Decimal(price.net).lte(maxPrice.exclVat)).toBe(true);
    if (maxPrice) expect(new Decimal(price.total).lte(maxPrice.inclVat ?? Infinity)).toBe(true);
    if (minPrice && !maxPrice) expect(new Decimal(price.total).gte(minPrice.inclVat ?? 0)).toBe(true);
  });

  it.each(SEEDS)('more readings on the same lines change no price (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const [rates, course] = [anyRates(random), anyCourse(random)];
    expect(priceSession(withMorePoints(course), rates)).toEqual(priceSession(course, rates));
  });

  it.each(SEEDS)('the running cost at the end is the bill, however the facts came (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const [rates, course] = [anyRates(random), anyCourse(random)];
    const events = [
      ...course.points.map((point) => ({ at: point.at, point, activity: undefined })),
      ...course.activities.map(({ at, activity }) => ({ at, point: undefined, activity })),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    let usage = beginUsage(course.startedAt);
    for (const { at, point, activity } of events) {
      if (point) usage = addPoints(usage, [point], rates);
      if (activity) usage = addActivity(usage, at, activity, rates);
      // As it is kept between two facts; asking for the price in between leaves nothing behind.
      usage = JSON.parse(JSON.stringify(usage));
      priceUsage(usageUntil(usage, at, usage.wh, rates), rates);
    }
    const running = priceUsage(usageUntil(usage, course.until, course.energyWh, rates), rates);
    expect(running).toEqual(priceSession(course, rates));
  });

  it.each(SEEDS)('more energy never costs less where no restriction says so (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const { tariff, timeZone } = anyRates(random);
    // One VAT rate: below a cap in net, more energy at a lower rate has less VAT.
    const elements = tariff.elements.map(({ priceComponents }) => ({
      priceComponents: priceComponents.map((priced) => ({ ...priced, vat: undefined })),
    }));
    const rates = { tariff: { ...tariff, elements }, timeZone };
    const course = anyCourse(random);
    const more = { ...course, energyWh: course.energyWh + random.below(5_000) };
    const [less, most] = [priceSession(course, rates), priceSession(more, rates)];
    expect(new Decimal(most.total).gte(less.total)).toBe(true);
  });
});

it('keeps what it remembers of a day of readings as small as of an hour', () => {
  const rates = anyRates(randomFrom(4));
  let usage = beginUsage('2026-03-01T00:00:00.000Z');
  const sizes = [3_600, 86_400].map((untilS) => {
    for (let s = usage.us / 1e6 + 5; s <= untilS; s += 5) {
      usage = addPoints(usage, [{ at: instant(Date.parse(usage.startedAt) + s * 1_000), energyWh: 10 * s }], rates);
    }
    return JSON.stringify(usage).length;
  });
  expect(usage.wh).toBe(864_000);
  expect(sizes[1]).toBeLessThan(1_000);
});
