import type { Messaging } from '@chargebus/messaging';
import { notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { grouped } from '../../store/grouped';
import { findLocation, listLocations } from '../../store/registration/location.repository';
import type { LocationRow } from '../../store/registration/location.row';
import type { RegistryWriter } from '../../store/registry-writer';
import { loadDetails, type StationDetails } from '../../store/registration/station-details.repository';
import { publicStationsAt } from '../../store/registration/station.repository';
import { findTenant } from '../../store/registration/tenant.repository';
import type { TenantRow } from '../../store/registration/tenant.row';
import { findPrices, type FoundPrice } from './find-prices';

/** A location with all that is published of it. `priceOf` is the price at a connector. */
export interface PublicLocation {
  location: LocationRow;
  tenant: TenantRow | null;
  stations: StationDetails[];
  priceOf(stationId: string, evse: number, connector: number): FoundPrice;
}

const nameOf = (stationId: string, evse: number, connector: number): string =>
  JSON.stringify([stationId, evse, connector]);

/** Reads what operators have to publish of their charging points: AFIR, Regulation (EU) 2023/1804, article 20(2). */
export class ReadPublicLocations {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly messaging: Pick<Messaging, 'ask'>,
  ) {}

  /** @throws Problem 404 */
  async get(tenantId: string, id: string): Promise<PublicLocation> {
    const read = await this.writer.read(tenantId, async (em) => {
      const location = await findLocation(em, tenantId, id);
      if (location === null) throw notFound('location', id);
      return this.load(em, tenantId, [location]);
    });
    const [found] = await this.withPrices(tenantId, read);
    if (found === undefined) throw notFound('location', id);
    return found;
  }

  /** One page in order of id. */
  async list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<PublicLocation>> {
    const { read, nextCursor } = await this.writer.read(tenantId, async (em) => {
      const rows = await listLocations(em, tenantId, page);
      const locations = toPage(rows, page.limit, ({ id }) => id);
      return { read: await this.load(em, tenantId, locations.items), nextCursor: locations.nextCursor };
    });
    return { items: await this.withPrices(tenantId, read), nextCursor };
  }

  private async load(
    em: EntityManager,
    tenantId: string,
    locations: readonly LocationRow[],
  ): Promise<Omit<PublicLocation, 'priceOf'>[]> {
    const tenant = await findTenant(em, tenantId);
    const ids = await publicStationsAt(
      em,
      tenantId,
      locations.map(({ id }) => id),
    );
    const stationsOf = grouped(await loadDetails(em, tenantId, ids), ({ station }) => station.locationId);
    return locations.map((location) => ({ location, tenant, stations: stationsOf.get(location.id) ?? [] }));
  }

  /** Outside of the transaction: billing may take its time. */
  private async withPrices(tenantId: string, read: Omit<PublicLocation, 'priceOf'>[]): Promise<PublicLocation[]> {
    const places = read.flatMap(({ stations }) =>
      stations.flatMap(({ station, connectors }) =>
        connectors
          .filter(({ evse, id }) => evse > 0 && id > 0)
          .map(({ evse, id: connector }) => ({ stationId: station.id, evse, connector })),
      ),
    );
    const found = await findPrices(this.messaging, tenantId, places);
    const prices = new Map(places.map((at, n) => [nameOf(at.stationId, at.evse, at.connector), found[n]]));
    const priceOf: PublicLocation['priceOf'] = (...place) =>
      prices.get(nameOf(...place)) ?? { price: null, reason: 'no-tariff' };
    return read.map((location) => ({ ...location, priceOf }));
  }
}
