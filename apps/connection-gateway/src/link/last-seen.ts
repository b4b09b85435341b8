import { partitionOf, type StationEventOf } from '@chargebus/contracts';
import type { GroupAppender } from '@chargebus/messaging';

interface Seen {
  tenantId: string;
  stationId: string;
  at: string;
}

/** Most stations one `station.seen` event names, so that it stays far under the server's max_payload. */
const MOST_IN_ONE_EVENT = 1_000;

/** Last-seen times travel grouped, once every few seconds a gateway and partition: a heartbeat costs no record. */
export class LastSeen {
  private waiting = new Map<string, Seen>();

  constructor(
    private readonly appender: Pick<GroupAppender, 'append'>,
    private readonly gatewayId: string,
    private readonly partitions: number,
  ) {}

  note(tenantId: string, stationId: string, at: Date): void {
    this.waiting.set(`${tenantId}/${stationId}`, { tenantId, stationId, at: at.toISOString() });
  }

  /** Appends what was noted since the last flush. Losing it loses no fact: the next one says the same, later. */
  async flush(now: Date): Promise<void> {
    const noted = this.waiting;
    this.waiting = new Map();
    const events = [...this.byPartition(noted.values()).values()].flatMap((seen) => this.toEvents(seen, now));
    await Promise.all(events.map((event) => this.appender.append(event)));
  }

  private byPartition(noted: Iterable<Seen>): Map<number, Seen[]> {
    const groups = new Map<number, Seen[]>();
    for (const seen of noted) {
      const partition = partitionOf(seen.tenantId, seen.stationId, this.partitions);
      const group = groups.get(partition);
      if (group) group.push(seen);
      else groups.set(partition, [seen]);
    }
    return groups;
  }

  /** The header names the first station, which puts the event into the partition of all of them. */
  private toEvents(seen: Seen[], now: Date): StationEventOf<'station.seen'>[] {
    const events: StationEventOf<'station.seen'>[] = [];
    for (let i = 0; i < seen.length; i += MOST_IN_ONE_EVENT) {
      const part = seen.slice(i, i + MOST_IN_ONE_EVENT);
      const first = part[0];
      if (first === undefined) continue;
      events.push({
        kind: 'station.seen',
        tenantId: first.tenantId,
        stationId: first.stationId,
        receivedAt: now.toISOString(),
        data: { gatewayId: this.gatewayId, seen: part },
      });
    }
    return events;
  }
}
