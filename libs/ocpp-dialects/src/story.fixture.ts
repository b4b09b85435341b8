/** A frame's action and payload. */
export type Frame = [action: string, payload: object];

const at = (time: string): string => `2026-03-01T${time}Z`;
const card = { idToken: 'CARD-1', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
const transactionId = '7f5a2c1e';
const boot: Frame = [
  'BootNotification',
  { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'One' } },
];
const readings = (time: string, ...sampledValue: object[]): object => ({
  meterValue: [{ timestamp: at(time), sampledValue }],
});
const register = (value: number, context: string) => ({ value, context, unitOfMeasure: { unit: 'Wh' } });
const told = (
  eventType: string,
  seqNo: number,
  time: string,
  triggerReason: string,
  info: object,
  more: object = {},
): Frame => [
  'TransactionEvent',
  {
    eventType,
    seqNo,
    timestamp: at(time),
    triggerReason,
    transactionInfo: { transactionId, ...info },
    evse,
    ...more,
  },
];
const status16 = (status: string, time: string): Frame => [
  'StatusNotification',
  { connectorId: 1, errorCode: 'NoError', status, timestamp: at(time) },
];
const readings16 = (time: string, ...sampledValue: object[]): Frame => [
  'MeterValues',
  { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: at(time), sampledValue }] },
];

/** A driver plugs in, shows a card, charges, the car pauses and goes on, the driver shows the card again and leaves. */
export const storyIn16: readonly Frame[] = [
  ['BootNotification', { chargePointVendor: 'Example', chargePointModel: 'One' }],
  status16('Preparing', '10:00:00'),
  ['Authorize', { idTag: 'CARD-1' }],
  ['StartTransaction', { connectorId: 1, idTag: 'CARD-1', meterStart: 120_000, timestamp: at('10:00:20') }],
  status16('Charging', '10:00:30'),
  readings16('10:15:20', { value: '122.75', unit: 'kWh' }),
  status16('SuspendedEV', '10:35:00'),
  status16('Charging', '10:45:00'),
  [
    'StopTransaction',
    { transactionId: 1, idTag: 'CARD-1', meterStop: 128_345, timestamp: at('11:00:20'), reason: 'Local' },
  ],
  status16('Finishing', '11:00:20'),
  status16('Available', '11:01:00'),
];

const readings15: object = {
  connectorId: 1,
  transactionId: 1,
  values: [{ timestamp: at('10:15:20'), value: [{ $value: '122.75', attributes: { unit: 'kWh' } }] }],
};

/** In 1.5 a connector is Occupied all the while, readings have attributes, and no reason is given for the end. */
export const storyIn15: readonly Frame[] = storyIn16.map(([action, payload]) => {
  if (action === 'StatusNotification') return [action, withStatus15(payload as { status: string })];
  if (action === 'MeterValues') return [action, readings15];
  return action === 'StopTransaction' ? [action, withoutReason(payload)] : [action, payload];
});

function withoutReason(payload: object): object {
  const { reason: _reason, ...rest } = payload as { reason?: string };
  return rest;
}

function withStatus15(payload: { status: string }): object {
  return { ...payload, status: payload.status === 'Available' ? 'Available' : 'Occupied' };
}

/** The same in 2.x: the station names the transaction, and its reports carry readings and states. */
export const storyIn201: readonly Frame[] = [
  boot,
  ['StatusNotification', { timestamp: at('10:00:00'), connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }],
  ['Authorize', { idToken: card }],
  told(
    'Started',
    0,
    '10:00:20',
    'Authorized',
    { chargingState: 'EVConnected' },
    {
      idToken: card,
      ...readings('10:00:20', register(120_000, 'Transaction.Begin')),
    },
  ),
  told('Updated', 1, '10:00:30', 'ChargingStateChanged', { chargingState: 'Charging' }),
  told(
    'Updated',
    2,
    '10:15:20',
    'MeterValuePeriodic',
    {},
    readings('10:15:20', { value: 122.75, unitOfMeasure: { unit: 'kWh' } }),
  ),
  told('Updated', 3, '10:35:00', 'ChargingStateChanged', { chargingState: 'SuspendedEV' }),
  told('Updated', 4, '10:45:00', 'ChargingStateChanged', { chargingState: 'Charging' }),
  told(
    'Ended',
    5,
    '11:00:20',
    'StopAuthorized',
    { stoppedReason: 'Local' },
    {
      idToken: card,
      ...readings('11:00:20', register(128_345, 'Transaction.End')),
    },
  ),
  ['StatusNotification', { timestamp: at('11:01:00'), connectorStatus: 'Available', evseId: 1, connectorId: 1 }],
];

/** In 2.1 the connector's availability comes by NotifyEvent, and the station tells what it cost. */
export const storyIn21: readonly Frame[] = storyIn201.map(([action, payload]) => {
  if (action === 'TransactionEvent') return [action, withCost(payload)];
  return action === 'StatusNotification' ? ['NotifyEvent', asEvent(payload)] : [action, payload];
});

function withCost(payload: object): object {
  const total = { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 4.62, inclTax: 5.54 } };
  const costDetails = { totalCost: total, totalUsage: { energy: 8.345, chargingTime: 3_000, idleTime: 600 } };
  return 'eventType' in payload && payload.eventType === 'Ended' ? { ...payload, costDetails } : payload;
}

function asEvent(payload: object): object {
  const { timestamp, connectorStatus } = payload as { timestamp: string; connectorStatus: string };
  const event = {
    eventId: 1,
    timestamp,
    trigger: 'Delta',
    actualValue: connectorStatus,
    component: { name: 'Connector', evse },
    variable: { name: 'AvailabilityState' },
    eventNotificationType: 'HardWiredNotification',
  };
  return { seqNo: 0, generatedAt: timestamp, eventData: [event] };
}
