import { partitionOf, type StationEvent } from '@chargebus/contracts';
import { LastSeen } from './last-seen';

describe('LastSeen', () => {
  it('tells each station once, in events that are in its own partition, and nothing twice', async () => {
    const appended: StationEvent[] = [];
    const appender = {
      append: (event: StationEvent) => {
        appended.push(event);
        return Promise.resolve({ epoch: 'e', seq: 1, index: 0, partition: 0 });
      },
    };
    const lastSeen = new LastSeen(appender, 'gw-1', 4);
    for (const second of [1, 2]) {
      for (let i = 0; i < 100; i++) lastSeen.note('default', `CP-${i}`, new Date(Date.UTC(2026, 2, 1, 0, 0, second)));
    }
    await lastSeen.flush(new Date());
    await lastSeen.flush(new Date());
    const seen = appended.flatMap((event) => {
      if (event.kind !== 'station.seen') throw new Error(`unexpected ${event.kind}`);
      const partition = partitionOf(event.tenantId, event.stationId, 4);
      for (const one of event.data.seen) expect(partitionOf(one.tenantId, one.stationId, 4)).toBe(partition);
      return event.data.seen;
    });
    expect(appended.length).toBeLessThanOrEqual(4);
    expect(seen.length).toBe(100);
    expect(new Set(seen.map(({ at }) => at))).toEqual(new Set(['2026-03-01T00:00:02.000Z']));
  });
});
