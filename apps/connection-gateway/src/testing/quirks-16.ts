import { AT, frameOf, quirk, type Quirk } from './quirk';

const boot = { chargePointVendor: 'Example', chargePointModel: 'One' };
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const start = { connectorId: 1, idTag: 'CARD', meterStart: 10, timestamp: AT };
const stop = { transactionId: 7, meterStop: 20, timestamp: AT };
const meters = (sampledValue: unknown): object => ({ connectorId: 1, meterValue: [{ timestamp: AT, sampledValue }] });
const [PROPERTY, TYPE, FORMATION, OCCURRENCE] = [
  'PropertyConstraintViolation',
  'TypeConstraintViolation',
  'FormationViolation',
  'OccurenceConstraintViolation',
];
/** Nobody is refused for what the schema allows. */
const LEGAL = undefined;

const boots = (title: string, remark: string, more: object, strict: string | undefined, data: object): Quirk =>
  quirk(title, remark, 'BootNotification', { ...boot, ...more }, strict, { kind: 'station.booted', data });
const reported = (data: object, more: Partial<Quirk['event']> = {}): Quirk['event'] => ({
  kind: 'station.connector-status.reported',
  data,
  ...more,
});
const ended = (data: object): Quirk['event'] => ({ kind: 'station.transaction.ended', data });
const sampled = (...samples: object[]): Quirk['event'] => ({
  kind: 'station.samples.reported',
  data: { evse: 1, samples },
});
const reading = (title: string, remark: string | undefined, sample: object, strict: string | undefined, kept: object) =>
  quirk(title, remark, 'MeterValues', meters([sample]), strict, sampled(kept));
const started = (data: object = {}): Quirk['event'] => ({ kind: 'station.transaction.started', data });
const atTime = (title: string, remark: string, timestamp: string, strict: string | undefined, stationTime?: string) =>
  quirk(
    title,
    remark,
    'StatusNotification',
    { ...status, timestamp },
    strict,
    reported({ status: 'available' }, stationTime === undefined ? {} : { stationTime }),
  );

/** What 1.6 stations send; their zone is Europe/Berlin. */
export const quirks16: Quirk[] = [
  boots('an empty vendor', 'vendor-empty', { chargePointVendor: '' }, LEGAL, { model: 'One' }),
  boots('a model of 22 characters', 'model-too-long', { chargePointModel: 'M'.repeat(22) }, PROPERTY, {
    model: 'M'.repeat(22),
  }),
  boots('a vendor of 25 characters', 'vendor-too-long', { chargePointVendor: 'v'.repeat(25) }, PROPERTY, {
    vendor: 'v'.repeat(25),
  }),
  boots('firmware of 60 characters', 'text-too-long', { firmwareVersion: '1'.repeat(60) }, PROPERTY, {
    firmwareVersion: '1'.repeat(60),
  }),
  {
    ...quirk(
      'an empty token',
      'id-tag-empty',
      'StartTransaction',
      { ...start, idTag: '' },
      LEGAL,
      started({ verdict: { status: 'invalid' } }),
    ),
    answer: { idTagInfo: { status: 'Invalid' } },
  },
  quirk(
    'a token of 24 characters',
    'id-tag-too-long',
    'StartTransaction',
    { ...start, idTag: 'x'.repeat(24) },
    PROPERTY,
    started({ token: 'x'.repeat(24) }),
  ),
  quirk(
    'meterValue as an object',
    'meter-value-as-object',
    'MeterValues',
    { connectorId: 1, meterValue: { timestamp: AT, sampledValue: [{ value: '1' }] } },
    TYPE,
    sampled({ value: 1 }),
  ),
  quirk(
    'sampledValue as an object',
    'sampled-value-as-object',
    'MeterValues',
    meters({ value: '1' }),
    TYPE,
    sampled({ value: 1 }),
  ),
  quirk(
    'a connector written as text',
    'number-as-text',
    'StatusNotification',
    { ...status, connectorId: '1' },
    TYPE,
    reported({ evse: 1 }),
  ),
  quirk(
    'a meterStop written as text',
    'number-as-text',
    'StopTransaction',
    { ...stop, meterStop: '20' },
    TYPE,
    ended({ meterStopWh: 20 }),
  ),
  quirk(
    'a transaction written as text',
    'number-as-text',
    'StopTransaction',
    { ...stop, transactionId: '7' },
    TYPE,
    ended({ transactionRef: '7' }),
  ),
  reading('a value written as a number', 'value-as-number', { value: 1.5 }, TYPE, { value: 1.5 }),
  quirk(
    'a token written as a number',
    'id-tag-as-number',
    'StartTransaction',
    { ...start, idTag: 123456 },
    TYPE,
    started({ token: '123456' }),
  ),
  boots('a model written as a number', 'text-as-number', { chargePointModel: 22 }, TYPE, { model: '22' }),
  quirk(
    'a fractional meterStop',
    'fraction-of-wh',
    'StopTransaction',
    { ...stop, meterStop: 20.4 },
    TYPE,
    ended({ meterStopWh: 20 }),
  ),
  quirk('an empty sampledValue', 'sampled-value-empty', 'MeterValues', meters([]), LEGAL, sampled()),
  quirk(
    'the error code "Error"',
    'error-code-unknown',
    'StatusNotification',
    { ...status, errorCode: 'Error' },
    PROPERTY,
    reported({ errorCode: 'Error' }),
  ),
  quirk(
    'a reason of its own',
    'reason-unknown',
    'StopTransaction',
    { ...stop, reason: 'Bored' },
    PROPERTY,
    ended({ reason: 'other' }),
  ),
  reading('a context of its own', 'context-unknown', { value: '1', context: 'Sample.Now' }, PROPERTY, {
    context: 'Sample.Now',
  }),
  quirk(
    'a status in small letters',
    'enum-case',
    'StatusNotification',
    { ...status, status: 'charging' },
    PROPERTY,
    reported({ status: 'occupied' }),
  ),
  reading('the unit Celcius', 'unit-misspelt', { value: '21', unit: 'Celcius', measurand: 'Temperature' }, LEGAL, {
    value: 21,
    unit: 'Celsius',
  }),
  reading(
    'the unit Celsius, which is right',
    undefined,
    { value: '21', unit: 'Celsius', measurand: 'Temperature' },
    LEGAL,
    { value: 21, unit: 'Celsius' },
  ),
  reading('the unit Hertz', 'unit-misspelt', { value: '50', unit: 'Hertz', measurand: 'Frequency' }, PROPERTY, {
    value: 50,
    unit: 'Hz',
  }),
  reading('the unit Hz', 'unit-misspelt', { value: '50', unit: 'Hz', measurand: 'Frequency' }, PROPERTY, {
    value: 50,
    unit: 'Hz',
  }),
  boots('a member 1.6 does not have', 'unknown-property', { colour: 'red' }, FORMATION, { vendor: 'Example' }),
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
  quirk(
    'transaction 0',
    'transaction-id-not-positive',
    'StopTransaction',
    { ...stop, transactionId: 0 },
    LEGAL,
    ended({ transactionRef: '0' }),
  ),
  quirk(
    'transaction -1',
    'transaction-id-not-positive',
    'StopTransaction',
    { ...stop, transactionId: -1 },
    LEGAL,
    ended({ transactionRef: '-1' }),
  ),
  quirk(
    'a transaction beyond 32 bits',
    'transaction-id-beyond-32-bits',
    'StopTransaction',
    { ...stop, transactionId: 6_917_529_027 },
    LEGAL,
    ended({ transactionRef: '6917529027' }),
  ),
  quirk(
    'no register at the start',
    'meter-missing',
    'StartTransaction',
    { connectorId: 1, idTag: 'T', timestamp: AT },
    OCCURRENCE,
    started(),
  ),
  {
    title: 'a frame on many lines with tabs',
    remarks: [],
    action: 'StatusNotification',
    strict: LEGAL,
    frame: ` [\r\n\t2,\r\n\t"q",\r\n\t"StatusNotification",\r\n\t${JSON.stringify(status, null, '\t')}\r\n]\r\n`,
    event: reported({ evse: 1, status: 'available' }),
  },
  {
    title: 'raw control characters in a token',
    remarks: ['control-bytes', 'control-bytes-in-id-tag'],
    action: 'StartTransaction',
    strict: LEGAL,
    frame: frameOf('StartTransaction', start).replace('CARD', 'CA\u0002R\tD'),
    event: started({ token: 'CARD' }),
  },
  {
    title: 'a raw line end in a text people read',
    remarks: ['control-bytes'],
    action: 'StatusNotification',
    strict: LEGAL,
    frame: frameOf('StatusNotification', { ...status, info: 'a~b' }).replace('~', '\n'),
    event: reported({ info: 'a\nb' }),
  },
  {
    title: 'a security event that nobody asked for',
    remarks: [],
    action: 'SecurityEventNotification',
    strict: LEGAL,
    frame: frameOf('SecurityEventNotification', { type: 'SettingSystemTime', timestamp: AT }),
    event: {
      kind: 'station.security-event.reported',
      data: { type: 'SettingSystemTime' },
    },
  },
];
