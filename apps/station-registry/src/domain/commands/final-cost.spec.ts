import type { FactOf } from '@chargebus/contracts';
import { decideFinalCost } from './final-cost';

const PATIENCE_MS = 600_000;
const fact = (data: object = {}, at = '2026-03-01T11:00:01.000Z'): FactOf<'session.priced'> =>
  ({
    at,
    data: {
      ...{ sessionId: 's', stationId: 'CP', transactionRef: '17', endedAt: '2026-03-01T11:00:00.000Z' },
      ...{ cost: { amount: '3.60', net: '3.00', currency: 'EUR', final: true }, ...data },
    },
  }) as never;

describe('the final cost at a station that is told it by a command', () => {
  it('is shown for as long after the end as the driver may still look', () => {
    expect(decideFinalCost(fact(), {}, PATIENCE_MS)).toEqual({
      command: {
        ...{ type: 'show-cost', transactionRef: '17', amount: '3.60', currency: 'EUR', final: true },
        ...{ at: '2026-03-01T11:00:00.000Z', charging: false },
      },
      expiresAt: '2026-03-01T11:10:00.000Z',
    });
  });

  it.each([
    ['a cost that is not final', fact({ cost: { amount: '1.00', net: '1.00', currency: 'EUR', final: false } }), {}],
    ['a session without a name at the station', fact({ transactionRef: undefined }), {}],
    ['a station that shows no costs', fact(), null],
    ['a display in another currency', fact(), { currency: 'USD' }],
    ['a session that ended long before it was priced', fact({}, '2026-03-01T11:10:00.000Z'), {}],
  ])('is not shown for %s', (_what, priced, display) => {
    expect(decideFinalCost(priced, display, PATIENCE_MS)).toBeUndefined();
  });
});
