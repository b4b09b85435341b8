import { notFound, toPage, type Page } from '@chargebus/service-runtime';
import type { RegistryWriter } from '../../store/registry-writer';
import { findDetails, loadDetails, type StationDetails } from '../../store/registration/station-details.repository';
import { listStationIds, type StationFilter } from '../../store/registration/station-list.repository';

/** Reads stations as the API shows them. */
export class ReadStations {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 */
  get(tenantId: string, id: string): Promise<StationDetails> {
    return this.writer.read(tenantId, async (em) => {
      const details = await findDetails(em, tenantId, id);
      if (details === null) throw notFound('station', id);
      return details;
    });
  }

  /** One page in order of id. */
  list(
    tenantId: string,
    filter: StationFilter,
    page: { limit: number; after: string | undefined },
  ): Promise<Page<StationDetails>> {
    return this.writer.read(tenantId, async (em) => {
      const ids = await listStationIds(em, tenantId, filter, page);
      const { items, nextCursor } = toPage(ids, page.limit, (id) => id);
      return { items: await loadDetails(em, tenantId, items), nextCursor };
    });
  }
}
