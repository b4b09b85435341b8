import { Exchange } from '@chargebus/ocpp-rpc';
import { accepted, take, type Taken } from './golden.fixture';

/** Takes a frame as it comes over the wire: through the exchange, then through the dialect, as the gateway does. */
function fromFrame(frame: string): Taken & { refused: unknown[]; answered: string | undefined } {
  const exchange = new Exchange({ version: '2.0.1' });
  const effects = exchange.receive(frame, 0);
  const refused = effects.flatMap((effect) => (effect.do === 'send' ? [JSON.parse(effect.text)] : []));
  const call = effects.find((effect) => effect.do === 'handle');
  if (!call) return { remarks: [], events: [], refused, answered: undefined };
  const taken = take(call.action, call.payload, { authorization: accepted });
  const [sent] = taken.answer ? exchange.answer(call.id, taken.answer) : [];
  return { ...taken, refused, answered: sent?.do === 'send' ? sent.text : undefined };
}
const frame = (action: string, payload: object): string => JSON.stringify([2, '1', action, payload]);
const event = (more: object, info: object = {}) => ({
  eventType: 'Updated',
  timestamp: '2025-06-01T10:00:00Z',
  triggerReason: 'MeterValuePeriodic',
  seqNo: 1,
  transactionInfo: { transactionId: 'tx', ...info },
  ...more,
});
const sampled = (sample: object) =>
  event({ meterValue: [{ timestamp: '2025-06-01T10:00:00Z', sampledValue: [sample] }] });

describe('what 2.0.1 stations in the field send, each answered and reported in the normal way', () => {
  it.each<[string, object, string[], object]>([
    [
      'a numeric transaction id',
      event({}, { transactionId: 77 }),
      ['transaction-id-as-number'],
      { transactionRef: '77' },
    ],
    [
      'a transaction id of 40 characters',
      event({}, { transactionId: 'x'.repeat(40) }),
      ['transaction-id-too-long'],
      { transactionRef: 'x'.repeat(40) },
    ],
    [
      'the unit where 1.6 had it',
      sampled({ value: 1, unit: 'kWh' }),
      ['unit-as-in-1.6'],
      { samples: [{ value: 1_000 }] },
    ],
    ['a value as text', sampled({ value: '1.5' }), ['value-as-text'], { samples: [{ value: 1.5 }] }],
    ['no samples', event({ meterValue: [] }), ['list-empty'], { samples: [] }],
    ['null for what is absent', event({ idToken: null, evse: null, offline: null }), ['null-property'], { seqNo: 1 }],
    ['a fraction of an ampere', event({ cableMaxCurrent: 31.5 }), ['unreadable-property'], { seqNo: 1 }],
    ['a time without a zone', event({ timestamp: '2025-06-01T12:00:00' }), ['time-without-zone'], { seqNo: 1 }],
    [
      'a charging state in lower case',
      event({}, { chargingState: 'suspendedEV' }),
      ['enum-case'],
      { chargingState: 'suspended-ev' },
    ],
    [
      'a token type in capitals',
      event({ idToken: { idToken: 'A', type: 'EMAID' } }),
      ['enum-case'],
      { tokenType: 'emaid' },
    ],
    [
      'the trigger of a later version',
      event({ triggerReason: 'CostLimitReached' }),
      ['trigger-reason-unknown'],
      { triggerReason: 'CostLimitReached' },
    ],
    [
      'members of a later version',
      event({ costDetails: {} }, { operationMode: 'Idle' }),
      ['unknown-property'],
      { seqNo: 1 },
    ],
    ['a counter per EVSE that does not begin at 0', event({ seqNo: 4_711 }), [], { seqNo: 4_711 }],
  ])('%s', (_title, payload, remarks, data) => {
    const taken = fromFrame(frame('TransactionEvent', payload));
    expect(taken.fault).toBeUndefined();
    expect(taken.remarks).toEqual(remarks);
    expect(taken.events[0]?.data).toMatchObject(data);
    expect(taken.answered).toMatch(/^\[3,"1",/);
  });

  it('a frame that is no JSON is refused in the words of 2.0.1, under its id or under none', () => {
    const broken = frame('TransactionEvent', event({})).slice(0, 60);
    expect(fromFrame(broken).refused).toEqual([[4, '1', 'FormatViolation', 'the frame is no JSON', {}]]);
    expect(fromFrame('[2').refused).toEqual([[4, '-1', 'RpcFrameworkError', 'the frame is no JSON', {}]]);
    expect(fromFrame('[9,"7",{}]').refused).toEqual([[4, '7', 'MessageTypeNotSupported', 'unknown message type', {}]]);
  });
});
