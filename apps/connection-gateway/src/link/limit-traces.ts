import { keepTrace, type Messaging } from '@chargebus/messaging';
import type { Logger } from '@chargebus/service-runtime';
import type { GatewayConfig } from '../config';

const HOUR_MS = 3_600_000;
const MB = 1_000_000;

/** Sets how long and how much of the stations' frames is kept, as configured. Traces are no promise: without it the work goes on. */
export async function limitTraces(
  messaging: Pick<Messaging, 'nc'>,
  config: Pick<GatewayConfig, 'TRACE_MAX_AGE_H' | 'TRACE_MAX_MB'>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const { TRACE_MAX_AGE_H: hours, TRACE_MAX_MB: megabytes } = config;
  const retention = {
    ...(hours !== undefined && { maxAgeMs: hours * HOUR_MS }),
    ...(megabytes !== undefined && { maxBytes: megabytes * MB }),
  };
  try {
    if (await keepTrace(messaging, retention)) logger.info(retention, 'the trace keeps frames for this long now');
  } catch (error) {
    logger.warn({ error, ...retention }, 'what the trace keeps could not be set');
  }
}
