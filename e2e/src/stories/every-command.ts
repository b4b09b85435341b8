/** What a station of a version hears for a command, in its own words, and how the command ends. */
export interface Heard {
  status: 'accepted' | 'unsupported' | 'scheduled';
  /** Nothing is sent where it is absent. */
  call?: [action: string, payload: object];
  error?: string;
}

export interface CommandCase {
  command: { type: string } & Record<string, unknown>;
  '1.6': Heard;
  '2.0.1': Heard;
}

const heard = (action: string, payload: object = {}): Heard => ({ status: 'accepted', call: [action, payload] });
/** The version has no such call. */
const none: Heard = { status: 'unsupported', error: 'NotSupported' };
/** It is a call of the version, and the station says that it does not do it. */
const refused = (action: string, payload: object): Heard => ({ ...heard(action, payload), ...none });
const onlyIn201 = (command: CommandCase['command'], action: string, payload: object): CommandCase => ({
  ...{ command, '1.6': none, '2.0.1': heard(action, payload) },
});

const ON = { name: 'OCPPCommCtrlr' };
const HEARTBEAT = { component: ON, variable: { name: 'HeartbeatInterval' } };
const heartbeat = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };
const rest = { unit: 'A', periods: [{ startS: 0, limit: 16 }] };
const location = 'http://127.0.0.1:1/image.bin';
const retrieveAt = '2030-01-01T00:00:00.000Z';
const url = 'wss://csms.example/ocpp';
const network = { slot: 3, url, interface: 'wired0', securityProfile: 1, messageTimeoutS: 30 };

/** One or more of each type that is one call to the station, in an order in which each may follow the one before. */
export const everyCommand: readonly CommandCase[] = [
  {
    command: { type: 'trigger', message: 'heartbeat' },
    '1.6': heard('TriggerMessage', { requestedMessage: 'Heartbeat' }),
    '2.0.1': heard('TriggerMessage', { requestedMessage: 'Heartbeat' }),
  },
  {
    command: { type: 'trigger', message: 'status', evseId: 1 },
    '1.6': heard('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }),
    '2.0.1': heard('TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } }),
  },
  {
    command: { type: 'unlock', evseId: 1 },
    '1.6': heard('UnlockConnector', { connectorId: 1 }),
    '2.0.1': heard('UnlockConnector', { evseId: 1, connectorId: 1 }),
  },
  ...[false, true].map((operative): CommandCase => {
    const word = operative ? 'Operative' : 'Inoperative';
    return {
      command: { type: 'set-availability', operative, evseId: 1 },
      '1.6': heard('ChangeAvailability', { connectorId: 1, type: word }),
      '2.0.1': heard('ChangeAvailability', { operationalStatus: word, evse: { id: 1 } }),
    };
  }),
  { command: { type: 'clear-cache' }, '1.6': heard('ClearCache'), '2.0.1': heard('ClearCache') },
  {
    command: { type: 'get-configuration', keys: ['HeartbeatInterval'] },
    '1.6': heard('GetConfiguration', { key: ['HeartbeatInterval'] }),
    '2.0.1': none,
  },
  {
    command: { type: 'set-configuration', key: 'MeterValueSampleInterval', value: '60' },
    '1.6': heard('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '60' }),
    '2.0.1': none,
  },
  onlyIn201({ type: 'get-variables', variables: [heartbeat] }, 'GetVariables', { getVariableData: [HEARTBEAT] }),
  onlyIn201({ type: 'set-variables', variables: [{ ...heartbeat, value: '300' }] }, 'SetVariables', {
    setVariableData: [{ ...HEARTBEAT, attributeValue: '300' }],
  }),
  onlyIn201({ type: 'get-base-report', report: 'summary', requestId: 11 }, 'GetBaseReport', {
    ...{ requestId: 11, reportBase: 'SummaryInventory' },
  }),
  onlyIn201(
    { type: 'set-monitoring', monitors: [{ ...heartbeat, kind: 'delta', value: 1, severity: 5 }] },
    'SetVariableMonitoring',
    { setMonitoringData: [{ ...HEARTBEAT, type: 'Delta', value: 1, severity: 5 }] },
  ),
  onlyIn201({ type: 'get-monitoring-report', requestId: 12, criteria: ['delta'] }, 'GetMonitoringReport', {
    ...{ requestId: 12, monitoringCriteria: ['DeltaMonitoring'] },
  }),
  onlyIn201({ type: 'set-monitoring-level', severity: 8 }, 'SetMonitoringLevel', { severity: 8 }),
  onlyIn201({ type: 'clear-monitoring', monitorIds: [1] }, 'ClearVariableMonitoring', { id: [1] }),
  onlyIn201({ type: 'set-monitoring-base', base: 'all' }, 'SetMonitoringBase', { monitoringBase: 'All' }),
  onlyIn201(
    { type: 'set-display-message', messageId: 3, text: 'Hello', priority: 'in-front', state: 'idle' },
    'SetDisplayMessage',
    { message: { id: 3, priority: 'InFront', state: 'Idle', message: { format: 'UTF8', content: 'Hello' } } },
  ),
  onlyIn201({ type: 'get-display-messages', requestId: 13, messageIds: [3] }, 'GetDisplayMessages', {
    ...{ requestId: 13, id: [3] },
  }),
  onlyIn201({ type: 'clear-display-message', messageId: 3 }, 'ClearDisplayMessage', { id: 3 }),
  onlyIn201(
    { type: 'customer-information', requestId: 14, report: true, clear: true, customerId: 'C-1' },
    'CustomerInformation',
    { requestId: 14, report: true, clear: true, customerIdentifier: 'C-1' },
  ),
  onlyIn201({ type: 'set-network-profile', ...network }, 'SetNetworkProfile', {
    configurationSlot: 3,
    connectionData: {
      ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: url, messageTimeout: 30 },
      ...{ securityProfile: 1, ocppInterface: 'Wired0' },
    },
  }),
  {
    command: { type: 'data-transfer', vendorId: 'Acme', messageId: 'Echo', data: 'hello' },
    '1.6': heard('DataTransfer', { vendorId: 'Acme', messageId: 'Echo', data: 'hello' }),
    '2.0.1': heard('DataTransfer', { vendorId: 'Acme', messageId: 'Echo', data: 'hello' }),
  },
  onlyIn201({ type: 'get-transaction-status', transactionRef: 'T-1' }, 'GetTransactionStatus', {
    transactionId: 'T-1',
  }),
  {
    command: {
      type: 'set-charging-profile',
      evseId: 0,
      profile: { id: 1, purpose: 'tx-default', stackLevel: 1, kind: 'relative', schedule: rest },
    },
    '1.6': heard('SetChargingProfile', {
      connectorId: 0,
      csChargingProfiles: { chargingProfileId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 },
    }),
    '2.0.1': heard('SetChargingProfile', {
      evseId: 0,
      chargingProfile: { id: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 },
    }),
  },
  {
    command: { type: 'clear-charging-profile', profileId: 1 },
    '1.6': heard('ClearChargingProfile', { id: 1 }),
    '2.0.1': heard('ClearChargingProfile', { chargingProfileId: 1 }),
  },
  {
    command: { type: 'update-firmware', requestId: 15, location, retrieveAt },
    '1.6': heard('UpdateFirmware', { location }),
    '2.0.1': heard('UpdateFirmware', { requestId: 15, firmware: { location } }),
  },
  {
    command: { type: 'publish-firmware', requestId: 16, location, md5: 'd41d8cd98f00b204e9800998ecf8427e' },
    '1.6': none,
    '2.0.1': refused('PublishFirmware', { requestId: 16, location }),
  },
  {
    command: { type: 'unpublish-firmware', md5: 'd41d8cd98f00b204e9800998ecf8427e' },
    '1.6': none,
    '2.0.1': refused('UnpublishFirmware', { checksum: 'd41d8cd98f00b204e9800998ecf8427e' }),
  },
  {
    command: { type: 'show-cost', transactionRef: '17', amount: '12.30', currency: 'EUR', final: false },
    // By OCA's note on prices, of which this station knows nothing.
    '1.6': {
      status: 'unsupported',
      call: ['DataTransfer', { vendorId: 'org.openchargealliance.costmsg', messageId: 'RunningCost' }],
    },
    '2.0.1': heard('CostUpdated', { transactionId: '17', totalCost: 12.3 }),
  },
  {
    command: { type: 'reset', when: 'idle' },
    // The platform waits, and tells it when nobody charges.
    '1.6': heard('Reset', { type: 'Soft' }),
    '2.0.1': heard('Reset', { type: 'OnIdle' }),
  },
];

/** What takes more than one call: shown by tests of their own. */
export const talks = ['identify', 'refresh', 'apply-configuration', 'change-password', 'upgrade-security-profile'];
/** Sent by `/sessions` and by `/ocpp`. */
export const elsewhere = ['start-transaction', 'stop-transaction', 'ocpp'];
