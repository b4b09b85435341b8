import type { TraceEntry } from '@chargebus/contracts';
import { FrameTrace } from './trace-frames';

const at = new Date('2026-03-01T10:00:00.000Z');
const tracing = (): { trace: FrameTrace; entries: TraceEntry[] } => {
  const entries: TraceEntry[] = [];
  const messaging = { trace: (entry: TraceEntry) => void entries.push(entry) };
  return { trace: new FrameTrace(messaging, { tenantId: 'default', stationId: 'CP-1' }, 'link-1'), entries };
};

describe('FrameTrace', () => {
  it('names the action of a call and of the reply to it, in both directions', () => {
    const { trace, entries } = tracing();
    trace.frame('in', '[2, "1", "Heartbeat", {}]', at);
    trace.frame('out', '[3,"1",{"currentTime":"x"}]', at);
    trace.frame('out', '[2,"a","Reset",{"type":"Soft"}]', at);
    trace.frame('in', '[4,"a","InternalError","",{}]', at);
    expect(entries.map(({ direction, action }) => [direction, action])).toEqual([
      ['in', 'Heartbeat'],
      ['out', 'Heartbeat'],
      ['out', 'Reset'],
      ['in', 'Reset'],
    ]);
  });

  it('tells how long an answer took, of the station and of ours', () => {
    const { trace, entries } = tracing();
    const later = (ms: number): Date => new Date(at.getTime() + ms);
    trace.frame('in', '[2,"1","Heartbeat",{}]', at);
    trace.frame('out', '[2,"a","Reset",{}]', later(10));
    trace.frame('out', '[3,"1",{}]', later(25));
    trace.frame('in', '[3,"a",{"status":"Accepted"}]', later(1_010));
    expect(entries.map(({ action, latencyMs }) => [action, latencyMs])).toEqual([
      ['Heartbeat', undefined],
      ['Reset', undefined],
      ['Heartbeat', 25],
      ['Reset', 1_000],
    ]);
  });

  it('names the action of ids that are numbers or odd text, of SEND and of CALLRESULTERROR', () => {
    const { trace, entries } = tracing();
    trace.frame('in', '[2,7,"Heartbeat",{}]', at);
    trace.frame('out', '[3,7,{}]', at);
    trace.frame('in', '["2","a\\"b","Authorize",{}]', at);
    trace.frame('out', '[4,"a\\"b","GenericError","",{}]', at);
    trace.frame('in', '[6,"s","NotifyPeriodicEventStream",{}]', at);
    trace.frame('in', '[5,"a\\"b","FormatViolation","",{}]', at);
    expect(entries.map(({ action }) => action)).toEqual([
      'Heartbeat',
      'Heartbeat',
      'Authorize',
      'Authorize',
      'NotifyPeriodicEventStream',
      'Authorize',
    ]);
  });

  it('forgets the oldest of many calls that never got an answer', () => {
    const { trace, entries } = tracing();
    for (let n = 0; n < 200; n++) trace.frame('in', `[2,"${n}","Heartbeat",{}]`, at);
    trace.frame('out', '[3,"0",{}]', at);
    trace.frame('out', '[3,"199",{}]', at);
    expect(entries.slice(-2).map(({ action }) => action)).toEqual([undefined, 'Heartbeat']);
  });

  it('leaves a DataTransfer as it is', () => {
    const { trace, entries } = tracing();
    const frame = '[2,"1","DataTransfer",{"vendorId":"v","data":"password=1"}]';
    trace.frame('in', frame, at);
    trace.frame('out', '[3,"1",{"status":"Accepted","data":"secret"}]', at);
    expect(entries[0]).toMatchObject({ frame });
    expect(entries[1]).not.toHaveProperty('remarks');
  });

  it('keeps the key of Basic authentication out, and says that it did', () => {
    const { trace, entries } = tracing();
    trace.frame('out', '[2,"b","ChangeConfiguration",{"key":"AuthorizationKey","value":"00ff\\"11"}]', at);
    expect(entries[0]?.frame).toBe('[2,"b","ChangeConfiguration",{"key":"AuthorizationKey","value":"[redacted]"}]');
    expect(entries[0]?.remarks).toEqual(['redacted']);
  });

  it('traces what is no frame at all', () => {
    const { trace, entries } = tracing();
    trace.frame('in', '{not json', at, ['unparseable']);
    expect(entries[0]).toMatchObject({ frame: '{not json', remarks: ['unparseable'] });
    expect(entries[0]).not.toHaveProperty('action');
  });
});
