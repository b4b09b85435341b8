import { take } from '../golden.fixture';

describe('messages no service decides on', () => {
  it.each<[string, string, object, object]>([
    ['TC_044_1_CSMS firmware is installed', 'FirmwareStatusNotification', { status: 'Installed' }, {}],
    ['TC_045_1_CSMS diagnostics are uploaded', 'DiagnosticsStatusNotification', { status: 'Uploaded' }, {}],
    ['TC_079_CSMS a log is uploaded', 'LogStatusNotification', { status: 'Uploaded', requestId: 3 }, {}],
    [
      'TC_080_CSMS signed firmware is verified',
      'SignedFirmwareStatusNotification',
      { status: 'SignatureVerified', requestId: 3 },
      {},
    ],
    ['TC_074_CSMS a certificate is not signed here yet', 'SignCertificate', { csr: 'PEM' }, { status: 'Rejected' }],
  ])('%s', (_title, action, payload, answer) => {
    expect(take(action, payload)).toEqual({
      remarks: [],
      events: [{ kind: 'station.message.reported', data: { action, payload } }],
      answer,
    });
  });

  it('TC_077_CSMS a security event has the time it happened, and is answered in plain 1.6 too', () => {
    const payload = { type: 'StartupOfTheDevice', timestamp: '2025-06-01T10:00:00Z' };
    expect(take('SecurityEventNotification', payload)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.message.reported',
          stationTime: '2025-06-01T10:00:00.000Z',
          data: { action: 'SecurityEventNotification', payload },
        },
      ],
      answer: {},
    });
  });

  it('a security event that says too much, or not when, is answered all the same', () => {
    const taken = take('SecurityEventNotification', { type: 'Tampered', techInfo: 't'.repeat(400) });
    expect(taken.remarks).toEqual(['time-missing', 'text-too-long']);
    expect(taken.answer).toEqual({});
    expect(taken.events[0]?.data).toMatchObject({ payload: { techInfo: 't'.repeat(400) } });
  });
});
