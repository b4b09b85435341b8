import {
  commandRequest,
  commandSubject,
  type CommandOutcome,
  type CommandRequest,
  type LinkClaim,
  type LinkRef,
  type StationEventOf,
} from '@chargebus/contracts';
import type { Msg, Subscription } from 'nats';
import type { Messaging } from '../messaging';

/** A station's link as the gateway's socket holds it. */
export interface StationLink {
  readonly id: string;
  /** Sequence of the link's `station.connected` in the log (rule 16); may grow when the gateway had to say it again. */
  readonly epoch: number;
  /** For the events that come over this link. */
  ref(): LinkRef;
  /** Claimed, not superseded, not closed, and the gateway's lease holds: commands are executed. */
  current(): boolean;
  /** Takes no more commands and appends `station.disconnected`; resolves at its PubAck. Calling it again does nothing. */
  close(code: number, reason: string): Promise<void>;
}

export interface LinkHandlers {
  readonly connected: StationEventOf<'station.connected'>;
  /** Does it at the station. What it throws is answered as `failed`. */
  execute(request: CommandRequest): Promise<CommandOutcome>;
  /** Another link has the station now: close the socket. */
  superseded(): void;
}

type State = 'opening' | 'subscribed' | 'claimed' | 'superseded' | 'closed';

/** Rules 16 and 17: who may execute a command. */
export class OpenLink {
  readonly id: string;
  readonly subject: string;
  readonly executing = new Set<Promise<void>>();
  private state: State = 'opening';
  private readonly epochs: number[] = [];
  private subscription: Subscription | undefined;

  constructor(
    private readonly messaging: Messaging,
    readonly handlers: LinkHandlers,
    private readonly leaseLive: () => boolean,
  ) {
    const { connected } = handlers;
    this.id = connected.link.id;
    this.subject = commandSubject(connected.tenantId, connected.stationId);
  }

  get epoch(): number {
    return this.epochs.at(-1) ?? 0;
  }

  get open(): boolean {
    return this.state === 'subscribed' || this.state === 'claimed';
  }

  ref(): LinkRef {
    return { ...this.handlers.connected.link, epoch: this.epoch };
  }

  current(): boolean {
    return this.state === 'claimed' && this.leaseLive();
  }

  /** The log has the link's `connected`. The subscription stands before anything is claimed. */
  logged(epoch: number): void {
    this.renumber(epoch);
    this.state = 'subscribed';
    this.subscription ??= this.messaging.nc.subscribe(this.subject, {
      callback: (error, msg) => (error ? this.messaging.logger.error(error.message) : this.hear(msg)),
    });
  }

  renumber(epoch: number): void {
    this.epochs.push(epoch);
  }

  /** Says who holds the station. The claim counts once this gateway hears it itself. */
  claim(): LinkClaim {
    if (this.state === 'claimed') this.state = 'subscribed';
    const { tenantId, stationId, link } = this.handlers.connected;
    return { tenantId, stationId, epoch: this.epoch, linkId: this.id, gatewayId: link.gatewayId };
  }

  claimHeard(epoch: number): void {
    if (this.state === 'subscribed' && epoch === this.epoch) this.state = 'claimed';
  }

  supersede(): void {
    if (!this.open) return;
    this.end('superseded');
    try {
      this.handlers.superseded();
    } catch (error) {
      this.messaging.logger.error(`link ${this.id}: ${String(error)}`);
    }
  }

  /** @returns whether the link was not closed before */
  close(): boolean {
    if (this.state === 'closed') return false;
    this.end('closed');
    return true;
  }

  private end(state: State): void {
    this.state = state;
    if (!this.messaging.nc.isClosed()) this.subscription?.unsubscribe();
  }

  private hear(msg: Msg): void {
    const request = readRequest(msg);
    if (!request) return this.messaging.logger.error(`${this.subject}: ignored what is no command`);
    if (!this.current()) return;
    // An earlier epoch of its own names the same socket.
    if (request.expectedEpoch !== undefined && !this.epochs.includes(request.expectedEpoch)) return;
    const done = this.answer(msg, request).finally(() => this.executing.delete(done));
    this.executing.add(done);
  }

  private async answer(msg: Msg, request: CommandRequest): Promise<void> {
    let outcome: CommandOutcome;
    try {
      outcome = await this.handlers.execute(request);
    } catch (error) {
      this.messaging.logger.error(`command ${request.commandId} failed: ${(error as Error)?.stack ?? String(error)}`);
      const description = error instanceof Error ? error.message : String(error);
      outcome = { commandId: request.commandId, status: 'failed', error: { code: 'InternalError', description } };
    }
    // A lost answer is an unknown outcome at the asker; there is nothing to add here.
    if (this.messaging.healthy()) msg.respond(JSON.stringify(outcome));
  }
}

function readRequest(msg: Msg): CommandRequest | undefined {
  try {
    const request = commandRequest.safeParse(msg.json());
    return request.success ? request.data : undefined;
  } catch {
    return undefined;
  }
}
