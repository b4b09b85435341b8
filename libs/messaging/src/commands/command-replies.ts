import type { Msg, NatsConnection, Subscription } from 'nats';
import { NatsUnavailable } from '../messaging';

/** What one asker does with what it is answered. */
export interface ReplyHearer {
  hear(msg: Msg): void;
  /** No answer will come: the subscription was lost. */
  fail(error: NatsUnavailable): void;
}

/**
 * Where the links answer the commands of this process: one subscription for all of them, made with the first and kept, with
 * subjects for each. One for each command would cost the server two changes of its routing, and in a cluster an answer may
 * come back before the other servers know where to.
 */
export class CommandReplies {
  private readonly hearers = new Map<string, ReplyHearer>();
  private subscription: Subscription | undefined;
  private made = 0;

  constructor(
    private readonly nc: NatsConnection,
    private readonly inbox: string,
  ) {}

  /**
   * Has `hearer` told what is sent to `<subject>.<word>`, until `stop`.
   * @throws NatsUnavailable once the connection is closed
   */
  listen(hearer: ReplyHearer): { readonly subject: string; stop(): void } {
    this.subscribe();
    const key = (++this.made).toString(36);
    this.hearers.set(key, hearer);
    return { subject: `${this.inbox}.${key}`, stop: () => this.hearers.delete(key) };
  }

  private subscribe(): void {
    if (this.subscription?.isClosed() === false) return;
    try {
      this.subscription = this.nc.subscribe(`${this.inbox}.*.*`, {
        callback: (error, msg) => (error ? this.lost(error) : this.route(msg)),
      });
    } catch (error) {
      throw new NatsUnavailable((error as Error).message);
    }
  }

  private route(msg: Msg): void {
    const key = msg.subject.slice(this.inbox.length + 1, msg.subject.lastIndexOf('.'));
    // Nobody waits for a late answer any more.
    this.hearers.get(key)?.hear(msg);
  }

  private lost(error: Error): void {
    if (!this.nc.isClosed()) this.subscription?.unsubscribe();
    this.subscription = undefined;
    for (const hearer of [...this.hearers.values()]) hearer.fail(new NatsUnavailable(error.message));
  }
}
