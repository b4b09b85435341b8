import type { OcppVersion } from '@chargebus/contracts';
import type { UnknownStations } from '../../domain/registration/admission';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { ensureTenant, getTenant, updateTenant } from '../../store/registration/tenant.repository';
import type { TenantRow } from '../../store/registration/tenant.row';

/** What may change; undefined leaves it, null takes it back. */
export interface TenantChange {
  assumeVersion?: OcppVersion | null | undefined;
  unknownStations?: UnknownStations | null | undefined;
  certificateOrganization?: string | null | undefined;
  operatorName?: string | null | undefined;
  contactEmail?: string | null | undefined;
  contactPhone?: string | null | undefined;
  website?: string | null | undefined;
}

/** Changes the defaults of a tenant's stations. They count from each station's next connection on. */
export class ChangeTenant {
  constructor(private readonly writer: RegistryWriter) {}

  /** The tenant as it is; of one the registry has not met yet, with the defaults. */
  read(author: Author): Promise<TenantRow> {
    return this.change(author, {});
  }

  change(author: Author, change: TenantChange): Promise<TenantRow> {
    return this.writer.write(author, async (tx) => {
      await ensureTenant(tx.em, tx.tenantId);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length > 0) {
        await updateTenant(tx.em, tx.tenantId, given);
        await tx.logChange('tenant', tx.tenantId, 'changed', given);
      }
      return getTenant(tx.em, tx.tenantId);
    });
  }
}
