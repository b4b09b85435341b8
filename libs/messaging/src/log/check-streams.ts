import { toUnavailable } from '../connection/unavailable';
import type { Messaging } from '../messaging';
import { accountStoreBytes, listStreams, type EnsureStreamsOptions } from './ensure-streams';
import type { StreamAlarm } from './stream-limits';

const ALARM_AT = 0.7;
const OURS: ReadonlySet<string> = new Set(['STATION', 'FACT', 'TRACE']);

/**
 * Rule 6: what an operator should know of the streams now. TRACE forgets its oldest and is full in normal life, so its
 * level is no alarm.
 * @throws NatsUnavailable
 */
export async function checkStreams(messaging: Messaging, o: EnsureStreamsOptions): Promise<StreamAlarm[]> {
  try {
    const jsm = await messaging.nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
    const storeBytes = o.limits.storeBytes ?? (await accountStoreBytes(jsm, o.replicas));
    const alarms: StreamAlarm[] = [];
    let reserved = 0;
    for (const { config, state } of await listStreams(jsm)) {
      const alarm = (kind: StreamAlarm['kind'], message: string) =>
        alarms.push({ stream: config.name, kind, message: `${config.name} ${message}` });
      if (config.max_bytes > 0) reserved += config.max_bytes;
      else alarm('unbounded', 'has no max_bytes and may fill the store');
      if (!OURS.has(config.name)) continue;
      const level = config.max_bytes > 0 ? state.bytes / config.max_bytes : 0;
      if (config.discard === 'new' && level >= ALARM_AT) {
        alarm(
          'filling',
          `is at ${Math.floor(level * 100)} % of ${config.max_bytes} bytes; full, it stops every append`,
        );
      }
      if (config.num_replicas < o.replicas) {
        alarm('not-replicated', `has ${config.num_replicas} replica, REPLICAS is ${o.replicas}`);
      }
    }
    if (storeBytes !== undefined && reserved >= storeBytes) {
      const message = `all streams reserve ${reserved} bytes of a store of ${storeBytes}`;
      alarms.push({ stream: '*', kind: 'overcommitted', message });
    }
    return alarms;
  } catch (error) {
    throw toUnavailable(error, 'checking the streams');
  }
}
