import type { Payload } from '../call-lane';
import type { LedgerEntry } from '../ledger';
import type { Outlet } from '../outlet';
import type { Behaviour, Presented, Reply, Rig } from '../rig';
import type { Timer } from '../timer-wheel';
import { TransactionQueue } from '../transaction-queue';
import { Authorization } from './authorization';
import { ChargingProfiles } from './charging-profiles';
import { commandsOf } from './commands';
import { Configuration } from './configuration';
import { Connector } from './connector';
import type { Model } from './models';
import { Registration } from './registration';
import { answers, calls, errorCodes } from './shapes';
import { Statuses } from './statuses';
import { Transactions } from './transactions';
import { Visits } from './visits';

const DAY_S = 86_400;

/** An OCPP 1.6J station: what it says unasked, and what it does when told. */
export class Station16 implements Behaviour {
  readonly subprotocol = 'ocpp1.6';
  readonly formationError = 'FormationViolation';
  private readonly connectors: readonly Connector[];
  private readonly registration: Registration;
  private readonly queue: TransactionQueue;
  private readonly statuses: Statuses;
  private readonly transactions: Transactions;
  private readonly visits: Visits;
  private readonly commands: ReturnType<typeof commandsOf>;
  private readonly configuration: Configuration;
  private aligned: Timer | undefined;
  private powered = false;

  constructor(
    private readonly rig: Rig,
    private readonly model: Model,
  ) {
    const configuration = new Configuration(model.keys, rig.options.configuration);
    const connectors = rig.outlets.map((outlet) => new Connector(outlet.id, outlet));
    const ready = (): boolean => this.ready;
    const registration = new Registration({
      rig,
      boot: model.boot,
      configuration,
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
    const statuses = new Statuses(rig, connectors, ready);
    const authorization = new Authorization(rig, configuration, ready);
    const profiles = new ChargingProfiles();
    const omitsLocal = model.countedMessageIds;
    const powered = (): boolean => this.powered;
    const station = { rig, configuration, connectors, queue, statuses };
    const parts = { ...station, authorization, profiles, ready, powered, omitsLocal };
    const transactions = new Transactions(parts);
    const visits = new Visits({ ...parts, transactions });
    this.commands = commandsOf({ ...parts, registration, transactions, visits });
    this.connectors = connectors;
    this.registration = registration;
    this.queue = queue;
    this.statuses = statuses;
    this.transactions = transactions;
    this.visits = visits;
    this.configuration = configuration;
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
    const { rig, registration } = this;
    rig.counters.commands += 1;
    const text = JSON.stringify(payload);
    if (registration.status === 'Rejected') {
      rig.fault('unexpected-call', `${action} while Rejected`, text);
      return { error: 'SecurityError', description: 'not accepted by you' };
    }
    const command = this.model.commands.has(action) ? this.commands[action] : undefined;
    if (!command) return { error: 'NotImplemented', description: `${action} is not implemented` };
    const wrong = calls[action]?.(payload, action);
    if (wrong !== undefined) {
      rig.fault('invalid-call', wrong, text);
      return { error: 'FormationViolation', description: wrong.slice(0, 255) };
    }
    if (action.startsWith('Remote') && registration.status !== 'Accepted') {
      rig.fault('unexpected-call', `${action} before acceptance`, text);
      return { answer: { status: 'Rejected' } };
    }
    const reply = command(payload);
    rig.say(`was told ${action}: ${'error' in reply ? reply.error : outcomeOf(reply.answer)}`);
    if (action === 'ChangeConfiguration') this.alignLater();
    return reply;
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
    this.rebooted();
    // What ran when the power went is closed when it is back, with the register as it stood.
    for (const connector of this.connectors) this.transactions.stop(connector, 'PowerLoss');
  }

  switchedOff(): void {
    this.powered = false;
    this.registration.closed();
    this.queue.stop();
    this.aligned?.cancel();
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
    this.alignLater();
    this.queue.resume();
    this.rig.accepted();
  }

  /** ClockAlignedDataInterval: samples at round times since midnight. */
  private alignLater(): void {
    this.aligned?.cancel();
    const everyS = this.configuration.whole('ClockAlignedDataInterval', 0);
    if (everyS <= 0) return;
    const sinceMidnightS = (this.rig.now().getTime() / 1000) % DAY_S;
    this.aligned = this.rig.timers.after((everyS - (sinceMidnightS % everyS)) * 1000, () => {
      const key = this.configuration.list('MeterValuesAlignedData').length > 0 ? 'Aligned' : 'Sampled';
      for (const connector of this.connectors) {
        if (connector.transaction) this.transactions.report(connector, `MeterValues${key}Data`, 'Sample.Clock');
      }
      this.alignLater();
    });
  }
}

const outcomeOf = (answer: object): string => ('status' in answer ? String(answer.status) : 'answered');
