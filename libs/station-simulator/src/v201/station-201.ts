import { CallDesk } from '../call-desk';
import type { Payload } from '../call-lane';
import { ChargingProfiles } from '../charging/charging-profiles';
import { Limits } from '../charging/limits';
import { ClockAligned } from '../clock-aligned';
import type { LedgerEntry } from '../ledger';
import type { Outlet } from '../outlet';
import { Registration } from '../registration';
import type { Behaviour, Presented, Reply, Rig } from '../rig';
import { Statuses } from '../statuses';
import { TransactionQueue } from '../transaction-queue';
import { answers, errorCodes } from './answers';
import { calls, unsupported } from './calls';
import { commandsOf } from './commands';
import { DeviceModel } from './device-model';
import { Evse } from './evse';
import { authorization201 } from './id-token';
import type { ChargingStation } from './model';
import { Resets } from './resets';
import { Transactions } from './transactions';
import { variablesOf } from './variables';
import { Visits } from './visits';

const HEARTBEAT = 'OCPPCommCtrlr.HeartbeatInterval';

/** An OCPP 2.0.1 station: what it says unasked, and what it does when told. */
export class Station201 implements Behaviour {
  readonly subprotocol = 'ocpp2.0.1';
  readonly formationError = 'FormatViolation';
  readonly frameErrors = { unreadable: 'RpcFrameworkError', unknownType: 'MessageTypeNotSupported' };
  private readonly evses: readonly Evse[];
  private readonly model: DeviceModel;
  private readonly registration: Registration;
  private readonly queue: TransactionQueue;
  private readonly statuses: Statuses<Evse>;
  private readonly transactions: Transactions;
  private readonly visits: Visits;
  private readonly resets: Resets;
  private readonly aligned: ClockAligned;
  private readonly desk: CallDesk;
  private powered = false;
  private offlineSinceMs = 0;

  constructor(
    private readonly rig: Rig,
    chargingStation: ChargingStation,
  ) {
    const evses = rig.outlets.map((outlet) => new Evse(outlet.id, outlet));
    const profiles = new ChargingProfiles();
    const now = (): Date => rig.now();
    const variables = variablesOf(rig.options, chargingStation, evses, now, () => profiles.count);
    const model = new DeviceModel(variables, rig.options.configuration);
    const ready = (): boolean => this.ready;
    const powered = (): boolean => this.powered;
    const registration = new Registration({
      rig,
      boot: (triggered) => ({ reason: triggered ? 'Triggered' : resets.bootReason, chargingStation }),
      heartbeatIntervalS: () => model.whole(HEARTBEAT, 300),
      adoptInterval: (seconds) => model.put(HEARTBEAT, String(seconds)),
      accepted: (booted) => this.accepted(booted),
    });
    const queue = new TransactionQueue({
      lane: rig.lane,
      mayDeliver: ready,
      attempts: () => model.whole('OCPPCommCtrlr.MessageAttempts[TransactionEvent]', 3),
      retryIntervalS: () => model.whole('OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]', 10),
      sameMessageId: rig.options.retryWithSameMessageId ?? false,
      nextId: () => rig.nextMessageId(),
      timers: rig.timers,
      counters: rig.counters,
      most: rig.options.maxQueued ?? 5_000,
    });
    const statuses = new Statuses(evses, ready, (evse) => notify(rig, evse));
    const authorization = authorization201(rig, model, ready);
    const limits = new Limits({ rig, profiles, connectors: evses, changed: (evse) => transactions.tellState(evse) });
    const aligned = new ClockAligned(
      rig,
      () => model.whole('AlignedDataCtrlr.Interval', 0),
      () => this.reportAligned(),
    );
    const resets = new Resets({
      rig,
      evses,
      queue,
      end: (evse) => transactions.end(evse, 'ResetCommand', 'ImmediateReset'),
      changed: (evse) => statuses.refresh(evse),
    });
    const parts = { rig, model, evses, queue, statuses, authorization, profiles, limits };
    const transactions: Transactions = new Transactions({
      ...parts,
      ready,
      powered,
      refused: (evse) => visits.refused(evse),
      ended: (evse) => resets.transactionEnded(evse),
    });
    const visits: Visits = new Visits({ ...parts, transactions });
    this.desk = new CallDesk({
      rig,
      registration,
      commands: commandsOf({ ...parts, registration, transactions, visits, resets, aligned }),
      shapes: calls,
      formationError: this.formationError,
      unknown: (action) => ({
        error: unsupported.has(action) ? 'NotSupported' : 'NotImplemented',
        description: `${action} is not ${unsupported.has(action) ? 'supported' : 'implemented'}`,
      }),
      sessionCalls: ['RequestStartTransaction', 'RequestStopTransaction'],
    });
    this.evses = evses;
    this.model = model;
    this.registration = registration;
    this.queue = queue;
    this.statuses = statuses;
    this.transactions = transactions;
    this.visits = visits;
    this.resets = resets;
    this.aligned = aligned;
  }

  get ready(): boolean {
    return this.registration.status === 'Accepted' && this.rig.link.connected;
  }

  opened(): void {
    this.rig.link.pingEvery(this.model.whole('OCPPCommCtrlr.WebSocketPingInterval', 0));
    this.registration.opened();
  }

  closed(): void {
    this.offlineSinceMs = performance.now();
    this.registration.closed();
    this.transactions.goOffline();
  }

  rebooted(): void {
    this.registration.rebooted();
    this.resets.rebooted();
    for (const evse of this.evses) {
      if (!evse.transaction) evse.endAuthorization();
      evse.reported = undefined;
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
    const evse = this.evses.find(({ id }) => id === outlet.id);
    if (evse) this.visits.plugged(evse);
  }

  unplugged(outlet: Outlet): void {
    const evse = this.evses.find(({ id }) => id === outlet.id);
    if (evse) this.visits.unplugged(evse);
  }

  present(token: string, connector?: number): Promise<Presented> {
    return this.visits.present(token, connector);
  }

  endSessions(): void {
    this.visits.open = false;
    for (const evse of this.evses) {
      if (evse.authorized) this.visits.deauthorize(evse, 'StopAuthorized', 'Local');
      this.transactions.end(evse, 'StopAuthorized', 'Local');
    }
  }

  /** A defect shows, or is gone (`NoError`). OCPP 2.0.1 tells it as Faulted; it does not end a transaction. */
  breakDown(at: number, errorCode: string): void {
    const evse = this.evses.find(({ id }) => id === at);
    if (!evse) return;
    evse.faulted = errorCode !== 'NoError';
    this.statuses.refresh(evse);
  }

  running(): { connector: number; entry: LedgerEntry }[] {
    return this.evses.flatMap(({ id, transaction }) =>
      transaction ? [{ connector: id, entry: transaction.entry }] : [],
    );
  }

  settled(): Promise<void> {
    return this.queue.empty();
  }

  switchedOn(): void {
    this.powered = true;
    this.visits.open = true;
    this.resets.bootReason = 'PowerUp';
    this.rebooted();
    // What ran when the power went is closed when it is back, with the register as it stood.
    for (const evse of this.evses) this.transactions.end(evse, 'AbnormalCondition', 'PowerLoss');
  }

  switchedOff(): void {
    this.powered = false;
    this.registration.closed();
    this.queue.stop();
    this.aligned.stop();
    for (const evse of this.evses) {
      evse.authorized?.expiry?.cancel();
      evse.outlet.open();
      evse.limitChange?.cancel();
      evse.transaction?.sampling?.cancel();
    }
  }

  private accepted(booted: boolean): void {
    // B04.FR.01 and 02: after a long time offline everything, after a short one what has changed.
    const offlineMs = performance.now() - this.offlineSinceMs;
    const long = offlineMs > this.model.whole('OCPPCommCtrlr.OfflineThreshold', 60) * 1000;
    if (booted || long) this.statuses.tellAll();
    else this.statuses.tellChanged();
    this.aligned.restart();
    this.queue.resume();
    this.rig.accepted();
  }

  /** AlignedDataCtrlr.Interval (J01): with the transaction where one runs, otherwise as MeterValues. */
  private reportAligned(): void {
    const idleOnly = this.model.flag('AlignedDataCtrlr.SendDuringIdle', false);
    for (const evse of this.evses) {
      if (!evse.transaction) this.transactions.sendMeterValues(evse, 'Sample.Clock');
      else if (!idleOnly) this.transactions.report(evse, 'MeterValueClock', 'Sample.Clock');
    }
  }
}

async function notify(rig: Rig, { id, connectorId, status }: Evse): Promise<boolean> {
  const timestamp = rig.now().toISOString();
  const notification = { timestamp, connectorStatus: status, evseId: id, connectorId };
  const outcome = await rig.lane.call('StatusNotification', notification);
  return outcome.kind === 'result';
}
