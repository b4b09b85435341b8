import type { RegistrationStatus } from '@chargebus/contracts';
import { GatheredLookup } from '@chargebus/database';
import { effectiveTimeZone } from '../../domain/registration/time-zone';
import type { StationName } from '../../store/registration/admission.repository';
import { grouped } from '../../store/grouped';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import { insertStrangers } from '../../store/registration/station.repository';
import { findTenant } from '../../store/registration/tenant.repository';
import { stationFact } from '../monitoring/station-facts';

/** A station nobody registered, and what the policy makes of it. */
export interface Stranger extends StationName {
  registration: Exclude<RegistrationStatus, 'rejected'>;
}

/**
 * Registers stations nobody registered, with security profile 0, as the policy for them says. Many that knock at the same
 * time go into one transaction.
 */
export class RegisterStrangers {
  private readonly gathered: GatheredLookup<Stranger, void>;

  constructor(private readonly writer: RegistryWriter) {
    this.gathered = new GatheredLookup(async (strangers) => {
      const alike = grouped(strangers, ({ tenantId, registration }) => `${registration} ${tenantId}`);
      for (const group of alike.values()) await this.write(group);
      return strangers.map(() => undefined);
    });
  }

  /** Whoever registered it, this call or another at the same instant: it is known after it. */
  register(stranger: Stranger): Promise<void> {
    return this.gathered.find(stranger);
  }

  /** Of one tenant and with one outcome. */
  private async write(strangers: readonly Stranger[]): Promise<void> {
    const [first] = strangers;
    if (first === undefined) return;
    const { tenantId, registration } = first;
    const ids = strangers.map(({ stationId }) => stationId);
    await this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const made = await insertStrangers(tx.em, tenantId, ids, { registration, at: tx.at });
      if (made.length === 0) return;
      const change = { by: 'policy for unknown stations', registration };
      await tx.logChanges('station', made, 'registered', change);
      const timeZone = effectiveTimeZone((await findTenant(tx.em, tenantId))?.timeZone);
      for (const id of made) {
        tx.publish('station.changed', id, stationFact({ id, locationId: null, groups: [], tags: [] }, timeZone));
      }
    });
  }
}
