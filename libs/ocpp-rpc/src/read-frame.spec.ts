import { Exchange } from './exchange';
import type { JsonVersion } from './effect';

/** What comes of one frame: the CALLERROR sent (id and code), the action handed out, the remarks. */
function take(version: JsonVersion, frame: string | Uint8Array) {
  const effects = new Exchange({ version }).receive(frame, 0);
  return {
    refused: effects.flatMap((e) => (e.do === 'send' ? [(JSON.parse(e.text) as unknown[]).slice(0, 3)] : [])),
    handled: effects.flatMap((e) => (e.do === 'handle' ? [[e.action, e.payload]] : [])),
    remarks: effects.flatMap((e) => (e.do === 'remark' ? [e.remark] : [])),
  };
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe('frames that are odd and still understood', () => {
  it.each<[string, string | Uint8Array, unknown[], string[]]>([
    ['a pretty-printed frame with tabs', '[\n\t2,\t"1",\n\t"Heartbeat",\t{}\n]\r\n', ['Heartbeat', {}], []],
    ['a null payload', '[2,"1","Heartbeat",null]', ['Heartbeat', {}], ['payload-null']],
    ['no payload at all', '[2,"1","Heartbeat"]', ['Heartbeat', {}], ['payload-missing']],
    ['an element too many', '[2,"1","Heartbeat",{},{}]', ['Heartbeat', {}], ['elements-extra']],
    ['a message type in quotes', '["2","1","Heartbeat",{}]', ['Heartbeat', {}], ['type-as-text']],
    ['an empty id', '[2,"","Heartbeat",{}]', ['Heartbeat', {}], ['id-empty']],
    ['a byte order mark', '\ufeff[2,"1","Heartbeat",{}]', ['Heartbeat', {}], ['byte-order-mark']],
    ['a C string', '[2,"1","Heartbeat",{}]\0\0', ['Heartbeat', {}], ['trailing-nul']],
    ['a binary frame of text', bytes('[2,"1","Heartbeat",{}]'), ['Heartbeat', {}], ['binary-frame']],
    [
      'raw control bytes inside a string',
      '[2,"1","Authorize",{"idTag":"AB\u0001\u0000\\n\\"C"}]',
      ['Authorize', { idTag: 'AB\u0001\u0000\n"C' }],
      ['control-bytes'],
    ],
  ])('%s', (_title, frame, call, remarks) => {
    for (const version of ['1.6', '2.0.1', '2.1'] as const) {
      expect(take(version, frame)).toEqual({ refused: [], handled: [call], remarks });
    }
  });
});

describe('frames that are refused or ignored, as each version has it', () => {
  const unreadable16: unknown[] = [];
  const unreadable2x = [[4, '-1', 'RpcFrameworkError']];

  it.each<[string, string | Uint8Array, unknown[], unknown[]]>([
    ['no JSON', 'hello', unreadable16, unreadable2x],
    ['a JSON object', '{"a":1}', unreadable16, unreadable2x],
    ['an id that is null', '[2,null,"Heartbeat",{}]', unreadable16, unreadable2x],
    ['an id of a million digits', `[2,${'9'.repeat(1_000_000)},"Heartbeat",{}]`, unreadable16, unreadable2x],
    [
      'a truncated call whose id can be read',
      '[2,"42","BootNotification",{"chargePoi',
      [[4, '42', 'FormationViolation']],
      [[4, '42', 'FormatViolation']],
    ],
    [
      'a value left out',
      '[2, "42", "StopTransaction", {"transactionId":,"meterStop":1}]',
      [[4, '42', 'FormationViolation']],
      [[4, '42', 'FormatViolation']],
    ],
    [
      'a numeric id in a broken frame',
      '[2,42,"Reset",{]',
      [[4, 42, 'FormationViolation']],
      [[4, 42, 'FormatViolation']],
    ],
    ['an insane id in a broken frame', `[2,"${'x'.repeat(40)}","A",{]`, unreadable16, unreadable2x],
    ['an id with control characters in a broken frame', '[2,"a\\u0000b","A",{]', unreadable16, unreadable2x],
    [
      'a payload that is a list',
      '[2,"7","Heartbeat",[]]',
      [[4, '7', 'FormationViolation']],
      [[4, '7', 'FormatViolation']],
    ],
    [
      'a payload that is text',
      '[2,"7","Heartbeat","x"]',
      [[4, '7', 'FormationViolation']],
      [[4, '7', 'FormatViolation']],
    ],
    ['an action that is a number', '[2,"7",8,{}]', [[4, '7', 'FormationViolation']], [[4, '7', 'FormatViolation']]],
    ['a call of two elements', '[2,"7"]', [[4, '7', 'FormationViolation']], [[4, '7', 'FormatViolation']]],
    ['an empty frame', '', [], []],
    ['a frame of spaces', '  \r\n', [], []],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00]), [], []],
    ['a broken answer', '[3,"7",{"status":', [], []],
    ['a broken error', '[4,"7","Gen', [], []],
    ['an empty list of nothing known', '[99]', [], [[4, '-1', 'MessageTypeNotSupported']]],
    ['an unknown message type', '[9,"7","Heartbeat",{}]', [], [[4, '7', 'MessageTypeNotSupported']]],
    [
      'a SEND before there was SEND',
      '[6,"7","NotifyPeriodicEventStream",{}]',
      [],
      [[4, '7', 'MessageTypeNotSupported']],
    ],
  ])('%s', (_title, frame, in16, in201) => {
    const as16 = take('1.6', frame);
    const as201 = take('2.0.1', frame);
    expect([as16.refused, as16.handled]).toEqual([in16, []]);
    expect([as201.refused, as201.handled]).toEqual([in201, []]);
    expect(as16.remarks.length).toBeGreaterThan(0);
    expect(as201.remarks.length).toBeGreaterThan(0);
  });

  it('2.1 ignores unknown message types again, and takes SEND and CALLRESULTERROR without an answer', () => {
    expect(take('2.1', '[9,"7","Heartbeat",{}]')).toEqual({
      refused: [],
      handled: [],
      remarks: ['unknown-message-type'],
    });
    expect(take('2.1', '[5,"7","InternalError","",{}]')).toMatchObject({ refused: [], remarks: ['answer-refused'] });
    const x = new Exchange({ version: '2.1' });
    const [effect] = x.receive('[6,"7","NotifyPeriodicEventStream",{}]', 0);
    expect(effect).toEqual({ do: 'handle', id: '', action: 'NotifyPeriodicEventStream', payload: {}, oneWay: true });
    expect([x.answer('', {}), x.refuse('', 'InternalError', '')]).toEqual([[], []]);
    expect(take('2.1', '[6,"7","NotifyPeriodicEventStream",[]]').refused).toEqual([]);
  });

  it('refuses a frame nested deeper than any message instead of running out of stack', () => {
    const deep = `[2,"7","DataTransfer",${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}]`;
    expect(take('1.6', deep)).toEqual({
      refused: [[4, '7', 'FormationViolation']],
      handled: [],
      remarks: ['nested-too-deep', 'unreadable-frame'],
    });
  });

  it.each(['{"toString":null}', '[{"toString":1,"valueOf":1}]', '{}', 'null', 'true'])(
    'ignores an answer whose id is %s',
    (id) => {
      for (const answer of [`[3,${id},{}]`, `[4,${id},"InternalError","",{}]`]) {
        expect(take('1.6', answer)).toEqual({ refused: [], handled: [], remarks: ['id-unusable', 'unknown-answer'] });
      }
    },
  );
});
