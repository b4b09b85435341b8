import { stationCommand, type StationCommand } from '@chargebus/contracts';
import { v16 } from '../../v16';
import { v21 } from '../../v21';
import { v201 } from '../index';

const power = { component: 'EVSE', variable: 'Power', evseId: 1 };
const wirePower = { component: { evse: { id: 1 }, name: 'EVSE' }, variable: { name: 'Power' } };

describe('commands about monitors, displays, customers and networks in the words of 2.0.1', () => {
  const cases: [string, unknown, string, object][] = [
    [
      'TC_N_08_CSMS a monitor for a threshold',
      { type: 'set-monitoring', monitors: [{ ...power, kind: 'upper-threshold', value: 11_000, severity: 5 }] },
      'SetVariableMonitoring',
      { setMonitoringData: [{ value: 11_000, type: 'UpperThreshold', severity: 5, ...wirePower }] },
    ],
    [
      'TC_N_11_CSMS a monitor that is replaced, while a transaction runs',
      {
        type: 'set-monitoring',
        monitors: [{ ...power, kind: 'periodic', value: 60, severity: 9, id: 7, duringTransaction: true }],
      },
      'SetVariableMonitoring',
      { setMonitoringData: [{ id: 7, transaction: true, value: 60, type: 'Periodic', severity: 9, ...wirePower }] },
    ],
    [
      'TC_N_17_CSMS monitors that end',
      { type: 'clear-monitoring', monitorIds: [7, 8] },
      'ClearVariableMonitoring',
      { id: [7, 8] },
    ],
    [
      'TC_N_05_CSMS the monitors to begin with',
      { type: 'set-monitoring-base', base: 'hard-wired-only' },
      'SetMonitoringBase',
      { monitoringBase: 'HardWiredOnly' },
    ],
    [
      'TC_N_16_CSMS which events are told',
      { type: 'set-monitoring-level', severity: 4 },
      'SetMonitoringLevel',
      { severity: 4 },
    ],
    [
      'TC_N_03_CSMS the monitors of a kind and a variable',
      {
        type: 'get-monitoring-report',
        requestId: 3,
        criteria: ['delta'],
        variables: [power, { component: 'OCPPCommCtrlr' }],
      },
      'GetMonitoringReport',
      {
        componentVariable: [wirePower, { component: { name: 'OCPPCommCtrlr' } }],
        requestId: 3,
        monitoringCriteria: ['DeltaMonitoring'],
      },
    ],
    [
      'TC_O_01_CSMS a message on the display',
      { type: 'set-display-message', messageId: 5, text: 'Hello', priority: 'in-front', language: 'en' },
      'SetDisplayMessage',
      { message: { id: 5, priority: 'InFront', message: { format: 'UTF8', language: 'en', content: 'Hello' } } },
    ],
    [
      'TC_O_06_CSMS a message for a time, a state and a transaction',
      {
        ...{
          type: 'set-display-message',
          messageId: 5,
          text: 'Hello',
          priority: 'normal-cycle',
          format: 'ascii',
          evseId: 2,
        },
        ...{
          state: 'charging',
          transactionRef: 'tx',
          startsAt: '2026-01-01T00:00:00Z',
          endsAt: '2026-01-02T00:00:00Z',
        },
      },
      'SetDisplayMessage',
      {
        message: {
          display: { evse: { id: 2 }, name: 'Display' },
          id: 5,
          priority: 'NormalCycle',
          state: 'Charging',
          startDateTime: '2026-01-01T00:00:00Z',
          endDateTime: '2026-01-02T00:00:00Z',
          transactionId: 'tx',
          message: { format: 'ASCII', content: 'Hello' },
        },
      },
    ],
    [
      'TC_O_08_CSMS the messages of an id, a priority and a state',
      { type: 'get-display-messages', requestId: 9, messageIds: [5], priority: 'always-front', state: 'idle' },
      'GetDisplayMessages',
      { id: [5], requestId: 9, priority: 'AlwaysFront', state: 'Idle' },
    ],
    [
      'TC_O_04_CSMS a message that ends',
      { type: 'clear-display-message', messageId: 5 },
      'ClearDisplayMessage',
      { id: 5 },
    ],
    [
      'TC_N_27_CSMS what is kept of a customer by their token',
      { type: 'customer-information', requestId: 4, report: true, clear: false, token: 'TAG1', tokenType: 'iso15693' },
      'CustomerInformation',
      { idToken: { idToken: 'TAG1', type: 'ISO15693' }, requestId: 4, report: true, clear: false },
    ],
    [
      'TC_N_31_CSMS what is erased of a customer by their name',
      { type: 'customer-information', requestId: 4, report: false, clear: true, customerId: 'C-1' },
      'CustomerInformation',
      { requestId: 4, report: false, clear: true, customerIdentifier: 'C-1' },
    ],
    [
      'TC_B_42_CSMS a way to reach the platform',
      {
        ...{ type: 'set-network-profile', slot: 1, url: 'wss://csms/ocpp', interface: 'wireless0', securityProfile: 2 },
        ...{ messageTimeoutS: 30, apn: { name: 'm2m', authentication: 'auto' } },
      },
      'SetNetworkProfile',
      {
        configurationSlot: 1,
        connectionData: {
          apn: { apn: 'm2m', apnAuthentication: 'AUTO' },
          ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: 'wss://csms/ocpp', messageTimeout: 30 },
          ...{ securityProfile: 2, ocppInterface: 'Wireless0' },
        },
      },
    ],
  ];

  it.each(cases)('%s', (_title, command, action, payload) => {
    const parsed = stationCommand.parse(command);
    expect(v201.toCall(parsed)).toEqual({ ok: true, action, payload });
    expect(v21.toCall(parsed)).toEqual({ ok: true, action, payload });
    expect(v16.toCall(parsed)).toMatchObject({ ok: false, status: 'unsupported', fault: { code: 'NotSupported' } });
  });

  it('names the words that only 2.1 has', () => {
    const qr = stationCommand.parse({
      ...{ type: 'set-display-message', messageId: 1, text: 'https://pay', format: 'qr-code', priority: 'in-front' },
    });
    expect(v201.toCall(qr)).toMatchObject({ ok: false, status: 'invalid' });
    expect(v21.toCall(qr)).toMatchObject({ ok: true, payload: { message: { message: { format: 'QRCODE' } } } });
  });

  it('reads a result by its word, and one of several monitors by the first that was refused', () => {
    const set = stationCommand.parse(cases[0]?.[1]) as StationCommand;
    const results = (...words: string[]) => ({
      setMonitoringResult: words.map((status, n) => ({ ...wirePower, id: n, status, type: 'Delta', severity: 5 })),
    });
    expect(v201.toResult(set, results('Accepted', 'Accepted'))).toEqual({
      status: 'accepted',
      response: {
        monitors: [
          { id: 0, status: 'Accepted' },
          { id: 1, status: 'Accepted' },
        ],
      },
    });
    expect(v201.toResult(set, results('Accepted', 'UnknownVariable')).status).toBe('rejected');
    expect(v201.toResult(set, results('UnsupportedMonitorType')).status).toBe('unsupported');
    expect(v201.toResult(set, {}).status).toBe('failed');
    const report: StationCommand = { type: 'get-monitoring-report', requestId: 1 };
    expect(v201.toResult(report, { status: 'EmptyResultSet' }).status).toBe('rejected');
  });
});
