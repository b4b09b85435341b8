import type { Author, RegistryWriter } from '../store/registry-writer';
import { findDetails } from '../store/station-details.repository';
import { getStationForUpdate, updateStation } from '../store/station.repository';
import { publishStation } from './station-facts';

/** Deletes a station softly: its history stays, its id is not used again, and it is not admitted any more. */
export class DeleteStation {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404 */
  delete(author: Author, id: string): Promise<void> {
    return this.writer.write(author, async (tx) => {
      const station = await getStationForUpdate(tx.em, tx.tenantId, id);
      const details = await findDetails(tx.em, tx.tenantId, id);
      const deleted = { ...station, deletedAt: tx.at, updatedAt: tx.at };
      await updateStation(tx.em, deleted);
      await tx.logChange('station', id, 'deleted', {});
      publishStation(tx, deleted, details?.timeZone ?? station.timeZone);
    });
  }
}
