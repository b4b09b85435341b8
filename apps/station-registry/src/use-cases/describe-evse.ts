import { conflict } from '@chargebus/service-runtime';
import { describeConnector, ensureEvses, setEvseId, type ConnectorDescription } from '../store/evse.repository';
import type { Author, RegistryWriter } from '../store/registry-writer';
import { findDetails, type StationDetails } from '../store/station-details.repository';
import { getStationForUpdate } from '../store/station.repository';

export interface EvseDescription {
  /** eMI3 id; null takes it back, undefined leaves it. */
  evseId?: string | null | undefined;
  connectors?: (ConnectorDescription & { id: number })[] | undefined;
}

/** Says what an EVSE and its connectors are. An EVSE the station has not reported yet is made: it may be known beforehand. */
export class DescribeEvse {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 without the station; 409 if another EVSE has the eMI3 id */
  describe(author: Author, stationId: string, id: number, description: EvseDescription): Promise<StationDetails> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      await getStationForUpdate(em, tenantId, stationId);
      const key = { tenant_id: tenantId, station_id: stationId, id };
      await ensureEvses(em, [key]);
      const { evseId, connectors = [] } = description;
      if (evseId !== undefined && !(await setEvseId(em, key, evseId))) {
        throw conflict('evse-id-used', `Another EVSE has the id ${evseId}.`);
      }
      for (const { id: connector, ...words } of connectors) await describeConnector(em, key, connector, words);
      await tx.logChange('evse', `${stationId}/${id}`, 'changed', description);
      const details = await findDetails(em, tenantId, stationId);
      if (details === null) throw new Error(`station ${stationId} was changed and is not there`);
      return details;
    });
  }
}
