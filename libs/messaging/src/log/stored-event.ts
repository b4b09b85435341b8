import { STATION_STREAM, stationRecord, type LinkEvent } from '@chargebus/contracts';
import { ErrorCode, NatsError } from 'nats';
import type { Messaging } from '../messaging';
import { AppendRefused } from './append-refused';

const RETRY_MS = 300;

/**
 * The event of the record that an append repeated (rule 3). Waits for NATS as long as it takes: without the record there
 * is no answer for the station.
 * @throws AppendRefused `stored-record-gone` if the record is no longer there or is no start
 */
export async function getStoredEvent(messaging: Messaging, seq: number, kind: LinkEvent['kind']): Promise<LinkEvent> {
  for (;;) {
    try {
      const jsm = await messaging.nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
      // Asked of the leader (not a direct get), which is the one that called it a duplicate.
      const stored = await jsm.streams.getMessage(STATION_STREAM, { seq });
      const record = stationRecord.safeParse(stored.json());
      const event = record.success ? record.data.events[0] : undefined;
      if (event && event.kind !== 'station.seen' && event.kind === kind) return event;
      throw new AppendRefused('stored-record-gone', `record ${seq} is a duplicate by its id, but holds no ${kind}`);
    } catch (error) {
      if (error instanceof AppendRefused || messaging.nc.isClosed()) throw error;
      if (error instanceof NatsError && error.code === ErrorCode.JetStream404NoMessages) {
        throw new AppendRefused('stored-record-gone', `record ${seq} is no longer in the stream`);
      }
      await messaging.untilHealthy(5_000);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
