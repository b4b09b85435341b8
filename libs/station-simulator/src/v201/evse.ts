import type { LedgerEntry } from '../ledger';
import type { Outlet } from '../outlet';
import type { Timer } from '../timer-wheel';
import type { IdToken } from './id-token';
import type { MeterValue } from './samples';

export type ConnectorStatus = 'Available' | 'Occupied' | 'Unavailable' | 'Faulted';
export type ChargingState = 'Idle' | 'EVConnected' | 'Charging' | 'SuspendedEV' | 'SuspendedEVSE';

/** Who may charge at an EVSE, from a card or a RequestStartTransaction until it ends. */
export interface Authorized {
  token: IdToken;
  /** OCPP 2.0.1 E03.FR.01: the next event carries the token, and no other one does. */
  told: boolean;
  remoteStartId?: number;
  /** Tokens of the same groupIdToken may stop what this one started. */
  group?: string;
  /** Nobody said at which EVSE: the one where the car plugs in. */
  anywhere: boolean;
  /** Set while no car is there: EVConnectionTimeOut. */
  expiry?: Timer;
}

export interface Transaction {
  readonly id: string;
  readonly entry: LedgerEntry;
  readonly startedAtMs: number;
  /** Of the next event; begins at 0. */
  seqNo: number;
  /** As the CSMS was told last. */
  chargingState?: ChargingState;
  /** A token may begin a transaction before anybody knows at which EVSE; it is told once. */
  evseKnown: boolean;
  evseTold: boolean;
  /** The CSMS said yes to the token, or the station went by its own decision because nobody answered. */
  cleared: boolean;
  /** The CSMS said no to the token, and the transaction goes on without energy. */
  refused: boolean;
  /** The relay was closed. */
  energised: boolean;
  /** What ended its authorization, where the transaction goes on until the cable is gone. */
  stoppedReason?: string;
  /** The sample of its begin, which the end repeats (SampledDataCtrlr.TxEndedInterval 0). */
  begin?: MeterValue;
  sampling?: Timer;
}

/** An EVSE with its one connector as OCPP 2.0.1 sees it. */
export class Evse {
  readonly connectorId = 1;
  transaction: Transaction | undefined;
  authorized: Authorized | undefined;
  operative = true;
  /** Set by ChangeAvailability during a transaction; applied when it ends. */
  scheduledOperative: boolean | undefined;
  faulted = false;
  /** Resets now, or will when everybody has left. */
  resetting = false;
  reported: string | undefined;
  limitChange: Timer | undefined;

  constructor(
    readonly id: number,
    readonly outlet: Outlet,
  ) {}

  /** Whether a token may be accepted here: also for a transaction that began with the cable. */
  get free(): boolean {
    const works = this.operative && !this.faulted && !this.resetting;
    return works && !this.authorized && this.transaction?.stoppedReason === undefined;
  }

  get status(): ConnectorStatus {
    if (this.faulted) return 'Faulted';
    if (this.outlet.plugged) return this.operative || this.transaction ? 'Occupied' : 'Unavailable';
    return this.operative && !this.resetting ? 'Available' : 'Unavailable';
  }

  get chargingState(): ChargingState {
    if (!this.outlet.plugged) return 'Idle';
    if (!this.transaction?.energised) return this.transaction?.refused ? 'SuspendedEVSE' : 'EVConnected';
    const { flow } = this.outlet;
    if (flow === 'full') return 'SuspendedEV';
    return flow === 'charging' ? 'Charging' : 'SuspendedEVSE';
  }

  /** OCPP 2.0.1 tells it as Faulted, without a code. */
  breakDown(errorCode: string): void {
    this.faulted = errorCode !== 'NoError';
  }

  rebooted(): void {
    if (!this.transaction) this.endAuthorization();
    this.reported = undefined;
  }

  switchedOff(): void {
    this.authorized?.expiry?.cancel();
    this.outlet.open();
    this.limitChange?.cancel();
    this.transaction?.sampling?.cancel();
  }

  endAuthorization(): void {
    this.authorized?.expiry?.cancel();
    this.authorized = undefined;
  }
}
