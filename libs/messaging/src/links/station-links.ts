import { commandSubject, LINK_CLAIM_SUBJECT, linkClaim, type LinkClaim } from '@chargebus/contracts';
import type { Msg, Subscription } from 'nats';
import type { GroupAppender } from '../log/group-appender';
import type { Messaging, MessagingLogger } from '../messaging';
import { CommandOffers } from './command-offers';
import { DEFAULT_LEASE_MS, GATEWAY_LEASE_LOST_SUBJECT } from './lease-subjects';
import { OpenLink, type LinkHandlers, type StationLink } from './open-link';
import { OwnLease } from './own-lease';

export interface StationLinksOptions {
  readonly messaging: Messaging;
  readonly appender: GroupAppender;
  readonly gatewayId: string;
  /** Default 15 s. */
  readonly leaseMs?: number;
  /** After a missed lease: how long other gateways have to say that a station is theirs now. Default 1 s. */
  readonly settleMs?: number;
  readonly logger?: MessagingLogger;
}

/** All links of a gateway: their epochs, claims and commands (rules 16 to 19). */
export class StationLinks {
  private readonly messaging: Messaging;
  private readonly lease: OwnLease;
  private readonly offers: CommandOffers;
  private readonly logger: MessagingLogger;
  /** The newest link of each station, by command subject. */
  private readonly links = new Map<string, OpenLink>();
  /** Tail of what is being appended for a station: two `connected` of one record would have the same epoch. */
  private readonly opening = new Map<string, Promise<unknown>>();
  private subscriptions: Subscription[] = [];
  private stopListening: (() => void) | undefined;
  private settling: Promise<void> | undefined;
  private offering = true;

  constructor(private readonly o: StationLinksOptions) {
    this.messaging = o.messaging;
    this.logger = o.logger ?? o.messaging.logger;
    this.offers = new CommandOffers(o.messaging);
    this.lease = new OwnLease({
      messaging: o.messaging,
      gatewayId: o.gatewayId,
      leaseMs: o.leaseMs ?? DEFAULT_LEASE_MS,
      onMissed: () => this.sayConnectedAgain('the lease was missed'),
    });
    o.appender.onEpochChanged(() => this.sayConnectedAgain('the log was made anew'));
  }

  /** Begins to hear claims and to keep the gateway's lease. To be called before the first `open`. */
  start(): void {
    const { nc } = this.messaging;
    const on = (subject: string, hear: (msg: Msg) => void) =>
      nc.subscribe(subject, { callback: (error, msg) => (error ? this.logger.error(error.message) : hear(msg)) });
    this.offers.start();
    this.subscriptions = [
      on(LINK_CLAIM_SUBJECT, (msg) => this.hearClaim(msg)),
      on(GATEWAY_LEASE_LOST_SUBJECT, (msg) => {
        const { gatewayId } = msg.json<{ gatewayId?: unknown }>();
        if (gatewayId === this.o.gatewayId) this.sayConnectedAgain('readers had given this gateway up');
      }),
    ];
    this.stopListening = this.messaging.onReconnect(() => this.claimAll());
    this.lease.start();
  }

  /**
   * Appends the link's `connected`, subscribes to the station's commands, claims the station. A link this gateway already
   * has to the station is superseded.
   * @throws AppendRefused
   */
  async open(handlers: LinkHandlers): Promise<StationLink> {
    const confirmSubject = this.offers.newSubject();
    const leaseLive = (): boolean => this.lease.live();
    const link = new OpenLink({ messaging: this.messaging, handlers, leaseLive, confirmSubject });
    if (!this.offering) link.stopOffering();
    this.offers.add(confirmSubject, link);
    await this.announce(link, () => true).catch((error: unknown) => {
      this.offers.remove(confirmSubject);
      throw error;
    });
    return {
      id: link.id,
      get epoch() {
        return link.epoch;
      },
      ref: () => link.ref(),
      current: () => link.current(),
      close: (code, reason) => {
        this.offers.remove(confirmSubject);
        return this.close(link, code, reason);
      },
    };
  }

  /**
   * From here on no command is taken; those under way are finished. Askers find nobody here, as if the stations were gone
   * already, and find them at the gateway they come back to.
   */
  stopOffering(): void {
    this.offering = false;
    for (const link of this.links.values()) link.stopOffering();
  }

  /** Links that are open on this gateway. */
  get size(): number {
    return this.links.size;
  }

  /** Lets running commands end, at most `timeoutMs`, closes the links that are still open, and stops. */
  async drain(timeoutMs = 5_000): Promise<void> {
    this.stopOffering();
    const running = [...this.links.values()].flatMap((link) => [...link.executing]);
    await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())]);
    this.lease.stop();
    this.offers.stop();
    this.stopListening?.();
    // Their ends are in the appender's hands now: its own drain waits for them.
    for (const link of [...this.links.values()]) {
      this.close(link, 1001, 'the gateway stops').catch((error: unknown) => this.logger.error(String(error)));
    }
    if (!this.messaging.nc.isClosed()) for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private async close(link: OpenLink, code: number, reason: string): Promise<void> {
    if (!link.close()) return;
    if (this.links.get(link.subject) === link) this.links.delete(link.subject);
    await this.appendDisconnected(link, code, reason);
  }

  private async appendDisconnected(link: OpenLink, code: number, reason: string): Promise<void> {
    const { tenantId, stationId } = link.handlers.connected;
    await this.o.appender.append({
      kind: 'station.disconnected',
      tenantId,
      stationId,
      link: link.ref(),
      receivedAt: new Date().toISOString(),
      data: { code, reason },
    });
  }

  private async announce(link: OpenLink, stillWanted: () => boolean): Promise<void> {
    const { connected } = link.handlers;
    const before = this.opening.get(link.subject) ?? Promise.resolve();
    const announced = before.then(async () => {
      if (!stillWanted()) return;
      const receivedAt = link.epoch === 0 ? connected.receivedAt : new Date().toISOString();
      const { epoch: _none, ...ref } = connected.link;
      const at = await this.o.appender.append({ ...connected, receivedAt, link: ref });
      if (!stillWanted()) return this.withdraw(link, at.seq);
      link.logged(at.seq);
      const earlier = this.links.get(link.subject);
      this.links.set(link.subject, link);
      if (earlier !== link) earlier?.supersede();
      this.say(link.claim());
    });
    const tail = announced.catch(() => undefined);
    this.opening.set(link.subject, tail);
    try {
      await announced;
    } finally {
      if (this.opening.get(link.subject) === tail) this.opening.delete(link.subject);
    }
  }

  /**
   * The link ended while its `connected` was on its way into the log for a second time. That record stands above the
   * link that has the station now, so it is taken back, and a link below it closes: its station will open a new one.
   */
  private async withdraw(link: OpenLink, epoch: number): Promise<void> {
    link.renumber(epoch);
    this.say(link.claim());
    await this.appendDisconnected(link, 1001, 'the link had ended');
  }

  private say(claim: LinkClaim): void {
    // While NATS is away nothing is said: the reconnect repeats every claim.
    if (this.messaging.healthy()) this.messaging.nc.publish(LINK_CLAIM_SUBJECT, JSON.stringify(claim));
  }

  private claimAll(): void {
    for (const link of this.links.values()) this.say(link.claim());
  }

  private hearClaim(msg: Msg): void {
    const claim = msg.json<Partial<LinkClaim>>();
    if (typeof claim?.tenantId !== 'string' || typeof claim.stationId !== 'string') return;
    const link = this.links.get(commandSubject(claim.tenantId, claim.stationId));
    // Most claims are about other gateways' stations: checked only where they concern us.
    const parsed = link && linkClaim.safeParse(claim);
    if (!link || !parsed?.success) return;
    const { epoch, linkId } = parsed.data;
    if (linkId === link.id) return link.claimHeard(epoch);
    if (epoch > link.epoch) {
      this.links.delete(link.subject);
      link.supersede();
    } else if (epoch < link.epoch) {
      // Its gateway missed our claim: say it again.
      this.say(link.claim());
    }
  }

  /**
   * Rule 19. Claims go first, and links whose station has moved to another gateway meanwhile end: saying `connected` for
   * them would fetch the station back to a dead socket.
   */
  private sayConnectedAgain(why: string): void {
    if (this.settling || this.links.size === 0) return;
    this.logger.warn(`${why}: connected is appended again for ${this.links.size} links`);
    this.claimAll();
    this.settling = new Promise<void>((resolve) => setTimeout(resolve, this.o.settleMs ?? 1_000)).then(() => {
      this.settling = undefined;
      for (const link of this.links.values()) {
        void this.announce(link, () => link.open).catch((error: unknown) => {
          this.logger.error(`link ${link.id} could not be announced again: ${String(error)}`);
        });
      }
    });
  }
}
