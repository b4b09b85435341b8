import { TX, type Told } from './told-frames';

/** Frames of a card CARD at connector 1, by 1.6 and 2.0.1; times are of one day. */
export const at = (time: string): string => `2026-03-01T${time}:00Z`;
export const start = (time: string, meterStart = 120_000, idTag = 'CARD'): Told => [
  'StartTransaction',
  { connectorId: 1, idTag, meterStart, timestamp: at(time) },
];
export const read = (time: string, value: string, more: object = {}): Told => [
  'MeterValues',
  { connectorId: 1, transactionId: TX, meterValue: [{ timestamp: at(time), sampledValue: [{ value, ...more }] }] },
];
export const stop = (time: string, meterStop: number, more: object = {}): Told => [
  'StopTransaction',
  { transactionId: TX, meterStop, timestamp: at(time), ...more },
];
export const free: Told = ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }];

export const event = (eventType: string, seqNo: number, time: string, wh: number | null, more: object = {}): Told => [
  'TransactionEvent',
  {
    ...{ eventType, seqNo, timestamp: at(time), transactionInfo: { transactionId: 'tx-1' } },
    triggerReason:
      eventType === 'Started' ? 'Authorized' : eventType === 'Ended' ? 'StopAuthorized' : 'MeterValuePeriodic',
    ...(eventType === 'Started' && { evse: { id: 1, connectorId: 1 }, idToken: { idToken: 'CARD', type: 'ISO14443' } }),
    ...(wh !== null && { meterValue: [{ timestamp: at(time), sampledValue: [{ value: wh }] }] }),
    ...more,
  },
];
