import { NatsContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Msg, Subscription } from 'nats';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Messaging } from '../messaging';
import type { AskExtras } from './ask-pattern';

const DRAIN_TIMEOUT_MS = 5_000;

/**
 * Nest's NATS transport, spelled as Nest spells it, on the one connection of `connectMessaging`: it has no client of its
 * own that could give up (rule 21). `app.connectMicroservice({ strategy: new NatsAskServer(messaging) })`.
 */
export class NatsAskServer extends Server implements CustomTransportStrategy {
  private subscriptions: Subscription[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly messaging: Messaging) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      for (const [subject, handler] of this.messageHandlers) this.subscriptions.push(this.subscribe(subject, handler));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no more questions and answers those it has. The connection stays: it belongs to `messaging`. */
  async close(): Promise<void> {
    const subscriptions = this.subscriptions.splice(0);
    if (!this.messaging.healthy()) return;
    const drained = Promise.allSettled(subscriptions.map((subscription) => subscription.drain()))
      .then(() => Promise.allSettled(this.running))
      .then(() => this.messaging.nc.flush())
      .catch(() => undefined);
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_TIMEOUT_MS).unref())]);
  }

  on(): void {
    throw new Error('NatsAskServer has no events: listen to messaging.onReconnect and onDisconnect');
  }

  unwrap<T>(): T {
    return this.messaging.nc as T;
  }

  private subscribe(subject: string, handler: MessageHandler): Subscription {
    const { queue } = (handler.extras ?? {}) as Partial<AskExtras>;
    const callback = (error: Error | null, msg: Msg) => {
      if (error) return this.messaging.logger.error(`${subject}: ${error.message}`);
      const answered = this.answer(subject, handler, msg).finally(() => this.running.delete(answered));
      this.running.add(answered);
    };
    return this.messaging.nc.subscribe(subject, queue === undefined ? { callback } : { queue, callback });
  }

  private async answer(subject: string, handler: MessageHandler, msg: Msg): Promise<void> {
    let id: unknown;
    let answer: object;
    try {
      const packet = msg.json<{ id?: unknown; data?: unknown }>();
      id = packet?.id;
      answer = { response: await run(handler, packet?.data, new NatsContext([msg.subject, msg.headers])) };
    } catch (error) {
      const { message, stack } = toErrorLike(error);
      this.messaging.logger.error(`${subject} failed: ${stack ?? message}`);
      answer = { err: { status: 'error', message } };
    }
    if (this.messaging.nc.isClosed()) return;
    msg.respond(JSON.stringify({ ...answer, isDisposed: true, id }));
  }
}

/** The handler sees only what its ask allows, and what it says is checked before it leaves. */
async function run(handler: MessageHandler, data: unknown, context: NatsContext): Promise<unknown> {
  const { ask } = (handler.extras ?? {}) as Partial<AskExtras>;
  const request = ask ? ask.request.safeParse(data) : { success: true as const, data };
  if (!request.success) throw new Error(`bad request: ${request.error.message}`);
  const result: unknown = await handler(request.data, context);
  const reply: unknown = isObservable(result) ? await lastValueFrom(result) : result;
  return ask ? ask.reply.parse(reply) : reply;
}

function toErrorLike(error: unknown): { message: string; stack?: string | undefined } {
  if (error instanceof Error) return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return { message: typeof message === 'string' ? message : String(error) };
}
