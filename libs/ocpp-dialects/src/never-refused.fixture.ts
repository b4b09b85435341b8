import type { Take } from './golden-taker.fixture';
import { randomFrom, spoil } from './spoil.fixture';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const OURS = /^(?:Format|OccurrenceConstraint|PropertyConstraint|TypeConstraint)Violation$/;

/** What holds of every payload a 2.x station may send, however spoilt: found out with `good` ones, spoilt at random. */
export function describeSpoiltPayloads(o: {
  take: Take;
  good: Readonly<Record<string, object>>;
  transaction: object;
  /** What a TransactionEvent cannot do without (JSON pointers). */
  essential: readonly string[];
}): void {
  const { take, good } = o;
  const actions = Object.keys(good);

  it.each(SEEDS)(
    'are refused with a code of 2.x, or give events and answers that keep their contracts (seed %i)',
    (seed) => {
      const random = randomFrom(seed);
      for (let i = 0; i < 200; i++) {
        const action = random.of(actions);
        const { fault, answer } = take(action, spoil(good[action] as object, random, []));
        if (fault) expect(fault.code).toMatch(OURS);
        else expect(answer).toEqual(expect.any(Object));
      }
    },
  );

  it.each(SEEDS)('of transactions are never refused while the essentials stand (seed %i)', (seed) => {
    const random = randomFrom(seed * 104_729);
    for (let i = 0; i < 300; i++) {
      const eventType = random.of(['Started', 'Updated', 'Ended']);
      const payload = spoil({ ...o.transaction, eventType }, random, o.essential);
      expect([payload, take('TransactionEvent', payload).fault]).toEqual([payload, undefined]);
    }
  });

  it('says nothing of good ones, forgiving or strict', () => {
    for (const action of actions) {
      for (const strict of [false, true]) {
        const { fault, remarks } = take(action, good[action], {}, strict);
        expect([action, fault, remarks]).toEqual([action, undefined, []]);
      }
    }
  });
}
