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

  it('keeps the key of Basic authentication out', () => {
    const { trace, entries } = tracing();
    trace.frame('out', '[2,"b","ChangeConfiguration",{"key":"AuthorizationKey","value":"00ff\\"11"}]', at);
    expect(entries[0]?.frame).toBe('[2,"b","ChangeConfiguration",{"key":"AuthorizationKey","value":"[redacted]"}]');
  });

  it('traces what is no frame at all', () => {
    const { trace, entries } = tracing();
    trace.frame('in', '{not json', at, ['unparseable']);
    expect(entries[0]).toMatchObject({ frame: '{not json', remarks: ['unparseable'] });
    expect(entries[0]).not.toHaveProperty('action');
  });
});
