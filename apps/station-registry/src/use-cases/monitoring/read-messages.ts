import type { TraceEntry } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import type { RegistryWriter } from '../../store/registry-writer';
import { getStation } from '../../store/registration/station.repository';

export interface MessageFilter {
  /** Inclusive, ISO; absent: the newest messages. */
  readonly from?: string | undefined;
  /** Exclusive, ISO. */
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly limit: number;
  /** Messages of exactly `from` that an earlier page has told. */
  readonly skip?: number | undefined;
}

/** Where the next page begins. */
export interface NextMessages {
  from: string;
  skip: number;
}

const READ_AT_ONCE = 1_000;
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
  async read(
    tenantId: string,
    stationId: string,
    filter: MessageFilter,
  ): Promise<{ entries: TraceEntry[]; next: NextMessages | null }> {
    await this.writer.read(tenantId, (em) => getStation(em, tenantId, stationId));
    const { from, to, action, limit } = filter;
    const station = { tenantId, stationId, ...(to !== undefined && { to }) };
    if (from !== undefined) return this.readFrom(station, { ...filter, from });
    const wanted = action === undefined ? limit : LOOKED_THROUGH;
    const newest = await this.messaging.readTrace({ ...station, limit: wanted });
    return { entries: newest.filter((entry) => ofAction(entry, action)).slice(-limit), next: null };
  }

  private async readFrom(
    station: { tenantId: string; stationId: string; to?: string },
    { from, action, limit, skip = 0 }: MessageFilter & { from: string },
  ): Promise<{ entries: TraceEntry[]; next: NextMessages | null }> {
    const entries: TraceEntry[] = [];
    let place: NextMessages = { from, skip };
    for (;;) {
      const asked = READ_AT_ONCE + place.skip;
      const read = await this.messaging.readTrace({ ...station, from: place.from, limit: asked });
      for (const entry of read.slice(place.skip)) {
        if (entries.length === limit) return { entries, next: place };
        place = entry.at === place.from ? { from: place.from, skip: place.skip + 1 } : { from: entry.at, skip: 1 };
        if (ofAction(entry, action)) entries.push(entry);
      }
      if (read.length < asked) return { entries, next: null };
    }
  }
}

function ofAction(entry: TraceEntry, action: string | undefined): boolean {
  return action === undefined || entry.action === action;
}
