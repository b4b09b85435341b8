import { take } from '../golden.fixture';

describe('DataTransfer of a station', () => {
  it('TC_064_CSMS reports it, and answers UnknownVendorId in the normal way', () => {
    const payload = { vendorId: 'com.example', messageId: 'm', data: '{"a":1}' };
    expect(take('DataTransfer', payload)).toEqual({
      remarks: [],
      events: [{ kind: 'station.message.reported', data: { action: 'DataTransfer', payload } }],
      answer: { status: 'UnknownVendorId' },
    });
  });

  it('takes data that is no text as its JSON', () => {
    const { events, remarks } = take('DataTransfer', { vendorId: 'v', data: { a: [1] } });
    expect(events[0]?.data).toMatchObject({ payload: { vendorId: 'v', data: '{"a":[1]}' } });
    expect(remarks).toEqual(['data-as-object']);
  });
});
