import type { Ask, AskReply, CommandOutcome, CommandRequest, TraceEntry } from '@chargebus/contracts';
import { createInbox, type NatsConnection } from 'nats';
import type { z } from 'zod';
import { sendAsk } from '../asks/send-ask';
import { CommandReplies } from '../commands/command-replies';
import { sendCommand } from '../commands/send-command';
import { ensureStreams } from '../log/ensure-streams';
import { checkStreams } from '../log/check-streams';
import type { StreamAlarm, StreamLimits } from '../log/stream-limits';
import { readStreamEpoch } from '../log/stream-epoch';
import type {
  AskOptions,
  CommandOptions,
  Messaging,
  MessagingLogger,
  StreamEpoch,
  StreamName,
  TracePage,
  TraceQuery,
} from '../messaging';
import { readTrace } from '../trace/read-trace';
import { TracePublisher } from '../trace/trace-publisher';
import { ConnectionWatch } from './connection-watch';

interface NatsMessagingOptions {
  readonly name: string;
  readonly inboxPrefix: string;
  readonly partitions: number;
  readonly logger: MessagingLogger;
  readonly replicas: 1 | 3;
}

/** `Messaging` on a connection of the nats client: delegates to the folder of each subject. */
export class NatsMessaging implements Messaging {
  readonly name: string;
  readonly partitions: number;
  readonly logger: MessagingLogger;
  /** Closing is on purpose from here on. */
  draining = false;
  private readonly replicas: 1 | 3;
  private readonly inboxPrefix: string;
  private readonly watch: ConnectionWatch;
  private readonly traces: TracePublisher;
  private readonly commandReplies: CommandReplies;
  private limits: StreamLimits = {};

  constructor(
    readonly nc: NatsConnection,
    o: NatsMessagingOptions,
  ) {
    this.name = o.name;
    this.partitions = o.partitions;
    this.logger = o.logger;
    this.replicas = o.replicas;
    this.inboxPrefix = o.inboxPrefix;
    this.watch = new ConnectionWatch(nc, o.logger);
    this.traces = new TracePublisher(this);
    this.commandReplies = new CommandReplies(nc, this.newInbox());
  }

  async ensureStreams(limits: StreamLimits = {}): Promise<void> {
    this.limits = limits;
    await ensureStreams(this, { limits, replicas: this.replicas });
  }

  checkStreams(): Promise<StreamAlarm[]> {
    return checkStreams(this, { limits: this.limits, replicas: this.replicas });
  }

  streamEpoch(stream: StreamName): Promise<StreamEpoch> {
    return readStreamEpoch(this.nc, stream);
  }

  ask<A extends Ask>(ask: A, request: z.input<A['request']>, options: AskOptions): Promise<AskReply<A>> {
    return sendAsk(this, ask, request, options);
  }

  command(request: CommandRequest, options: CommandOptions = {}): Promise<CommandOutcome> {
    return sendCommand(this, this.commandReplies, request, options);
  }

  trace(entry: TraceEntry): void {
    this.traces.publish(entry);
  }

  tracesDropped(): number {
    return this.traces.dropped;
  }

  readTrace(query: TraceQuery): Promise<TracePage> {
    return readTrace(this.nc, query);
  }

  newInbox(): string {
    return createInbox(this.inboxPrefix);
  }

  healthy(): boolean {
    return this.watch.healthy();
  }

  untilHealthy(timeoutMs: number): Promise<boolean> {
    return this.watch.untilHealthy(timeoutMs);
  }

  onReconnect(listener: () => void): () => void {
    return this.watch.onReconnect(listener);
  }

  onDisconnect(listener: () => void): () => void {
    return this.watch.onDisconnect(listener);
  }

  async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    this.traces.stop();
    // Draining waits for a round trip, which never comes while NATS is away.
    if (this.healthy()) await Promise.race([this.nc.drain(), this.nc.closed(), afterMs(5_000)]);
    await this.nc.close();
  }
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
