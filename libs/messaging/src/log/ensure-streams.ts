import { NatsError, type JetStreamManager, type StreamInfo } from 'nats';
import { isNatsAway, toUnavailable } from '../connection/unavailable';
import { NatsUnavailable, type Messaging } from '../messaging';
import { checkForeignStreams, checkStream } from './check-stream';
import { defineStreams, type StreamDefinition } from './stream-definitions';
import { decideSizes, StreamsRefused, type StreamLimits } from './stream-limits';

export interface EnsureStreamsOptions {
  readonly limits: StreamLimits;
  readonly replicas: 1 | 3;
}

const API_TIMEOUT_MS = 5_000;
const START_TIMEOUT_MS = 60_000;
const NAME_IN_USE = 10058;
const STREAM_NOT_FOUND = 10059;
const NOT_CLUSTERED = 10074;
const ROOM_ATTEMPTS = 5;
const ROOM_PAUSE_MS = 200;
/** Account or server has no room for the reservation; 10005 is the cluster's word for it. */
const NO_ROOM: ReadonlySet<number> = new Set([10002, 10005, 10023, 10047]);

/**
 * Makes STATION, FACT and TRACE where they are missing and checks them where they are there (rules 5 to 7). Several
 * processes may do this at once. Waits up to a minute for a JetStream cluster that is still electing.
 * @throws StreamsRefused, NatsUnavailable
 */
export async function ensureStreams(messaging: Messaging, o: EnsureStreamsOptions): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await ensureOnce(messaging, o);
    } catch (error) {
      if (!isNatsAway(error) || Date.now() > giveUpAt) throw toUnavailable(error, 'ensuring the streams');
      await messaging.untilHealthy(1_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

async function ensureOnce(messaging: Messaging, { limits, replicas }: EnsureStreamsOptions): Promise<void> {
  const jsm = await messaging.nc.jetstreamManager({ checkAPI: false, timeout: API_TIMEOUT_MS });
  const sizes = decideSizes(limits, limits.storeBytes ?? (await accountStoreBytes(jsm, replicas)));
  const existing = await listStreams(jsm);
  checkForeignStreams(existing);
  for (const definition of defineStreams({ partitions: messaging.partitions, replicas, limits, sizes })) {
    const found = existing.find((stream) => stream.config.name === definition.name);
    const info = found ?? (await create(jsm, definition, messaging));
    checkStream(info, definition);
  }
}

export async function listStreams(jsm: JetStreamManager): Promise<StreamInfo[]> {
  const streams: StreamInfo[] = [];
  for await (const info of jsm.streams.list()) streams.push(info);
  return streams;
}

/** Bytes one copy of everything may take by the account's limit; undefined where the account has none. */
export async function accountStoreBytes(jsm: JetStreamManager, replicas: number): Promise<number | undefined> {
  const { limits } = await jsm.getAccountInfo();
  return limits.max_storage > 0 ? Math.floor(limits.max_storage / replicas) : undefined;
}

async function create(jsm: JetStreamManager, definition: StreamDefinition, messaging: Messaging): Promise<StreamInfo> {
  const { name, max_bytes } = definition;
  for (let attempt = 1; ; attempt++) {
    try {
      const info = await jsm.streams.add(definition);
      messaging.logger.info(`stream ${name} made, up to ${max_bytes} bytes`);
      return info;
    } catch (error) {
      const code = error instanceof NatsError ? error.api_error?.err_code : undefined;
      if (code === NOT_CLUSTERED) {
        throw new StreamsRefused('REPLICAS is 3, but NATS runs as a single server', { cause: error });
      }
      const noRoom = code !== undefined && NO_ROOM.has(code);
      if (code !== NAME_IN_USE && !noRoom) throw error;
      // Another process makes it, maybe with other limits: look at what is there.
      const made = await findStream(jsm, name);
      if (made) return made;
      // In a cluster a name is taken a moment before the stream can be asked for.
      if (!noRoom) throw new NatsUnavailable(`stream ${name} is being made by another process`, { cause: error });
      // Each process that makes the stream at this moment has its bytes reserved until it is told that it exists.
      if (attempt === ROOM_ATTEMPTS) throw new StreamsRefused(noRoomFor(definition, error as Error), { cause: error });
      await new Promise((resolve) => setTimeout(resolve, ROOM_PAUSE_MS));
    }
  }
}

function noRoomFor({ name, max_bytes }: StreamDefinition, { message }: Error): string {
  const advice = `enlarge NATS's max_file_store or give the streams less`;
  return `the JetStream store has no room for ${max_bytes} bytes of ${name} (${message}): ${advice}`;
}

async function findStream(jsm: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(name);
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.err_code === STREAM_NOT_FOUND) return undefined;
    throw error;
  }
}
