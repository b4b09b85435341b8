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

/** Triggers that tell of a transaction that is about to begin, and of one that is about to end. */
const CONNECTED: Partial<Record<Transaction['triggerReason'], ChargingState>> = {
  Authorized: 'preparing',
  CablePluggedIn: 'preparing',
  EVDetected: 'preparing',
  RemoteStart: 'preparing',
  Deauthorized: 'finishing',
  EnergyLimitReached: 'finishing',
  EVConnectTimeout: 'finishing',
  RemoteStop: 'finishing',
  ResetCommand: 'finishing',
  StopAuthorized: 'finishing',
  TimeLimitReached: 'finishing',
  UnlockCommand: 'finishing',
};

/**
 * What the transaction does, of `chargingState` and `triggerReason`. EVConnected has no energy flowing, before it or after
 * it: the trigger says which, and where it does not, `idle` leaves it to whoever knows the energy.
 */
export function toChargingState(
  state: WireState | undefined,
  triggerReason: Transaction['triggerReason'] | undefined,
): ChargingState | undefined {
  if (state === undefined) return undefined;
  if (state !== 'EVConnected') return STATES[state];
  return (triggerReason && CONNECTED[triggerReason]) ?? 'idle';
}
