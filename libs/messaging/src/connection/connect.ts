import { connect } from 'nats';
import type { Messaging, MessagingLogger } from '../messaging';
import { natsConnectOptions, type NatsConnectOptions } from './connect-options';
import { NatsMessaging } from './nats-messaging';

export interface ConnectMessagingOptions extends NatsConnectOptions {
  /** PARTITIONS of the installation: the same in every process, for ever (rule 7). */
  readonly partitions: number;
  readonly logger?: MessagingLogger;
  /** Replicas of streams this process creates. Default 1. */
  readonly replicas?: 1 | 3;
  /**
   * The client gave up for good (wrong password, say). Default: the process ends with code 1, so that whoever supervises
   * it sees it: a service that cannot hear is worse than one that is gone (rule 21).
   */
  onClosed?(error?: Error): void;
}

/**
 * Connects to NATS, waiting for the server as long as it takes.
 * @throws RangeError for a bad number of partitions; NatsError if the server refuses the login.
 */
export async function connectMessaging(o: ConnectMessagingOptions): Promise<Messaging> {
  if (!Number.isInteger(o.partitions) || o.partitions < 1 || o.partitions > 1024) {
    throw new RangeError(`PARTITIONS must be a whole number from 1 to 1024, not ${o.partitions}`);
  }
  const logger = o.logger ?? console;
  const options = natsConnectOptions(o);
  const nc = await connect({ ...options });
  const { name, partitions, replicas = 1 } = o;
  const messaging = new NatsMessaging(nc, { name, partitions, replicas, logger, inboxPrefix: options.inboxPrefix });
  void nc.closed().then((error) => {
    if (messaging.draining) return;
    logger.error(`the NATS client closed for good: ${error ? error.message : 'closed'}`);
    (o.onClosed ?? endProcess)(error ?? undefined);
  });
  return messaging;
}

function endProcess(): void {
  process.exit(1);
}
