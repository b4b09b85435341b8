import type { LedgerEntry } from '../ledger';
import type { Outlet } from '../outlet';
import type { Timer } from '../timer-wheel';
import type { MeterValue } from './samples';

export type Status =
  'Available' | 'Preparing' | 'Charging' | 'SuspendedEVSE' | 'SuspendedEV' | 'Finishing' | 'Unavailable' | 'Faulted';

export interface Transaction {
  entry: LedgerEntry;
  startedAtMs: number;
  /** The parentIdTag of its token. */
  group?: string;
  /** The relay was closed: authorized by the CSMS, or by the station itself when nobody answered. */
  energised: boolean;
  /** The samples of its begin, for transactionData. */
  begin?: MeterValue;
  sampling?: Timer;
}

/** A connector as OCPP 1.6 sees it. */
export class Connector {
  transaction: Transaction | undefined;
  /** A token was accepted and waits for a car until ConnectionTimeOut. */
  waiting: { token: string; expiry: Timer } | undefined;
  operative = true;
  /** Set by ChangeAvailability during a transaction; applied when it ends. */
  scheduledOperative: boolean | undefined;
  /** Its transaction is over and the car still there. */
  finishing = false;
  errorCode = 'NoError';
  /** What the CSMS was told last on this boot. */
  reported: string | undefined;
  limitChange: Timer | undefined;

  constructor(
    readonly id: number,
    readonly outlet: Outlet,
  ) {}

  get free(): boolean {
    return this.operative && this.errorCode === 'NoError' && !this.transaction && !this.waiting;
  }

  get status(): Status {
    if (this.errorCode !== 'NoError') return 'Faulted';
    if (this.transaction) return this.statusInTransaction(this.transaction);
    if (!this.operative) return 'Unavailable';
    if (this.waiting) return 'Preparing';
    if (this.outlet.plugged) return this.finishing ? 'Finishing' : 'Preparing';
    return 'Available';
  }

  breakDown(errorCode: string): void {
    this.errorCode = errorCode;
  }

  rebooted(): void {
    this.cancelWaiting();
    this.finishing = false;
    this.reported = undefined;
  }

  switchedOff(): void {
    this.cancelWaiting();
    this.outlet.open();
    this.limitChange?.cancel();
    this.transaction?.sampling?.cancel();
  }

  cancelWaiting(): void {
    this.waiting?.expiry.cancel();
    this.waiting = undefined;
  }

  private statusInTransaction(transaction: Transaction): Status {
    // Until the CSMS has said yes the relay is open; a token it refused keeps it open.
    if (!transaction.energised) return transaction.entry.acknowledged.start ? 'SuspendedEVSE' : 'Preparing';
    const { flow } = this.outlet;
    if (flow === 'full') return 'SuspendedEV';
    return flow === 'charging' ? 'Charging' : 'SuspendedEVSE';
  }
}
