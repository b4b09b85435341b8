import type { EnergyPoint, SessionSnapshot, SessionStatus } from '@chargebus/contracts';
import { ended, snapshot } from '../testing/session-snapshots';
import { toInput, toOccasion, type BillInput } from './bill-input';
import { anyRates, instant, randomFrom, SEEDS, type Random } from './pricing-cases/random.fixture';
import { rebuildBill } from './rebuild-bill';
import type { SessionFact } from './session-course';

const STATUSES: SessionStatus[] = ['charging', 'suspended-ev', 'suspended-evse', 'finishing', 'paused'];
const odd = { kind: 'meter-stop-missing', severity: 'affects-amount' as const };

type FactData = { session: SessionSnapshot; asOf?: string; points?: EnergyPoint[] };
const factOf = (kind: SessionFact['kind'], n: number, data: FactData): SessionFact =>
  ({
    ...{ kind, id: `f${n}`, tenantId: 'default', key: 'CP-1', at: instant(n), actor: { type: 'station', id: 'CP-1' } },
    data: { ...data, cause: { epoch: 'e', seq: n, index: 0 }, stationCost: { totalCost: 1 } },
  }) as SessionFact;

/** All facts of a session: reports in any order of time, what becomes known late, and its end up to three times. */
function anyFacts(random: Random): SessionFact[] {
  const startMs = Date.parse('2026-03-28T12:00:00Z');
  let session: SessionSnapshot = snapshot('s', { startedAt: instant(startMs) });
  let [ms, energyWh] = [startMs, 0];
  const facts: SessionFact[] = [];
  const tell = (kind: SessionFact['kind'], data: Omit<FactData, 'session'> = {}): void =>
    void facts.push(factOf(kind, facts.length, { session, ...data }));
  if (random.chance(0.9)) tell('session.started');
  for (let n = random.below(30); n > 0; n--) {
    const known = random.chance(0.1) ? { token: random.of(['A', 'B', null]), evseId: random.of([1, 2, null]) } : {};
    const status = random.chance(0.3) ? random.of(STATUSES) : session.status;
    [ms, energyWh] = [ms + 4_000 * random.below(900), energyWh + random.below(3_000)];
    session = { ...session, ...known, status, energyWh, powerW: random.below(22_000) };
    const asOf = instant(random.chance(0.1) ? ms - 3_600_000 : ms);
    tell('session.updated', { asOf, points: random.chance(0.7) ? [{ at: asOf, energyWh }] : [] });
  }
  for (let n = 1 + random.below(3); n > 0; n--) {
    const anomalies = random.chance(0.3) ? [odd] : [];
    const authorization = random.of(['accepted', 'accepted', 'blocked'] as const);
    [ms, energyWh] = [ms + random.below(900_000), energyWh + random.below(500)];
    session = ended('s', energyWh, { anomalies, authorization, startedAt: instant(startMs), endedAt: instant(ms) });
    tell('session.ended', { points: [{ at: instant(ms), energyWh }] });
  }
  return facts;
}

function toInputs(facts: readonly SessionFact[]): BillInput[] {
  let occasion: string | null = null;
  return facts.map((fact) => {
    const input = toInput(fact, occasion);
    occasion = toOccasion(fact.data.session);
    return JSON.parse(JSON.stringify(input));
  });
}

describe('what is kept of the facts of a session', () => {
  it.each(SEEDS)('makes the bill that the whole facts make, from any fact on (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const [rates, facts] = [random.chance(0.9) ? anyRates(random) : undefined, anyFacts(random)];
    const inputs = toInputs(facts);
    const made = rebuildBill(facts, rates);
    expect(made.last).not.toBeNull();
    expect(rebuildBill(inputs, rates)).toEqual(made);
    // Sessions that ran when facts were no longer kept whole have rows of both kinds.
    const old = random.below(facts.length);
    expect(rebuildBill([...facts.slice(0, old), ...inputs.slice(old)], rates)).toEqual(made);
  });

  it.each(SEEDS)('says who charges, where and since when as the last fact says it (seed %i)', (seed) => {
    const facts = anyFacts(randomFrom(seed));
    const inputs = toInputs(facts);
    facts.forEach(({ data }, n) => {
      const whole = inputs.slice(0, n + 1).findLast((input) => 'token' in input.data.session);
      expect(toOccasion({ ...whole?.data.session, ...inputs[n]?.data.session } as SessionSnapshot)).toBe(
        toOccasion(data.session),
      );
    });
  });

  it('is a fifth of a fact where a report says no more than how much was charged', () => {
    const session = snapshot('01900000-0000-7000-8000-000000000001', { energyWh: 12_345 });
    const asOf = '2026-03-01T10:20:00.000Z';
    const fact = factOf('session.updated', 1, { session, asOf, points: [{ at: asOf, energyWh: 12_345 }] });
    const kept = JSON.stringify(toInput(fact, toOccasion(session)));
    expect(kept.length).toBeLessThan(200);
    expect(JSON.stringify(toInput(fact, toOccasion({ ...session, token: 'OTHER' })))).toContain('"token":"CARD"');
  });
});
