import type { EnergyPoint } from '@chargebus/contracts';
import { Decimal } from './money';
import { priceSession, priceUsage, type SessionCourse } from './price-session';
import { anyRates, instant, randomFrom, SEEDS, type Random } from './pricing-cases/random.fixture';
import { addActivity, addPoints, beginUsage, usageUntil, type Activity } from './usage';

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
