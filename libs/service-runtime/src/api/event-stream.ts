import type { FastifyReply } from 'fastify';

export interface EventStreamOptions {
  /** A comment with the last id goes out so often, so that proxies and clients know the line is alive. */
  readonly heartbeatMs: number;
  /** The id a client resumes from that has been told everything until now. */
  readonly lastId: () => string;
}

/** What a client has not taken after so long it never will. */
const STALLED_MS = 30_000;
/** Clients come back after so long. */
const RETRY_MS = 2_000;

/**
 * Server-sent events to one client (WHATWG HTML 9.2). What is told waits for the client to take it, a bounded time; `signal` is
 * aborted as soon as the client is gone or was let go.
 */
export class EventStream {
  private readonly ended = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly reply: FastifyReply,
    o: EventStreamOptions,
  ) {
    reply.raw.on('close', () => this.letGo()).on('error', () => this.letGo());
    this.heartbeat = setInterval(() => void this.write(`: alive\nid: ${o.lastId()}\n\n`), o.heartbeatMs);
    this.signal.addEventListener('abort', () => clearInterval(this.heartbeat));
    // The client may have left while its answer was made.
    if (reply.raw.destroyed || reply.raw.socket?.destroyed !== false) this.letGo();
  }

  /** Answers 200 and takes the answer over. */
  static open(reply: FastifyReply, o: EventStreamOptions): EventStream {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Nothing comes after it: a shutdown need not wait until the client lets the connection go.
      connection: 'close',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    });
    const stream = new EventStream(reply, o);
    // The id alone: whoever is cut off before the first event resumes here all the same.
    void stream.write(`retry: ${RETRY_MS}\nid: ${o.lastId()}\n\n`);
    return stream;
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Resolves when more may be told; at once where the client keeps up. `data` becomes one line of JSON. */
  async tell(event: { id: string; event: string; data: unknown }): Promise<void> {
    await this.write(`id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  /** Says why, as a comment, and ends the answer: the client comes back with the last id it has. */
  end(why: string): void {
    if (this.signal.aborted) return;
    this.reply.raw.end(`: ${why}\n\n`);
    this.letGo();
  }

  private async write(text: string): Promise<void> {
    const { raw } = this.reply;
    if (this.signal.aborted || raw.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(stalled);
        raw.off('drain', done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const stalled = setTimeout(() => {
        raw.destroy();
        this.letGo();
      }, STALLED_MS);
      raw.on('drain', done);
      this.signal.addEventListener('abort', done);
    });
  }

  private letGo(): void {
    this.ended.abort();
  }
}
