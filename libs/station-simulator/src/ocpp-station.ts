import type { CallDesk } from './call-desk';
import type { Payload } from './call-lane';
import type { ClockAligned } from './clock-aligned';
import type { LedgerEntry } from './ledger';
import type { Outlet } from './outlet';
import type { Registration } from './registration';
import type { Behaviour, Presented, Reply, Rig } from './rig';
import type { Check } from './shape';
import type { Statuses, Told } from './statuses';
import { TransactionQueue } from './transaction-queue';

/** A connector of 1.6, an EVSE of 2.x: where one car charges. */
export interface Place extends Told {
  readonly id: number;
  readonly outlet: Outlet;
  readonly transaction: { readonly entry: LedgerEntry } | undefined;
  /** A defect shows (an OCPP 1.6 error code), or is gone (`NoError`). It does not end a transaction. */
  breakDown(errorCode: string): void;
  /** Forgets what a reboot forgets. */
  rebooted(): void;
  /** The relay opens, and nothing that waits for its time goes on. */
  switchedOff(): void;
}

/** What every version's station is made of. */
export interface StationParts<P extends Place> {
  places: readonly P[];
  registration: Registration;
  queue: TransactionQueue;
  statuses: Statuses<P>;
  aligned: ClockAligned;
  desk: CallDesk;
  transactions: { goOffline(): void };
  visits: {
    /** Closed while the station is switched off. */
    open: boolean;
    plugged(place: P): void;
    unplugged(place: P): void;
    present(token: string, at?: number): Promise<Presented>;
  };
  pingIntervalS(): number;
}

/** How a version spells what is no matter of charging. */
export interface Wording {
  readonly subprotocol: string;
  readonly formationError: string;
  readonly frameErrors: Behaviour['frameErrors'];
  /** The shapes of the answers to the station's own calls. */
  readonly answers: Record<string, Check>;
  readonly errorCodes: ReadonlySet<string>;
}

/** What stations of every version do alike; a version's own class says what they do otherwise. */
export abstract class OcppStation<P extends Place> implements Behaviour {
  readonly subprotocol: string;
  readonly formationError: string;
  readonly frameErrors: Behaviour['frameErrors'];
  protected powered = false;
  protected abstract readonly parts: StationParts<P>;

  protected constructor(
    protected readonly rig: Rig,
    private readonly wording: Wording,
  ) {
    this.subprotocol = wording.subprotocol;
    this.formationError = wording.formationError;
    this.frameErrors = wording.frameErrors;
  }

  /** Ends what runs at a place with what its version calls a loss of power. */
  protected abstract endAfterPowerLoss(place: P): void;
  /** Ends what runs at a place as its driver would. */
  protected abstract endLocally(place: P): void;
  /** Whether every status is told to a CSMS that has accepted the station, or only what has changed. */
  protected abstract tellsAll(booted: boolean): boolean;

  get ready(): boolean {
    return this.parts.registration.status === 'Accepted' && this.rig.link.connected;
  }

  opened(): void {
    this.rig.link.pingEvery(this.parts.pingIntervalS());
    this.parts.registration.opened();
  }

  closed(): void {
    this.parts.registration.closed();
    this.parts.transactions.goOffline();
  }

  rebooted(): void {
    this.parts.registration.rebooted();
    for (const place of this.parts.places) place.rebooted();
  }

  pump(): void {
    this.parts.queue.pump();
  }

  checkAnswer(action: string, payload: unknown): string | undefined {
    return this.wording.answers[action]?.(payload, action);
  }

  isErrorCode(code: string): boolean {
    return this.wording.errorCodes.has(code);
  }

  handle(action: string, payload: Payload): Reply {
    return this.parts.desk.handle(action, payload);
  }

  plugged(outlet: Outlet): void {
    const place = this.find(outlet.id);
    if (place) this.parts.visits.plugged(place);
  }

  unplugged(outlet: Outlet): void {
    const place = this.find(outlet.id);
    if (place) this.parts.visits.unplugged(place);
  }

  present(token: string, connector?: number): Promise<Presented> {
    return this.parts.visits.present(token, connector);
  }

  endSessions(): void {
    this.parts.visits.open = false;
    for (const place of this.parts.places) this.endLocally(place);
  }

  breakDown(at: number, errorCode: string): void {
    const place = this.find(at);
    if (!place) return;
    place.breakDown(errorCode);
    this.parts.statuses.refresh(place);
  }

  running(): { connector: number; entry: LedgerEntry }[] {
    return this.parts.places.flatMap(({ id, transaction }) =>
      transaction ? [{ connector: id, entry: transaction.entry }] : [],
    );
  }

  settled(): Promise<void> {
    return this.parts.queue.empty();
  }

  switchedOn(): void {
    this.powered = true;
    this.parts.visits.open = true;
    this.rebooted();
    // What ran when the power went is closed when it is back, with the register as it stood.
    for (const place of this.parts.places) this.endAfterPowerLoss(place);
  }

  switchedOff(): void {
    this.powered = false;
    this.parts.registration.closed();
    this.parts.queue.stop();
    this.parts.aligned.stop();
    for (const place of this.parts.places) place.switchedOff();
  }

  /** Accepted and connected: told by the registration. */
  protected accepted(booted: boolean): void {
    if (this.tellsAll(booted)) this.parts.statuses.tellAll();
    else this.parts.statuses.tellChanged();
    this.parts.aligned.restart();
    this.parts.queue.resume();
    this.rig.accepted();
  }

  private find(at: number): P | undefined {
    return this.parts.places.find(({ id }) => id === at);
  }
}

/** The queue of a station's transaction messages, with the attempts and the pause its configuration has. */
export function queueOf(
  rig: Rig,
  mayDeliver: () => boolean,
  configured: { attempts(): number; retryIntervalS(): number },
): TransactionQueue {
  return new TransactionQueue({
    lane: rig.lane,
    mayDeliver,
    ...configured,
    sameMessageId: rig.options.retryWithSameMessageId ?? false,
    nextId: () => rig.nextMessageId(),
    timers: rig.timers,
    counters: rig.counters,
    most: rig.options.maxQueued ?? 5_000,
  });
}
