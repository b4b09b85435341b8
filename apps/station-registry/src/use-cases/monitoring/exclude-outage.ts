import { notFound, toPage, unprocessable, type Page } from '@chargebus/service-runtime';
import { IsNull, LessThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { findExclusionFaults, type ExclusionReason } from '../../domain/monitoring/outage-exclusion';
import { EvseRow } from '../../store/monitoring/evse.row';
import { OutageExclusionRow } from '../../store/monitoring/outage-exclusion.row';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { getStation, getStationForUpdate } from '../../store/registration/station.repository';

export interface ExclusionInput {
  evseId?: number | undefined;
  from: string;
  to: string;
  reason: ExclusionReason;
  note?: string | undefined;
}

/** Says which times of a station's outages were outside its operator's control, and takes that back. */
export class ExcludeOutage {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 without the station; 422 for times that are none, or an EVSE the station has not */
  add(author: Author, stationId: string, input: ExclusionInput): Promise<OutageExclusionRow> {
    const faults = findExclusionFaults(input);
    if (faults.length > 0) throw unprocessable(faults);
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await getStationForUpdate(em, tenantId, stationId);
      const { evseId, from, to, reason, note } = input;
      if (evseId !== undefined && !(await em.existsBy(EvseRow, { tenantId, stationId, id: evseId }))) {
        throw unprocessable([{ path: 'evseId', message: `station ${stationId} has no EVSE ${evseId}` }]);
      }
      const { type: actorType, id: actorId } = tx.author.actor;
      const row: OutageExclusionRow = {
        ...{ tenantId, id: uuidv7(), stationId, evse: evseId ?? null, from, to, reason, note: note ?? null },
        ...{ actorType, actorId, createdAt: at, deletedAt: null },
      };
      await em.insert(OutageExclusionRow, row);
      await tx.logChange('outage-exclusion', row.id, 'created', { stationId, ...input });
      return row;
    });
  }

  /** Newest first. @throws Problem 404 without the station */
  list(
    tenantId: string,
    stationId: string,
    { limit, before }: { limit: number; before: string | undefined },
  ): Promise<Page<OutageExclusionRow>> {
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      const rows = await em.find(OutageExclusionRow, {
        where: { tenantId, stationId, deletedAt: IsNull(), ...(before !== undefined && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(rows, limit, ({ id }) => id);
    });
  }

  /** @throws Problem 404 without the station, or without such an exclusion of it */
  remove(author: Author, stationId: string, id: string): Promise<void> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId, at } = tx;
      await getStationForUpdate(em, tenantId, stationId);
      const own = { tenantId, stationId, id, deletedAt: IsNull() };
      const row = await em.findOneBy(OutageExclusionRow, own);
      if (row === null) throw notFound('outage exclusion', id);
      await em.update(OutageExclusionRow, own, { deletedAt: at });
      await tx.logChange('outage-exclusion', id, 'deleted', {});
    });
  }
}
