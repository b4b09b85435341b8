import { Exchange } from '@chargebus/ocpp-rpc';
import { accepted, take, type Taken } from './golden.fixture';

/** Takes a frame as it comes over the wire: through the exchange, then through the dialect, as the gateway does. */
function fromFrame(frame: string): Taken & { refused: unknown[]; answered: string | undefined } {
  const exchange = new Exchange({ version: '1.6' });
  const effects = exchange.receive(frame, 0);
  const remarks = effects.flatMap((effect) => (effect.do === 'remark' ? [effect.remark] : []));
  const refused = effects.flatMap((effect) => (effect.do === 'send' ? [JSON.parse(effect.text)] : []));
  const call = effects.find((effect) => effect.do === 'handle');
  if (!call) return { remarks, events: [], refused, answered: undefined };
  const taken = take(call.action, call.payload, { authorization: accepted });
  const [sent] = taken.answer ? exchange.answer(call.id, taken.answer) : [];
  const answered = sent?.do === 'send' ? sent.text : undefined;
  return { ...taken, remarks: [...remarks, ...taken.remarks], refused, answered };
}
const frame = (action: string, payload: object, id: unknown = '1'): string => JSON.stringify([2, id, action, payload]);
const start = { connectorId: 1, idTag: 'TAG', meterStart: 10, timestamp: '2025-06-01T10:00:00Z' };
const stop = { transactionId: 7, meterStop: 20, timestamp: '2025-06-01T11:00:00Z' };
const sample = (sampled: object) => ({
  connectorId: 1,
  meterValue: [{ timestamp: '2025-06-01T10:00:00Z', sampledValue: [sampled] }],
});
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const boot = { chargePointVendor: 'V', chargePointModel: 'M' };

describe('what stations in the field send, each answered and reported in the normal way', () => {
  it.each<[string, string, string[], object]>([
    [
      'an empty vendor',
      frame('BootNotification', { ...boot, chargePointVendor: '' }),
      ['vendor-empty'],
      { model: 'M' },
    ],
    ['a model of 20 characters', frame('BootNotification', { ...boot, chargePointModel: 'M'.repeat(20) }), [], {}],
    [
      'a model of 22 characters',
      frame('BootNotification', { ...boot, chargePointModel: 'M'.repeat(22) }),
      ['model-too-long'],
      { model: 'M'.repeat(22) },
    ],
    [
      'an info of 80 characters',
      frame('StatusNotification', { ...status, info: 'i'.repeat(80) }),
      ['info-too-long'],
      { info: 'i'.repeat(80) },
    ],
    [
      'the info "null"',
      frame('StatusNotification', { ...status, info: 'null' }),
      ['info-null'],
      { status: 'available' },
    ],
    [
      'the error code "Error"',
      frame('StatusNotification', { ...status, errorCode: 'Error' }),
      ['error-code-unknown'],
      { errorCode: 'Error' },
    ],
    [
      'a meter value that is no list',
      frame('MeterValues', { connectorId: 1, meterValue: sample({ value: '1' }).meterValue[0] }),
      ['meter-value-as-object'],
      { samples: [{ value: 1 }] },
    ],
    [
      'a value that is a number',
      frame('MeterValues', sample({ value: 1.5 })),
      ['value-as-number'],
      { samples: [{ value: 1.5 }] },
    ],
    ['an empty value', frame('MeterValues', sample({ value: '' })), ['value-empty'], { samples: [{ raw: '' }] }],
    [
      'the value "NaN"',
      frame('MeterValues', sample({ value: 'NaN' })),
      ['value-not-a-number'],
      { samples: [{ raw: 'NaN' }] },
    ],
    [
      'no samples in a meter value',
      frame('MeterValues', { connectorId: 1, meterValue: [{ timestamp: stop.timestamp, sampledValue: [] }] }),
      ['sampled-value-empty'],
      { samples: [] },
    ],
    [
      'the unit Hz',
      frame('MeterValues', sample({ value: '50', unit: 'Hz', measurand: 'Frequency' })),
      ['unit-misspelt'],
      { samples: [{ value: 50, unit: 'Hz' }] },
    ],
    [
      'the unit Celcius',
      frame('MeterValues', sample({ value: '21', unit: 'Celcius', measurand: 'Temperature' })),
      ['unit-misspelt'],
      { samples: [{ value: 21, unit: 'Celsius' }] },
    ],
    [
      'the unit Celsius',
      frame('MeterValues', sample({ value: '21', unit: 'Celsius', measurand: 'Temperature' })),
      [],
      { samples: [{ value: 21, unit: 'Celsius' }] },
    ],
    [
      'a context of its own',
      frame('MeterValues', sample({ value: '1', context: 'Sample.Now' })),
      ['context-unknown'],
      { samples: [{ context: 'Sample.Now' }] },
    ],
    [
      'a reading above 2^32 Wh',
      frame('MeterValues', sample({ value: '5000000000' })),
      [],
      { samples: [{ value: 5_000_000_000 }] },
    ],
    ['readings of connector 0', frame('MeterValues', { ...sample({ value: '1' }), connectorId: 0 }), [], { evse: 0 }],
    [
      'a stop of transaction 0',
      frame('StopTransaction', { ...stop, transactionId: 0 }),
      ['transaction-id-not-positive'],
      { transactionRef: '0' },
    ],
    [
      'a stop of transaction -1',
      frame('StopTransaction', { ...stop, transactionId: -1 }),
      ['transaction-id-not-positive'],
      { transactionRef: '-1' },
    ],
    [
      'a transaction id beyond 32 bits',
      frame('StopTransaction', { ...stop, transactionId: 6_917_529_027 }),
      ['transaction-id-beyond-32-bits'],
      { transactionRef: '6917529027' },
    ],
    [
      'a fractional meterStop',
      frame('StopTransaction', { ...stop, meterStop: 20.4 }),
      ['fraction-of-wh'],
      { meterStopWh: 20 },
    ],
    ['a negative meterStop', frame('StopTransaction', { ...stop, meterStop: -1 }), [], { meterStopWh: -1 }],
    [
      'a time without a zone',
      frame('StopTransaction', { ...stop, timestamp: '2025-06-01T13:00:00' }),
      ['time-without-zone'],
      {},
    ],
    ['the offset +00:00', frame('StopTransaction', { ...stop, timestamp: '2025-06-01T11:00:00+00:00' }), [], {}],
    [
      'nine fraction digits',
      frame('StopTransaction', { ...stop, timestamp: '2025-06-01T11:00:00.123456789Z' }),
      ['time-fraction-cut'],
      {},
    ],
    [
      '29 February of a common year',
      frame('StartTransaction', { ...start, timestamp: '2025-02-29T10:00:00Z' }),
      ['time-impossible-date'],
      {},
    ],
    ['1970', frame('StartTransaction', { ...start, timestamp: '1970-01-01T00:00:07Z' }), [], {}],
    [
      'control bytes inside an idTag, escaped',
      frame('StartTransaction', { ...start, idTag: 'TA\u0002G' }),
      ['control-bytes-in-id-tag'],
      { token: 'TAG' },
    ],
    [
      'control bytes inside an idTag, raw',
      frame('StartTransaction', start).replace('TAG', 'TA\u0002G'),
      ['control-bytes', 'control-bytes-in-id-tag'],
      { token: 'TAG' },
    ],
    ['the message id "1"', frame('StartTransaction', start, '1'), [], {}],
    ['a message id of 20 digits', frame('StartTransaction', start, '12345678901234567890'), [], {}],
    ['a message id that is a number', frame('StartTransaction', start, 77), ['id-as-number'], {}],
    ['a message id like a UUID, but not hexadecimal', frame('StartTransaction', start, 'zyxw-vuts-RQPO-0000'), [], {}],
    [
      'a frame printed with tabs',
      JSON.stringify([2, '1', 'StopTransaction', stop], null, '\t'),
      [],
      { transactionRef: '7' },
    ],
    [
      'a security event in plain 1.6',
      frame('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: stop.timestamp }),
      [],
      { type: 'StartupOfTheDevice' },
    ],
  ])('%s', (_title, text, remarks, data) => {
    const taken = fromFrame(text);
    expect(taken.fault).toBeUndefined();
    expect(taken.remarks).toEqual(remarks);
    expect(taken.events[0]?.data).toMatchObject(data);
    expect(taken.answered).toMatch(/^\[3,/);
  });

  it.each([
    ['truncated JSON', frame('StopTransaction', stop).slice(0, 40)],
    ['a comma too many', frame('StopTransaction', stop).replace('}]', ',}]')],
    ['a value left out', frame('StopTransaction', stop).replace(':7,', ':,')],
  ])('%s is refused by name of its id, and nothing is reported', (_title, text) => {
    const taken = fromFrame(text);
    expect(taken.refused).toEqual([[4, '1', 'FormationViolation', 'the frame is no JSON', {}]]);
    expect(taken.events).toEqual([]);
  });

  it('a station that resets its ids after a reboot is heard again under the same ids', () => {
    const exchange = new Exchange({ version: '1.6' });
    for (let boots = 0; boots < 2; boots++) {
      const effects = exchange.receive(frame('BootNotification', boot, '1'), boots);
      expect(effects.filter((effect) => effect.do === 'handle')).toHaveLength(1);
      exchange.answer('1', {});
    }
  });
});
