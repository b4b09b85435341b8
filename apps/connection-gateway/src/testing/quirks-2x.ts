import { AT, frameOf, quirk, type Quirk } from './quirk';

const PROPERTY = 'PropertyConstraintViolation';
const TYPE = 'TypeConstraintViolation';
const FORMAT = 'FormatViolation';
const OCCURRENCE = 'OccurrenceConstraintViolation';
const LEGAL = undefined;

const boot = (chargingStation: object, more: object = {}): object => ({ reason: 'PowerUp', chargingStation, ...more });
const status = { timestamp: AT, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
const event = (more: object, info: object = {}): object => ({
  eventType: 'Updated',
  timestamp: AT,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 1,
  transactionInfo: { transactionId: 'tx', ...info },
  ...more,
});
const sampled = (...sampledValue: object[]): object => event({ meterValue: [{ timestamp: AT, sampledValue }] });
const updated = (data: object): Quirk['event'] => ({ kind: 'station.transaction.updated', data });
const booted = (data: object): Quirk['event'] => ({ kind: 'station.booted', data });
const atTime = (title: string, remark: string, timestamp: string, strict: string | undefined, stationTime?: string) =>
  quirk(title, remark, 'StatusNotification', { ...status, timestamp }, strict, {
    kind: 'station.connector-status.reported',
    data: { evse: 1, connector: 1, status: 'available' },
    ...(stationTime !== undefined && { stationTime }),
  });

/** What stations of 2.0.1 and 2.1 send alike; their zone is Europe/Berlin. `make`: what those say they are that boot oddly. */
export const quirks2x = (make: { vendorName: string; model: string }): Quirk[] => [
  quirk(
    'an empty vendor',
    'vendor-empty',
    'BootNotification',
    boot({ ...make, vendorName: '' }),
    LEGAL,
    booted({ model: make.model }),
  ),
  quirk(
    'a model of 22 characters',
    'model-too-long',
    'BootNotification',
    boot({ ...make, model: 'm'.repeat(22) }),
    PROPERTY,
    booted({ model: 'm'.repeat(22) }),
  ),
  quirk(
    'a serial number as a number',
    'text-as-number',
    'BootNotification',
    boot({ ...make, serialNumber: 4711 }),
    TYPE,
    booted({ vendor: make.vendorName }),
  ),
  quirk(
    'a reason nobody knows',
    'boot-reason-unknown',
    'BootNotification',
    boot(make, { reason: 'Magic' }),
    PROPERTY,
    booted({ vendor: make.vendorName }),
  ),
  quirk(
    'a member of its own',
    'unknown-property',
    'BootNotification',
    boot({ ...make, colour: 'red' }),
    FORMAT,
    booted({ model: make.model }),
  ),
  quirk('a seqNo as text', 'number-as-text', 'TransactionEvent', event({ seqNo: '1' }), TYPE, updated({ seqNo: 1 })),
  quirk(
    'a value as text',
    'value-as-text',
    'TransactionEvent',
    sampled({ value: '1.5' }),
    TYPE,
    updated({ samples: [{ value: 1.5 }] }),
  ),
  quirk(
    'a transaction as a number',
    'transaction-id-as-number',
    'TransactionEvent',
    event({}, { transactionId: 77 }),
    TYPE,
    updated({ transactionRef: '77' }),
  ),
  quirk(
    'a transaction beyond 32 bits',
    'transaction-id-as-number',
    'TransactionEvent',
    event({}, { transactionId: 6_917_529_027 }),
    TYPE,
    updated({ transactionRef: '6917529027' }),
  ),
  quirk(
    'a transaction -1',
    'transaction-id-as-number',
    'TransactionEvent',
    event({}, { transactionId: -1 }),
    TYPE,
    updated({ transactionRef: '-1' }),
  ),
  quirk(
    'a transaction of 40 characters',
    'transaction-id-too-long',
    'TransactionEvent',
    event({}, { transactionId: 'x'.repeat(40) }),
    PROPERTY,
    updated({ transactionRef: 'x'.repeat(40) }),
  ),
  quirk(
    'a meter value as an object',
    'meter-value-as-object',
    'TransactionEvent',
    event({ meterValue: { timestamp: AT, sampledValue: [{ value: 1 }] } }),
    TYPE,
    updated({ samples: [{ value: 1 }] }),
  ),
  quirk(
    'no sample in a meter value',
    'list-empty',
    'TransactionEvent',
    sampled(),
    OCCURRENCE,
    updated({ samples: [] }),
  ),
  quirk(
    'a context nobody knows',
    'context-unknown',
    'TransactionEvent',
    sampled({ value: 1, context: 'Sample' }),
    PROPERTY,
    updated({ samples: [{ context: 'Sample' }] }),
  ),
  quirk(
    'a trigger nobody knows',
    'trigger-reason-unknown',
    'TransactionEvent',
    event({ triggerReason: 'Whim' }),
    PROPERTY,
    updated({ triggerReason: 'Whim' }),
  ),
  quirk(
    'the unit Celcius',
    'unit-misspelt',
    'TransactionEvent',
    sampled({ value: 20, unitOfMeasure: { unit: 'Celcius' } }),
    LEGAL,
    updated({ samples: [{ value: 20, unit: 'Celsius' }] }),
  ),
  quirk(
    'the unit Hertz',
    'unit-misspelt',
    'TransactionEvent',
    sampled({ value: 50, measurand: 'Frequency', unitOfMeasure: { unit: 'Hertz' } }),
    LEGAL,
    updated({ samples: [{ value: 50, unit: 'Hz' }] }),
  ),
  atTime(
    'a time without a zone, which is that of the station',
    'time-without-zone',
    '2026-03-01T11:00:00',
    PROPERTY,
    '2026-03-01T10:00:00.000Z',
  ),
  atTime(
    'an offset without a colon',
    'time-odd-offset',
    '2026-03-01T12:00:00+0200',
    PROPERTY,
    '2026-03-01T10:00:00.000Z',
  ),
  atTime(
    'nine digits of a second',
    'time-fraction-cut',
    '2026-03-01T10:00:00.123456789Z',
    LEGAL,
    '2026-03-01T10:00:00.123Z',
  ),
  atTime(
    '29 February of a common year',
    'time-impossible-date',
    '2026-02-29T10:00:00Z',
    PROPERTY,
    '2026-03-01T10:00:00.000Z',
  ),
  atTime('a time nobody can read', 'time-unreadable', 'soon', PROPERTY),
  {
    title: 'a frame on many lines with tabs',
    remarks: [],
    action: 'TransactionEvent',
    strict: LEGAL,
    frame: `\t[2,\r\n\t"q",\r\n\t"TransactionEvent", ${JSON.stringify(event({}), null, '\t')}\r\n]\r\n`,
    event: updated({ transactionRef: 'tx' }),
  },
  {
    title: 'raw control characters in a token',
    remarks: ['control-bytes', 'control-bytes-in-id-token'],
    action: 'TransactionEvent',
    strict: LEGAL,
    frame: frameOf('TransactionEvent', event({ idToken: { idToken: 'CA~RD', type: 'ISO14443' } })).replace(
      '~',
      '\u0002\t',
    ),
    event: updated({ token: 'CARD' }),
  },
];
