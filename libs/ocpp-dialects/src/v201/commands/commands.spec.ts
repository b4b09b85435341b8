import { stationCommand, type StationCommand } from '@chargebus/contracts';
import { v201 } from '../index';

const call = (command: StationCommand) => v201.toCall(stationCommand.parse(command));
const remoteStart: StationCommand = {
  type: 'start-transaction',
  evseId: 1,
  token: 'TAG1',
  tokenType: 'rfid',
  remoteStartId: 7,
};
const heartbeat = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };
const attempts = { component: 'OCPPCommCtrlr', variable: 'MessageAttempts', instance: 'TransactionEvent', evseId: 1 };

describe('commands in the words of 2.0.1', () => {
  it.each<[string, StationCommand, string, object]>([
    [
      'TC_F_01_CSMS remote start',
      remoteStart,
      'RequestStartTransaction',
      { evseId: 1, idToken: { idToken: 'TAG1', type: 'ISO14443' }, remoteStartId: 7 },
    ],
    [
      'TC_F_02_CSMS remote start, the station chooses where, the token is ours',
      { type: 'start-transaction', token: 'APP-1', tokenType: 'app', remoteStartId: 8 },
      'RequestStartTransaction',
      { idToken: { idToken: 'APP-1', type: 'Central' }, remoteStartId: 8 },
    ],
    [
      'TC_E_21_CSMS remote stop',
      { type: 'stop-transaction', transactionRef: 'tx-1' },
      'RequestStopTransaction',
      { transactionId: 'tx-1' },
    ],
    [
      'TC_F_11_CSMS trigger meter values of one EVSE',
      { type: 'trigger', message: 'meter-values', evseId: 1 },
      'TriggerMessage',
      { evse: { id: 1 }, requestedMessage: 'MeterValues' },
    ],
    [
      'TC_F_13_CSMS trigger the transaction of one EVSE',
      { type: 'trigger', message: 'transaction', evseId: 1 },
      'TriggerMessage',
      { evse: { id: 1 }, requestedMessage: 'TransactionEvent' },
    ],
    [
      'TC_F_14_CSMS trigger all transactions',
      { type: 'trigger', message: 'transaction' },
      'TriggerMessage',
      { requestedMessage: 'TransactionEvent' },
    ],
    [
      'TC_F_15_CSMS trigger the status of a log',
      { type: 'trigger', message: 'log-status' },
      'TriggerMessage',
      { requestedMessage: 'LogStatusNotification' },
    ],
    [
      'trigger the status of diagnostics, which are a log',
      { type: 'trigger', message: 'diagnostics-status' },
      'TriggerMessage',
      { requestedMessage: 'LogStatusNotification' },
    ],
    [
      'TC_F_18_CSMS trigger the status of firmware',
      { type: 'trigger', message: 'firmware-status' },
      'TriggerMessage',
      { requestedMessage: 'FirmwareStatusNotification' },
    ],
    [
      'TC_F_20_CSMS trigger a heartbeat',
      { type: 'trigger', message: 'heartbeat' },
      'TriggerMessage',
      { requestedMessage: 'Heartbeat' },
    ],
    [
      'TC_F_23_CSMS trigger the status of an EVSE, by its first connector',
      { type: 'trigger', message: 'status', evseId: 2 },
      'TriggerMessage',
      { evse: { id: 2, connectorId: 1 }, requestedMessage: 'StatusNotification' },
    ],
    [
      'trigger the status of a connector',
      { type: 'trigger', message: 'status', evseId: 2, connectorId: 2 },
      'TriggerMessage',
      { evse: { id: 2, connectorId: 2 }, requestedMessage: 'StatusNotification' },
    ],
    [
      'TC_B_31_CSMS trigger a boot',
      { type: 'trigger', message: 'boot' },
      'TriggerMessage',
      { requestedMessage: 'BootNotification' },
    ],
    [
      'TC_A_11_CSMS trigger a certificate request',
      { type: 'trigger', message: 'sign-certificate' },
      'TriggerMessage',
      { requestedMessage: 'SignChargingStationCertificate' },
    ],
    ['TC_B_20_CSMS reset when idle', { type: 'reset', when: 'idle' }, 'Reset', { type: 'OnIdle' }],
    ['TC_B_22_CSMS reset now', { type: 'reset', when: 'now', hard: true }, 'Reset', { type: 'Immediate' }],
    [
      'TC_B_25_CSMS reset one EVSE',
      { type: 'reset', when: 'now', evseId: 2 },
      'Reset',
      { type: 'Immediate', evseId: 2 },
    ],
    [
      'TC_G_03_CSMS an EVSE out of service',
      { type: 'set-availability', operative: false, evseId: 2 },
      'ChangeAvailability',
      { evse: { id: 2 }, operationalStatus: 'Inoperative' },
    ],
    [
      'TC_G_06_CSMS the whole station back in service',
      { type: 'set-availability', operative: true, evseId: 0 },
      'ChangeAvailability',
      { operationalStatus: 'Operative' },
    ],
    ['unlock', { type: 'unlock', evseId: 2 }, 'UnlockConnector', { evseId: 2, connectorId: 1 }],
    [
      'unlock the second connector',
      { type: 'unlock', evseId: 2, connectorId: 2 },
      'UnlockConnector',
      { evseId: 2, connectorId: 2 },
    ],
    ['TC_C_37_CSMS clear cache', { type: 'clear-cache' }, 'ClearCache', {}],
    [
      'TC_B_06_CSMS one variable',
      { type: 'get-variables', variables: [heartbeat] },
      'GetVariables',
      { getVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }] },
    ],
    [
      'TC_B_10_CSMS several variables, with instance and EVSE',
      {
        type: 'set-variables',
        variables: [
          { ...heartbeat, value: '60' },
          { ...attempts, value: '5' },
        ],
      },
      'SetVariables',
      {
        setVariableData: [
          {
            attributeValue: '60',
            component: { name: 'OCPPCommCtrlr' },
            variable: { name: 'HeartbeatInterval' },
          },
          {
            attributeValue: '5',
            component: { evse: { id: 1 }, name: 'OCPPCommCtrlr' },
            variable: { name: 'MessageAttempts', instance: 'TransactionEvent' },
          },
        ],
      },
    ],
    [
      'TC_B_12_CSMS the configuration inventory',
      { type: 'get-base-report', report: 'configuration', requestId: 12 },
      'GetBaseReport',
      { requestId: 12, reportBase: 'ConfigurationInventory' },
    ],
    [
      'TC_B_13_CSMS the full inventory',
      { type: 'get-base-report', report: 'full', requestId: 13 },
      'GetBaseReport',
      { requestId: 13, reportBase: 'FullInventory' },
    ],
    [
      'TC_B_14_CSMS the summary inventory',
      { type: 'get-base-report', report: 'summary', requestId: 14 },
      'GetBaseReport',
      { requestId: 14, reportBase: 'SummaryInventory' },
    ],
    [
      'data of a vendor, of any kind',
      { type: 'data-transfer', vendorId: 'v', messageId: 'm', data: { a: [1] } },
      'DataTransfer',
      { messageId: 'm', data: { a: [1] }, vendorId: 'v' },
    ],
    [
      'TC_E_29_CSMS any call of the version',
      { type: 'ocpp', action: 'GetTransactionStatus', payload: { transactionId: 'tx-1' } },
      'GetTransactionStatus',
      { transactionId: 'tx-1' },
    ],
    [
      'TC_P_03_CSMS any call with custom data',
      { type: 'ocpp', action: 'ClearCache', payload: { customData: { vendorId: 'v', more: [1] } } },
      'ClearCache',
      { customData: { vendorId: 'v', more: [1] } },
    ],
  ])('%s', (_title, command, action, payload) => {
    const spelled = call(command);
    expect(spelled).toEqual({ ok: true, action, payload });
    // The keys go out in the order of the schema, not in that of the caller.
    if (spelled.ok) expect(JSON.stringify(spelled.payload)).toBe(JSON.stringify(payload));
  });

  it.each<[StationCommand, RegExp]>([
    [{ type: 'get-configuration' }, /get-variables/],
    [{ type: 'set-configuration', key: 'HeartbeatInterval', value: '60' }, /set-variables/],
  ])('says unsupported, and why: %j', (command, reason) => {
    const spelled = call(command);
    expect(spelled).toMatchObject({ ok: false, status: 'unsupported', fault: { code: 'NotSupported' } });
    expect(spelled.ok ? '' : spelled.fault.description).toMatch(reason);
    expect(v201.toResult(command, {})).toEqual({ status: 'unsupported' });
  });

  it.each<[string, StationCommand, string]>([
    ['a token too long for 2.0.1', { ...remoteStart, token: 'x'.repeat(37) }, 'PropertyConstraintViolation'],
    ['a raw call without its payload', { type: 'ocpp', action: 'Reset', payload: {} }, 'OccurrenceConstraintViolation'],
    [
      'a raw call with a member too many',
      { type: 'ocpp', action: 'ClearCache', payload: { now: true } },
      'FormatViolation',
    ],
    [
      'a raw call with a wrong type',
      { type: 'ocpp', action: 'UnlockConnector', payload: { evseId: '1', connectorId: 1 } },
      'TypeConstraintViolation',
    ],
    ['an action that stations send', { type: 'ocpp', action: 'TransactionEvent', payload: {} }, 'NotImplemented'],
    ['an action of another version', { type: 'ocpp', action: 'ChangeConfiguration', payload: {} }, 'NotImplemented'],
  ])('finds invalid: %s', (_title, command, code) => {
    expect(call(command)).toMatchObject({ ok: false, status: 'invalid', fault: { code } });
  });
});

describe('results in the words of commands', () => {
  it.each<[string, StationCommand, object, string]>([
    ['TC_F_01_CSMS remote start accepted', remoteStart, { status: 'Accepted', transactionId: 'tx-1' }, 'accepted'],
    ['remote start rejected', remoteStart, { status: 'Rejected', statusInfo: { reasonCode: 'NoEVSE' } }, 'rejected'],
    ['TC_B_21_CSMS reset when idle, later', { type: 'reset', when: 'idle' }, { status: 'Scheduled' }, 'scheduled'],
    [
      'TC_G_11_CSMS out of service, later',
      { type: 'set-availability', operative: false },
      { status: 'Scheduled' },
      'scheduled',
    ],
    ['unlocked', { type: 'unlock', evseId: 1 }, { status: 'Unlocked' }, 'accepted'],
    ['unlock failed', { type: 'unlock', evseId: 1 }, { status: 'UnlockFailed' }, 'failed'],
    [
      'no unlock while a car charges',
      { type: 'unlock', evseId: 1 },
      { status: 'OngoingAuthorizedTransaction' },
      'rejected',
    ],
    ['no such connector to unlock', { type: 'unlock', evseId: 9 }, { status: 'UnknownConnector' }, 'rejected'],
    ['TC_C_38_CSMS the cache is not cleared', { type: 'clear-cache' }, { status: 'Rejected' }, 'rejected'],
    [
      'TC_F_27_CSMS a trigger the station does not know',
      { type: 'trigger', message: 'boot' },
      { status: 'NotImplemented' },
      'unsupported',
    ],
    [
      'an empty report',
      { type: 'get-base-report', report: 'summary', requestId: 1 },
      { status: 'EmptyResultSet' },
      'rejected',
    ],
    [
      'a report the station does not have',
      { type: 'get-base-report', report: 'summary', requestId: 1 },
      { status: 'NotSupported' },
      'unsupported',
    ],
    ['an unknown vendor', { type: 'data-transfer', vendorId: 'v' }, { status: 'UnknownVendorId' }, 'unsupported'],
    [
      'TC_E_29_CSMS a raw result without a status',
      { type: 'ocpp', action: 'GetTransactionStatus', payload: {} },
      { messagesInQueue: true },
      'accepted',
    ],
    [
      'TC_K_15_CSMS a raw result with one',
      { type: 'ocpp', action: 'SetChargingProfile', payload: {} },
      { status: 'Rejected' },
      'rejected',
    ],
    ['a result that lacks its status', { type: 'clear-cache' }, {}, 'failed'],
  ])('%s', (_title, command, payload, status) => {
    expect(v201.toResult(command, payload)).toEqual({ status, response: payload });
  });

  const got = (...statuses: string[]) =>
    v201.toResult(
      { type: 'get-variables', variables: [heartbeat] },
      {
        getVariableResult: statuses.map((attributeStatus) => ({
          attributeStatus,
          ...(attributeStatus === 'Accepted' && { attributeValue: '60' }),
          component: { name: 'OCPPCommCtrlr', evse: { id: 1 } },
          variable: { name: 'MessageAttempts', instance: 'TransactionEvent' },
        })),
      },
    );
  const set = (...statuses: string[]) =>
    v201.toResult(
      { type: 'set-variables', variables: [{ ...heartbeat, value: '60' }] },
      {
        setVariableResult: statuses.map((attributeStatus) => ({
          attributeStatus,
          component: { name: 'OCPPCommCtrlr' },
          variable: { name: 'HeartbeatInterval' },
        })),
      },
    );

  it('TC_B_07_CSMS tells of each variable that was read, and of those that could not be', () => {
    const named = { component: 'OCPPCommCtrlr', variable: 'MessageAttempts', instance: 'TransactionEvent', evseId: 1 };
    expect(got('Accepted', 'UnknownVariable')).toEqual({
      status: 'accepted',
      response: {
        variables: [
          { ...named, status: 'accepted', value: '60' },
          { ...named, status: 'unknown-variable' },
        ],
      },
    });
    expect(got('UnknownComponent').status).toBe('rejected');
    expect(got('NotSupportedAttributeType').status).toBe('unsupported');
  });

  it('TC_B_09_CSMS is accepted only if every variable was set, at once or after a reboot', () => {
    expect(set('Accepted')).toEqual({
      status: 'accepted',
      response: {
        variables: [{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', status: 'accepted' }],
      },
    });
    expect(set('Accepted', 'RebootRequired')).toMatchObject({
      status: 'accepted',
      response: { variables: [{ status: 'accepted' }, { status: 'reboot-required' }] },
    });
    expect(set('Accepted', 'Rejected').status).toBe('rejected');
    expect(set('Accepted', 'NotSupportedAttributeType').status).toBe('unsupported');
  });

  it('reads results that are not what they should be as failed', () => {
    expect(got().status).toBe('failed');
    expect(v201.toResult({ type: 'get-variables', variables: [heartbeat] }, {})).toEqual({
      status: 'failed',
      response: {},
    });
    const odd = v201.toResult({ type: 'get-variables', variables: [heartbeat] }, { getVariableResult: [{}, 5] });
    expect(odd).toEqual({ status: 'failed', response: { variables: [{ status: 'unknown' }] } });
  });

  it('checks a result, mends what it can, and names the faults of the rest', () => {
    expect(v201.checkResponse('Reset', { status: 'accepted', why: 1 })).toEqual({
      ok: true,
      payload: { status: 'Accepted' },
      remarks: ['unknown-property', 'enum-case'],
    });
    expect(v201.checkResponse('Reset', null)).toMatchObject({
      ok: false,
      fault: { code: 'OccurrenceConstraintViolation' },
    });
    expect(v201.checkResponse('Reset', [])).toMatchObject({ ok: false, fault: { code: 'FormatViolation' } });
    expect(v201.checkResponse('GetConfiguration', {})).toMatchObject({ ok: false, fault: { code: 'NotImplemented' } });
  });
});
