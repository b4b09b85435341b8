import type { RegistrationStatus } from '@chargebus/contracts';
import { unprocessable } from '@chargebus/service-runtime';
import { findCredentials } from '../store/credential.repository';
import type { Author, RegistryWriter } from '../store/registry-writer';
import { findDetails } from '../store/station-details.repository';
import { getStationForUpdate, updateStation } from '../store/station.repository';
import type { StationRow } from '../store/station.row';
import type { EndLinks } from './end-links';
import { checkLocation, giveCredential, type Registered, type StationInput } from './register-station';
import { publishStation } from './station-facts';

/** What may change; undefined leaves it, null takes it back. */
export type StationChange = Omit<StationInput, 'id'> & {
  upgradeSecurityProfileTo?: number | null | undefined;
  disabled?: boolean | undefined;
  registration?: RegistrationStatus | undefined;
};

/**
 * Changes a station. A raised security profile gives a station without a password one, told once. A lowered one is on record:
 * it happens by nothing else than this call (OCPP 2.0.1 A00.FR.005).
 */
export class ChangeStation {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly links: Pick<EndLinks, 'ofStation'>,
  ) {}

  /**
   * A link that must not be any more after it is ended; nobody waits for that.
   * @throws Problem 404; 422 for a location that does not exist, a password without a security profile, an upgrade that is none
   */
  async change(author: Author, id: string, change: StationChange): Promise<Registered> {
    const changed = await this.write(author, id, change);
    void this.links.ofStation(author.tenantId, id);
    return changed;
  }

  private write(author: Author, id: string, change: StationChange): Promise<Registered> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      const station = await getStationForUpdate(em, tenantId, id);
      await checkLocation(em, tenantId, change.locationId);
      const changed = applyChange(station, change, tx.at);
      if (change.password !== undefined && changed.securityProfile === 0) throw passwordUnused();
      if ((change.upgradeSecurityProfileTo ?? 4) <= changed.securityProfile) throw noUpgrade();
      await updateStation(em, changed);
      const hasOne = (await findCredentials(em, tenantId, id)).length > 0;
      const generated = await giveCredential(tx, changed, change.password, hasOne);
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
      return { details, ...(generated === undefined ? {} : { password: generated }) };
    });
  }
}

function applyChange(station: StationRow, change: StationChange, at: string): StationRow {
  const { password: _secret, tags, groups, ...plain } = change;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const rejected = change.registration === 'rejected' && station.registration !== 'rejected';
  const { securityProfile = station.securityProfile } = change;
  const reached = (station.upgradeSecurityProfileTo ?? 4) <= securityProfile;
  return {
    ...station,
    ...(reached ? { upgradeSecurityProfileTo: null } : {}),
    ...given,
    ...(rejected ? { relinkAt: at } : {}),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)] }),
    updatedAt: at,
  };
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
