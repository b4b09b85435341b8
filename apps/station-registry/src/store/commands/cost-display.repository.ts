import type { Transport } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { costSettings } from '../registration/admission.repository';
import { COST_PATHS } from '../../domain/configuration/cost-display';
import type { StationName } from './command-queue.repository';

/** What people set and the station says of showing costs. */
export interface CostDisplayRecord {
  showsCost: boolean | null;
  /** By path; null where it was never asked. */
  costSettings: Record<string, string | null> | null;
  /** Of its last link. */
  transport: Transport | null;
}

/**
 * Of stations that are told final costs by a command, in the order of `names`: they speak 1.x, whose answers have no place for them. Null for
 * others, and for those that nobody knows.
 */
export async function findCommandCostDisplays(
  em: EntityManager,
  names: readonly StationName[],
): Promise<(CostDisplayRecord | null)[]> {
  const rows = await em.query<({ known: boolean } & CostDisplayRecord)[]>(
    `SELECT st.station_id IS NOT NULL AS known, s.shows_cost AS "showsCost", ${costSettings('$3')} AS "costSettings",
       st.transport
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS name (tenant, station, n)
     LEFT JOIN station s ON s.tenant_id = name.tenant AND s.id = name.station AND s.deleted_at IS NULL
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id AND st.ocpp_version LIKE '1.%'
     ORDER BY name.n`,
    [names.map(({ tenantId }) => tenantId), names.map(({ stationId }) => stationId), COST_PATHS],
  );
  return rows.map(({ known, ...record }) => (known ? record : null));
}
