import { conflict } from '@chargebus/service-runtime';
import type { EvseDescription } from '../../domain/registration/station-template';
import { describeEvses, evsesWithIds } from '../../store/registration/evse-description.repository';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { findDetails, type StationDetails } from '../../store/registration/station-details.repository';
import { getStationForUpdate } from '../../store/registration/station.repository';

/** Says what an EVSE and its connectors are. An EVSE the station has not reported yet is made: it may be known beforehand. */
export class DescribeEvse {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 without the station; 409 if another EVSE has the eMI3 id */
  describe(
    author: Author,
    stationId: string,
    id: number,
    description: Omit<EvseDescription, 'id'>,
  ): Promise<StationDetails> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      await getStationForUpdate(em, tenantId, stationId);
      const used = await evsesWithIds(em, tenantId, description.evseId ? [description.evseId] : []);
      if (used.some((other) => other.stationId !== stationId || other.id !== id)) {
        throw conflict('evse-id-used', `Another EVSE has the id ${description.evseId}.`);
      }
      await describeEvses(em, tenantId, [{ stationId, id, ...description }]);
      await tx.logChange('evse', `${stationId}/${id}`, 'changed', description);
      const details = await findDetails(em, tenantId, stationId);
      if (details === null) throw new Error(`station ${stationId} was changed and is not there`);
      return details;
    });
  }
}
