import type { Payload } from '../call-lane';
import type { LedgerEntry } from '../ledger';
import type { Rig } from '../rig';
import type { TransactionQueue } from '../transaction-queue';
import type { Authorization, IdTagInfo } from './authorization';
import type { ChargingProfiles } from './charging-profiles';
import type { Configuration } from './configuration';
import type { Connector, Transaction } from './connector';
import { type MeterValue, type SampledValue, sampledValues } from './samples';
import type { Statuses } from './statuses';

export interface TransactionsOptions {
  rig: Rig;
  configuration: Configuration;
  queue: TransactionQueue;
  statuses: Statuses;
  authorization: Authorization;
  profiles: ChargingProfiles;
  connectors: readonly Connector[];
  ready(): boolean;
  /** Switched on: without power no relay closes. */
  powered(): boolean;
  /** Most makers send the reason always; some leave `Local` out. */
  omitsLocal: boolean;
}

/** Nothing is told more often than this, however fast the simulation is. */
const SHORTEST_SAMPLING_MS = 50;
const WATCH_S = 60;
const LONGEST_TIMER_MS = 86_400_000;

/** Starts, samples and stops transactions, and writes the station's own ledger of them. */
export class Transactions {
  constructor(private readonly o: TransactionsOptions) {}

  start(connector: Connector, token: string): void {
    const { rig, queue } = this.o;
    const now = rig.now();
    const entry: LedgerEntry = {
      transactionId: null,
      connector: connector.id,
      token,
      meterStartWh: connector.outlet.registerWh,
      meterStopWh: null,
      startedAt: now.toISOString(),
      stoppedAt: null,
      reason: null,
      authorization: null,
      acknowledged: { start: false, stop: false },
      meterValuesAcknowledged: 0,
      givenUp: 0,
    };
    rig.ledger.push(entry);
    const transaction: Transaction = { entry, startedAtMs: now.getTime(), energised: false };
    const begin = this.sample(connector, 'StopTxnSampledData', 'Transaction.Begin', now);
    if (begin) transaction.begin = begin;
    connector.cancelWaiting();
    connector.transaction = transaction;
    connector.finishing = false;
    const payload = {
      connectorId: connector.id,
      idTag: token,
      meterStart: entry.meterStartWh,
      timestamp: entry.startedAt,
    };
    queue.push({
      action: 'StartTransaction',
      payload: () => payload,
      acknowledged: (answer) => this.started(connector, transaction, answer),
      givenUp: () => this.giveUp(entry),
      unanswered: () => this.energise(connector, transaction),
    });
    this.say(connector, `starts for ${token}`, entry);
    // Nobody to ask: the station goes by what it decided itself.
    if (!this.o.ready()) this.energise(connector, transaction);
    this.o.statuses.refresh(connector);
  }

  /** Ends the running transaction with OCPP's own reason; nothing happens if there is none. */
  stop(connector: Connector, reason: string, idTag?: string): void {
    const { transaction, outlet } = connector;
    if (!transaction) return;
    const { entry } = transaction;
    const { rig, queue, statuses, profiles } = this.o;
    const now = rig.now();
    const end = this.sample(connector, 'StopTxnSampledData', 'Transaction.End', now);
    outlet.open();
    entry.meterStopWh = outlet.registerWh;
    entry.stoppedAt = now.toISOString();
    entry.reason = reason;
    transaction.sampling?.cancel();
    connector.limitChange?.cancel();
    connector.transaction = undefined;
    connector.finishing = outlet.plugged;
    profiles.transactionEnded(connector.id);
    const data = [transaction.begin, end].filter((value) => value !== undefined);
    queue.push({
      action: 'StopTransaction',
      payload: () => ({
        // OCPP 1.6 errata 3.18: -1 where the CSMS never named the transaction.
        transactionId: entry.transactionId ?? -1,
        meterStop: entry.meterStopWh,
        timestamp: entry.stoppedAt,
        ...(idTag === undefined ? {} : { idTag }),
        ...(reason === 'Local' && this.o.omitsLocal ? {} : { reason }),
        ...(data.length > 0 ? { transactionData: data } : {}),
      }),
      acknowledged: () => (entry.acknowledged.stop = true),
      givenUp: () => this.giveUp(entry),
    });
    this.say(connector, `stopped (${reason})`, entry);
    if (connector.scheduledOperative !== undefined) connector.operative = connector.scheduledOperative;
    connector.scheduledOperative = undefined;
    statuses.refresh(connector);
  }

  /** Connection gone: what has not been answered yet charges by the station's own decision. */
  goOffline(): void {
    for (const connector of this.o.connectors) {
      const { transaction } = connector;
      if (transaction && !transaction.entry.acknowledged.start) this.energise(connector, transaction);
    }
  }

  /** Profiles have changed, or time has passed: what may each connector draw now? */
  applyLimits(): void {
    for (const connector of this.o.connectors) this.applyLimit(connector);
  }

  /** MeterValues of one connector now. */
  report(connector: Connector, key: string, context: 'Sample.Periodic' | 'Sample.Clock' | 'Trigger'): void {
    const meterValue = this.sample(connector, key, context, this.o.rig.now());
    if (!meterValue) return;
    const entry = connector.transaction?.entry;
    this.o.queue.push({
      action: 'MeterValues',
      intermediate: true,
      payload: () => ({
        connectorId: connector.id,
        ...(entry ? { transactionId: entry.transactionId ?? -1 } : {}),
        meterValue: [meterValue],
      }),
      acknowledged: () => {
        if (entry) entry.meterValuesAcknowledged += 1;
      },
      givenUp: () => {
        if (entry) this.giveUp(entry);
      },
    });
  }

  private started(connector: Connector, transaction: Transaction, answer: Payload): void {
    const { entry } = transaction;
    const verdict = answer['idTagInfo'] as IdTagInfo;
    entry.transactionId = answer['transactionId'] as number;
    entry.acknowledged.start = true;
    entry.authorization = verdict.status;
    this.o.authorization.learn(entry.token, verdict);
    if (verdict.parentIdTag !== undefined) transaction.parentIdTag = verdict.parentIdTag;
    if (connector.transaction !== transaction) return;
    if (verdict.status === 'Accepted') {
      this.energise(connector, transaction);
      return;
    }
    this.say(connector, `refused: ${verdict.status}`, entry);
    connector.outlet.open();
    transaction.energised = false;
    transaction.sampling?.cancel();
    if (this.o.configuration.flag('StopTransactionOnInvalidId', true)) this.stop(connector, 'DeAuthorized');
    else this.o.statuses.refresh(connector);
  }

  private energise(connector: Connector, transaction: Transaction): void {
    if (connector.transaction !== transaction || transaction.energised || !this.o.powered()) return;
    transaction.energised = true;
    connector.outlet.close();
    this.applyLimit(connector);
    this.sampleLater(connector, transaction);
  }

  private sampleLater(connector: Connector, transaction: Transaction): void {
    const { configuration, rig } = this.o;
    const everyS = configuration.whole('MeterValueSampleInterval', 60);
    const speed = rig.options.speed ?? 1;
    // Without samples the station still has to notice that a car is full.
    const ms = Math.max(SHORTEST_SAMPLING_MS, ((everyS || WATCH_S) * 1000) / speed);
    transaction.sampling = rig.timers.after(ms, () => {
      if (connector.transaction !== transaction) return;
      if (configuration.whole('MeterValueSampleInterval', 60) > 0) {
        this.report(connector, 'MeterValuesSampledData', 'Sample.Periodic');
        this.say(connector, describe(connector), transaction.entry);
      }
      this.applyLimit(connector);
      this.o.statuses.refresh(connector);
      this.sampleLater(connector, transaction);
    });
  }

  private applyLimit(connector: Connector): void {
    const { outlet, transaction } = connector;
    const { profiles, rig, statuses } = this.o;
    const nowMs = rig.now().getTime();
    const { limitW, untilMs } = profiles.limitAt(nowMs, {
      connectorId: connector.id,
      phases: outlet.phases,
      ...(transaction ? { startedAtMs: transaction.startedAtMs } : {}),
    });
    outlet.limitTo(limitW);
    statuses.refresh(connector);
    connector.limitChange?.cancel();
    const ms = Math.min(untilMs - nowMs, LONGEST_TIMER_MS);
    if (transaction && Number.isFinite(untilMs)) {
      connector.limitChange = rig.timers.after(ms, () => this.applyLimit(connector));
    }
  }

  private sample(
    connector: Connector,
    key: string,
    context: Parameters<typeof sampledValues>[2],
    now: Date,
  ): MeterValue | undefined {
    const measurands = this.o.configuration.list(key);
    const values: SampledValue[] = sampledValues(connector.outlet, measurands, context, this.o.rig.random);
    return values.length > 0 ? { timestamp: now.toISOString(), sampledValue: values } : undefined;
  }

  private giveUp(entry: LedgerEntry): void {
    entry.givenUp += 1;
  }

  private say(connector: Connector, what: string, entry: LedgerEntry): void {
    const energyWh = (entry.meterStopWh ?? connector.outlet.registerWh) - entry.meterStartWh;
    this.o.rig.say(what, { connector: connector.id, energyWh });
  }
}

function describe(connector: Connector): string {
  const { flow, powerW, socPercent } = connector.outlet;
  if (flow === 'full') return 'waits: the car is full';
  if (flow !== 'charging') return 'waits: nothing is offered';
  return `charging, ${(powerW / 1000).toFixed(1)} kW, battery at ${Math.floor(socPercent ?? 0)} %`;
}
