import type { AskReply, providerAsks } from '@chargebus/contracts';
import { take } from '../golden.fixture';

describe('DataTransfer of a station', () => {
  it('TC_064_CSMS reports it, asks who knows the vendor, and answers UnknownVendorId in the normal way', () => {
    const payload = { vendorId: 'com.example', messageId: 'm', data: '{"a":1}' };
    expect(take('DataTransfer', payload)).toEqual({
      remarks: [],
      question: { ask: 'provider', about: 'dataTransfer', request: payload },
      events: [{ kind: 'station.message.reported', data: { action: 'DataTransfer', payload } }],
      answer: { status: 'UnknownVendorId' },
    });
  });

  it("tells what the vendor's team answers, as a text", () => {
    const told = (reply: AskReply<typeof providerAsks.dataTransfer>): unknown =>
      take('DataTransfer', { vendorId: 'v' }, { provider: { about: 'dataTransfer', reply } }).answer;
    expect(told({ ok: true })).toEqual({ status: 'Accepted' });
    expect(told({ ok: true, data: 'x' })).toEqual({ status: 'Accepted', data: 'x' });
    expect(told({ ok: true, data: { x: 1 } })).toEqual({ status: 'Accepted', data: '{"x":1}' });
    expect(told({ ok: false, reason: 'rejected' })).toEqual({ status: 'Rejected' });
  });

  it('takes data that is no text as its JSON', () => {
    const { events, remarks } = take('DataTransfer', { vendorId: 'v', data: { a: [1] } });
    expect(events[0]?.data).toMatchObject({ payload: { vendorId: 'v', data: '{"a":[1]}' } });
    expect(remarks).toEqual(['data-as-object']);
  });
});
