import { take } from '../golden.fixture';

describe('messages no service decides on', () => {
  it.each<[string, string, object, object]>([
    ['TC_045_1_CSMS diagnostics are uploaded', 'DiagnosticsStatusNotification', { status: 'Uploaded' }, {}],
    ['TC_045_2_CSMS diagnostics cannot be uploaded', 'DiagnosticsStatusNotification', { status: 'UploadFailed' }, {}],
    ['TC_079_CSMS a log is uploaded', 'LogStatusNotification', { status: 'Uploaded', requestId: 3 }, {}],
  ])('%s', (_title, action, payload, answer) => {
    expect(take(action, payload)).toEqual({
      remarks: [],
      events: [{ kind: 'station.message.reported', data: { action, payload } }],
      answer,
    });
  });

  it.each<[string, string, string, object]>([
    ['TC_044_1_CSMS firmware is installed', 'FirmwareStatusNotification', 'installed', { status: 'Installed' }],
    [
      'TC_044_2_CSMS firmware is not there',
      'FirmwareStatusNotification',
      'download-failed',
      { status: 'DownloadFailed' },
    ],
    [
      'TC_044_3_CSMS firmware cannot be installed',
      'FirmwareStatusNotification',
      'installation-failed',
      { status: 'InstallationFailed' },
    ],
    [
      'TC_080_CSMS signed firmware is verified',
      'SignedFirmwareStatusNotification',
      'signature-verified',
      { status: 'SignatureVerified', requestId: 3 },
    ],
    [
      'TC_081_CSMS the signature of the firmware is wrong',
      'SignedFirmwareStatusNotification',
      'invalid-signature',
      { status: 'InvalidSignature', requestId: 3 },
    ],
    ['an idle station has no request to name', 'SignedFirmwareStatusNotification', 'idle', { status: 'Idle' }],
  ])('%s: a status of firmware', (_title, action, status, payload) => {
    const { requestId } = payload as { requestId?: number };
    const data = { status, ...(requestId !== undefined && { requestId }), action, payload };
    const events = [{ kind: 'station.firmware-status.reported', data }];
    expect(take(action, payload)).toEqual({ remarks: [], events, answer: {} });
  });

  it.each([
    ['TC_077_CSMS the certificate of the central system is not trusted', 'InvalidCentralSystemCertificate'],
    ['TC_078_CSMS the certificate it was given is not its own', 'InvalidChargePointCertificate'],
    ['TC_081_CSMS the signature of the firmware is wrong', 'InvalidFirmwareSignature'],
    ['the device has started, told right after the boot and unasked, in plain 1.6', 'StartupOfTheDevice'],
  ])('%s: the security event has the time it happened, and is answered in strict mode too', (_title, type) => {
    const payload = { type, timestamp: '2025-06-01T10:00:00Z' };
    expect(take('SecurityEventNotification', payload, {}, true)).toMatchObject({ answer: {}, remarks: [] });
    expect(take('SecurityEventNotification', payload)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.security-event.reported',
          stationTime: '2025-06-01T10:00:00.000Z',
          data: { type },
        },
      ],
      answer: {},
    });
  });

  describe('SignCertificate', () => {
    const question = { ask: 'provider', about: 'signCertificate', request: { csr: 'PEM', purpose: 'station' } };

    it('TC_074_CSMS is asked of whoever signs, whose promise is Accepted', () => {
      const signed = { about: 'signCertificate', reply: { ok: true } } as const;
      expect(take('SignCertificate', { csr: 'PEM' }, { provider: signed })).toEqual({
        remarks: [],
        question,
        events: [{ kind: 'station.message.reported', data: { action: 'SignCertificate', payload: { csr: 'PEM' } } }],
        answer: { status: 'Accepted' },
      });
    });

    it('is Rejected where nobody signs, or who signs refuses', () => {
      const refused = { about: 'signCertificate', reply: { ok: false, reason: 'refused' } } as const;
      for (const verdicts of [{}, { provider: refused }]) {
        expect(take('SignCertificate', { csr: 'PEM' }, verdicts)).toMatchObject({
          question,
          answer: { status: 'Rejected' },
        });
      }
    });
  });

  it('a security event that says too much, or not when, is answered all the same', () => {
    const taken = take('SecurityEventNotification', { type: 'Tampered', techInfo: 't'.repeat(400) });
    expect(taken.remarks).toEqual(['time-missing', 'text-too-long']);
    expect(taken.answer).toEqual({});
    expect(taken.events[0]?.data).toEqual({ type: 'Tampered', techInfo: 't'.repeat(400) });
    const nameless = take('SecurityEventNotification', { timestamp: '2025-06-01T10:00:00Z' });
    expect(nameless.events).toMatchObject([{ kind: 'station.message.reported' }]);
  });
});
