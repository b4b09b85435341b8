import type { Msg, Subscription } from 'nats';
import type { Messaging } from '../messaging';
import { notExecuted, readCommandRequest } from './given-command';
import type { OpenLink } from './open-link';

/**
 * Where askers give commands to the links that offered to take them: one subscription for all links of a gateway, a subject
 * for each link. What is given to a link that is gone by then is answered `offline`, since nothing was done.
 */
export class CommandOffers {
  private readonly links = new Map<string, OpenLink>();
  private readonly inbox: string;
  private subscription: Subscription | undefined;
  private made = 0;

  constructor(private readonly messaging: Messaging) {
    this.inbox = messaging.newInbox();
  }

  start(): void {
    this.subscription = this.messaging.nc.subscribe(`${this.inbox}.*`, {
      callback: (error, msg) => (error ? this.messaging.logger.error(error.message) : this.hear(msg)),
    });
  }

  stop(): void {
    if (!this.messaging.nc.isClosed()) this.subscription?.unsubscribe();
  }

  /** A subject of its own for a link that is made now. */
  newSubject(): string {
    return `${this.inbox}.${(++this.made).toString(36)}`;
  }

  add(subject: string, link: OpenLink): void {
    this.links.set(subject, link);
  }

  remove(subject: string): void {
    this.links.delete(subject);
  }

  private hear(msg: Msg): void {
    const request = readCommandRequest(msg);
    if (!request) return this.messaging.logger.error(`${msg.subject}: ignored what is no command`);
    const link = this.links.get(msg.subject);
    if (link) link.take(msg, request);
    else msg.respond(JSON.stringify(notExecuted(request)));
  }
}
