import type { ChargingState } from '@chargebus/contracts';
import type { RequestOf } from './actions';

type Transaction = RequestOf<'TransactionEvent'>;
type WireState = NonNullable<Transaction['transactionInfo']['chargingState']>;

const STATES: Record<Exclude<WireState, 'EVConnected'>, ChargingState> = {
  Charging: 'charging',
  SuspendedEV: 'suspended-ev',
  SuspendedEVSE: 'suspended-evse',
  Idle: 'idle',
};

/** Triggers that tell of a transaction that is about to begin, and of one that is about to end; those of 2.1 too. */
const CONNECTED: Readonly<Record<string, ChargingState>> = {
  Authorized: 'preparing',
  CablePluggedIn: 'preparing',
  EVDetected: 'preparing',
  RemoteStart: 'preparing',
  CostLimitReached: 'finishing',
  Deauthorized: 'finishing',
  EnergyLimitReached: 'finishing',
  EVConnectTimeout: 'finishing',
  RemoteStop: 'finishing',
  ResetCommand: 'finishing',
  SoCLimitReached: 'finishing',
  StopAuthorized: 'finishing',
  TariffNotAccepted: 'finishing',
  TimeLimitReached: 'finishing',
  UnlockCommand: 'finishing',
};

/**
 * What the transaction does, of `chargingState` and `triggerReason`. EVConnected has no energy flowing, before it or after
 * it: the trigger says which, and where it does not, `idle` leaves it to whoever knows the energy.
 */
export function toChargingState(
  state: WireState | undefined,
  triggerReason: string | undefined,
): ChargingState | undefined {
  if (state === undefined) return undefined;
  if (state !== 'EVConnected') return STATES[state];
  if (triggerReason === undefined || !Object.hasOwn(CONNECTED, triggerReason)) return 'idle';
  return CONNECTED[triggerReason];
}

/** Nothing is plugged in any more. */
const UNPLUGGED = new Set<string | undefined>(['EVDeparted', 'EVCommunicationLost', 'EVDisconnected', 'Idle']);

/** What a connector does whose transaction has just ended: until the cable is out it finishes. */
export function toStateAfter(told: {
  state: WireState | undefined;
  triggerReason: string | undefined;
  stoppedReason: string | undefined;
}): ChargingState {
  return Object.values(told).some((word) => UNPLUGGED.has(word)) ? 'idle' : 'finishing';
}
