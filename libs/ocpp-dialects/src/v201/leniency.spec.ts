import { accepted, take } from './golden.fixture';

const AT = '2025-06-01T10:00:00Z';
const event = (more: object, info: object = {}) => ({
  eventType: 'Updated',
  timestamp: AT,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 1,
  transactionInfo: { transactionId: 'tx', ...info },
  ...more,
});
const sampled = (...sampledValue: object[]) => event({ meterValue: [{ timestamp: AT, sampledValue }] });
const boot = (chargingStation: object, more: object = {}) => ({ reason: 'PowerUp', chargingStation, ...more });
const make = { vendorName: 'V', model: 'M' };
const status = (more: object) => ({ timestamp: AT, connectorStatus: 'Available', evseId: 1, connectorId: 1, ...more });

/** Each thing forgiven has a name, a case here, and stays a fault where a station is held to the letter. */
describe('what a 2.0.1 station is forgiven, by name', () => {
  it.each<[string, string, object, string]>([
    ['a seqNo as text', 'TransactionEvent', event({ seqNo: '1' }), 'number-as-text'],
    ['an ampere as text', 'TransactionEvent', event({ cableMaxCurrent: '32' }), 'number-as-text'],
    ['an EVSE as text', 'StatusNotification', status({ evseId: '1' }), 'number-as-text'],
    ['the EVSE of readings as text', 'MeterValues', { evseId: '1', meterValue: [] }, 'number-as-text'],
    ['a truth value as text', 'TransactionEvent', event({ offline: 'True' }), 'flag-as-text'],
    ['a serial number as a number', 'BootNotification', boot({ ...make, serialNumber: 4711 }), 'text-as-number'],
    ['a vendor as a number', 'BootNotification', boot({ ...make, vendorName: 7 }), 'text-as-number'],
    ['no vendor', 'BootNotification', boot({ model: 'M' }), 'property-missing'],
    ['an empty vendor', 'BootNotification', boot({ ...make, vendorName: '' }), 'vendor-empty'],
    ['an empty model', 'BootNotification', boot({ ...make, model: ' ' }), 'model-empty'],
    ['a model of 22 characters', 'BootNotification', boot({ ...make, model: 'm'.repeat(22) }), 'model-too-long'],
    ['a vendor of 60 characters', 'BootNotification', boot({ ...make, vendorName: 'v'.repeat(60) }), 'vendor-too-long'],
    [
      'firmware of 60 characters',
      'BootNotification',
      boot({ ...make, firmwareVersion: 'f'.repeat(60) }),
      'text-too-long',
    ],
    ['a modem that is a text', 'BootNotification', boot({ ...make, modem: 'none' }), 'unreadable-property'],
    ['a reason nobody knows', 'BootNotification', boot(make, { reason: 'Magic' }), 'boot-reason-unknown'],
    ['a member of its own', 'BootNotification', boot({ ...make, colour: 'red' }), 'unknown-property'],
    [
      'a meter value as an object',
      'TransactionEvent',
      event({ meterValue: { timestamp: AT, sampledValue: [{ value: 1 }] } }),
      'meter-value-as-object',
    ],
    [
      'a sample as an object',
      'TransactionEvent',
      event({ meterValue: [{ timestamp: AT, sampledValue: { value: 1 } }] }),
      'sampled-value-as-object',
    ],
    [
      'a measurand nobody knows',
      'TransactionEvent',
      sampled({ value: 1, measurand: 'Display.PresentSOC' }),
      'measurand-unknown',
    ],
    ['a context nobody knows', 'TransactionEvent', sampled({ value: 1, context: 'Sample' }), 'context-unknown'],
    ['a phase nobody knows', 'TransactionEvent', sampled({ value: 1, phase: 'L4' }), 'phase-unknown'],
    ['a location nobody knows', 'TransactionEvent', sampled({ value: 1, location: 'Upstream' }), 'location-unknown'],
    ['a value as text', 'TransactionEvent', sampled({ value: '1.5' }), 'value-as-text'],
    ['a value that is none', 'TransactionEvent', sampled({ value: 'NaN' }), 'value-not-a-number'],
    ['an empty value', 'TransactionEvent', sampled({ value: '' }), 'value-empty'],
    ['no sample at all', 'TransactionEvent', sampled(), 'list-empty'],
    [
      'a status of firmware nobody knows',
      'FirmwareStatusNotification',
      { status: 'Baking', requestId: 1 },
      'word-unknown',
    ],
    ['a status of a log nobody knows', 'LogStatusNotification', { status: 'Folding' }, 'word-unknown'],
    [
      'a security event with a long name',
      'SecurityEventNotification',
      { type: 't'.repeat(60), timestamp: AT },
      'text-too-long',
    ],
    ['a time without a zone', 'TransactionEvent', event({ timestamp: '2025-06-01T12:00:00' }), 'time-without-zone'],
    [
      'an offset without a colon',
      'TransactionEvent',
      event({ timestamp: '2025-06-01T12:00:00+0200' }),
      'time-odd-offset',
    ],
    ['29 February 2025', 'StatusNotification', status({ timestamp: '2025-02-29T10:00:00Z' }), 'time-impossible-date'],
    ['a time nobody can read', 'SecurityEventNotification', { type: 't', timestamp: 'never' }, 'time-unreadable'],
    [
      'a space where the T belongs',
      'StatusNotification',
      status({ timestamp: '2025-06-01 10:00:00Z' }),
      'time-odd-format',
    ],
    [
      'a contract certificate beyond its length',
      'Authorize',
      { idToken: { idToken: 'A', type: 'eMAID' }, certificate: 'c'.repeat(6_000) },
      'text-too-long',
    ],
    [
      'a token without a type that is a word',
      'Authorize',
      { idToken: { idToken: 'A', type: 'RFID' } },
      'id-token-type-unknown',
    ],
  ])('%s', (_title, action, payload, remark) => {
    const taken = take(action, payload, { authorization: accepted });
    expect(taken.fault).toBeUndefined();
    expect(taken.remarks).toContain(remark);
    const noted = ['vendor-empty', 'model-empty'].includes(remark);
    if (!noted) expect(take(action, payload, {}, true).fault?.code).toMatch(/Violation$/);
  });

  it.each<[string, string, object, string]>([
    [
      'a time finer than a millisecond',
      'StatusNotification',
      status({ timestamp: '2025-06-01T10:00:00.123456789Z' }),
      'time-fraction-cut',
    ],
    [
      'Celcius',
      'TransactionEvent',
      sampled({ value: 20, measurand: 'Voltage', unitOfMeasure: { unit: 'Celcius' } }),
      'unit-misspelt',
    ],
    [
      'Hertz',
      'MeterValues',
      {
        evseId: 1,
        meterValue: [
          { timestamp: AT, sampledValue: [{ value: 50, measurand: 'Frequency', unitOfMeasure: { unit: 'Hertz' } }] },
        ],
      },
      'unit-misspelt',
    ],
  ])('notes what the schema allows and nobody means: %s', (_title, action, payload, remark) => {
    expect(take(action, payload)).toMatchObject({ remarks: [remark] });
    expect(take(action, payload, {}, true).fault).toBeUndefined();
  });

  it('reads a time without a zone in the zone of the station', () => {
    const [first] = take('StatusNotification', status({ timestamp: '2025-06-01T12:00:00' })).events;
    expect(first?.stationTime).toBe('2025-06-01T10:00:00.000Z');
  });

  it('makes no text of a time that is a number', () => {
    const { remarks, events } = take('TransactionEvent', event({ timestamp: 1_748_772_000 }));
    expect(remarks.sort()).toEqual(['time-missing', 'unreadable-property']);
    expect(events[0]).not.toHaveProperty('stationTime');
  });

  it('takes words that objects have members of for words that nobody knows', () => {
    for (const stoppedReason of ['constructor', '__proto__', 'toString']) {
      const { events } = take('TransactionEvent', { ...event({}, { stoppedReason }), eventType: 'Ended' });
      expect(events[0]?.data).toMatchObject({ reason: 'other' });
    }
  });

  it('overlooks an EVSE, a reservation and a remote start beyond 32 bits in a transaction, and refuses a status there', () => {
    const more = { evse: { id: 2 ** 31 }, reservationId: 2 ** 31 };
    const { fault, events } = take('TransactionEvent', event(more, { remoteStartId: 2 ** 31 }));
    expect(fault).toBeUndefined();
    for (const member of ['evse', 'reservationId', 'remoteStartId']) {
      expect(events[0]?.data).not.toHaveProperty(member);
    }
    expect(take('StatusNotification', status({ evseId: 2 ** 31 })).fault?.code).toBe('PropertyConstraintViolation');
  });
});
