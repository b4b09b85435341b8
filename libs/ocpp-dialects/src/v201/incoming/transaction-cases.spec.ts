import type { AuthorizationStatus } from '@chargebus/contracts';
import { take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const card = { idToken: 'TAG1', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
const event = (eventType: string, triggerReason: string, info: object, more: object = {}) => ({
  eventType,
  timestamp: AT,
  triggerReason,
  seqNo: 2,
  transactionInfo: { transactionId: 'tx-1', ...info },
  evse,
  ...more,
});
const meter = (sample: object) => ({ meterValue: [{ timestamp: AT, sampledValue: [{ value: 1_000, ...sample }] }] });
const signed = {
  signedMeterValue: { signedMeterData: 'b2Nt', signingMethod: '', encodingMethod: 'OCMF', publicKey: 'a2V5' },
};

/** Each case by the one report of it that tells it from the others. */
describe('reports of transactions, by the case they belong to', () => {
  it.each<[string, object, object]>([
    [
      'TC_E_01_CSMS it starts when the power path is closed',
      event('Started', 'ChargingStateChanged', { chargingState: 'SuspendedEV' }, { idToken: card }),
      { triggerReason: 'ChargingStateChanged', chargingState: 'suspended-ev', token: 'TAG1' },
    ],
    [
      'TC_E_02_CSMS it starts when energy flows',
      event('Started', 'ChargingStateChanged', { chargingState: 'Charging' }, { idToken: card }),
      { triggerReason: 'ChargingStateChanged', chargingState: 'charging', token: 'TAG1' },
    ],
    [
      'TC_E_10_CSMS it starts when the token is accepted',
      event('Started', 'Authorized', { chargingState: 'Idle' }, { idToken: card, evse: undefined }),
      { evse: 0, triggerReason: 'Authorized', chargingState: 'idle', token: 'TAG1' },
    ],
    [
      'TC_E_11_CSMS it starts when the meter has signed',
      event(
        'Started',
        'SignedDataReceived',
        {},
        { idToken: card, ...meter({ context: 'Transaction.Begin', ...signed }) },
      ),
      { triggerReason: 'SignedDataReceived', meterStartWh: 1_000, samples: [{ value: 1_000 }, { signed: true }] },
    ],
    [
      'TC_E_12_CSMS it starts when the bay is taken',
      event('Started', 'EVDetected', { chargingState: 'Idle' }),
      { triggerReason: 'EVDetected', chargingState: 'idle', verdict: { status: 'accepted' } },
    ],
    [
      'TC_E_38_CSMS it starts, and the car is not ready',
      event('Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' }),
      { chargingState: 'suspended-ev' },
    ],
    [
      'TC_E_26_CSMS it is unplugged at the car, and waits',
      event('Updated', 'EVCommunicationLost', { chargingState: 'Idle' }),
      { triggerReason: 'EVCommunicationLost', chargingState: 'idle' },
    ],
    [
      'TC_F_03_CSMS it is started remotely, without asking again',
      event('Started', 'RemoteStart', { remoteStartId: 7 }, { idToken: card }),
      { triggerReason: 'RemoteStart', remoteStartId: 7, token: 'TAG1' },
    ],
    [
      'TC_E_07_CSMS it stops when the power path is opened',
      event('Ended', 'StopAuthorized', { stoppedReason: 'Local' }, { idToken: card }),
      { reason: 'local', token: 'TAG1' },
    ],
    [
      'TC_E_08_CSMS it stops when energy no longer flows',
      event('Ended', 'ChargingStateChanged', { stoppedReason: 'Local', chargingState: 'EVConnected' }),
      { reason: 'local', triggerReason: 'ChargingStateChanged' },
    ],
    [
      'TC_E_14_CSMS it stops when the cable is pulled at the station',
      event('Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected', chargingState: 'Idle' }),
      { reason: 'ev-disconnected' },
    ],
    [
      'TC_E_17_CSMS it was refused, and is unplugged',
      event('Ended', 'EVCommunicationLost', { stoppedReason: 'DeAuthorized' }),
      { reason: 'deauthorized' },
    ],
    [
      'TC_E_19_CSMS it stops when the bay is left',
      event('Ended', 'EVDeparted', { stoppedReason: 'Local' }),
      { reason: 'local', triggerReason: 'EVDeparted' },
    ],
    [
      'TC_J_02_CSMS clock-aligned readings',
      event('Updated', 'MeterValueClock', {}, meter({ context: 'Sample.Clock' })),
      { samples: [{ value: 1_000, context: 'Sample.Clock' }] },
    ],
    [
      'TC_J_03_CSMS clock-aligned readings with the end',
      event('Ended', 'StopAuthorized', {}, meter({ context: 'Sample.Clock' })),
      { samples: [{ value: 1_000, context: 'Sample.Clock' }] },
    ],
    [
      'TC_J_08_CSMS a reading with the start, at no EVSE yet',
      event('Started', 'Authorized', {}, { evse: undefined, ...meter({ context: 'Transaction.Begin' }) }),
      { evse: 0, meterStartWh: 1_000 },
    ],
    [
      'TC_J_11_CSMS signed readings, beside their value and as they came',
      event('Updated', 'MeterValuePeriodic', {}, meter(signed)),
      { samples: [{ value: 1_000 }, { signed: true, raw: JSON.stringify(signed.signedMeterValue) }] },
    ],
  ])('%s', (_title, payload, data) => {
    const taken = take('TransactionEvent', payload, { authorization: { status: 'accepted', decidedBy: 'service' } });
    expect([taken.fault, taken.remarks]).toEqual([undefined, []]);
    expect(taken.events[0]?.data).toMatchObject(data);
  });

  it.each<[string, AuthorizationStatus, string]>([
    ['TC_C_08_CSMS a token that the station knew, and that is good', 'accepted', 'Accepted'],
    ['TC_C_20_CSMS a token that the station knew, and that is invalid by now', 'invalid', 'Invalid'],
  ])('%s', (_title, status, word) => {
    const authorization = { status, decidedBy: 'service' } as const;
    const started = take('TransactionEvent', event('Started', 'Authorized', {}, { idToken: card }), { authorization });
    expect(started.answer).toEqual({ idTokenInfo: { status: word } });
  });
});
