import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import { decideBoot, type BootIntervals } from '../domain/boot';
import { ALL_TENANTS, GatheredLookup } from '@chargebus/database';
import { findAdmissions, type AdmissionRecord, type StationName } from '../store/admission.repository';
import type { RegistryWriter } from '../store/registry-writer';

/** Answers a BootNotification. What the station said of itself is recorded by the projection, once it is in the log. */
export class AnswerBoot {
  private readonly records: GatheredLookup<StationName, AdmissionRecord | null>;

  constructor(
    writer: RegistryWriter,
    private readonly intervals: BootIntervals,
  ) {
    this.records = new GatheredLookup((names) => writer.read(ALL_TENANTS, (em) => findAdmissions(em, names)));
  }

  async answer({ tenantId, stationId }: AskRequest<typeof asks.boot>): Promise<AskReply<typeof asks.boot>> {
    const station = (await this.records.find({ tenantId, stationId }))?.station;
    if (!station || station.deleted) return { ok: false, reason: 'unknown-station' };
    return { ok: true, ...decideBoot(station, this.intervals) };
  }
}
