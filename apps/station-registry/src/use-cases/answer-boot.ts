import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import { decideBoot, type BootIntervals } from '../domain/boot';
import type { RegistryWriter } from '../store/registry-writer';
import { findStation } from '../store/station.repository';

/** Answers a BootNotification. What the station said of itself is recorded by the projection, once it is in the log. */
export class AnswerBoot {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly intervals: BootIntervals,
  ) {}

  async answer({ tenantId, stationId }: AskRequest<typeof asks.boot>): Promise<AskReply<typeof asks.boot>> {
    const station = await this.writer.read(tenantId, (em) => findStation(em, tenantId, stationId));
    if (station === null || station.deletedAt !== null) return { ok: false, reason: 'unknown-station' };
    return { ok: true, ...decideBoot(station, this.intervals) };
  }
}
