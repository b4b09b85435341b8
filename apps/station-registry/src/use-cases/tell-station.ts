import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import type { RegistryWriter } from '../store/registry-writer';
import { findDetails } from '../store/station-details.repository';

/** Tells other services what they need to know of a station before they promise anything. */
export class TellStation {
  constructor(private readonly writer: RegistryWriter) {}

  async tell({
    tenantId,
    stationId,
  }: AskRequest<typeof asks.stationState>): Promise<AskReply<typeof asks.stationState>> {
    const details = await this.writer.read(tenantId, (em) => findDetails(em, tenantId, stationId));
    if (details === null) return { ok: false, reason: 'unknown-station' };
    const { station, state, timeZone, evses } = details;
    const connected = state?.connected ?? false;
    return {
      ok: true,
      connected,
      ...(connected && state?.linkEpoch && { epoch: state.linkEpoch }),
      ...(state?.ocppVersion && { ocppVersion: state.ocppVersion }),
      ...(state?.bootStatus && { registration: state.bootStatus }),
      locationId: station.locationId,
      timeZone,
      evses: evses.map(({ id }) => id),
    };
  }
}
