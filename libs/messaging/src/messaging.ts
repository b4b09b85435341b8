import type { Ask, AskReply, CommandOutcome, CommandRequest, TraceEntry } from '@chargebus/contracts';
import type { NatsConnection } from 'nats';
import type { z } from 'zod';
import type { StreamAlarm, StreamLimits } from './log/stream-limits';

export type StreamName = 'STATION' | 'FACT' | 'TRACE';

/** Where a stream stands. `epoch` names this very stream: it changes when the stream is deleted and made again (rule 8). */
export interface StreamEpoch {
  /** `<name>@<created, ms since 1970>`, e.g. `STATION@1763835840123`. Stored with offsets, ids and labels. */
  readonly epoch: string;
  /** First sequence still kept; `lastSeq + 1` if the stream is empty. */
  readonly firstSeq: number;
  /** Last sequence ever given; 0 if there was none. */
  readonly lastSeq: number;
}

/** Log lines of this library go here. `console` and pino both fit. */
export type MessagingLogger = Pick<Console, 'info' | 'warn' | 'error'>;

export interface AskOptions {
  /** How long the asker can wait for an answer, reconnecting included. */
  readonly deadlineMs: number;
  /** Passed on as NATS headers, e.g. `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the asker knows of the station. */
export interface StationKnowledge {
  /** If connected, "no responders" is asked again for up to 2 s (rule 18). */
  readonly presenceSaysConnected?: boolean;
  /** Of the newest link it knows of: no older one is given the command. */
  readonly expectedEpoch?: number | undefined;
}

export interface CommandOptions {
  readonly presenceSaysConnected?: boolean;
  /**
   * The link is looked for at once, but no link is given the command before this is there, with what is known of the
   * station: the row it is written to is committed meanwhile. If it rejects, nothing is done, and its reason is thrown.
   */
  readonly ready?: Promise<StationKnowledge>;
  /** Gives up waiting. The station may have been told all the same. */
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where an entry stands in TRACE. Entries of several gateways are stored as they come, a moment out of the order of their times. */
export interface TracePlace {
  readonly seq: number;
  readonly index: number;
}

export interface TraceQuery {
  readonly tenantId: string;
  readonly stationId: string;
  /** Inclusive, ISO. Absent: the newest `limit` entries. */
  readonly from?: string;
  /** Exclusive, ISO. */
  readonly to?: string;
  /** With `from`: where the page before ended. */
  readonly place?: TracePlace | undefined;
  /** The OCPP action, of calls and their answers. */
  readonly action?: string | undefined;
  readonly limit: number;
}

export interface TracePage {
  /** By their times. */
  readonly entries: TraceEntry[];
  /** Where the next page begins, of a query with `from` that has more. */
  readonly next: TracePlace | null;
}

/** One connection to NATS, and everything services say to each other over it. Made by `connectMessaging`. */
export interface Messaging {
  readonly nc: NatsConnection;
  /** The client's name, e.g. `station-registry`. */
  readonly name: string;
  readonly partitions: number;
  readonly logger: MessagingLogger;
  /** Makes STATION, FACT and TRACE where they are missing. @throws StreamsRefused if what is there breaks rules 6 or 7. */
  ensureStreams(limits?: StreamLimits): Promise<void>;
  /** What an operator should know of the streams now: fill level from 70 %, missing bounds. Empty when all is well. */
  checkStreams(): Promise<StreamAlarm[]>;
  /** @throws NatsUnavailable; and nats's own error if the stream does not exist. */
  streamEpoch(stream: StreamName): Promise<StreamEpoch>;
  /** @throws AskFailed */
  ask<A extends Ask>(ask: A, request: z.input<A['request']>, options: AskOptions): Promise<AskReply<A>>;
  /** How a command ended; `offline` when no link answers. @throws NatsUnavailable if NATS cannot be reached. */
  command(request: CommandRequest, options?: CommandOptions): Promise<CommandOutcome>;
  /** Never waits; drops the entry when NATS is away or slow, and counts it. */
  trace(entry: TraceEntry): void;
  /** Trace entries dropped since the start. */
  tracesDropped(): number;
  /** A station's raw frames: from `from` on, or the newest. @throws NatsUnavailable */
  readTrace(query: TraceQuery): Promise<TracePage>;
  /** A reply subject that this connection alone hears, under its user's own prefix (rule 22). */
  newInbox(): string;
  /** Connected right now. */
  healthy(): boolean;
  /** Resolves true as soon as there is a connection, false after `timeoutMs` without. */
  untilHealthy(timeoutMs: number): Promise<boolean>;
  /** Called after every reconnect, once subscriptions are back. Returns its own removal. */
  onReconnect(listener: () => void): () => void;
  /** Called when the connection is lost. Returns its own removal. */
  onDisconnect(listener: () => void): () => void;
  /** Sends what is buffered and closes for good; `onClosed` is not called. */
  drain(): Promise<void>;
}

/** NATS cannot be reached now. Nothing was sent. API calls answer 503. */
export class NatsUnavailable extends Error {
  override readonly name = 'NatsUnavailable';
}
