import type { NatsConnection } from 'nats';
import { toUnavailable } from '../connection/unavailable';
import type { StreamEpoch, StreamName } from '../messaging';

/**
 * Which stream this is and where it stands (rule 8).
 * @throws NatsUnavailable; NatsError if there is no such stream
 */
export async function readStreamEpoch(nc: NatsConnection, stream: StreamName): Promise<StreamEpoch> {
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
    const { created, state } = await jsm.streams.info(stream);
    // The server reports 0 or 1 as the first sequence of a stream that never held a record.
    const firstSeq = state.messages === 0 ? state.last_seq + 1 : state.first_seq;
    return { epoch: `${stream}@${Date.parse(created)}`, firstSeq, lastSeq: state.last_seq };
  } catch (error) {
    throw toUnavailable(error, `reading stream ${stream}`);
  }
}
