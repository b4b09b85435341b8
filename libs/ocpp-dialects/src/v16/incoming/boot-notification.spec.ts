import { NOW, take } from '../golden.fixture';

const boot = { status: 'accepted', intervalS: 300, decidedBy: 'service' } as const;

describe('BootNotification', () => {
  it('TC_001_CSMS cold boot: says what the station is, asks the registry, and answers with time and interval', () => {
    const taken = take(
      'BootNotification',
      {
        chargePointVendor: 'Vendor',
        chargePointModel: 'Single',
        chargePointSerialNumber: 'vendor.1',
        chargeBoxSerialNumber: 'box.1',
        firmwareVersion: '1.2.3',
        iccid: '8944500',
        imsi: '90128',
        meterType: 'MT',
        meterSerialNumber: 'MSN',
      },
      { boot },
    );
    expect(taken).toEqual({
      remarks: [],
      question: {
        ask: 'boot',
        request: { vendor: 'Vendor', model: 'Single', serialNumber: 'vendor.1', firmwareVersion: '1.2.3' },
      },
      events: [
        {
          kind: 'station.booted',
          data: {
            vendor: 'Vendor',
            model: 'Single',
            serialNumber: 'vendor.1',
            firmwareVersion: '1.2.3',
            iccid: '8944500',
            imsi: '90128',
            meterType: 'MT',
            meterSerialNumber: 'MSN',
            verdict: boot,
          },
        },
      ],
      answer: { status: 'Accepted', currentTime: NOW, interval: 300 },
    });
    expect(Object.keys(taken.answer ?? {})).toEqual(['status', 'currentTime', 'interval']);
  });

  it('spells pending and rejected, and is pending if nobody decided', () => {
    const station = { chargePointVendor: 'V', chargePointModel: 'M' };
    const answerTo = (status: 'pending' | 'rejected') =>
      take('BootNotification', station, { boot: { status, intervalS: 60, decidedBy: 'policy' } }).answer;
    expect(answerTo('pending')).toMatchObject({ status: 'Pending', interval: 60 });
    expect(answerTo('rejected')).toMatchObject({ status: 'Rejected', interval: 60 });
    expect(take('BootNotification', station).answer).toMatchObject({ status: 'Pending', interval: 60 });
  });

  it('takes an empty vendor and names that are too long, whole', () => {
    const model = 'A model of 22 letters.';
    const taken = take('BootNotification', { chargePointVendor: '', chargePointModel: model }, { boot });
    expect(taken.remarks).toEqual(['model-too-long', 'vendor-empty']);
    expect(taken.events[0]?.data).toEqual({ model, verdict: boot });
  });

  it('takes the serial number of the box where the station has none', () => {
    const { events } = take(
      'BootNotification',
      { chargePointVendor: 'V', chargePointModel: 'M', chargeBoxSerialNumber: 'box.1' },
      { boot },
    );
    expect(events[0]?.data).toMatchObject({ serialNumber: 'box.1' });
  });

  it('is refused where vendor or model are missing, and in strict mode where they are too long', () => {
    const { fault } = take('BootNotification', { chargePointVendor: 'V' });
    expect(fault).toMatchObject({
      code: 'OccurenceConstraintViolation',
      details: { faults: [{ path: '$.chargePointModel' }] },
    });
    const long = { chargePointVendor: 'V', chargePointModel: 'M'.repeat(21) };
    expect(take('BootNotification', long, {}, true).fault?.code).toBe('PropertyConstraintViolation');
  });
});
