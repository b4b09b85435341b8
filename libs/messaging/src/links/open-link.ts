import {
  commandSubject,
  type CommandOutcome,
  type CommandRequest,
  type LinkClaim,
  type LinkRef,
  type StationEventOf,
} from '@chargebus/contracts';
import type { Msg, Subscription } from 'nats';
import type { Messaging } from '../messaging';
import { notExecuted, readCommandRequest } from './given-command';

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
  /** Does it at the station. What it throws is answered as `failed`; `offline` says that nothing was done. */
  execute(request: CommandRequest): Promise<CommandOutcome>;
  /** Another link has the station now: close the socket. */
  superseded(): void;
}

export interface OpenLinkOptions {
  readonly messaging: Messaging;
  readonly handlers: LinkHandlers;
  readonly leaseLive: () => boolean;
  /** Where the asker sends a command it gives to this link and to no other. */
  readonly confirmSubject: string;
}

type State = 'opening' | 'subscribed' | 'claimed' | 'superseded' | 'closed';

/**
 * Rules 16 and 17: who may execute a command. Links of one station may overlap on several gateways, so a link that could do
 * it only offers to; the asker gives the command to one of them. It is executed once at most, and who gave it knows where.
 */
export class OpenLink {
  readonly id: string;
  readonly subject: string;
  readonly executing = new Set<Promise<void>>();
  readonly handlers: LinkHandlers;
  private readonly messaging: Messaging;
  private state: State = 'opening';
  private readonly epochs: number[] = [];
  private subscription: Subscription | undefined;
  private offering = true;

  constructor(private readonly o: OpenLinkOptions) {
    this.handlers = o.handlers;
    this.messaging = o.messaging;
    const { connected } = o.handlers;
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
    return this.state === 'claimed' && this.o.leaseLive();
  }

  /** The log has the link's `connected`. The subscription stands before anything is claimed. */
  logged(epoch: number): void {
    this.renumber(epoch);
    this.state = 'subscribed';
    if (!this.offering) return;
    this.subscription ??= this.messaging.nc.subscribe(this.subject, {
      callback: (error, msg) => (error ? this.messaging.logger.error(error.message) : this.offer(msg)),
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

  /** Takes no more commands: an asker finds nobody, and waits for the station to come back elsewhere. */
  stopOffering(): void {
    this.offering = false;
    if (!this.messaging.nc.isClosed()) this.subscription?.unsubscribe();
    this.subscription = undefined;
  }

  /** The asker gave the command to this link. What is not executed is answered `offline`: the asker may look elsewhere. */
  take(msg: Msg, request: CommandRequest): void {
    const done = this.answer(msg, request).finally(() => this.executing.delete(done));
    this.executing.add(done);
  }

  private end(state: State): void {
    this.state = state;
    this.stopOffering();
  }

  private offer(msg: Msg): void {
    const request = readCommandRequest(msg);
    if (!request) return this.messaging.logger.error(`${this.subject}: ignored what is no command`);
    if (this.mayTake(request)) msg.respond('', { reply: this.o.confirmSubject });
  }

  /** A link newer than the one that the asker knows of serves as well; an older one never does. */
  private mayTake({ expectedEpoch }: CommandRequest): boolean {
    if (!this.current() || !this.offering) return false;
    return expectedEpoch === undefined || this.epoch >= expectedEpoch;
  }

  private async answer(msg: Msg, request: CommandRequest): Promise<void> {
    const outcome = this.mayTake(request) ? await this.execute(request) : notExecuted(request);
    // A lost answer is an unknown outcome at the asker; there is nothing to add here.
    if (this.messaging.healthy()) msg.respond(JSON.stringify(outcome));
  }

  private async execute(request: CommandRequest): Promise<CommandOutcome> {
    try {
      return await this.handlers.execute(request);
    } catch (error) {
      this.messaging.logger.error(`command ${request.commandId} failed: ${(error as Error)?.stack ?? String(error)}`);
      const description = error instanceof Error ? error.message : String(error);
      return { commandId: request.commandId, status: 'failed', error: { code: 'InternalError', description } };
    }
  }
}
