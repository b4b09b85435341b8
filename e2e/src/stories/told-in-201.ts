import type { RpcStation } from '../support/rpc-station';

/** A token as it is shown. */
export const shown = (idToken: string, type = 'ISO14443') => ({ idToken, type });
export const evse = { id: 1, connectorId: 1 };
/** A meter value of the energy register, in Wh. */
export const register = (timestamp: string, value: number, context: string) => ({
  meterValue: [{ timestamp, sampledValue: [{ value, context, unitOfMeasure: { unit: 'Wh' } }] }],
});

/** A transaction as a 2.0.1 station tells it: named by the station, each report counted. */
export function transactionOf(station: RpcStation, transactionId: string) {
  return (
    eventType: 'Started' | 'Updated' | 'Ended',
    seqNo: number,
    timestamp: string,
    triggerReason: string,
    more: { info?: object; [member: string]: unknown } = {},
  ): Promise<any> => {
    const { info, ...members } = more;
    const transactionInfo = { transactionId, ...info };
    return station.call('TransactionEvent', {
      eventType,
      seqNo,
      timestamp,
      triggerReason,
      transactionInfo,
      ...members,
    });
  };
}
