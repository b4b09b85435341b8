import type { Effect, Outcome } from './effect';
import { Exchange } from './exchange';

const sent = (effects: Effect[]): unknown[] =>
  effects.flatMap((effect) => (effect.do === 'send' ? [JSON.parse(effect.text)] : []));
const remarks = (effects: Effect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'remark' ? [effect.remark] : []));
const handled = (effects: Effect[]): { id: string; action: string; payload: object }[] =>
  effects.flatMap((effect) => (effect.do === 'handle' ? [effect] : []));
const settled = (effects: Effect[]): [string, Outcome][] =>
  effects.flatMap((effect) => (effect.do === 'settle' ? [[effect.id, effect.outcome]] : []));
const station = (version: '1.6' | '2.0.1' | '2.1' = '1.6') => new Exchange({ version });

describe('calls to the station', () => {
  it('keeps one call outstanding and sends the others first come first served', () => {
    const x = station();
    expect(sent(x.call('a', 'Reset', { type: 'Soft' }, { timeoutMs: 1_000 }, 0))).toEqual([
      [2, 'a', 'Reset', { type: 'Soft' }],
    ]);
    expect(x.call('b', 'ClearCache', {}, { timeoutMs: 1_000 }, 1)).toEqual([]);
    expect(x.call('c', 'GetConfiguration', {}, { timeoutMs: 1_000 }, 2)).toEqual([]);
    const afterA = x.receive('[3,"a",{"status":"Accepted"}]', 10);
    expect(settled(afterA)).toEqual([['a', { kind: 'result', payload: { status: 'Accepted' } }]]);
    expect(sent(afterA)).toEqual([[2, 'b', 'ClearCache', {}]]);
    expect(sent(x.receive('[4,"b","NotSupported","",{}]', 11))).toEqual([[2, 'c', 'GetConfiguration', {}]]);
  });

  it('gives each call its own deadline, from when it is sent', () => {
    const x = station();
    x.call('a', 'Reset', {}, { timeoutMs: 100 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 50, waitMs: 500 }, 0);
    expect(x.nextDeadline()).toBe(100);
    expect(x.tick(99)).toEqual([]);
    const late = x.tick(100);
    expect(settled(late)).toEqual([['a', { kind: 'timeout' }]]);
    expect(sent(late)).toHaveLength(1);
    expect(x.nextDeadline()).toBe(150);
    expect(settled(x.tick(150))).toEqual([['b', { kind: 'timeout' }]]);
    expect(x.nextDeadline()).toBeUndefined();
  });

  it('never sends a call that waited in the queue until its caller gave up', () => {
    const x = station();
    x.call('a', 'GetDiagnostics', {}, { timeoutMs: 1_000 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 30 }, 0);
    expect(x.nextDeadline()).toBe(30);
    const effects = x.tick(30);
    expect(settled(effects)).toEqual([['b', { kind: 'never-sent', reason: 'waited-too-long' }]]);
    expect(sent(effects)).toEqual([]);
  });

  it('ignores a late, an unknown and a second answer, none of which releases another call', () => {
    const x = station();
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 10, waitMs: 99 }, 0);
    x.tick(10);
    expect(x.receive('[3,"a",{}]', 11)).toEqual([{ do: 'remark', remark: 'late-answer', text: 'a' }]);
    expect(remarks(x.receive('[3,"zzz",{}]', 11))).toEqual(['unknown-answer']);
    expect(remarks(x.receive('[4,"zzz","InternalError","",{}]', 11))).toEqual(['unknown-answer']);
    expect(settled(x.receive('[3,"b",{}]', 12))).toHaveLength(1);
    expect(remarks(x.receive('[3,"b",{}]', 12))).toEqual(['unknown-answer']);
  });

  it('takes answers that are odd: null, nothing, no object, a short CALLERROR, a broken frame', () => {
    const outcomeOf = (frame: string) => {
      const x = station();
      x.call('a', 'ClearCache', {}, { timeoutMs: 10 }, 0);
      const effects = x.receive(frame, 1);
      expect(sent(effects)).toEqual([]);
      return [settled(effects)[0]?.[1], remarks(effects)];
    };
    expect(outcomeOf('[3,"a",null]')).toEqual([{ kind: 'result', payload: {} }, ['payload-null']]);
    expect(outcomeOf('[3,"a"]')).toEqual([{ kind: 'result', payload: {} }, ['payload-missing']]);
    expect(outcomeOf('[3,"a",{},1]')).toEqual([{ kind: 'result', payload: {} }, ['elements-extra']]);
    expect(outcomeOf('[3,"a",[]]')).toMatchObject([{ kind: 'error', code: 'FormationViolation' }, {}]);
    expect(outcomeOf('[4,"a","NotSupported"]')).toEqual([
      { kind: 'error', code: 'NotSupported', description: '', details: {} },
      ['elements-missing'],
    ]);
    expect(outcomeOf('[4,"a"]')).toMatchObject([{ kind: 'error', code: 'GenericError' }, {}]);
    expect(outcomeOf('[3,"a",{"status":"Acc')).toMatchObject([{ kind: 'error' }, ['unreadable-frame']]);
  });

  it('takes a CALLERROR code it has never heard of', () => {
    const x = station();
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    expect(settled(x.receive('[4,"a","OccurrenceConstraintViolation","no","why"]', 1))).toEqual([
      ['a', { kind: 'error', code: 'OccurrenceConstraintViolation', description: 'no', details: {} }],
    ]);
  });

  it('settles what was sent as dropped and what was not as never sent when the connection ends', () => {
    const x = station();
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 10 }, 0);
    expect(settled(x.close())).toEqual([
      ['a', { kind: 'dropped' }],
      ['b', { kind: 'never-sent', reason: 'closed' }],
    ]);
    expect(settled(x.call('c', 'Reset', {}, { timeoutMs: 10 }, 0))).toEqual([
      ['c', { kind: 'never-sent', reason: 'closed' }],
    ]);
    expect([x.receive('[2,"1","Heartbeat",{}]', 1), x.answer('1', {}), x.tick(99), x.close()]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('sends nothing more once the connection is about to end, and still takes the answer that is due', () => {
    const x = station();
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 10 }, 0);
    const unsent = { kind: 'never-sent', reason: 'closed' };
    expect(settled(x.quit())).toEqual([['b', unsent]]);
    expect(settled(x.call('c', 'Reset', {}, { timeoutMs: 10 }, 0))).toEqual([['c', unsent]]);
    const answered = x.receive('[3,"a",{}]', 1);
    expect([settled(answered), sent(answered)]).toEqual([[['a', { kind: 'result', payload: {} }]], []]);
    expect(handled(x.receive('[2,"1","Heartbeat",{}]', 1))).toHaveLength(1);
    expect(x.close()).toEqual([]);
  });

  it('bounds its queue', () => {
    const x = new Exchange({ version: '1.6', maxQueued: 1 });
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    x.call('b', 'Reset', {}, { timeoutMs: 10 }, 0);
    expect(settled(x.call('c', 'Reset', {}, { timeoutMs: 10 }, 0))).toEqual([
      ['c', { kind: 'never-sent', reason: 'queue-full' }],
    ]);
  });
});

describe('calls of the station', () => {
  it('hands a call out at once, also while our own call is outstanding', () => {
    const x = station();
    x.call('ours', 'Reset', {}, { timeoutMs: 10 }, 0);
    expect(handled(x.receive('[2,"19","Heartbeat",{}]', 1))).toEqual([
      { do: 'handle', id: '19', action: 'Heartbeat', payload: {} },
    ]);
    expect(sent(x.answer('19', { currentTime: 'now' }))).toEqual([[3, '19', { currentTime: 'now' }]]);
  });

  it('lets the answers to pipelined calls leave in the order the calls came', () => {
    const x = station();
    for (const id of ['1', '2', '3']) x.receive(`[2,"${id}","Heartbeat",{"n":${id}}]`, 0);
    expect(x.answer('3', {})).toEqual([]);
    expect(x.refuse('2', 'NotSupported', '')).toEqual([]);
    expect(sent(x.answer('1', {}))).toEqual([
      [3, '1', {}],
      [4, '2', 'NotSupported', '', {}],
      [3, '3', {}],
    ]);
  });

  it('gives a refusal of a broken frame its place among the answers', () => {
    const x = station();
    x.receive('[2,"1","Heartbeat",{}]', 0);
    expect(sent(x.receive('[2,"2","StatusNotification",{"connectorId":1,,}]', 0))).toEqual([]);
    expect(sent(x.answer('1', {}))).toEqual([
      [3, '1', {}],
      [4, '2', 'FormationViolation', 'the frame is no JSON', {}],
    ]);
  });

  it('holds up no answer for a call that is abandoned', () => {
    const x = station();
    x.receive('[2,"1","MeterValues",{}]', 0);
    x.receive('[2,"2","Heartbeat",{}]', 0);
    x.answer('2', {});
    expect(sent(x.abandon('1'))).toEqual([[3, '2', {}]]);
  });

  it('handles a call repeated before its answer only once, and answers each of them with that answer', () => {
    const x = station();
    const frame = '[2,"7","StartTransaction",{"connectorId":1,"idTag":"A"}]';
    expect(handled(x.receive(frame, 0))).toHaveLength(1);
    const again = x.receive('[2, "7", "StartTransaction", {"idTag":"A","connectorId":1}]', 5);
    expect([handled(again), remarks(again)]).toEqual([[], ['repeated-call']]);
    expect(sent(x.answer('7', { transactionId: 3 }))).toEqual([
      [3, '7', { transactionId: 3 }],
      [3, '7', { transactionId: 3 }],
    ]);
    expect(handled(x.receive(frame, 9))).toHaveLength(1);
  });

  it('TC_B_01_CSMS handles each BootNotification and each Heartbeat, also one that comes again with its id', () => {
    for (const action of ['BootNotification', 'Heartbeat']) {
      const x = station();
      x.receive(`[2,"7","${action}",{}]`, 0);
      const again = x.receive(`[2,"7","${action}",{}]`, 1);
      expect(remarks(again)).toEqual(['repeated-call']);
      x.answer('7', { n: 1 });
      expect(sent(x.answer(handled(again)[0]?.id ?? '', { n: 2 }))).toEqual([[3, '7', { n: 2 }]]);
    }
  });

  it('answers 20 calls that did not wait for each other, in their order, whatever order they are decided in', () => {
    const x = station();
    const ids = Array.from({ length: 20 }, (_, i) => `m${i}`);
    const calls = ids.flatMap((id, i) => handled(x.receive(`[2,"${id}","StatusNotification",{"n":${i}}]`, 0)));
    expect(calls).toHaveLength(20);
    const effects = [...ids].reverse().flatMap((id) => x.answer(id, {}));
    expect(sent(effects).map((frame) => (frame as unknown[])[1])).toEqual(ids);
  });

  it('remembers nothing of a call that was answered, nor of another connection', () => {
    const frame = '[2,"1","StartTransaction",{"connectorId":1}]';
    const [first, second] = [station(), station()];
    expect(handled(first.receive(frame, 0))).toHaveLength(1);
    expect(remarks(second.receive(frame, 1))).toEqual([]);
    first.answer('1', {});
    expect(remarks(first.receive(frame, 2))).toEqual([]);
  });

  it('handles another call under a re-used id, and answers both under that id', () => {
    const x = station();
    x.receive('[2,"1","Heartbeat",{}]', 0);
    const second = x.receive('[2,"1","Authorize",{"idTag":"A"}]', 0);
    expect(remarks(second)).toEqual(['id-reused']);
    const key = handled(second)[0]?.id ?? '';
    expect(key).not.toBe('1');
    expect(x.answer(key, { second: true })).toEqual([]);
    expect(sent(x.answer('1', { first: true }))).toEqual([
      [3, '1', { first: true }],
      [3, '1', { second: true }],
    ]);
  });

  it('echoes an id as the station wrote it, digit by digit', () => {
    const x = station();
    const effects = x.receive('[2, 12345678901234567890, "Heartbeat", {}]', 0);
    expect(remarks(effects)).toEqual(['id-as-number']);
    const answer = x.answer(handled(effects)[0]?.id ?? '', {});
    expect(answer).toEqual([{ do: 'send', text: '[3,12345678901234567890,{}]' }]);
    expect(remarks(x.receive(`[2,"${'x'.repeat(60)}","Heartbeat",{}]`, 0))).toEqual(['id-too-long']);
  });

  it('drops calls beyond its bound instead of keeping all of them', () => {
    const x = new Exchange({ version: '1.6', maxUnanswered: 1 });
    x.receive('[2,"1","Heartbeat",{}]', 0);
    const effects = x.receive('[2,"2","Heartbeat",{}]', 0);
    expect([handled(effects), remarks(effects)]).toEqual([[], ['too-many-unanswered']]);
  });

  it('says so when an answer belongs to no open call', () => {
    const x = station();
    x.receive('[2,"1","Heartbeat",{}]', 0);
    x.answer('1', {});
    expect(remarks(x.answer('1', {}))).toEqual(['answer-without-call']);
  });

  it('sends a CALLERROR of five elements whose description is at most 255 characters', () => {
    const x = station();
    x.receive('[2,"1","Heartbeat",{}]', 0);
    const [frame] = sent(x.refuse('1', 'InternalError', `${'d'.repeat(254)}😀`)) as [unknown[]];
    expect(frame).toEqual([4, '1', 'InternalError', 'd'.repeat(254), {}]);
  });
});

describe('what OCPP 2.1 adds', () => {
  it('tells the station by CALLRESULTERROR that its answer cannot be read, and ends the call', () => {
    for (const frame of ['[3,"a",[]]', '[3,"a",{"status":"Acc']) {
      const x = station('2.1');
      x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
      x.call('b', 'Reset', {}, { timeoutMs: 10 }, 0);
      const effects = x.receive(frame, 1);
      expect(sent(effects)).toEqual([
        [5, 'a', 'FormatViolation', 'the answer of the station cannot be read', {}],
        [2, 'b', 'Reset', {}],
      ]);
      expect(settled(effects)).toMatchObject([['a', { kind: 'error', code: 'FormatViolation' }]]);
      // Not one that nobody waits for.
      expect(sent(x.receive(frame, 2))).toEqual([]);
    }
    const before = station('2.0.1');
    before.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    expect(sent(before.receive('[3,"a",[]]', 1))).toEqual([]);
  });

  it('takes a CALLRESULTERROR for what it is: a remark, never an answer, while our own call goes on', () => {
    const x = station('2.1');
    x.call('a', 'Reset', {}, { timeoutMs: 10 }, 0);
    const effects = x.receive('[5,"a","FormatViolation","what?",{}]', 1);
    expect([remarks(effects), sent(effects), settled(effects)]).toEqual([['answer-refused'], [], []]);
    expect(settled(x.receive('[3,"a",{}]', 2))).toHaveLength(1);
  });

  it('never answers a SEND, neither one that is broken nor one among calls', () => {
    const x = station('2.1');
    expect(x.receive('[6,"s","NotifyPeriodicEventStream",{"id":', 0)).toEqual([
      { do: 'remark', remark: 'unreadable-frame', text: expect.any(String) },
    ]);
    x.receive('[2,"1","Heartbeat",{}]', 0);
    expect(handled(x.receive('[6,"1","NotifyPeriodicEventStream",{}]', 0))).toHaveLength(1);
    expect(sent(x.answer('1', {}))).toEqual([[3, '1', {}]]);
  });
});
