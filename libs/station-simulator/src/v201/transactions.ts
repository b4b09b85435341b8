import { randomUUID } from 'node:crypto';
import type { Authorization } from '../authorization';
import type { ChargingProfiles } from '../charging/charging-profiles';
import type { Limits } from '../charging/limits';
import { startSampling } from '../charging/sampling';
import { newEntry } from '../ledger';
import { flowInWords } from '../outlet';
import type { Random } from '../random';
import type { Rig } from '../rig';
import type { Statuses } from '../statuses';
import type { TransactionQueue } from '../transaction-queue';
import type { DeviceModel } from './device-model';
import type { Evse, Transaction } from './evse';
import { fromIdTokenInfo, type IdToken, type IdTokenInfo } from './id-token';
import { type Context, meterValue, type MeterValue } from './samples';
import { TransactionEvents } from './transaction-events';

export interface TransactionsOptions {
  rig: Rig;
  model: DeviceModel;
  queue: TransactionQueue;
  evses: readonly Evse[];
  statuses: Statuses<Evse>;
  authorization: Authorization<IdToken>;
  profiles: ChargingProfiles;
  limits: Limits<Evse>;
  /** 2.1: every answer to an event may say what it costs so far. */
  costInEveryAnswer: boolean;
  ready(): boolean;
  /** Switched on: without power no relay closes. */
  powered(): boolean;
  /** The CSMS said no to the token of a running transaction. */
  refused(evse: Evse, status: string): void;
  /** A transaction is over. */
  ended(evse: Evse): void;
}

/** Begins, samples and ends transactions, and writes the station's own ledger of them. */
export class Transactions {
  private readonly events: TransactionEvents;
  /** Of its own, so that the nth transaction has the same id whatever else was drawn, but for the run's part. */
  private readonly ids: Random;
  /** An id is unique for ever, and two runs may have one seed. */
  private readonly run = randomUUID().slice(0, 8);

  constructor(private readonly o: TransactionsOptions) {
    this.ids = o.rig.random.fork('transactions');
    this.events = new TransactionEvents({
      rig: o.rig,
      queue: o.queue,
      costInEveryAnswer: o.costInEveryAnswer,
      answered: (evse, transaction, info, startToken) => this.answered(evse, transaction, info, startToken),
      unanswered: (evse, transaction) => this.clear(evse, transaction),
    });
  }

  start(evse: Evse, triggerReason: string): void {
    const { rig } = this.o;
    const { outlet, authorized } = evse;
    const now = rig.now();
    const entry = newEntry({
      transactionId: this.run + this.ids.uuid().slice(8),
      connector: evse.id,
      token: authorized?.token.idToken ?? '',
      meterStartWh: outlet.registerWh,
      startedAt: now.toISOString(),
    });
    rig.ledger.push(entry);
    const begin = this.sample(evse, 'TxEndedMeasurands', 'Transaction.Begin', now);
    const transaction: Transaction = {
      id: String(entry.transactionId),
      entry,
      startedAtMs: now.getTime(),
      seqNo: 0,
      evseKnown: outlet.plugged || authorized?.anywhere !== true,
      evseTold: false,
      cleared: false,
      refused: false,
      energised: false,
      ...(begin ? { begin } : {}),
    };
    evse.transaction = transaction;
    this.say(evse, `starts${entry.token === '' ? '' : ` for ${entry.token}`}`, transaction);
    const started = this.sample(evse, 'TxStartedMeasurands', 'Transaction.Begin', now);
    this.tell(evse, transaction, 'Started', triggerReason, { now, meterValue: started ? [started] : [] });
    transaction.sampling = startSampling({
      timers: rig.timers,
      speed: rig.options.speed ?? 1,
      intervalS: () => this.o.model.whole('SampledDataCtrlr.TxUpdatedInterval', 60),
      look: (due) => {
        this.o.limits.apply(evse);
        if (!due) return;
        this.report(evse, 'MeterValuePeriodic', 'Sample.Periodic');
        this.say(evse, flowInWords(outlet), transaction);
      },
    });
  }

  /** Something happened in the running transaction. */
  update(evse: Evse, triggerReason: string, stopToken?: IdToken): void {
    const { transaction } = evse;
    if (transaction) this.tell(evse, transaction, 'Updated', triggerReason, stopToken ? { stopToken } : {});
  }

  /** Ends the running transaction; nothing happens if there is none. `reason` gives way to what ended it before. */
  end(evse: Evse, triggerReason: string, reason: string, stopToken?: IdToken): void {
    const { transaction, outlet } = evse;
    if (!transaction) return;
    const { rig, profiles, statuses } = this.o;
    const { entry } = transaction;
    const now = rig.now();
    outlet.open();
    transaction.energised = false;
    transaction.sampling?.cancel();
    evse.limitChange?.cancel();
    evse.endAuthorization();
    entry.meterStopWh = outlet.registerWh;
    entry.stoppedAt = now.toISOString();
    entry.reason = transaction.stoppedReason ?? reason;
    const end = this.sample(evse, 'TxEndedMeasurands', 'Transaction.End', now);
    this.events.tell(evse, transaction, 'Ended', triggerReason, {
      now,
      stoppedReason: entry.reason,
      meterValue: [transaction.begin, end].filter((value) => value !== undefined),
      ...(stopToken ? { stopToken } : {}),
    });
    evse.transaction = undefined;
    profiles.transactionEnded(evse.id);
    this.say(evse, `stopped (${entry.reason})`, transaction);
    if (evse.scheduledOperative !== undefined) evse.operative = evse.scheduledOperative;
    evse.scheduledOperative = undefined;
    statuses.refresh(evse);
    this.o.ended(evse);
  }

  /** Closes the relay where all is there: a car, a token, and the CSMS' yes to it. */
  energise(evse: Evse): void {
    const { transaction, authorized, outlet } = evse;
    if (!transaction || transaction.energised || !authorized || !outlet.plugged || !this.o.powered()) return;
    if (!transaction.cleared || transaction.refused) return;
    transaction.energised = true;
    outlet.close();
    this.o.limits.apply(evse);
  }

  /** The token may no longer charge here. */
  deenergise(evse: Evse, refused = false): void {
    evse.outlet.open();
    if (!evse.transaction) return;
    evse.transaction.energised = false;
    evse.transaction.refused ||= refused;
  }

  /** Tells the charging state where it is not as it was told. */
  tellState(evse: Evse): void {
    if (!evse.transaction || evse.transaction.chargingState === evse.chargingState || !this.o.powered()) return;
    this.update(evse, 'ChargingStateChanged');
  }

  /** Connection gone: a token that has not been answered charges by the station's own decision. */
  goOffline(): void {
    for (const evse of this.o.evses) {
      if (evse.transaction && evse.authorized?.told) this.clear(evse, evse.transaction);
    }
  }

  /** The samples of a running transaction, in an event of their own. */
  report(evse: Evse, triggerReason: string, context: Context): void {
    const { transaction } = evse;
    const variable = context === 'Sample.Clock' ? 'AlignedDataCtrlr.Measurands' : 'TxUpdatedMeasurands';
    const value = transaction && this.sample(evse, variable, context);
    if (value) this.tell(evse, transaction, 'Updated', triggerReason, { meterValue: [value], intermediate: true });
  }

  /** MeterValues of an EVSE outside its transaction: not kept when nobody listens. */
  sendMeterValues(evse: Evse, context: Context): void {
    const value = this.sample(evse, 'AlignedDataCtrlr.Measurands', context);
    if (value) void this.o.rig.lane.call('MeterValues', { evseId: evse.id, meterValue: [value] });
  }

  private sample(evse: Evse, variable: string, context: Context, now = this.o.rig.now()): MeterValue | undefined {
    const { model, rig } = this.o;
    const measurands = model.list(variable.includes('.') ? variable : `SampledDataCtrlr.${variable}`);
    return meterValue(evse.outlet, measurands, context, now, rig.random);
  }

  private tell(...[evse, transaction, type, trigger, told]: Parameters<TransactionEvents['tell']>): void {
    this.events.tell(evse, transaction, type, trigger, told);
    if (evse.authorized && transaction.entry.token === '') transaction.entry.token = evse.authorized.token.idToken;
    // Nobody to ask: the station goes by what it decided itself.
    if (evse.authorized?.told && !this.o.ready()) this.clear(evse, transaction);
  }

  private answered(evse: Evse, transaction: Transaction, info: IdTokenInfo | undefined, startToken?: IdToken): void {
    const verdict = info && fromIdTokenInfo(info);
    if (startToken) {
      transaction.entry.authorization = verdict?.status ?? null;
      if (verdict) this.o.authorization.learn(startToken, verdict);
    }
    if (evse.transaction !== transaction || !evse.authorized) return;
    if (startToken && verdict?.group !== undefined) evse.authorized.group = verdict.group;
    if (verdict && verdict.status !== 'Accepted') {
      this.say(evse, `refused: ${verdict.status}`, transaction);
      this.o.refused(evse, verdict.status);
    } else if (startToken) this.clear(evse, transaction);
  }

  private clear(evse: Evse, transaction: Transaction): void {
    transaction.cleared = true;
    if (evse.transaction === transaction) this.energise(evse);
  }

  private say(evse: Evse, what: string, { entry }: Transaction): void {
    const energyWh = (entry.meterStopWh ?? evse.outlet.registerWh) - entry.meterStartWh;
    this.o.rig.say(what, { connector: evse.id, energyWh });
  }
}
