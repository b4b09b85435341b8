import { NOW, take } from '../golden.fixture';

const chargingStation = {
  vendorName: 'Example',
  model: 'One',
  serialNumber: 'S-1',
  firmwareVersion: '2.4.1',
  modem: { iccid: '8949', imsi: '262' },
};
const boot = { reason: 'PowerUp', chargingStation };
const acceptedBoot = { status: 'accepted', intervalS: 300, decidedBy: 'service' } as const;

describe('BootNotification', () => {
  it('TC_B_01_CSMS a station boots and is accepted', () => {
    const taken = take('BootNotification', boot, { boot: acceptedBoot });
    expect(taken).toEqual({
      remarks: [],
      question: {
        ask: 'boot',
        request: { vendor: 'Example', model: 'One', serialNumber: 'S-1', firmwareVersion: '2.4.1' },
      },
      events: [
        {
          kind: 'station.booted',
          data: {
            vendor: 'Example',
            model: 'One',
            serialNumber: 'S-1',
            firmwareVersion: '2.4.1',
            iccid: '8949',
            imsi: '262',
            bootReason: 'PowerUp',
            verdict: acceptedBoot,
          },
        },
      ],
      answer: { currentTime: NOW, interval: 300, status: 'Accepted' },
    });
    expect(Object.keys(taken.answer ?? {})).toEqual(['currentTime', 'interval', 'status']);
  });

  it.each([
    ['TC_B_02_CSMS', 'pending', 'Pending'],
    ['B03', 'rejected', 'Rejected'],
  ] as const)('%s a station is told that it is %s', (_id, status, word) => {
    const { answer } = take('BootNotification', boot, { boot: { status, intervalS: 7, decidedBy: 'last-known' } });
    expect(answer).toEqual({ currentTime: NOW, interval: 7, status: word });
  });

  it('is pending for a minute if nobody decided', () => {
    const { answer, events } = take('BootNotification', boot);
    expect(answer).toEqual({ currentTime: NOW, interval: 60, status: 'Pending' });
    expect(events[0]?.data).toMatchObject({ verdict: { decidedBy: 'policy' } });
  });

  it('takes long and empty names, and reasons it does not know', () => {
    const taken = take('BootNotification', {
      reason: 'Remote',
      chargingStation: { vendorName: '', model: 'M'.repeat(30), serialNumber: 's'.repeat(40), extra: 1 },
    });
    expect(taken.events[0]?.data).toMatchObject({
      model: 'M'.repeat(30),
      serialNumber: 's'.repeat(40),
      bootReason: 'Remote',
    });
    expect(taken.events[0]?.data).not.toHaveProperty('vendor');
    expect(taken.remarks.sort()).toEqual([
      'boot-reason-unknown',
      'model-too-long',
      'text-too-long',
      'unknown-property',
      'vendor-empty',
    ]);
    expect(take('BootNotification', { chargingStation }).remarks).toEqual(['boot-reason-unknown']);
  });

  it('is refused where the station does not say what it is', () => {
    expect(take('BootNotification', { reason: 'PowerUp' }).fault?.code).toBe('OccurrenceConstraintViolation');
    expect(take('BootNotification', { ...boot, extra: 1 }, {}, true).fault?.code).toBe('FormatViolation');
  });
});
