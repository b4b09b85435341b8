import { accepted, take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const idToken = { idToken: 'Tag1', type: 'ISO14443' };
const event = (eventType: string, more: object = {}, info: object = {}) => ({
  eventType,
  timestamp: AT,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'tx-1', ...info },
  ...more,
});
const register = (value: number, context: string, more: object = {}) => ({
  value,
  context,
  measurand: 'Energy.Active.Import.Register',
  unitOfMeasure: { unit: 'Wh' },
  ...more,
});
const meter = (...sampledValue: object[]) => ({ meterValue: [{ timestamp: AT, sampledValue }] });
const fingerprint = 'default/CP=201/tx-1/started';
const dataOf = (payload: object, authorization = accepted) =>
  take('TransactionEvent', payload, { authorization }).events[0]?.data;

describe('TransactionEvent Started', () => {
  it('TC_E_03_CSMS asks for the token, reports the start under the name the station gave it, and tells of the token', () => {
    const started = event(
      'Started',
      {
        evse: { id: 1, connectorId: 2 },
        idToken,
        offline: true,
        reservationId: 7,
        ...meter(register(1_000.4, 'Transaction.Begin')),
      },
      { chargingState: 'EVConnected', remoteStartId: 4_711 },
    );
    expect(take('TransactionEvent', started, { authorization: accepted })).toEqual({
      remarks: [],
      question: {
        ask: 'authorize',
        request: {
          ...{ token: 'Tag1', tokenType: 'rfid', purpose: 'start', evse: 1, fingerprint },
          ...{ startedAt: AT, remoteStartId: 4_711 },
        },
      },
      events: [
        {
          kind: 'station.transaction.started',
          stationTime: AT,
          data: {
            evse: 1,
            connector: 2,
            transactionRef: 'tx-1',
            fingerprint,
            seqNo: 0,
            triggerReason: 'Authorized',
            offline: true,
            token: 'Tag1',
            tokenType: 'rfid',
            meterStartWh: 1_000,
            reservationId: 7,
            remoteStartId: 4_711,
            chargingState: 'preparing',
            samples: [
              {
                at: AT,
                measurand: 'Energy.Active.Import.Register',
                value: 1_000.4,
                unit: 'Wh',
                context: 'Transaction.Begin',
                location: 'Outlet',
              },
            ],
            verdict: accepted,
          },
        },
        {
          kind: 'station.charging-state.reported',
          stationTime: AT,
          data: { evse: 1, connector: 2, chargingState: 'preparing', transactionRef: 'tx-1' },
        },
      ],
      answer: { idTokenInfo: { status: 'Accepted' } },
    });
  });

  it('TC_E_09_CSMS without a token asks nothing, refuses nothing and tells of no token', () => {
    const taken = take('TransactionEvent', event('Started', { triggerReason: 'CablePluggedIn', evse: { id: 1 } }));
    expect(taken.question).toBeUndefined();
    expect(taken.events[0]?.data).toMatchObject({ evse: 1, verdict: { status: 'accepted' } });
    expect(taken.events[0]?.data).not.toHaveProperty('token');
    expect(taken.events[0]?.data).not.toHaveProperty('meterStartWh');
    expect(taken.answer).toEqual({});
  });

  it('TC_E_04_CSMS authorised before the cable is somewhere at the station', () => {
    expect(dataOf(event('Started', { idToken }))).toMatchObject({ evse: 0 });
  });

  it('TC_C_02_CSMS a refused token is recorded and told, and the transaction is taken', () => {
    const taken = take('TransactionEvent', event('Started', { idToken }), {
      authorization: { status: 'unknown', decidedBy: 'service' },
    });
    expect(taken.events[0]?.data).toMatchObject({ verdict: { status: 'unknown' } });
    expect(taken.answer).toEqual({ idTokenInfo: { status: 'Unknown' } });
  });

  it('a start button shows no token and is asked for by what it is', () => {
    const button = event('Started', { idToken: { idToken: '', type: 'NoAuthorization' } });
    const taken = take('TransactionEvent', button, { authorization: accepted });
    expect(taken.question?.request).toMatchObject({ token: 'NoAuthorization', tokenType: 'no-authorization' });
    expect(taken.events[0]?.data).toMatchObject({ tokenType: 'no-authorization', verdict: accepted });
  });

  it.each<[string, object[], number | undefined]>([
    ['a fraction of Wh', [register(999.6, 'Transaction.Begin')], 1_000],
    ['kWh', [register(1.5, 'Transaction.Begin', { unitOfMeasure: { unit: 'kWh' } })], 1_500],
    [
      'the phases beside the sum',
      [register(3, 'Transaction.Begin', { phase: 'L1' }), register(9, 'Transaction.Begin')],
      9,
    ],
    ['phases alone', [register(3, 'Transaction.Begin', { phase: 'L1' })], undefined],
    ['the inlet', [register(3, 'Transaction.Begin', { location: 'Inlet' })], undefined],
    ['a periodic reading', [register(3, 'Sample.Periodic')], undefined],
    ['power', [register(3, 'Transaction.Begin', { measurand: 'Power.Active.Import' })], undefined],
    ['another unit', [register(3, 'Transaction.Begin', { unitOfMeasure: { unit: 'MWh' } })], undefined],
  ])(
    'TC_J_07_CSMS its register is that of the begin, at the outlet, all phases: %s',
    (_title, values, meterStartWh) => {
      expect((dataOf(event('Started', meter(...values))) as { meterStartWh?: number }).meterStartWh).toBe(meterStartWh);
    },
  );
});

describe('TransactionEvent Updated', () => {
  it('TC_J_09_CSMS carries readings and asks nothing', () => {
    const updated = event(
      'Updated',
      { triggerReason: 'MeterValuePeriodic', seqNo: 3, ...meter(register(6_500, 'Sample.Periodic')) },
      { chargingState: 'Charging' },
    );
    expect(take('TransactionEvent', updated)).toEqual({
      remarks: [],
      events: [
        {
          kind: 'station.transaction.updated',
          stationTime: AT,
          data: {
            transactionRef: 'tx-1',
            seqNo: 3,
            triggerReason: 'MeterValuePeriodic',
            chargingState: 'charging',
            samples: [expect.objectContaining({ value: 6_500, unit: 'Wh' })],
          },
        },
        {
          kind: 'station.charging-state.reported',
          stationTime: AT,
          data: { evse: 0, chargingState: 'charging', transactionRef: 'tx-1' },
        },
      ],
      answer: {},
    });
  });

  it('TC_E_03_CSMS brings the token of a transaction that the cable began: that is its start', () => {
    const taken = take('TransactionEvent', event('Updated', { seqNo: 1, idToken }), { authorization: accepted });
    const asked = { token: 'Tag1', tokenType: 'rfid', purpose: 'start', fingerprint };
    expect(taken.question?.request).toEqual({ ...asked, startedAt: AT, remoteStartId: null });
    expect(taken.events[0]?.data).toMatchObject({ token: 'Tag1', verdict: accepted });
    expect(taken.answer).toEqual({ idTokenInfo: { status: 'Accepted' } });
  });

  it('TC_E_15_CSMS brings the token that stops it', () => {
    const stop = event('Updated', { seqNo: 4, triggerReason: 'StopAuthorized', evse: { id: 1 }, idToken });
    expect(take('TransactionEvent', stop, { authorization: accepted }).question?.request).toEqual({
      token: 'Tag1',
      tokenType: 'rfid',
      purpose: 'stop',
      evse: 1,
    });
  });

  it.each([
    ['Charging', 'ChargingStateChanged', 'charging'],
    ['SuspendedEV', 'ChargingStateChanged', 'suspended-ev'],
    ['SuspendedEVSE', 'ChargingStateChanged', 'suspended-evse'],
    ['Idle', 'EVCommunicationLost', 'idle'],
    ['EVConnected', 'CablePluggedIn', 'preparing'],
    ['EVConnected', 'StopAuthorized', 'finishing'],
    ['EVConnected', 'RemoteStop', 'finishing'],
    ['EVConnected', 'ChargingStateChanged', 'idle'],
  ])('%s by %s is %s', (chargingState, triggerReason, neutral) => {
    expect(dataOf(event('Updated', { triggerReason }, { chargingState }))).toMatchObject({ chargingState: neutral });
  });
});

describe('TransactionEvent Ended', () => {
  it('TC_J_10_CSMS reports the stop with its register, its reason and the token that was shown', () => {
    const ended = event(
      'Ended',
      {
        seqNo: 9,
        triggerReason: 'StopAuthorized',
        evse: { id: 1, connectorId: 1 },
        idToken,
        ...meter(register(13_344.7, 'Transaction.End')),
      },
      { stoppedReason: 'Local', chargingState: 'EVConnected' },
    );
    const taken = take('TransactionEvent', ended, { authorization: accepted });
    expect(taken.question?.request).toEqual({ token: 'Tag1', tokenType: 'rfid', purpose: 'stop', evse: 1 });
    expect(taken.events).toEqual([
      {
        kind: 'station.transaction.ended',
        stationTime: AT,
        data: {
          evse: 1,
          connector: 1,
          transactionRef: 'tx-1',
          seqNo: 9,
          triggerReason: 'StopAuthorized',
          token: 'Tag1',
          tokenType: 'rfid',
          meterStopWh: 13_345,
          reason: 'local',
          samples: [expect.objectContaining({ context: 'Transaction.End' })],
          verdict: accepted,
        },
      },
      {
        kind: 'station.charging-state.reported',
        stationTime: AT,
        data: { evse: 1, connector: 1, chargingState: 'finishing', transactionRef: 'tx-1' },
      },
    ]);
    expect(taken.answer).toEqual({ idTokenInfo: { status: 'Accepted' } });
  });

  it('tells no cost it does not know, and no token where none was shown', () => {
    const taken = take('TransactionEvent', event('Ended', { triggerReason: 'EVDeparted' }));
    expect(taken.answer).toEqual({});
    expect(taken.events[0]?.data).not.toHaveProperty('reason');
  });

  it.each([
    ['TC_E_16_CSMS', 'DeAuthorized', 'deauthorized'],
    ['TC_E_20_CSMS', 'EVDisconnected', 'ev-disconnected'],
    ['TC_E_21_CSMS', 'Remote', 'remote'],
    ['TC_E_39_CSMS', 'Timeout', 'timeout'],
    ['TC_E_22_CSMS', 'StoppedByEV', 'stopped-by-ev'],
    ['TC_C_49_CSMS', 'MasterPass', 'master-pass'],
    ['TC_B_22_CSMS', 'ImmediateReset', 'immediate-reset'],
    ['a word of 2.1', 'ReqEnergyTransferRejected', 'energy-transfer-rejected'],
    ['a word of nobody', 'Boredom', 'other'],
  ])('%s ended by %s', (_id, stoppedReason, reason) => {
    expect(dataOf(event('Ended', {}, { stoppedReason }))).toMatchObject({ reason });
  });
});

describe('TransactionEvent, whatever is wrong with it', () => {
  it('is taken where its kind, its number and its transaction can be read', () => {
    const taken = take('TransactionEvent', {
      eventType: 'updated',
      seqNo: '3',
      transactionInfo: {
        transactionId: 12,
        chargingState: 'Chilling',
        stoppedReason: 5,
        remoteStartId: '9',
        extra: 1,
      },
      triggerReason: 'Whim',
      timestamp: 1_748_772_000,
      evse: { id: -1 },
      idToken: { type: 5 },
      offline: 'no',
      cableMaxCurrent: 32.5,
      meterValue: [],
      customData: { note: 'no vendor' },
    });
    expect(taken.fault).toBeUndefined();
    expect(taken.events).toEqual([
      {
        kind: 'station.transaction.updated',
        data: {
          transactionRef: '12',
          seqNo: 3,
          triggerReason: 'Whim',
          remoteStartId: 9,
          samples: [],
        },
      },
    ]);
    // The token that was shown could not be read, so nobody was asked, and the driver is refused in any case.
    expect([taken.question, taken.answer]).toEqual([undefined, { idTokenInfo: { status: 'Invalid' } }]);
    expect(taken.remarks.sort()).toEqual([
      'charging-state-unknown',
      'custom-data-without-vendor',
      'enum-case',
      'id-token-empty',
      'id-token-unreadable',
      'list-empty',
      'number-as-text',
      'reason-unknown',
      'time-missing',
      'transaction-id-as-number',
      'trigger-reason-unknown',
      'unknown-property',
      'unreadable-property',
    ]);
  });

  it('refuses a token that cannot be read', () => {
    const taken = take('TransactionEvent', event('Started', { idToken: {} }));
    expect(taken.events[0]?.data).toMatchObject({ verdict: { status: 'invalid', decidedBy: 'policy' } });
    expect(taken.answer).toEqual({ idTokenInfo: { status: 'Invalid' } });
  });

  it('goes on without a trigger reason', () => {
    for (const triggerReason of [undefined, null, '', 7]) {
      expect(dataOf(event('Updated', { triggerReason }))).toMatchObject({ triggerReason: 'unknown' });
    }
  });

  it('keeps numbers the contracts cannot hold out of the log', () => {
    const data = dataOf(event('Started', { reservationId: 1e300 }, { remoteStartId: 2 ** 60 }));
    expect(data).not.toHaveProperty('reservationId');
    expect(data).not.toHaveProperty('remoteStartId');
  });

  it('takes its control bytes out of the token, and notes times that are cut', () => {
    const taken = take(
      'TransactionEvent',
      event('Started', { idToken: { idToken: 'A\u0001B', type: 'Local' }, timestamp: '2025-06-01T10:00:00.123456Z' }),
      { authorization: accepted },
    );
    expect(taken.events[0]).toMatchObject({ stationTime: '2025-06-01T10:00:00.123Z', data: { token: 'AB' } });
    expect(taken.remarks).toEqual(['control-bytes-in-id-token', 'time-fraction-cut']);
  });

  it('is refused where the essentials are missing, and for every fault in strict mode', () => {
    const { seqNo: _seqNo, ...uncounted } = event('Updated');
    expect(take('TransactionEvent', uncounted).fault?.code).toBe('OccurrenceConstraintViolation');
    expect(take('TransactionEvent', event('Paused')).fault?.code).toBe('PropertyConstraintViolation');
    expect(take('TransactionEvent', event('Updated', { transactionInfo: {} })).fault?.code).toBe(
      'OccurrenceConstraintViolation',
    );
    expect(take('TransactionEvent', event('Updated', { seqNo: 1e300 })).fault?.code).toBe(
      'PropertyConstraintViolation',
    );
    expect(take('TransactionEvent', event('Updated', { offline: 'no' }), {}, true).fault?.code).toBe(
      'TypeConstraintViolation',
    );
  });
});
