import type { Messaging, TracePage, TracePlace } from '@chargebus/messaging';
import type { RegistryWriter } from '../../store/registry-writer';
import { getStation } from '../../store/registration/station.repository';

export interface MessageFilter {
  /** Inclusive, ISO; absent: the newest messages. */
  readonly from?: string | undefined;
  /** Exclusive, ISO. */
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly limit: number;
  /** With `from`: where the page before ended. */
  readonly place?: TracePlace | undefined;
}

/** How far back the newest messages of one action are looked for. */
const LOOKED_THROUGH = 5_000;

/** Reads the raw trace of a station. */
export class ReadMessages {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly messaging: Pick<Messaging, 'readTrace'>,
  ) {}

  /**
   * Oldest first: from `from` on, or the newest `limit`, which have no next page.
   * @throws Problem 404 without the station; NatsUnavailable
   */
  async read(tenantId: string, stationId: string, filter: MessageFilter): Promise<TracePage> {
    await this.writer.read(tenantId, (em) => getStation(em, tenantId, stationId));
    const { from, to, action, limit, place } = filter;
    const station = { tenantId, stationId, ...(to !== undefined && { to }) };
    if (from !== undefined) return this.messaging.readTrace({ ...station, from, place, action, limit });
    const wanted = action === undefined ? limit : LOOKED_THROUGH;
    const { entries: newest } = await this.messaging.readTrace({ ...station, limit: wanted });
    const entries = newest.filter((entry) => action === undefined || entry.action === action);
    return { entries: entries.slice(-limit), next: null };
  }
}
