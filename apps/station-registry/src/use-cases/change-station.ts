import type { RegistrationStatus } from '@chargebus/contracts';
import { unprocessable } from '@chargebus/service-runtime';
import { findCredentials } from '../store/credential.repository';
import type { Author, RegistryWriter } from '../store/registry-writer';
import { findDetails } from '../store/station-details.repository';
import { getStationForUpdate, updateStation } from '../store/station.repository';
import type { StationRow } from '../store/station.row';
import { checkLocation, giveCredential, type Registered, type StationInput } from './register-station';
import { publishStation } from './station-facts';

/** What may change; undefined leaves it, null takes it back. */
export type StationChange = Omit<StationInput, 'id'> & {
  disabled?: boolean | undefined;
  registration?: RegistrationStatus | undefined;
};

/** Changes a station. A raised security profile gives a station without a password one, told once. */
export class ChangeStation {
  constructor(private readonly writer: RegistryWriter) {}

  /** @throws Problem 404; 422 for a location that does not exist, or a password without a security profile */
  change(author: Author, id: string, change: StationChange): Promise<Registered> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      const station = await getStationForUpdate(em, tenantId, id);
      await checkLocation(em, tenantId, change.locationId);
      const changed = applyChange(station, change, tx.at);
      if (change.password !== undefined && changed.securityProfile === 0) throw passwordUnused();
      await updateStation(em, changed);
      const hasOne = (await findCredentials(em, tenantId, id)).length > 0;
      const generated = await giveCredential(tx, changed, change.password, hasOne);
      const { password, ...asked } = change;
      await tx.logChange('station', id, 'changed', {
        ...asked,
        ...(password === undefined ? {} : { password: 'set' }),
      });
      const details = await findDetails(em, tenantId, id);
      if (details === null) throw new Error(`station ${id} was changed and is not there`);
      publishStation(tx, changed, details.timeZone);
      return { details, ...(generated === undefined ? {} : { password: generated }) };
    });
  }
}

function applyChange(station: StationRow, change: StationChange, at: string): StationRow {
  const { password: _secret, tags, groups, ...plain } = change;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...station,
    ...given,
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)] }),
    updatedAt: at,
  };
}

/** A password that nothing would ask for: better said than silently kept. */
function passwordUnused(): Error {
  return unprocessable([
    { path: 'password', message: 'security profile 0 has no password; set securityProfile to 1 or more' },
  ]);
}
