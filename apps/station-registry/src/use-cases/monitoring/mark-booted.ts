import type { StationEvent, StationEventOf } from '@chargebus/contracts';
import type { Projected, ProjectionTransaction } from '@chargebus/messaging';
import { markStations } from '../../store/configuration/configuration-sync.repository';

type Booted = StationEventOf<'station.booted'>;

/** A station that was accepted at its boot is to be compared with what is wanted of it, once its first business is done. */
export async function markBooted(
  batch: readonly Projected<StationEvent>[],
  { em }: Pick<ProjectionTransaction, 'em'>,
): Promise<void> {
  const accepted = batch
    .map(({ event }) => event)
    .filter((event): event is Booted => event.kind === 'station.booted' && event.data.verdict.status === 'accepted');
  const stations = accepted.map(({ tenantId, stationId, receivedAt: at }) => ({ tenantId, stationId, at }));
  await markStations(em, stations, 'boot');
}
