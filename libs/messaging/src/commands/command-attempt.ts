import { commandOutcome, commandSubject, type CommandOutcome, type CommandRequest } from '@chargebus/contracts';
import { ErrorCode, type Msg } from 'nats';
import { toHeaders } from '../connection/headers';
import { NatsUnavailable, type CommandOptions, type Messaging } from '../messaging';
import type { CommandReplies } from './command-replies';

/** The gateway's own timer ends the call at `timeoutMs`; its word for that is worth waiting for. */
const MARGIN_MS = 2_000;
/** A link that is being opened or superseded offers nothing, and is asked again. */
const ASK_AGAIN_MS = 100;

/**
 * Nothing was done: `no-link`: nobody hears the station's commands; `not-taken`: somebody does, but took it not, or found that
 * the station had gone.
 */
export type NotDone = 'no-link' | 'not-taken';

interface AttemptOptions extends Pick<CommandOptions, 'signal' | 'headers' | 'ready'> {
  readonly replies: CommandReplies;
  /** How long to wait for an offer where somebody hears, by `performance.now()`. */
  readonly offersUntil: number;
}

/**
 * One attempt at a command. The links of the station offer to take it, and the first to do so is given it, on its own subject:
 * no other link executes it, and where it was given to nobody, or to one that is gone, it is certain that nothing was done.
 */
export class CommandAttempt {
  private readonly data: string;
  private over = false;
  private replies: ReturnType<CommandReplies['listen']> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private given = false;
  private complained = false;
  private end!: (finish: () => void) => void;
  private resolve!: (outcome: CommandOutcome | NotDone) => void;
  private refuse!: (reason: unknown) => void;

  constructor(
    private readonly messaging: Messaging,
    private readonly request: CommandRequest,
    private readonly o: AttemptOptions,
  ) {
    this.data = JSON.stringify(request);
  }

  /** @throws NatsUnavailable before the command was given to a link; the signal's reason when aborted */
  run(): Promise<CommandOutcome | NotDone> {
    const { signal } = this.o;
    return new Promise((resolve, reject) => {
      this.resolve = (outcome) => this.end(() => resolve(outcome));
      this.refuse = (reason) => this.end(() => reject(reason as Error));
      const abort = (): void => this.end(() => reject(signal!.reason as Error));
      this.end = (finish) => {
        this.over = true;
        clearTimeout(this.timer);
        signal?.removeEventListener('abort', abort);
        this.replies?.stop();
        finish();
      };
      const fail = (error: Error): void => this.end(() => reject(new NatsUnavailable(error.message)));
      signal?.addEventListener('abort', abort, { once: true });
      try {
        this.replies = this.o.replies.listen({ hear: (msg) => this.hear(msg), fail });
        this.ask();
      } catch (error) {
        fail(error as Error);
      }
    });
  }

  private ask(): void {
    if (performance.now() >= this.o.offersUntil) return this.resolve('not-taken');
    if (this.messaging.healthy()) this.publish(this.subject, 'offer', this.data);
    this.timer = setTimeout(() => this.ask(), ASK_AGAIN_MS);
  }

  /** The first offer is taken, once the command may leave. */
  private accept(subject: string): void {
    this.given = true;
    clearTimeout(this.timer);
    const { ready } = this.o;
    if (ready === undefined) return this.give(subject, this.request.expectedEpoch);
    ready.then(
      ({ expectedEpoch }) => this.over || this.give(subject, expectedEpoch),
      (reason: unknown) => this.refuse(reason),
    );
  }

  private give(subject: string, expectedEpoch: number | undefined): void {
    // Published while disconnected it would be sent on reconnect, long after everybody forgot about it.
    if (!this.messaging.healthy()) return this.resolve('not-taken');
    this.publish(subject, 'end', JSON.stringify({ ...this.request, expectedEpoch }));
    const { commandId, timeoutMs } = this.request;
    this.timer = setTimeout(() => this.resolve({ commandId, status: 'unknown-outcome' }), timeoutMs + MARGIN_MS);
  }

  private hear(msg: Msg): void {
    const nobody = msg.data.length === 0 && String(msg.headers?.code) === ErrorCode.NoResponders;
    if (msg.subject.endsWith('.offer')) {
      // Offers and refusals of an earlier asking may come when the command is given away already.
      if (this.given) return;
      if (nobody) return this.resolve('no-link');
      if (msg.reply !== undefined && msg.reply !== '' && msg.data.length === 0) return this.accept(msg.reply);
      return this.ignore();
    }
    if (nobody) return this.resolve('not-taken');
    const outcome = readOutcome(msg, this.request.commandId);
    if (!outcome) return this.ignore();
    this.resolve(outcome.status === 'offline' ? 'not-taken' : outcome);
  }

  /** Not an answer, e.g. the PubAck of a stream bound to the subject (rule 7): the link's own may still come. */
  private ignore(): void {
    if (this.complained) return;
    this.complained = true;
    this.messaging.logger.error(`${this.subject}: ignored a reply that is no answer of a link`);
  }

  private publish(subject: string, reply: string, data: string): void {
    this.messaging.nc.publish(subject, data, {
      reply: `${this.replies?.subject}.${reply}`,
      ...toHeaders(this.o.headers),
    });
  }

  private get subject(): string {
    return commandSubject(this.request.tenantId, this.request.stationId);
  }
}

function readOutcome(msg: Msg, commandId: string): CommandOutcome | undefined {
  try {
    const parsed = commandOutcome.safeParse(msg.json());
    return parsed.success && parsed.data.commandId === commandId ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
