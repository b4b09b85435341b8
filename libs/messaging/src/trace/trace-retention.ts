import { TRACE_STREAM } from '@chargebus/contracts';
import { millis, nanos } from 'nats';
import { toUnavailable } from '../connection/unavailable';
import type { Messaging } from '../messaging';

/** What is left out stays as the stream has it. */
export interface TraceRetention {
  /** How long a frame is kept. */
  readonly maxAgeMs?: number | undefined;
  /** How much is kept for all stations together; the oldest frames are dropped first. */
  readonly maxBytes?: number | undefined;
}

/**
 * Sets how long and how much TRACE keeps. The other streams are left to the operator: what they hold was promised.
 * @returns whether anything was changed
 * @throws NatsUnavailable; NatsError where the store has no room for it or the user may not change the stream
 */
export async function keepTrace(messaging: Pick<Messaging, 'nc'>, wanted: TraceRetention): Promise<boolean> {
  if (wanted.maxAgeMs === undefined && wanted.maxBytes === undefined) return false;
  try {
    const jsm = await messaging.nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
    const { config } = await jsm.streams.info(TRACE_STREAM);
    const { maxAgeMs = millis(config.max_age), maxBytes = config.max_bytes } = wanted;
    if (maxAgeMs === millis(config.max_age) && maxBytes === config.max_bytes) return false;
    // The dedupe window, unused here, may not be longer than the age.
    const duplicate_window = Math.min(config.duplicate_window, nanos(maxAgeMs));
    await jsm.streams.update(TRACE_STREAM, { max_age: nanos(maxAgeMs), max_bytes: maxBytes, duplicate_window });
    return true;
  } catch (error) {
    throw toUnavailable(error, 'setting what the trace keeps');
  }
}
