import { GatheredLookup } from '@chargebus/database';
import { effectiveTimeZone } from '../domain/time-zone';
import type { StationName } from '../store/admission.repository';
import { grouped } from '../store/grouped';
import { REGISTRY_ACTOR, type RegistryWriter } from '../store/registry-writer';
import { insertStrangers } from '../store/station.repository';
import { findTenant } from '../store/tenant.repository';
import { stationFact } from './station-facts';

/**
 * Registers stations nobody registered, with security profile 0, as the policy for them says. Many that knock at the same
 * time go into one transaction.
 */
export class RegisterStrangers {
  private readonly gathered: GatheredLookup<StationName, void>;

  constructor(
    private readonly writer: RegistryWriter,
    private readonly registration: 'accepted' | 'pending',
  ) {
    this.gathered = new GatheredLookup(async (names) => {
      for (const [tenantId, ofTenant] of grouped(names, (name) => name.tenantId)) {
        await this.write(
          tenantId,
          ofTenant.map(({ stationId }) => stationId),
        );
      }
      return names.map(() => undefined);
    });
  }

  /** Whoever registered it, this call or another at the same instant: it is known after it. */
  register(name: StationName): Promise<void> {
    return this.gathered.find(name);
  }

  private write(tenantId: string, ids: string[]): Promise<void> {
    const { registration } = this;
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
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
