import type { Author, RegistryWriter } from '../../store/registry-writer';
import { findDetails } from '../../store/registration/station-details.repository';
import { getStationForUpdate, updateStation } from '../../store/registration/station.repository';
import type { EndLinks } from '../monitoring/end-links';
import { publishStation } from '../monitoring/station-facts';

/** Deletes a station softly: its history stays, its id is not used again, and it is not admitted any more. */
export class DeleteStation {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly links: Pick<EndLinks, 'ofStation'>,
  ) {}

  /** Its link, if it has one, is ended after the commit; nobody waits for that. @throws Problem 404 */
  async delete(author: Author, id: string): Promise<void> {
    await this.writer.write(author, async (tx) => {
      const station = await getStationForUpdate(tx.em, tx.tenantId, id);
      const details = await findDetails(tx.em, tx.tenantId, id);
      const deleted = { ...station, deletedAt: tx.at, updatedAt: tx.at };
      await updateStation(tx.em, deleted);
      await tx.logChange('station', id, 'deleted', {});
      publishStation(tx, deleted, details?.timeZone ?? station.timeZone);
    });
    void this.links.ofStation(author.tenantId, id);
  }
}
