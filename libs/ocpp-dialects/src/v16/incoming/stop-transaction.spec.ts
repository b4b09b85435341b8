import { accepted, take } from '../golden.fixture';

const stop = { transactionId: 4_711, meterStop: 2_500, timestamp: '2025-06-01T11:00:00.000Z' };

describe('StopTransaction', () => {
  it('ends the transaction it names; without a token nobody is asked and the answer is empty', () => {
    expect(take('StopTransaction', stop)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.transaction.ended',
          stationTime: '2025-06-01T11:00:00.000Z',
          data: { transactionRef: '4711', meterStopWh: 2_500, samples: [] },
        },
      ],
      answer: {},
    });
  });

  it('asks about the token that stopped it, and answers with its verdict', () => {
    const taken = take('StopTransaction', { ...stop, idTag: 'Tag1', reason: 'Local' }, { authorization: accepted });
    expect(taken.question).toEqual({ ask: 'authorize', request: { token: 'Tag1', purpose: 'stop' } });
    expect(taken.events[0]?.data).toMatchObject({ token: 'Tag1', reason: 'local', verdict: accepted });
    expect(taken.answer).toEqual({ idTagInfo: { status: 'Accepted' } });
  });

  it.each([
    ['the token was refused', 'DeAuthorized', 'deauthorized'],
    ['the emergency stop was hit', 'EmergencyStop', 'emergency-stop'],
    ['TC_005_1_CSMS the EV side was unplugged', 'EVDisconnected', 'ev-disconnected'],
    ['TC_013_CSMS a hard reset', 'HardReset', 'hard-reset'],
    ['stopped at the station', 'Local', 'local'],
    ['something else', 'Other', 'other'],
    ['TC_032_1_CSMS the power was lost', 'PowerLoss', 'power-loss'],
    ['the station rebooted', 'Reboot', 'reboot'],
    ['TC_012_CSMS stopped from here', 'Remote', 'remote'],
    ['TC_014_CSMS a soft reset', 'SoftReset', 'soft-reset'],
    ['TC_018_1_CSMS the connector was unlocked', 'UnlockCommand', 'unlock-command'],
  ])('%s', (_title, reason, neutral) => {
    expect(take('StopTransaction', { ...stop, reason }).events[0]?.data).toMatchObject({ reason: neutral });
  });

  it('TC_039_CSMS makes samples of its transaction data', () => {
    const transactionData = [
      { timestamp: '2025-06-01T10:00:00Z', sampledValue: [{ value: '1', unit: 'kWh', context: 'Transaction.Begin' }] },
      { timestamp: '2025-06-01T11:00:00Z', sampledValue: [{ value: '2.5', unit: 'kWh', context: 'Transaction.End' }] },
    ];
    expect(take('StopTransaction', { ...stop, transactionData }).events[0]?.data).toMatchObject({
      samples: [
        { at: '2025-06-01T10:00:00.000Z', value: 1_000, unit: 'Wh', context: 'Transaction.Begin' },
        { at: '2025-06-01T11:00:00.000Z', value: 2_500, unit: 'Wh', context: 'Transaction.End' },
      ],
    });
  });

  it('keeps every transaction id as the station wrote it', () => {
    const ref = (transactionId: unknown) => {
      const { events, remarks } = take('StopTransaction', { ...stop, transactionId });
      return [(events[0]?.data as { transactionRef: string }).transactionRef, remarks];
    };
    expect(ref(0)).toEqual(['0', ['transaction-id-not-positive']]);
    expect(ref(-1)).toEqual(['-1', ['transaction-id-not-positive']]);
    expect(ref(2 ** 40)).toEqual(['1099511627776', ['transaction-id-beyond-32-bits']]);
    expect(ref(1e20)).toEqual(['100000000000000000000', ['transaction-id-beyond-32-bits']]);
    expect(ref('4711')).toEqual(['4711', ['number-as-text']]);
  });

  it('is never refused where its transaction can be read', () => {
    const taken = take('StopTransaction', {
      transactionId: 4_711,
      meterStop: null,
      timestamp: 'yesterday',
      reason: 'Bored',
      idTag: 5.5,
      transactionData: 'none',
    });
    expect(taken.events).toEqual([
      {
        kind: 'station.transaction.ended',
        data: {
          transactionRef: '4711',
          reason: 'other',
          token: '5.5',
          tokenType: 'rfid',
          samples: [],
        },
      },
    ]);
    expect(taken.answer).toEqual({});
    expect(taken.remarks).toEqual(expect.arrayContaining(['meter-missing', 'time-unreadable', 'reason-unknown']));
  });

  it('takes a meter that is a fraction, text, or beyond 32 bits', () => {
    const meter = (meterStop: unknown) => take('StopTransaction', { ...stop, meterStop }).events[0]?.data;
    expect(meter(2_499.5)).toMatchObject({ meterStopWh: 2_500 });
    expect(meter('2500')).toMatchObject({ meterStopWh: 2_500 });
    expect(meter(2 ** 33)).toMatchObject({ meterStopWh: 2 ** 33 });
  });

  it('is refused where it names no transaction', () => {
    expect(take('StopTransaction', { meterStop: 1, timestamp: stop.timestamp }).fault?.code).toBe(
      'OccurenceConstraintViolation',
    );
    expect(take('StopTransaction', { ...stop, transactionId: 'abc' }).fault?.code).toBe('TypeConstraintViolation');
  });
});
