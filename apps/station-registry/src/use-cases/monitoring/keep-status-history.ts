import { derivedId } from '@chargebus/messaging';
import type { EntityManager } from 'typeorm';
import { decideLateEntries, type StatusEntry } from '../../domain/monitoring/status-history';
import { putInService } from '../../store/monitoring/evse.repository';
import { addEntries, findNeighbours, type KeptEntry } from '../../store/monitoring/status-history.repository';
import type { ProjectedStep } from './project-station-events';

const KIND = 'status-history';

/**
 * Takes the steps of a batch into the status histories, in the order of the log: changes in one statement; a late report, which is
 * rare, finds its place among what is there by then. The same log gives the same entries, however it is cut into batches.
 */
export async function keepStatusHistory(em: EntityManager, steps: readonly ProjectedStep[]): Promise<void> {
  let changes: KeptEntry[] = [];
  for (const step of steps) {
    if (step.kind === 'append') {
      changes.push(keptOf(step, step.entry));
      continue;
    }
    await addEntries(em, changes);
    changes = [];
    const around = await findNeighbours(em, step.projected.event, step.entry);
    const entries = decideLateEntries(step.entry, { ...around, known: step.known });
    await addEntries(
      em,
      entries.map((entry, n) => keptOf(step, entry, n)),
    );
  }
  await addEntries(em, changes);
  await putInService(em, steps.flatMap(toFirst));
}

function toFirst(step: ProjectedStep): { tenant_id: string; station_id: string; id: number; at: string }[] {
  if (step.kind !== 'append' || !step.first || step.entry.evse === 0) return [];
  const { tenantId, stationId } = step.projected.event;
  return [{ tenant_id: tenantId, station_id: stationId, id: step.entry.evse, at: step.entry.receivedAt }];
}

function keptOf({ projected }: ProjectedStep, entry: StatusEntry, n = 0): KeptEntry {
  const { tenantId, stationId } = projected.event;
  return { tenantId, stationId, id: derivedId(projected, KIND, n), entry };
}
