import type { Messaging } from '@chargebus/messaging';
import type { Logger } from '../logs/logger';
import type { Metrics } from '../metrics/metrics';

const EVERY_MS = 60_000;

/** Says every minute what an operator should know of the streams (fill level from 70 %, ...). Returns how to stop. */
export function watchStreams(messaging: Messaging, metrics: Metrics, logger: Logger): () => void {
  const alarm = metrics.gauge('chargebus_stream_alarm', 'Streams that need an operator: 1 while they do.', [
    'stream',
    'kind',
  ]);
  metrics.gauge('chargebus_trace_entries_dropped', 'Trace entries dropped since the start.', [], (gauge) => {
    gauge.set(messaging.tracesDropped());
  });
  metrics.gauge('chargebus_nats_connected', 'Whether NATS is connected right now.', [], (gauge) => {
    gauge.set(messaging.healthy() ? 1 : 0);
  });
  const look = async (): Promise<void> => {
    if (!messaging.healthy()) return;
    const found = await messaging.checkStreams();
    alarm.reset();
    for (const { stream, kind, message } of found) {
      alarm.set({ stream, kind }, 1);
      logger.warn({ stream, kind }, message);
    }
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => logger.warn({ err: error }, 'the streams cannot be looked at'));
  }, EVERY_MS).unref();
  return () => clearInterval(timer);
}
