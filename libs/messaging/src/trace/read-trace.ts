import { TRACE_STREAM, traceEntry, traceSubject, type TraceEntry } from '@chargebus/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  millis,
  nanos,
  NatsError,
  type ConsumerConfig,
  type JsMsg,
  type NatsConnection,
} from 'nats';
import { z } from 'zod';
import { toUnavailable } from '../connection/unavailable';
import type { TracePage, TracePlace, TraceQuery } from '../messaging';

const traceRecord = z.object({ v: z.literal(1), entries: z.array(traceEntry) });
const HOUR_MS = 3600_000;
const BATCH = 500;
const FETCH_MS = 2_000;
const CONSUMER_NOT_FOUND = 10014;
/** How far an entry's own time and the server's time of storing it may lie apart, clocks included. */
const STORED_APART_MS = 60_000;

/** As `Messaging.readTrace`. @throws NatsUnavailable */
export async function readTrace(nc: NatsConnection, query: TraceQuery): Promise<TracePage> {
  try {
    return query.from === undefined ? { entries: await readNewest(nc, query), next: null } : await readPage(nc, query);
  } catch (error) {
    throw toUnavailable(error, 'reading the trace');
  }
}

/** Looks back step by step rather than through everything. */
async function readNewest(nc: NatsConnection, query: TraceQuery): Promise<TraceEntry[]> {
  const end = query.to === undefined ? Date.now() : Date.parse(query.to);
  for (const hours of [1, 24]) {
    const newest = await lastOf(nc, query, new Date(end - hours * HOUR_MS));
    if (newest.length === query.limit) return byTime(newest);
  }
  return byTime(await lastOf(nc, query, undefined));
}

async function lastOf(nc: NatsConnection, query: TraceQuery, since: Date | undefined): Promise<TraceEntry[]> {
  const last: TraceEntry[] = [];
  for await (const { entry } of stored(nc, query, { since })) {
    last.push(entry);
    if (last.length > 2 * query.limit) last.splice(0, last.length - query.limit);
  }
  return last.slice(-query.limit);
}

async function readPage(nc: NatsConnection, query: TraceQuery): Promise<TracePage> {
  const entries: TraceEntry[] = [];
  for await (const { entry, place } of stored(nc, query, { since: new Date(query.from ?? 0), place: query.place })) {
    if (entries.length === query.limit) return { entries: byTime(entries), next: place };
    entries.push(entry);
  }
  return { entries: byTime(entries), next: null };
}

/** What a query asks for, as it is stored; from `place` on, else from what may be of `since`. */
async function* stored(
  nc: NatsConnection,
  { tenantId, stationId, to, action }: TraceQuery,
  { since, place }: { since: Date | undefined; place?: TracePlace | undefined },
): AsyncGenerator<{ entry: TraceEntry; place: TracePlace }> {
  const jsm = await nc.jetstreamManager({ checkAPI: false, timeout: 5_000 });
  const { name } = await jsm.consumers.add(TRACE_STREAM, {
    filter_subject: traceSubject(tenantId, stationId),
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(30_000),
    ...startAt(since, place),
  });
  const until = to === undefined ? Infinity : Date.parse(to);
  try {
    const consumer = await nc.jetstream({ timeout: 5_000 }).consumers.get(TRACE_STREAM, name);
    for (let pending = (await consumer.info(true)).num_pending; pending > 0;) {
      const before = pending;
      for await (const message of await consumer.fetch({ max_messages: Math.min(BATCH, pending), expires: FETCH_MS })) {
        pending = message.info.pending;
        for (const [index, entry] of readEntries(message).entries()) {
          if (message.seq === place?.seq && index < place.index) continue;
          if (!within(entry.at, since, until) || (action !== undefined && entry.action !== action)) continue;
          yield { entry, place: { seq: message.seq, index } };
        }
        if (millis(message.info.timestampNanos) > until + STORED_APART_MS) return;
      }
      // Messages that the stream dropped meanwhile never come.
      if (pending === before) return;
    }
  } finally {
    await jsm.consumers.delete(TRACE_STREAM, name).catch((error: unknown) => {
      if (!(error instanceof NatsError) || error.api_error?.err_code !== CONSUMER_NOT_FOUND) throw error;
    });
  }
}

function startAt(since: Date | undefined, place: TracePlace | undefined): Partial<ConsumerConfig> {
  if (place !== undefined) return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: place.seq };
  if (since === undefined) return { deliver_policy: DeliverPolicy.All };
  const from = new Date(since.getTime() - STORED_APART_MS).toISOString();
  return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from };
}

const byTime = (entries: TraceEntry[]): TraceEntry[] => entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

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
