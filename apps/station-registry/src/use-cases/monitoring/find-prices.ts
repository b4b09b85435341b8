import { asks, MOST_PRICED_PLACES, type AdHocPrice, type AskRequest } from '@chargebus/contracts';
import { AskFailed, type Messaging } from '@chargebus/messaging';

type Place = AskRequest<typeof asks.adHocPrices>['places'][number];

/** A price that is in force now, or why there is none: an old one is never shown. */
export type FoundPrice =
  { price: AdHocPrice; at: string } | { price: null; reason: 'no-tariff' | 'billing-unavailable' };

const DEADLINE_MS = 2_000;
const NONE: FoundPrice = { price: null, reason: 'billing-unavailable' };

/** Asks billing what charging costs at places, in their order. Never throws for an answer that does not come. */
export async function findPrices(
  messaging: Pick<Messaging, 'ask'>,
  tenantId: string,
  places: readonly Place[],
): Promise<FoundPrice[]> {
  const parts = Array.from({ length: Math.ceil(places.length / MOST_PRICED_PLACES) }, (_, n) =>
    places.slice(n * MOST_PRICED_PLACES, (n + 1) * MOST_PRICED_PLACES),
  );
  return (await Promise.all(parts.map((part) => ask(messaging, tenantId, part)))).flat();
}

async function ask(messaging: Pick<Messaging, 'ask'>, tenantId: string, places: Place[]): Promise<FoundPrice[]> {
  try {
    const reply = await messaging.ask(asks.adHocPrices, { tenantId, places }, { deadlineMs: DEADLINE_MS });
    if (!reply.ok) return places.map(() => NONE);
    const { at, prices } = reply;
    return places.map((_, n) => {
      const price = prices[n] ?? null;
      return price === null ? { price, reason: 'no-tariff' } : { price, at };
    });
  } catch (error) {
    if (error instanceof AskFailed) return places.map(() => NONE);
    throw error;
  }
}
