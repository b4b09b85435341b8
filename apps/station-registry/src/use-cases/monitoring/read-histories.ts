import { toPage, type Page } from '@chargebus/service-runtime';
import type { RegistryWriter } from '../../store/registry-writer';
import { listLinks, type LinkRow } from '../../store/monitoring/station-history.repository';
import { getStation } from '../../store/registration/station.repository';
import { listEntries, type EntryFilter, type ListedEntry } from '../../store/monitoring/status-history.repository';

/** Where a page ends: the time of its last row, and what tells rows of one time apart. */
type Place<T> = readonly [at: string, id: T];

/** Reads what stations were: their connections and their statuses. */
export class ReadHistories {
  constructor(private readonly writer: RegistryWriter) {}

  /** Newest first. @throws Problem 404 without the station */
  connections(
    tenantId: string,
    id: string,
    { limit, before }: { limit: number; before: Place<number> | undefined },
  ): Promise<Page<LinkRow>> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, id);
      const rows = await listLinks(em, tenantId, id, { limit, before });
      return toPage(rows, limit, ({ connectedAt, epoch }) => [connectedAt, epoch]);
    });
  }

  /** Newest first; with `from`, what each connector was by then comes along. @throws Problem 404 without the station */
  statuses(
    tenantId: string,
    id: string,
    { limit, before, ...filter }: EntryFilter & { limit: number; before: Place<string> | undefined },
  ): Promise<Page<ListedEntry>> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, id);
      const rows = await listEntries(em, { tenantId, stationId: id }, filter, { limit, before });
      return toPage(rows, limit, (row) => [row.at, row.id]);
    });
  }
}
