import { bulkUpsert } from '@chargebus/database';
import type { EntityManager } from 'typeorm';
import type { Attempt } from '../../domain/configuration/configuration-state';
import type { StationKey } from '../monitoring/station-state.repository';

/** What became of desired values at a station, by `keyOf` their names. */
export async function loadAttempts(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
): Promise<Map<string, Attempt>> {
  const rows = await em.query<(Attempt & { name: string })[]>(
    'SELECT name, value, outcome, tries, at, detail FROM configuration_attempt WHERE tenant_id = $1 AND station_id = $2',
    [tenantId, stationId],
  );
  return new Map(rows.map(({ name, ...attempt }) => [name, attempt]));
}

export async function saveAttempts(
  em: EntityManager,
  { tenantId, stationId }: StationKey,
  attempts: ReadonlyMap<string, Attempt>,
): Promise<void> {
  await bulkUpsert(em, {
    table: 'configuration_attempt',
    columns: {
      ...{ tenant_id: 'text', station_id: 'text', name: 'text', value: 'text', outcome: 'text', tries: 'integer' },
      ...{ at: 'timestamptz', detail: 'text' },
    },
    rows: [...attempts].map(([name, attempt]) => ({ tenant_id: tenantId, station_id: stationId, name, ...attempt })),
    conflict: ['tenant_id', 'station_id', 'name'],
  });
}
