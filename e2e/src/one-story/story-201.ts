import type { WireStation } from './wire-station';

/**
 * The same story in OCPP 2.0.1: the station names the transaction and counts its reports, which carry readings and state.
 */
export async function tellStoryIn201(station: Pick<WireStation, 'send'>, card: string): Promise<void> {
  const idToken = { idToken: card, type: 'ISO14443' };
  await station.send([
    2,
    '1',
    'BootNotification',
    { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'One' } },
  ]);
  await station.send([2, '2', 'StatusNotification', status('Occupied', '10:00:00')]);
  await station.send([2, '3', 'Authorize', { idToken }]);
  await station.send([
    2,
    '4',
    'TransactionEvent',
    {
      eventType: 'Started',
      timestamp: '2026-03-01T10:00:20Z',
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: '7f5a2c1e', chargingState: 'EVConnected' },
      evse: { id: 1, connectorId: 1 },
      idToken,
      meterValue: readings('10:00:20', { value: 120_000, context: 'Transaction.Begin', unitOfMeasure: { unit: 'Wh' } }),
    },
  ]);
  await station.send([2, '5', 'TransactionEvent', updated(1, '10:00:30', 'ChargingStateChanged', 'Charging')]);
  await station.send([
    2,
    '6',
    'TransactionEvent',
    {
      ...updated(2, '10:15:20', 'MeterValuePeriodic', 'Charging'),
      meterValue: readings(
        '10:15:20',
        { value: 122.75, unitOfMeasure: { unit: 'kWh' }, measurand: 'Energy.Active.Import.Register' },
        { value: 11_000, unitOfMeasure: { unit: 'W' }, measurand: 'Power.Active.Import' },
      ),
    },
  ]);
  await station.send([
    2,
    '7',
    'TransactionEvent',
    {
      ...updated(3, '10:30:20', 'MeterValuePeriodic'),
      meterValue: readings(
        '10:30:20',
        { value: 1_255, unitOfMeasure: { multiplier: 2 } },
        { value: 109, unitOfMeasure: { unit: 'kW', multiplier: -1 }, measurand: 'Power.Active.Import' },
      ),
    },
  ]);
  await station.send([2, '8', 'TransactionEvent', updated(4, '10:35:00', 'ChargingStateChanged', 'SuspendedEV')]);
  await station.send([2, '9', 'TransactionEvent', updated(5, '10:45:00', 'ChargingStateChanged', 'Charging')]);
  await station.send([
    2,
    '10',
    'TransactionEvent',
    {
      eventType: 'Ended',
      timestamp: '2026-03-01T11:00:20Z',
      triggerReason: 'StopAuthorized',
      seqNo: 6,
      transactionInfo: { transactionId: '7f5a2c1e', stoppedReason: 'Local', chargingState: 'EVConnected' },
      evse: { id: 1, connectorId: 1 },
      idToken,
      meterValue: readings('11:00:20', { value: 128_345, context: 'Transaction.End' }),
    },
  ]);
  await station.send([2, '11', 'StatusNotification', status('Available', '11:01:00')]);
}

const status = (connectorStatus: string, time: string): object => ({
  timestamp: `2026-03-01T${time}Z`,
  connectorStatus,
  evseId: 1,
  connectorId: 1,
});
const readings = (time: string, ...sampledValue: object[]): object[] => [
  { timestamp: `2026-03-01T${time}Z`, sampledValue },
];
const updated = (seqNo: number, time: string, triggerReason: string, chargingState?: string): object => ({
  eventType: 'Updated',
  timestamp: `2026-03-01T${time}Z`,
  triggerReason,
  seqNo,
  transactionInfo: { transactionId: '7f5a2c1e', ...(chargingState !== undefined && { chargingState }) },
});
