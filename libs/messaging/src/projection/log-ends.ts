import { factSubject, stationSubject } from '@chargebus/contracts';
import { NatsError, type JetStreamManager } from 'nats';
import type { ProjectionMessaging } from './projected';

const NO_MESSAGE_FOUND = 10037;

/** The subject of a partition of `stream`. */
export const partitionSubject = (stream: 'STATION' | 'FACT', partition: number): string =>
  stream === 'STATION' ? stationSubject(partition) : factSubject(partition);

/**
 * The sequence of the last record of a partition, 0 if the stream has none. Answered by the stream's leader: whatever
 * had its PubAck before the call is counted.
 * @throws NatsError
 */
export async function lastSeqOf(
  messaging: ProjectionMessaging,
  stream: 'STATION' | 'FACT',
  partition: number,
): Promise<number> {
  const manager: JetStreamManager = await messaging.nc.jetstreamManager({ checkAPI: false });
  try {
    const last = await manager.streams.getMessage(stream, { last_by_subj: partitionSubject(stream, partition) });
    return last.seq;
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.err_code === NO_MESSAGE_FOUND) return 0;
    throw error;
  }
}
