import type { WireStation } from './wire-station';

/**
 * A driver plugs in, shows a card, charges, the car pauses and goes on, the driver shows the card again and leaves: in OCPP
 * 1.6. The platform names the transaction; readings and the connector's state come beside it.
 */
export async function tellStoryIn16(station: WireStation, card: string): Promise<void> {
  await station.send([2, '1', 'BootNotification', { chargePointVendor: 'Example', chargePointModel: 'One' }]);
  await station.send([2, '2', 'StatusNotification', status('Preparing', '10:00:00')]);
  await station.send([2, '3', 'Authorize', { idTag: card }]);
  const { transactionId } = await station.send([
    2,
    '4',
    'StartTransaction',
    { connectorId: 1, idTag: card, meterStart: 120_000, timestamp: '2026-03-01T10:00:20Z' },
  ]);
  const readings = (timestamp: string, ...sampledValue: object[]): object => ({
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp, sampledValue }],
  });
  const begin = { value: '120000', context: 'Transaction.Begin', unit: 'Wh' };
  await station.send([2, '5', 'MeterValues', readings('2026-03-01T10:00:20Z', begin)]);
  await station.send([2, '6', 'StatusNotification', status('Charging', '10:00:30')]);
  await station.send([
    2,
    '7',
    'MeterValues',
    readings(
      '2026-03-01T10:15:20Z',
      { value: '122.75', unit: 'kWh', measurand: 'Energy.Active.Import.Register' },
      { value: '11000', unit: 'W', measurand: 'Power.Active.Import' },
    ),
  ]);
  await station.send([
    2,
    '8',
    'MeterValues',
    readings(
      '2026-03-01T10:30:20Z',
      { value: '125500' },
      { value: '10.9', unit: 'kW', measurand: 'Power.Active.Import' },
    ),
  ]);
  await station.send([2, '9', 'StatusNotification', status('SuspendedEV', '10:35:00')]);
  await station.send([2, '10', 'StatusNotification', status('Charging', '10:45:00')]);
  await station.send([
    2,
    '11',
    'StopTransaction',
    {
      transactionId,
      idTag: card,
      meterStop: 128_345,
      timestamp: '2026-03-01T11:00:20Z',
      reason: 'Local',
      transactionData: [
        { timestamp: '2026-03-01T11:00:20Z', sampledValue: [{ value: '128345', context: 'Transaction.End' }] },
      ],
    },
  ]);
  await station.send([2, '12', 'StatusNotification', status('Finishing', '11:00:25')]);
  await station.send([2, '13', 'StatusNotification', status('Available', '11:01:00')]);
}

const status = (word: string, time: string): object => ({
  connectorId: 1,
  errorCode: 'NoError',
  status: word,
  timestamp: `2026-03-01T${time}Z`,
});
