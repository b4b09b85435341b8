import { TRACE_STREAM, traceEntry, traceSubject, type TraceEntry } from '@chargebus/contracts';
import { AckPolicy, DeliverPolicy, millis, nanos, NatsError, type JsMsg, type NatsConnection } from 'nats';
import { z } from 'zod';
import { toUnavailable } from '../connection/unavailable';
import type { TraceQuery } from '../messaging';

const traceRecord = z.object({ v: z.literal(1), entries: z.array(traceEntry) });
const HOUR_MS = 3600_000;
const BATCH = 500;
const FETCH_MS = 2_000;
const CONSUMER_NOT_FOUND = 10014;
/** How far an entry's own time and the server's time of storing it may lie apart, clocks included. */
const STORED_APART_MS = 60_000;

/**
 * A station's raw frames, oldest first: from `from` on, or the newest `limit`.
 * @throws NatsUnavailable
 */
export async function readTrace(nc: NatsConnection, query: TraceQuery): Promise<TraceEntry[]> {
  try {
    if (query.from !== undefined) return await readSince(nc, query, new Date(query.from), 'oldest');
    // Without a start the newest count: look back step by step rather than through everything.
    const end = query.to === undefined ? Date.now() : Date.parse(query.to);
    for (const hours of [1, 24]) {
      const entries = await readSince(nc, query, new Date(end - hours * HOUR_MS), 'newest');
      if (entries.length >= query.limit) return entries;
    }
    return await readSince(nc, query, undefined, 'newest');
  } catch (error) {
    throw toUnavailable(error, 'reading the trace');
  }
}

async function readSince(
  nc: NatsConnection,
  { tenantId, stationId, to, limit }: TraceQuery,
  since: Date | undefined,
  keep: 'oldest' | 'newest',
): Promise<TraceEntry[]> {
  const jsm = await nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
  const { name } = await jsm.consumers.add(TRACE_STREAM, {
    filter_subject: traceSubject(tenantId, stationId),
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(30_000),
    ...(since === undefined
      ? { deliver_policy: DeliverPolicy.All }
      : {
          deliver_policy: DeliverPolicy.StartTime,
          opt_start_time: new Date(since.getTime() - STORED_APART_MS).toISOString(),
        }),
  });
  const until = to === undefined ? Infinity : Date.parse(to);
  const entries: TraceEntry[] = [];
  try {
    const consumer = await nc.jetstream({ timeout: 5_000 }).consumers.get(TRACE_STREAM, name);
    for (let pending = (await consumer.info(true)).num_pending; pending > 0;) {
      const before = pending;
      for await (const message of await consumer.fetch({ max_messages: Math.min(BATCH, pending), expires: FETCH_MS })) {
        pending = message.info.pending;
        entries.push(...readEntries(message).filter(({ at }) => within(at, since, until)));
        if (keep === 'newest' && entries.length > 2 * limit) entries.splice(0, entries.length - limit);
        if (millis(message.info.timestampNanos) > until + STORED_APART_MS) pending = 0;
      }
      if (keep === 'oldest' && entries.length >= limit) break;
      // Messages that the stream dropped meanwhile never come.
      if (pending === before) break;
    }
  } finally {
    await jsm.consumers.delete(TRACE_STREAM, name).catch((error: unknown) => {
      if (!(error instanceof NatsError) || error.api_error?.err_code !== CONSUMER_NOT_FOUND) throw error;
    });
  }
  return keep === 'oldest' ? entries.slice(0, limit) : entries.slice(-limit);
}

function within(at: string, since: Date | undefined, until: number): boolean {
  const time = Date.parse(at);
  return time < until && (since === undefined || time >= since.getTime());
}

function readEntries(message: JsMsg): TraceEntry[] {
  try {
    const record = traceRecord.safeParse(message.json());
    return record.success ? record.data.entries : [];
  } catch {
    return [];
  }
}
