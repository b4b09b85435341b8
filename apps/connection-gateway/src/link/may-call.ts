import type { CallFault } from '@chargebus/ocpp-dialects';
import type { StationState } from './station-state';

/** A station that waits for its acceptance starts and stops nothing (OCPP 2.0.1 B02; 1.6 4.2). */
const NOT_WHILE_PENDING: ReadonlySet<string> = new Set([
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'RequestStartTransaction',
  'RequestStopTransaction',
]);

/**
 * May a station be called? One that was rejected may not at all, until it boots again (OCPP 2.0.1 B03; 1.6 4.2); one
 * that is pending may be configured, read and triggered, but starts no transaction.
 * @returns what stands against it, undefined if nothing does
 */
export function decideCall(registration: StationState['registration'], action: string): CallFault | undefined {
  if (registration === 'rejected') {
    return notAccepted('the station was rejected at its boot: it is not called before it boots again');
  }
  if (registration === 'pending' && NOT_WHILE_PENDING.has(action)) {
    return notAccepted(`the station is pending: ${action} waits for its acceptance`);
  }
  return undefined;
}

const notAccepted = (description: string): CallFault => ({ code: 'NotAccepted', description, details: {} });
