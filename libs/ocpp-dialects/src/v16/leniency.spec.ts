import { accepted, take } from './golden.fixture';

const AT = '2025-06-01T10:00:00Z';
const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const start = { connectorId: 1, idTag: 'TAG', meterStart: 10, timestamp: AT };
const stop = { transactionId: 7, meterStop: 20, timestamp: AT };
const event = { type: 'SettingSystemTime', timestamp: AT };
const meters = (sampled: unknown, more: object = {}) => ({
  connectorId: 1,
  meterValue: [{ timestamp: AT, sampledValue: sampled, ...more }],
});
const [PROPERTY, TYPE, FORMATION, OCCURRENCE] = [
  'PropertyConstraintViolation',
  'TypeConstraintViolation',
  'FormationViolation',
  'OccurenceConstraintViolation',
];
/** What strict stations are told; `LEGAL`: the schema allows it, so that nobody is refused for it. */
const LEGAL = undefined;

describe('what is forgiven by default, under its name, and refused with its code in strict mode', () => {
  it.each<[string, string, string, object, string | undefined]>([
    [
      'a vendor of 25 characters',
      'vendor-too-long',
      'BootNotification',
      { ...boot, chargePointVendor: 'v'.repeat(25) },
      PROPERTY,
    ],
    ['an empty vendor', 'vendor-empty', 'BootNotification', { ...boot, chargePointVendor: '' }, LEGAL],
    [
      'a model of 22 characters',
      'model-too-long',
      'BootNotification',
      { ...boot, chargePointModel: 'M'.repeat(22) },
      PROPERTY,
    ],
    ['a model of spaces', 'model-empty', 'BootNotification', { ...boot, chargePointModel: '  ' }, LEGAL],
    [
      'a firmware version of 60 characters',
      'text-too-long',
      'BootNotification',
      { ...boot, firmwareVersion: '1'.repeat(60) },
      PROPERTY,
    ],
    ['a model that is a number', 'text-as-number', 'BootNotification', { ...boot, chargePointModel: 22 }, TYPE],
    [
      'a control character in the model',
      'control-bytes-in-text',
      'BootNotification',
      { ...boot, chargePointModel: 'M\u0001' },
      LEGAL,
    ],
    ['an iccid that is null', 'null-property', 'BootNotification', { ...boot, iccid: null }, TYPE],
    ['a member 1.6 does not have', 'unknown-property', 'BootNotification', { ...boot, colour: 'red' }, FORMATION],
    ['a token of 21 characters', 'id-tag-too-long', 'Authorize', { idTag: 'x'.repeat(21) }, PROPERTY],
    ['a token that is a number', 'id-tag-as-number', 'Authorize', { idTag: 123_456 }, TYPE],
    ['an empty token', 'id-tag-empty', 'Authorize', { idTag: '' }, LEGAL],
    ['a token that was padded', 'space-around-id-tag', 'Authorize', { idTag: 'TAG  ' }, LEGAL],
    ['a control character in a token', 'control-bytes-in-id-tag', 'Authorize', { idTag: 'TA\u0002G' }, LEGAL],
    ['a heartbeat that says something', 'unknown-property', 'Heartbeat', { uptime: 5 }, FORMATION],
    ['a connector written as text', 'number-as-text', 'StatusNotification', { ...status, connectorId: '1' }, TYPE],
    [
      'a vendor error code that is a number',
      'text-as-number',
      'StatusNotification',
      { ...status, vendorErrorCode: 7 },
      TYPE,
    ],
    ['the error code "Error"', 'error-code-unknown', 'StatusNotification', { ...status, errorCode: 'Error' }, PROPERTY],
    ['a status in small letters', 'enum-case', 'StatusNotification', { ...status, status: 'charging' }, PROPERTY],
    ['the status Occupied', 'status-of-1.5', 'StatusNotification', { ...status, status: 'Occupied' }, PROPERTY],
    ['an info of 80 characters', 'info-too-long', 'StatusNotification', { ...status, info: 'i'.repeat(80) }, LEGAL],
    [
      'an info of 200 characters',
      'info-too-long',
      'StatusNotification',
      { ...status, info: 'i'.repeat(200) },
      PROPERTY,
    ],
    ['the info "null"', 'info-null', 'StatusNotification', { ...status, info: 'null' }, LEGAL],
    [
      'a time without a zone',
      'time-without-zone',
      'StatusNotification',
      { ...status, timestamp: '2025-06-01T10:00:00' },
      PROPERTY,
    ],
    [
      'an offset without a colon',
      'time-odd-offset',
      'StatusNotification',
      { ...status, timestamp: '2025-06-01T10:00:00+0200' },
      PROPERTY,
    ],
    [
      'nine digits of a second',
      'time-fraction-cut',
      'StatusNotification',
      { ...status, timestamp: '2025-06-01T10:00:00.123456789Z' },
      LEGAL,
    ],
    [
      '29 February of a common year',
      'time-impossible-date',
      'StatusNotification',
      { ...status, timestamp: '2025-02-29T10:00:00Z' },
      PROPERTY,
    ],
    [
      'a space for the T',
      'time-odd-format',
      'StatusNotification',
      { ...status, timestamp: '2025-06-01 10:00:00Z' },
      PROPERTY,
    ],
    ['a time nobody can read', 'time-unreadable', 'StatusNotification', { ...status, timestamp: '' }, PROPERTY],
    ['a register with a fraction', 'fraction-of-wh', 'StartTransaction', { ...start, meterStart: 10.4 }, TYPE],
    ['a register as text', 'number-as-text', 'StartTransaction', { ...start, meterStart: '10.4' }, TYPE],
    ['a register nobody can hold', 'meter-beyond-range', 'StartTransaction', { ...start, meterStart: 1e300 }, LEGAL],
    ['no register', 'meter-missing', 'StartTransaction', { connectorId: 1, idTag: 'T', timestamp: AT }, OCCURRENCE],
    ['no time', 'time-missing', 'StartTransaction', { connectorId: 1, idTag: 'T', meterStart: 1 }, OCCURRENCE],
    ['reservation 0', 'reservation-id-none', 'StartTransaction', { ...start, reservationId: 0 }, LEGAL],
    ['reservation -1', 'reservation-id-none', 'StartTransaction', { ...start, reservationId: -1 }, LEGAL],
    ['connector 0', 'connector-zero', 'StartTransaction', { ...start, connectorId: 0 }, LEGAL],
    ['transaction 0', 'transaction-id-not-positive', 'StopTransaction', { ...stop, transactionId: 0 }, LEGAL],
    ['transaction -1', 'transaction-id-not-positive', 'StopTransaction', { ...stop, transactionId: -1 }, LEGAL],
    [
      'a transaction beyond 32 bits',
      'transaction-id-beyond-32-bits',
      'StopTransaction',
      { ...stop, transactionId: 2 ** 33 },
      LEGAL,
    ],
    ['a transaction as text', 'number-as-text', 'StopTransaction', { ...stop, transactionId: '7' }, TYPE],
    ['a reason of its own', 'reason-unknown', 'StopTransaction', { ...stop, reason: 'Bored' }, PROPERTY],
    [
      'data that is no list',
      'meter-value-as-object',
      'StopTransaction',
      { ...stop, transactionData: meters([]).meterValue[0] },
      TYPE,
    ],
    [
      'a meter value that is no list',
      'meter-value-as-object',
      'MeterValues',
      { connectorId: 1, meterValue: meters([{ value: '1' }]).meterValue[0] },
      TYPE,
    ],
    ['a sample that is no list', 'sampled-value-as-object', 'MeterValues', meters({ value: '1' }), TYPE],
    ['no sample in the list', 'sampled-value-empty', 'MeterValues', meters([]), LEGAL],
    [
      'no list of samples',
      'sampled-value-missing',
      'MeterValues',
      { connectorId: 1, meterValue: [{ timestamp: AT }] },
      OCCURRENCE,
    ],
    ['a value that is a number', 'value-as-number', 'MeterValues', meters([{ value: 1.5 }]), TYPE],
    ['an empty value', 'value-empty', 'MeterValues', meters([{ value: '' }]), LEGAL],
    ['the value "NaN"', 'value-not-a-number', 'MeterValues', meters([{ value: 'NaN' }]), LEGAL],
    ['a value that is null', 'unreadable-sample', 'MeterValues', meters([{ value: {} }]), TYPE],
    [
      'the unit Hz',
      'unit-misspelt',
      'MeterValues',
      meters([{ value: '50', unit: 'Hz', measurand: 'Frequency' }]),
      PROPERTY,
    ],
    [
      'the unit Hertz',
      'unit-misspelt',
      'MeterValues',
      meters([{ value: '50', unit: 'Hertz', measurand: 'Frequency' }]),
      PROPERTY,
    ],
    [
      'the unit Celcius',
      'unit-misspelt',
      'MeterValues',
      meters([{ value: '21', unit: 'Celcius', measurand: 'Temperature' }]),
      LEGAL,
    ],
    ['a unit nobody knows', 'unit-unknown', 'MeterValues', meters([{ value: '1', unit: 'furlong' }]), PROPERTY],
    [
      'a context of its own',
      'context-unknown',
      'MeterValues',
      meters([{ value: '1', context: 'Sample.Now' }]),
      PROPERTY,
    ],
    [
      'a measurand of its own',
      'measurand-unknown',
      'MeterValues',
      meters([{ value: '1', measurand: 'Energy.Odd' }]),
      PROPERTY,
    ],
    ['a phase of its own', 'phase-unknown', 'MeterValues', meters([{ value: '1', phase: 'L9' }]), PROPERTY],
    ['a location of its own', 'location-unknown', 'MeterValues', meters([{ value: '1', location: 'Roof' }]), PROPERTY],
    ['a format of its own', 'format-unknown', 'MeterValues', meters([{ value: '1', format: 'Odd' }]), PROPERTY],
    ['transaction "x"', 'unreadable-property', 'MeterValues', { ...meters([]), transactionId: 'x' }, TYPE],
    ['data that is no text', 'data-as-object', 'DataTransfer', { vendorId: 'v', data: { a: 1 } }, TYPE],
    ['a vendor id of 300 characters', 'text-too-long', 'DataTransfer', { vendorId: 'v'.repeat(300) }, PROPERTY],
    ['a firmware status of its own', 'word-unknown', 'FirmwareStatusNotification', { status: 'Unpacking' }, PROPERTY],
    [
      'a diagnostics status of its own',
      'word-unknown',
      'DiagnosticsStatusNotification',
      { status: 'Zipping' },
      PROPERTY,
    ],
    ['a log status of its own', 'word-unknown', 'LogStatusNotification', { status: 'Zipping' }, PROPERTY],
    [
      'a request id as text',
      'number-as-text',
      'SignedFirmwareStatusNotification',
      { status: 'Installed', requestId: '3' },
      TYPE,
    ],
    [
      'a security event of 300 characters',
      'text-too-long',
      'SecurityEventNotification',
      { ...event, techInfo: 't'.repeat(300) },
      PROPERTY,
    ],
    [
      'a security event without its time',
      'time-missing',
      'SecurityEventNotification',
      { type: 'Tampered' },
      OCCURRENCE,
    ],
    [
      'a security event without its type',
      'property-missing',
      'SecurityEventNotification',
      { timestamp: AT },
      OCCURRENCE,
    ],
    ['a signing request of 6,000 characters', 'text-too-long', 'SignCertificate', { csr: 'c'.repeat(6_000) }, PROPERTY],
  ])('%s is %s in %s', (_title, name, action, payload, code) => {
    const lenient = take(action, payload, { authorization: accepted });
    expect(lenient.fault).toBeUndefined();
    expect(lenient.remarks).toContain(name);
    expect(lenient.answer).toEqual(expect.any(Object));
    expect(take(action, payload, { authorization: accepted }, true).fault?.code).toBe(code);
  });

  it('never refuses a transaction message for what only business could object to, in strict mode either', () => {
    const odd = [
      ['StopTransaction', { ...stop, transactionId: -1, meterStop: -1, timestamp: '1970-01-01T00:00:07Z' }],
      ['StopTransaction', { ...stop, transactionId: 0, timestamp: '2099-01-01T00:00:00Z' }],
      ['StartTransaction', { ...start, connectorId: 99, meterStart: -5, idTag: '' }],
      ['MeterValues', { ...meters([{ value: '-1' }, { value: 'NaN' }]), transactionId: -1, connectorId: 0 }],
    ] as const;
    for (const strict of [false, true]) {
      for (const [action, payload] of odd) {
        expect([action, take(action, payload, { authorization: accepted }, strict).fault]).toEqual([action, undefined]);
      }
    }
  });

  it('takes a status that 1.5 had for what it meant: occupied, and no more is known', () => {
    expect(take('StatusNotification', { ...status, status: 'Occupied' }).events.map(({ data }) => data)).toEqual([
      { evse: 1, connector: 1, status: 'occupied' },
    ]);
  });

  it('takes control characters out of texts people read, and leaves the ends of their lines', () => {
    const { events } = take('StatusNotification', { ...status, info: 'a\u0007b\r\nc\u007f', vendorId: 'v' });
    expect(events[0]?.data).toMatchObject({ info: 'ab\r\nc', vendorId: 'v' });
  });

  it('refuses what says nothing: no status, no status of the list, no connector', () => {
    expect(take('FirmwareStatusNotification', {}).fault?.code).toBe(OCCURRENCE);
    expect(take('StatusNotification', { ...status, status: 'Sleeping' }).fault?.code).toBe(PROPERTY);
    expect(take('StatusNotification', { ...status, connectorId: 'one' }).fault?.code).toBe(TYPE);
    expect(take('StatusNotification', { ...status, connectorId: '-1' }).fault?.code).toBe(PROPERTY);
  });

  it('takes words that objects have members of for words that nobody knows', () => {
    for (const reason of ['constructor', '__proto__', 'toString']) {
      const { events } = take('StopTransaction', { ...stop, reason });
      expect(events[0]?.data).toMatchObject({ reason: 'other' });
    }
    const [first] = take('MeterValues', meters([{ value: '12', unit: 'constructor' }])).events;
    expect(first?.data).toMatchObject({ samples: [{ value: 12, unit: 'constructor' }] });
  });

  it('refuses a connector beyond 32 bits, and overlooks such a reservation', () => {
    expect(take('StartTransaction', { ...start, connectorId: 2 ** 31 }).fault?.code).toBe(PROPERTY);
    expect(take('StatusNotification', { ...status, connectorId: 2 ** 31 }).fault?.code).toBe(PROPERTY);
    const { events } = take('StartTransaction', { ...start, reservationId: 2 ** 31 }, { authorization: accepted });
    expect(events[0]?.data).not.toHaveProperty('reservationId');
  });

  it('keeps a register whose difference to another no number holds as text, and leaves such a meter start out', () => {
    const [first] = take('MeterValues', meters([{ value: '-9007199254740990' }])).events;
    expect(first?.data).toMatchObject({ samples: [{ raw: '-9007199254740990', unit: 'Wh' }] });
    const { remarks, events } = take(
      'StartTransaction',
      { ...start, meterStart: 2 ** 52 },
      { authorization: accepted },
    );
    expect(remarks).toEqual(['meter-beyond-range']);
    expect(events[0]?.data).not.toHaveProperty('meterStartWh');
  });
});
