import type { RegistryWriter } from '../../store/registry-writer';
import { loadConfiguration, type StationConfiguration } from './load-configuration';

/** What people see of a station's configuration. Nothing is asked of the station. */
export class ReadConfiguration {
  /** @param unasked - whether stations are synchronised without anybody asking */
  constructor(
    private readonly writer: RegistryWriter,
    private readonly unasked: boolean,
  ) {}

  /** @throws Problem 404 without the station */
  read(tenantId: string, stationId: string): Promise<StationConfiguration> {
    return this.writer.read(tenantId, (em) => loadConfiguration(em, { tenantId, stationId }, this.unasked));
  }
}
