import { CallDesk } from '../call-desk';
import type { Payload } from '../call-lane';
import { ChargingProfiles } from '../charging/charging-profiles';
import { Limits } from '../charging/limits';
import { ClockAligned } from '../clock-aligned';
import type { LedgerEntry } from '../ledger';
import type { Outlet } from '../outlet';
import { Registration } from '../registration';
import type { Behaviour, Presented, Reply, Rig } from '../rig';
import { TransactionQueue } from '../transaction-queue';
import { authorization16 } from './authorize';
import { commandsOf } from './commands';
import { Configuration } from './configuration';
import { Connector } from './connector';
import type { Model } from './models';
import { answers, calls, errorCodes } from './shapes';
import { Statuses16 } from './statuses';
import { Transactions } from './transactions';
import { Visits } from './visits';

/** An OCPP 1.6J station: what it says unasked, and what it does when told. */
export class Station16 implements Behaviour {
  readonly subprotocol = 'ocpp1.6';
  readonly formationError = 'FormationViolation';
  /** OCPP-J 1.6 says nothing of frames that are none. */
  readonly frameErrors = undefined;
  private readonly connectors: readonly Connector[];
  private readonly registration: Registration;
  private readonly queue: TransactionQueue;
  private readonly statuses: Statuses16;
  private readonly transactions: Transactions;
  private readonly visits: Visits;
  private readonly desk: CallDesk;
  private readonly configuration: Configuration;
  private readonly aligned: ClockAligned;
  private powered = false;

  constructor(
    private readonly rig: Rig,
    model: Model,
  ) {
    const configuration = new Configuration(model.keys, rig.options.configuration);
    const connectors = rig.outlets.map((outlet) => new Connector(outlet.id, outlet));
    const ready = (): boolean => this.ready;
    const registration = new Registration({
      rig,
      boot: () => model.boot,
      heartbeatIntervalS: () => configuration.whole('HeartbeatInterval', 300),
      adoptInterval: (seconds) => configuration.change('HeartbeatInterval', String(seconds)),
      accepted: (booted) => this.accepted(booted),
    });
    const queue = new TransactionQueue({
      lane: rig.lane,
      mayDeliver: ready,
      attempts: () => configuration.whole('TransactionMessageAttempts', 3),
      retryIntervalS: () => configuration.whole('TransactionMessageRetryInterval', 10),
      sameMessageId: rig.options.retryWithSameMessageId ?? false,
      nextId: () => rig.nextMessageId(),
      timers: rig.timers,
      counters: rig.counters,
      most: rig.options.maxQueued ?? 5_000,
    });
    const statuses = new Statuses16(rig, connectors, ready);
    const authorization = authorization16(rig, configuration, ready);
    const profiles = new ChargingProfiles();
    const limits = new Limits({ rig, profiles, connectors, changed: (connector) => statuses.refresh(connector) });
    const aligned = new ClockAligned(
      rig,
      () => configuration.whole('ClockAlignedDataInterval', 0),
      () => this.reportAligned(),
    );
    const omitsLocal = model.countedMessageIds;
    const powered = (): boolean => this.powered;
    const station = { rig, configuration, connectors, queue, statuses };
    const parts = { ...station, authorization, profiles, limits, ready, powered, omitsLocal };
    const transactions = new Transactions(parts);
    const visits = new Visits({ ...parts, transactions });
    const commands = commandsOf({ ...parts, registration, transactions, visits, aligned });
    this.desk = new CallDesk({
      rig,
      registration,
      commands: Object.fromEntries(Object.entries(commands).filter(([action]) => model.commands.has(action))),
      shapes: calls,
      formationError: this.formationError,
      unknown: (action) => ({ error: 'NotImplemented', description: `${action} is not implemented` }),
      sessionCalls: ['RemoteStartTransaction', 'RemoteStopTransaction'],
    });
    this.connectors = connectors;
    this.registration = registration;
    this.queue = queue;
    this.statuses = statuses;
    this.transactions = transactions;
    this.visits = visits;
    this.configuration = configuration;
    this.aligned = aligned;
  }

  get ready(): boolean {
    return this.registration.status === 'Accepted' && this.rig.link.connected;
  }

  opened(): void {
    this.rig.link.pingEvery(this.configuration.whole('WebSocketPingInterval', 0));
    this.registration.opened();
  }

  closed(): void {
    this.registration.closed();
    this.transactions.goOffline();
  }

  rebooted(): void {
    this.registration.rebooted();
    for (const connector of this.connectors) {
      connector.cancelWaiting();
      connector.finishing = false;
      connector.reported = undefined;
    }
  }

  /** The lane is free for a transaction message. */
  pump(): void {
    this.queue.pump();
  }

  checkAnswer(action: string, payload: unknown): string | undefined {
    return answers[action]?.(payload, action);
  }

  isErrorCode(code: string): boolean {
    return errorCodes.has(code);
  }

  handle(action: string, payload: Payload): Reply {
    return this.desk.handle(action, payload);
  }

  plugged(outlet: Outlet): void {
    const connector = this.connectors.find(({ id }) => id === outlet.id);
    if (connector) this.visits.plugged(connector);
  }

  unplugged(outlet: Outlet): void {
    const connector = this.connectors.find(({ id }) => id === outlet.id);
    if (connector) this.visits.unplugged(connector);
  }

  present(token: string, connector?: number): Promise<Presented> {
    return this.visits.present(token, connector);
  }

  endSessions(): void {
    this.visits.open = false;
    for (const connector of this.connectors) {
      connector.cancelWaiting();
      this.transactions.stop(connector, 'Local');
    }
  }

  /** A defect shows (an OCPP error code), or is gone (`NoError`). It does not end a transaction. */
  breakDown(at: number, errorCode: string): void {
    const connector = this.connectors.find(({ id }) => id === at);
    if (!connector) return;
    connector.errorCode = errorCode;
    this.statuses.refresh(connector);
  }

  running(): { connector: number; entry: LedgerEntry }[] {
    return this.connectors.flatMap(({ id, transaction }) =>
      transaction ? [{ connector: id, entry: transaction.entry }] : [],
    );
  }

  settled(): Promise<void> {
    return this.queue.empty();
  }

  switchedOn(): void {
    this.powered = true;
    this.visits.open = true;
    this.rebooted();
    // What ran when the power went is closed when it is back, with the register as it stood.
    for (const connector of this.connectors) this.transactions.stop(connector, 'PowerLoss');
  }

  switchedOff(): void {
    this.powered = false;
    this.registration.closed();
    this.queue.stop();
    this.aligned.stop();
    for (const connector of this.connectors) {
      connector.cancelWaiting();
      connector.outlet.open();
      connector.limitChange?.cancel();
      connector.transaction?.sampling?.cancel();
    }
  }

  private accepted(booted: boolean): void {
    if (booted) this.statuses.tellAll();
    else this.statuses.tellChanged();
    this.aligned.restart();
    this.queue.resume();
    this.rig.accepted();
  }

  private reportAligned(): void {
    const key = this.configuration.list('MeterValuesAlignedData').length > 0 ? 'Aligned' : 'Sampled';
    for (const connector of this.connectors) {
      if (connector.transaction) this.transactions.report(connector, `MeterValues${key}Data`, 'Sample.Clock');
    }
  }
}
