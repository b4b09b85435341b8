import type { Authorization } from '../authorization';
import type { Payload } from '../call-lane';
import type { ChargingProfiles } from '../charging/charging-profiles';
import type { Limits } from '../charging/limits';
import { startSampling } from '../charging/sampling';
import { type LedgerEntry, newEntry } from '../ledger';
import { flowInWords } from '../outlet';
import type { Quirks } from '../quirks';
import type { Rig } from '../rig';
import type { TransactionQueue } from '../transaction-queue';
import { fromIdTagInfo, type IdTagInfo } from './authorize';
import type { Configuration } from './configuration';
import type { Connector, Transaction } from './connector';
import { type MeterValue, type SampledValue, sampledValues } from './samples';
import type { Statuses16 } from './statuses';

export interface TransactionsOptions {
  rig: Rig;
  configuration: Configuration;
  queue: TransactionQueue;
  statuses: Statuses16;
  authorization: Authorization<string>;
  profiles: ChargingProfiles;
  limits: Limits<Connector>;
  connectors: readonly Connector[];
  ready(): boolean;
  /** Switched on: without power no relay closes. */
  powered(): boolean;
  habits: Quirks;
}

/** Starts, samples and stops transactions, and writes the station's own ledger of them. */
export class Transactions {
  constructor(private readonly o: TransactionsOptions) {}

  start(connector: Connector, token: string): void {
    const { rig, queue } = this.o;
    const now = rig.now();
    const entry = newEntry({
      connector: connector.id,
      token,
      meterStartWh: connector.outlet.registerWh,
      startedAt: now.toISOString(),
    });
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
    if (connector.scheduledOperative !== undefined) connector.operative = connector.scheduledOperative;
    connector.scheduledOperative = undefined;
    if (this.o.habits.statusFirst) statuses.refresh(connector);
    queue.push({
      action: 'StopTransaction',
      payload: () => ({
        // OCPP 1.6 errata 3.18: -1 where the CSMS never named the transaction.
        transactionId: entry.transactionId ?? -1,
        meterStop: entry.meterStopWh,
        timestamp: entry.stoppedAt,
        ...(idTag === undefined ? {} : { idTag }),
        ...(reason === 'Local' && this.o.habits.omitsLocalReason ? {} : { reason }),
        ...(data.length > 0 ? { transactionData: data } : {}),
      }),
      acknowledged: () => (entry.acknowledged.stop = true),
      givenUp: () => this.giveUp(entry),
    });
    this.say(connector, `stopped (${reason})`, entry);
    statuses.refresh(connector);
  }

  /** Connection gone: what has not been answered yet charges by the station's own decision. */
  goOffline(): void {
    for (const connector of this.o.connectors) {
      const { transaction } = connector;
      if (transaction && !transaction.entry.acknowledged.start) this.energise(connector, transaction);
    }
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
    const verdict = fromIdTagInfo(answer['idTagInfo'] as IdTagInfo);
    entry.transactionId = answer['transactionId'] as number;
    entry.acknowledged.start = true;
    entry.authorization = verdict.status;
    this.o.authorization.learn(entry.token, verdict);
    if (verdict.group !== undefined) transaction.group = verdict.group;
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
    this.o.limits.apply(connector);
    this.startSampling(connector, transaction);
  }

  private startSampling(connector: Connector, transaction: Transaction): void {
    const { configuration, limits, rig } = this.o;
    transaction.sampling = startSampling({
      timers: rig.timers,
      speed: rig.options.speed ?? 1,
      intervalS: () => configuration.whole('MeterValueSampleInterval', 60),
      look: (due) => {
        if (due) {
          this.report(connector, 'MeterValuesSampledData', 'Sample.Periodic');
          this.say(connector, flowInWords(connector.outlet), transaction.entry);
        }
        limits.apply(connector);
      },
    });
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
