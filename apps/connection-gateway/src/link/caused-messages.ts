import type { StationState } from './station-state';

/** How often a message may be sent that we asked for before the station is accepted: once, or until the answer is whole. */
export type Allowance = 'once' | 'many';

/** The message behind a trigger, where its name is not the message's own. */
const TRIGGERED: Record<string, string> = {
  SignChargePointCertificate: 'SignCertificate',
  SignChargingStationCertificate: 'SignCertificate',
  SignV2GCertificate: 'SignCertificate',
  SignCombinedCertificate: 'SignCertificate',
};
/** Triggers without a place are answered for each connector, each meter, each transaction. */
const ONE_FOR_EACH_PLACE = new Set(['StatusNotification', 'MeterValues', 'TransactionEvent']);

/**
 * Which message of the station a call of ours causes, and how often: a station that is not accepted may send that, and nothing
 * else (OCPP 2.0.1 B02.FR.02, B02.FR.09; 1.6 4.2).
 */
export function causedMessage(action: string, payload: object): { action: string; allowance: Allowance } | undefined {
  switch (action) {
    case 'TriggerMessage':
    case 'ExtendedTriggerMessage': {
      const { requestedMessage, connectorId, evse } = payload as Record<string, unknown>;
      if (typeof requestedMessage !== 'string') return undefined;
      const caused = TRIGGERED[requestedMessage] ?? requestedMessage;
      const everywhere = connectorId === undefined && evse === undefined && ONE_FOR_EACH_PLACE.has(caused);
      return { action: caused, allowance: everywhere ? 'many' : 'once' };
    }
    case 'GetBaseReport':
    case 'GetReport':
      return { action: 'NotifyReport', allowance: 'many' };
    default:
      return undefined;
  }
}

/** Takes note that a caused message came: the last part of a report (without `tbc`) ends its allowance. */
export function useAllowance(triggered: StationState['triggered'], action: string, payload: unknown): void {
  const allowance = triggered.get(action);
  const isLastPart = action === 'NotifyReport' && (payload as { tbc?: unknown } | null)?.tbc !== true;
  if (allowance === 'once' || isLastPart) triggered.delete(action);
}
