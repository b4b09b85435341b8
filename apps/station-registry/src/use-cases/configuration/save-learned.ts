import { newestOfEach } from '../../domain/configuration/device-model';
import type { Learned } from '../../domain/configuration/learned-settings';
import type { RegistryTransaction } from '../../store/registry-writer';
import { forgetOlder, saveSettings } from '../../store/configuration/station-variable.repository';

/** Keeps what a station's settings were read to be. Its capabilities are kept with the end of the command that read them. */
export async function saveLearned(
  { em, tenantId }: RegistryTransaction,
  stationId: string,
  { settings = [], whole = false }: Learned,
): Promise<void> {
  const newest = newestOfEach(settings);
  await saveSettings(
    em,
    newest.map((setting) => ({ tenantId, stationId, setting })),
  );
  const readAt = newest[0]?.readAt;
  if (whole && readAt !== undefined) await forgetOlder(em, { tenantId, stationId }, readAt);
}
