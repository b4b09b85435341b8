import { unprocessable } from '@chargebus/service-runtime';
import { isSameMap } from '../../domain/registration/evse-map';
import { findCredentials } from '../../store/registration/credential.repository';
import { dropUnmappedPlaces } from '../../store/monitoring/unmapped-places.repository';
import { markStations } from '../../store/configuration/configuration-sync.repository';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { findDetails } from '../../store/registration/station-details.repository';
import { getStationForUpdate, updateStation } from '../../store/registration/station.repository';
import type { StationRow } from '../../store/registration/station.row';
import type { EndLinks } from '../monitoring/end-links';
import { checkLocation, giveCredential, type Registered } from './register-station';
import { publishStation } from '../monitoring/station-facts';
import { toChangedStation, type StationChange } from './station-input';

/**
 * Changes a station. A raised security profile gives a station without a password one, told once. A lowered one is on record:
 * it happens by nothing else than this call (OCPP 2.0.1 A00.FR.005).
 */
export class ChangeStation {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly links: Pick<EndLinks, 'ofStation'>,
    private readonly askForBoot: (author: Author, stationId: string) => Promise<unknown>,
  ) {}

  /**
   * A link that must not be any more after it is ended, and a connected station that was pending and is accepted now is asked
   * to boot again, which tells it so; nobody waits for either. A boot that cannot be asked for comes with its retry interval.
   * @throws Problem 404; 422 for a location that does not exist, a password without a security profile, an upgrade that is none
   */
  async change(author: Author, id: string, change: StationChange): Promise<Registered> {
    const { before, ...changed } = await this.write(author, id, change);
    void this.links.ofStation(author.tenantId, id);
    const { station, state } = changed.details;
    const approved = before.registration === 'pending' && station.registration === 'accepted';
    if (approved && state?.connected) void this.askForBoot(author, id).catch(() => undefined);
    return changed;
  }

  private write(author: Author, id: string, change: StationChange): Promise<Registered & { before: StationRow }> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      const station = await getStationForUpdate(em, tenantId, id);
      await checkLocation(em, tenantId, change.locationId);
      const changed = toChangedStation(station, change, tx.at);
      if (change.password !== undefined && changed.securityProfile === 0) throw passwordUnused();
      if ((change.upgradeSecurityProfileTo ?? 4) <= changed.securityProfile) throw noUpgrade();
      await updateStation(em, changed);
      if (!isSameMap(station.evseMap, changed.evseMap)) await dropUnmappedPlaces(em, changed);
      const hasOne = (await findCredentials(em, tenantId, id)).length > 0;
      const generated = await giveCredential(tx, changed, change.password, hasOne);
      // Another group may want another configuration.
      if (change.groups !== undefined) await markStations(em, [{ tenantId, stationId: id, at: tx.at }], 'change');
      const { password, ...asked } = change;
      await tx.logChange('station', id, 'changed', {
        ...asked,
        ...(password === undefined ? {} : { password: 'set' }),
      });
      const [from, to] = [station.securityProfile, changed.securityProfile];
      if (to < from) await tx.logChange('station', id, 'security-profile-lowered', { from, to });
      const details = await findDetails(em, tenantId, id);
      if (details === null) throw new Error(`station ${id} was changed and is not there`);
      publishStation(tx, changed, details.timeZone);
      return { before: station, details, ...(generated === undefined ? {} : { password: generated }) };
    });
  }
}

function noUpgrade(): Error {
  const message = 'must be above securityProfile: it is raised once the station connects with it';
  return unprocessable([{ path: 'upgradeSecurityProfileTo', message }]);
}

/** A password that nothing would ask for: better said than silently kept. */
function passwordUnused(): Error {
  return unprocessable([
    { path: 'password', message: 'security profile 0 has no password; set securityProfile to 1 or more' },
  ]);
}
