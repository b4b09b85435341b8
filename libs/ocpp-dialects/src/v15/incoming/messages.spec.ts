import { accepted, NOW, take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00Z';
const sample = ($value: string, attributes: object = {}) => ({ $value, attributes });

describe('what a station of 1.5 sends', () => {
  it('BootNotification: the interval has its own name, and who has to wait is rejected', () => {
    const boot = { chargePointVendor: 'V', chargePointModel: 'M', chargeBoxSerialNumber: '7', firmwareVersion: '1' };
    const taken = take('BootNotification', boot, {
      boot: { status: 'accepted', intervalS: 300, decidedBy: 'service' },
    });
    expect(taken).toMatchObject({
      remarks: [],
      question: { ask: 'boot', request: { vendor: 'V', model: 'M', serialNumber: '7', firmwareVersion: '1' } },
      events: [{ kind: 'station.booted', data: { vendor: 'V', verdict: { status: 'accepted' } } }],
      answer: { status: 'Accepted', currentTime: NOW, heartbeatInterval: 300 },
    });
    expect(take('BootNotification', boot).answer).toMatchObject({ status: 'Rejected', heartbeatInterval: 60 });
  });

  it('Heartbeat and Authorize: as in 1.6', () => {
    expect(take('Heartbeat', {})).toMatchObject({ events: [], answer: { currentTime: NOW } });
    const taken = take('Authorize', { idTag: 'A' }, { authorization: { ...accepted, status: 'concurrent-tx' } });
    expect(taken).toMatchObject({ answer: { idTagInfo: { status: 'ConcurrentTx' } } });
  });

  it('StartTransaction: the answer names the transaction', () => {
    const start = { connectorId: 1, idTag: 'A', timestamp: AT, meterStart: 5 };
    expect(take('StartTransaction', start, { authorization: accepted, seq: 7 })).toMatchObject({
      remarks: [],
      events: [{ kind: 'station.transaction.started', data: { evse: 1, connector: 1, meterStartWh: 5, token: 'A' } }],
      answer: { transactionId: 7, idTagInfo: { status: 'Accepted' } },
    });
    expect(take('StartTransaction', { ...start, connectorId: 0 })).toMatchObject({ remarks: ['connector-zero'] });
  });

  it('MeterValues: samples are texts with attributes, several of several times, or none at all', () => {
    const values = [
      {
        timestamp: AT,
        value: [sample('1.5', { unit: 'kWh' }), sample('16', { measurand: 'Current.Import', unit: 'Amp' })],
      },
      { timestamp: '2025-06-01T10:15:00Z', value: [{ $value: '2000' }] },
    ];
    const taken = take('MeterValues', { connectorId: 1, transactionId: 4, values });
    expect(taken.events).toMatchObject([
      {
        kind: 'station.samples.reported',
        stationTime: '2025-06-01T10:15:00.000Z',
        data: {
          evse: 1,
          transactionRef: '4',
          samples: [
            { at: '2025-06-01T10:00:00.000Z', measurand: 'Energy.Active.Import.Register', value: 1_500, unit: 'Wh' },
            { measurand: 'Current.Import', value: 16, unit: 'A' },
            { at: '2025-06-01T10:15:00.000Z', value: 2_000, unit: 'Wh' },
          ],
        },
      },
    ]);
    expect(take('MeterValues', { connectorId: 1 })).toMatchObject({ remarks: [], events: [{ data: { samples: [] } }] });
  });

  it('MeterValues: words nobody knows are kept, and what nobody can read is left out', () => {
    const odd = [sample('1', { measurand: 'Vendor.Own', unit: 'furlong' }), { $value: ['x'] }, sample('3')];
    const taken = take('MeterValues', { connectorId: 1, values: { timestamp: AT, value: odd } });
    expect(taken.remarks.sort()).toEqual([
      'measurand-unknown',
      'meter-value-as-object',
      'unit-unknown',
      'unreadable-sample',
    ]);
    expect(taken.events).toMatchObject([{ data: { samples: [{ measurand: 'Vendor.Own' }, { value: 3 }] } }]);
  });

  it('StopTransaction: with the readings of the transaction, and without a reason', () => {
    const transactionData = [{ values: [{ timestamp: AT, value: [sample('9', { context: 'Transaction.End' })] }] }, {}];
    const stop = { transactionId: 7, timestamp: AT, meterStop: 9, idTag: 'A', transactionData };
    const taken = take('StopTransaction', stop, { authorization: accepted });
    expect(taken).toMatchObject({
      remarks: [],
      events: [{ data: { transactionRef: '7', meterStopWh: 9, samples: [{ value: 9, context: 'Transaction.End' }] } }],
      answer: { idTagInfo: { status: 'Accepted' } },
    });
    expect(taken.events[0]?.data).not.toHaveProperty('reason');
  });

  it.each([
    ['Available', 'available'],
    ['Occupied', 'occupied'],
    ['Reserved', 'reserved'],
    ['Unavailable', 'unavailable'],
    ['Faulted', 'faulted'],
  ])('StatusNotification: %s', (status, meaning) => {
    const taken = take('StatusNotification', { connectorId: 2, status, errorCode: 'Mode3Error', timestamp: AT });
    expect(taken).toMatchObject({
      remarks: [],
      events: [{ data: { evse: 2, status: meaning, errorCode: 'Mode3Error' } }],
    });
  });

  it('DataTransfer, DiagnosticsStatusNotification and FirmwareStatusNotification travel as they came', () => {
    expect(take('DataTransfer', { vendorId: 'v', data: 'd' })).toMatchObject({ answer: { status: 'UnknownVendorId' } });
    for (const [action, status, kind] of [
      ['DiagnosticsStatusNotification', 'Uploaded', 'station.message.reported'],
      ['FirmwareStatusNotification', 'Installed', 'station.firmware-status.reported'],
    ] as const) {
      expect(take(action, { status })).toMatchObject({
        remarks: [],
        events: [{ kind, data: { action, payload: { status } } }],
        answer: {},
      });
    }
  });
});
