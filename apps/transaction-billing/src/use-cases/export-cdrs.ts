import type { Readable } from 'node:stream';
import { asks, MOST_TOLD_PLACES, type AskReply } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import { unavailable, type DataSource } from '@chargebus/service-runtime';
import { toCdr } from '../domain/cdr';
import { readEntries, type ExportFilter } from '../store/bill-export.repository';
import { streamExport } from './stream-export';

const DEADLINE_MS = 5_000;

/** Who operates, and where stations stand. @throws Problem 503 where the registry does not answer */
export type FindPlaces = (
  tenantId: string,
  stationIds: string[],
) => Promise<AskReply<typeof asks.places> & { ok: true }>;

/** Asks the registry where stations stand. */
export const findPlacesBy =
  (messaging: Pick<Messaging, 'ask'>): FindPlaces =>
  async (tenantId, stationIds) => {
    const reply = await messaging
      .ask(asks.places, { tenantId, stationIds }, { deadlineMs: DEADLINE_MS })
      .catch((error: unknown) => {
        throw unavailable('The registry, which knows where stations stand, does not answer.', 5, error);
      });
    if (!reply.ok) throw new Error(`the registry refuses to tell ${stationIds.length} places: ${reply.reason}`);
    return reply;
  };

/** All final bills and credit notes of a filter as one JSON array of OCPI 2.2.1 CDRs. @throws Problem 503 */
export function exportCdrs(
  dataSource: DataSource,
  tenantId: string,
  filter: ExportFilter,
  findPlaces: FindPlaces,
): Promise<Readable> {
  return streamExport(dataSource, tenantId, async function* (em) {
    let separator = '[\n';
    for await (const entries of readEntries(em, tenantId, filter)) {
      const stationIds = [...new Set(entries.map((entry) => entry.station_id))];
      const { operator, places } = await findPlaces(tenantId, stationIds.slice(0, MOST_TOLD_PLACES));
      const placeOf = new Map(places.map((place) => [place.stationId, place]));
      let text = '';
      for (const entry of entries) {
        const cdr = toCdr({
          ...{ number: entry.number, creditedNumber: entry.credited_number, invoiceNumber: entry.invoice_number },
          ...{ price: entry.price, reason: entry.reason, tariffId: entry.tariff_id, stationId: entry.station_id },
          ...{ issuedAt: entry.at, session: entry.session, place: placeOf.get(entry.station_id), operator },
        });
        text += separator + JSON.stringify(cdr);
        separator = ',\n';
      }
      yield text;
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  });
}
