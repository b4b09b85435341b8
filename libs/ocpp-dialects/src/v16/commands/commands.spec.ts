import type { StationCommand } from '@chargebus/contracts';
import { v16 } from '../index';

const call = (command: StationCommand) => v16.toCall(command);
const remoteStart: StationCommand = {
  type: 'start-transaction',
  evseId: 1,
  token: 'TAG1',
  tokenType: 'central',
  remoteStartId: 7,
};

describe('commands in the words of 1.6', () => {
  it.each<[string, StationCommand, string, object]>([
    ['TC_010_CSMS remote start', remoteStart, 'RemoteStartTransaction', { connectorId: 1, idTag: 'TAG1' }],
    [
      'TC_011_1_CSMS remote start, the station chooses where',
      { type: 'start-transaction', token: 'TAG1', tokenType: 'central', remoteStartId: 7 },
      'RemoteStartTransaction',
      { idTag: 'TAG1' },
    ],
    [
      'TC_012_CSMS remote stop',
      { type: 'stop-transaction', transactionRef: '4711' },
      'RemoteStopTransaction',
      { transactionId: 4_711 },
    ],
    ['TC_013_CSMS hard reset', { type: 'reset', when: 'now', hard: true }, 'Reset', { type: 'Hard' }],
    ['TC_014_CSMS soft reset', { type: 'reset', when: 'now' }, 'Reset', { type: 'Soft' }],
    ['TC_017_1_CSMS unlock', { type: 'unlock', evseId: 2 }, 'UnlockConnector', { connectorId: 2 }],
    ['TC_019_1_CSMS all configuration', { type: 'get-configuration' }, 'GetConfiguration', {}],
    [
      'TC_019_2_CSMS some configuration',
      { type: 'get-configuration', keys: ['HeartbeatInterval'] },
      'GetConfiguration',
      { key: ['HeartbeatInterval'] },
    ],
    [
      'TC_021_CSMS change configuration',
      { type: 'set-configuration', key: 'HeartbeatInterval', value: '60' },
      'ChangeConfiguration',
      { key: 'HeartbeatInterval', value: '60' },
    ],
    ['TC_061_CSMS clear cache', { type: 'clear-cache' }, 'ClearCache', {}],
    [
      'the whole station out of service',
      { type: 'set-availability', operative: false },
      'ChangeAvailability',
      { connectorId: 0, type: 'Inoperative' },
    ],
    [
      'one EVSE back in service',
      { type: 'set-availability', operative: true, evseId: 2 },
      'ChangeAvailability',
      { connectorId: 2, type: 'Operative' },
    ],
    [
      'data of a vendor',
      { type: 'data-transfer', vendorId: 'v', messageId: 'm', data: 'text' },
      'DataTransfer',
      { vendorId: 'v', messageId: 'm', data: 'text' },
    ],
    [
      'data that is no text, as its JSON',
      { type: 'data-transfer', vendorId: 'v', data: { a: 1 } },
      'DataTransfer',
      { vendorId: 'v', data: '{"a":1}' },
    ],
    [
      'TC_054_CSMS trigger meter values of one connector',
      { type: 'trigger', message: 'meter-values', evseId: 1 },
      'TriggerMessage',
      { requestedMessage: 'MeterValues', connectorId: 1 },
    ],
    [
      'trigger the status of all connectors',
      { type: 'trigger', message: 'status', evseId: 0 },
      'TriggerMessage',
      { requestedMessage: 'StatusNotification' },
    ],
    [
      'TC_074_CSMS trigger a certificate request',
      { type: 'trigger', message: 'sign-certificate' },
      'ExtendedTriggerMessage',
      { requestedMessage: 'SignChargePointCertificate' },
    ],
    [
      'any call of the version',
      { type: 'ocpp', action: 'GetCompositeSchedule', payload: { duration: 60, connectorId: 1 } },
      'GetCompositeSchedule',
      { connectorId: 1, duration: 60 },
    ],
  ])('%s', (_title, command, action, payload) => {
    const spelled = call(command);
    expect(spelled).toEqual({ ok: true, action, payload });
    // The keys go out in the order of the schema, not in that of the caller.
    if (spelled.ok) expect(JSON.stringify(spelled.payload)).toBe(JSON.stringify(payload));
  });

  it.each<[string, StationCommand, RegExp]>([
    [
      'variables are of 2.x',
      { type: 'get-variables', variables: [{ component: 'C', variable: 'V' }] },
      /get-configuration/,
    ],
    [
      'variables are of 2.x',
      { type: 'set-variables', variables: [{ component: 'C', variable: 'V', value: '1' }] },
      /set-configuration/,
    ],
    ['no reset waits until the station is idle', { type: 'reset', when: 'idle' }, /idle/],
    ['no reset is for one EVSE', { type: 'reset', when: 'now', evseId: 1 }, /whole station/],
    ['there is no second connector of an EVSE', { type: 'unlock', evseId: 1, connectorId: 2 }, /one connector/],
    ['a transaction has a number', { type: 'stop-transaction', transactionRef: 'a-uuid' }, /numbers/],
    ['there is no transaction to trigger', { type: 'trigger', message: 'transaction' }, /meter-values/],
  ])('says unsupported, and why: %s', (_title, command, reason) => {
    const spelled = call(command);
    expect(spelled).toMatchObject({ ok: false, status: 'unsupported', fault: { code: 'NotSupported' } });
    expect(spelled.ok ? '' : spelled.fault.description).toMatch(reason);
  });

  it.each<[string, StationCommand, string]>([
    [
      'a token too long for 1.6',
      { ...remoteStart, token: 'x'.repeat(21) } as StationCommand,
      'PropertyConstraintViolation',
    ],
    [
      'a value longer than 1.6 allows to send',
      { type: 'set-configuration', key: 'k', value: 'x'.repeat(501) },
      'PropertyConstraintViolation',
    ],
    ['a raw call without its payload', { type: 'ocpp', action: 'Reset', payload: {} }, 'OccurenceConstraintViolation'],
    [
      'a raw call with a member too many',
      { type: 'ocpp', action: 'ClearCache', payload: { now: true } },
      'FormationViolation',
    ],
    [
      'a raw call with a wrong type',
      { type: 'ocpp', action: 'UnlockConnector', payload: { connectorId: '1' } },
      'TypeConstraintViolation',
    ],
    ['an action that stations send', { type: 'ocpp', action: 'BootNotification', payload: {} }, 'NotImplemented'],
    ['an action of another version', { type: 'ocpp', action: 'GetVariables', payload: {} }, 'NotImplemented'],
    ['no action at all', { type: 'ocpp', action: 'toString', payload: {} }, 'NotImplemented'],
  ])('finds invalid: %s', (_title, command, code) => {
    expect(call(command)).toMatchObject({ ok: false, status: 'invalid', fault: { code } });
  });

  it('never changes the payload it is given', () => {
    const payload = Object.freeze({ type: 'Soft' });
    expect(call({ type: 'ocpp', action: 'Reset', payload })).toMatchObject({ ok: true });
  });
});

describe('results in the words of commands', () => {
  it.each<[string, StationCommand, object, string]>([
    ['TC_010_CSMS remote start accepted', remoteStart, { status: 'Accepted' }, 'accepted'],
    ['TC_026_CSMS remote start rejected', remoteStart, { status: 'Rejected' }, 'rejected'],
    [
      'TC_028_CSMS remote stop rejected',
      { type: 'stop-transaction', transactionRef: '1' },
      { status: 'Rejected' },
      'rejected',
    ],
    ['TC_017_1_CSMS unlocked', { type: 'unlock', evseId: 1 }, { status: 'Unlocked' }, 'accepted'],
    ['TC_030_CSMS unlock failed', { type: 'unlock', evseId: 1 }, { status: 'UnlockFailed' }, 'failed'],
    [
      'TC_017_2_CSMS unlock of a cable that is fixed',
      { type: 'unlock', evseId: 1 },
      { status: 'NotSupported' },
      'unsupported',
    ],
    [
      'TC_031_CSMS unlock of what cannot be unlocked',
      { type: 'unlock', evseId: 9 },
      { status: 'NotSupported' },
      'unsupported',
    ],
    [
      'TC_040_1_CSMS a key the station does not have',
      { type: 'set-configuration', key: 'k', value: 'v' },
      { status: 'NotSupported' },
      'unsupported',
    ],
    [
      'TC_040_2_CSMS a value the station does not take',
      { type: 'set-configuration', key: 'k', value: 'v' },
      { status: 'Rejected' },
      'rejected',
    ],
    [
      'a change that waits for a reboot',
      { type: 'set-configuration', key: 'k', value: 'v' },
      { status: 'RebootRequired' },
      'accepted',
    ],
    [
      'a change that waits for a session',
      { type: 'set-availability', operative: false },
      { status: 'Scheduled' },
      'scheduled',
    ],
    ['TC_055_CSMS a trigger refused', { type: 'trigger', message: 'boot' }, { status: 'Rejected' }, 'rejected'],
    [
      'a trigger the station does not know',
      { type: 'trigger', message: 'boot' },
      { status: 'NotImplemented' },
      'unsupported',
    ],
    ['configuration, which has no status', { type: 'get-configuration' }, { configurationKey: [] }, 'accepted'],
    [
      'a vendor the station does not know',
      { type: 'data-transfer', vendorId: 'v' },
      { status: 'UnknownVendorId' },
      'unsupported',
    ],
    [
      'a raw result without a status',
      { type: 'ocpp', action: 'GetDiagnostics', payload: {} },
      { fileName: 'f' },
      'accepted',
    ],
    ['a raw result with one', { type: 'ocpp', action: 'ReserveNow', payload: {} }, { status: 'Occupied' }, 'rejected'],
    ['a status whose case is wrong', { type: 'clear-cache' }, { status: 'accepted' }, 'accepted'],
    ['a result that lacks its status', { type: 'clear-cache' }, {}, 'failed'],
    ['a status nobody knows', { type: 'clear-cache' }, { status: 'Perhaps' }, 'failed'],
    ['variables', { type: 'get-variables', variables: [{ component: 'C', variable: 'V' }] }, {}, 'unsupported'],
  ])('%s', (_title, command, payload, status) => {
    const result = v16.toResult(command, payload);
    expect(result.status).toBe(status);
    if (status !== 'unsupported' || 'status' in payload) expect(result.response).toEqual(payload);
  });

  it('checks a result, mends what it can, and names the faults of the rest', () => {
    expect(v16.checkResponse('Reset', { status: 'Accepted' })).toEqual({
      ok: true,
      payload: { status: 'Accepted' },
      remarks: [],
    });
    expect(v16.checkResponse('Reset', { status: 'accepted', why: 1 })).toEqual({
      ok: true,
      payload: { status: 'Accepted' },
      remarks: ['unknown-property', 'enum-case'],
    });
    expect(
      v16.checkResponse('GetConfiguration', {
        configurationKey: { key: 'HeartbeatInterval', readonly: 'False', value: 300 },
        unknownKey: null,
      }),
    ).toEqual({
      ok: true,
      payload: { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] },
      remarks: ['list-as-object', 'null-property', 'flag-as-text', 'text-as-number'],
    });
    expect(v16.checkResponse('GetLocalListVersion', { listVersion: '-1' })).toMatchObject({
      payload: { listVersion: -1 },
      remarks: ['number-as-text'],
    });
    expect(v16.checkResponse('Reset', null)).toMatchObject({
      ok: false,
      fault: { code: 'OccurenceConstraintViolation' },
    });
    expect(v16.checkResponse('Reset', [])).toMatchObject({ ok: false, fault: { code: 'FormationViolation' } });
    expect(v16.checkResponse('GetVariables', {})).toMatchObject({ ok: false, fault: { code: 'NotImplemented' } });
  });
});
