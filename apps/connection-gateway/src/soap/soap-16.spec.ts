import { startGateway, until, type RunningGateway } from '../testing/running-gateway';
import { soapUrl } from '../testing/soap-post';
import { connectWsdlClient, startWsdlServer, type WsdlClient, type WsdlServer } from '../testing/wsdl-station';

const AT = '2025-06-01T10:00:00.000Z';
const LATER = '2025-06-01T11:00:00.000Z';
const ID = 'SOAP 16';
const schedule = {
  chargingRateUnit: 'A',
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 16 },
    { startPeriod: 60, limit: 7.5 },
  ],
};
const profile = {
  ...{
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
  },
  chargingSchedule: schedule,
};
/** What 1.6 has besides the calls of 1.5, and those that it spells in another way. */
const RAW: [string, object][] = [
  ['ClearChargingProfile', { id: 1, connectorId: 1 }],
  ['GetCompositeSchedule', { connectorId: 1, duration: 600, chargingRateUnit: 'A' }],
  [
    'RemoteStartTransaction',
    { connectorId: 1, idTag: 'A', chargingProfile: { ...profile, chargingProfilePurpose: 'TxProfile' } },
  ],
  [
    'SendLocalList',
    { listVersion: 1, localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }], updateType: 'Full' },
  ],
  ['SetChargingProfile', { connectorId: 0, csChargingProfiles: profile }],
  ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
];
const answers: Record<string, object> = {
  GetCompositeSchedule: { status: 'Accepted', connectorId: 1, scheduleStart: AT, chargingSchedule: schedule },
  UnlockConnector: { status: 'Unlocked' },
};

const STRICT = { ok: true, securityProfile: 0, strict: true, registration: 'accepted' } as const;

/** It is taken at its word: nothing that is right may need a repair. */
describe('a station of 1.6 over SOAP', () => {
  let gateway: RunningGateway;
  let client: WsdlClient;
  let station: WsdlServer;
  beforeAll(async () => {
    gateway = await startGateway({ SOAP: 'open', SOAP_CALLBACK_RANGES: '127.0.0.1' });
    gateway.decide.admit = () => STRICT;
    station = await startWsdlServer('1.6', [...RAW.map(([action]) => action), 'UnlockConnector'], answers);
    client = await connectWsdlClient(soapUrl(gateway), { id: ID, version: '1.6', callback: station.callback });
  });
  afterAll(async () => {
    await station.stop();
    await gateway.stop();
  });

  it('is answered to each of the ten messages, in the words of 1.6', async () => {
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
    expect(await client.call('BootNotification', boot)).toMatchObject({ status: 'Accepted', interval: 300 });
    expect(await client.call('Authorize', { idTag: 'A' })).toMatchObject({ idTagInfo: { status: 'Accepted' } });
    const start = { connectorId: 1, idTag: 'A', timestamp: AT, meterStart: 5 };
    const { transactionId } = await client.call('StartTransaction', start);
    const sampledValue = [
      { value: '1.5', unit: 'kWh' },
      { value: '230.1', measurand: 'Voltage', phase: 'L1-N', unit: 'V' },
    ];
    const meterValue = [{ timestamp: AT, sampledValue }];
    await client.call('MeterValues', { connectorId: 1, transactionId, meterValue });
    await client.call('StatusNotification', { connectorId: 1, status: 'SuspendedEV', errorCode: 'NoError' });
    const stop = { transactionId, timestamp: LATER, meterStop: 2_000, reason: 'EVDisconnected' };
    await client.call('StopTransaction', { ...stop, transactionData: meterValue });
    expect(await client.call('Heartbeat', {})).toHaveProperty('currentTime');
    expect(await client.call('DataTransfer', { vendorId: 'v' })).toMatchObject({ status: 'UnknownVendorId' });
    await client.call('DiagnosticsStatusNotification', { status: 'Idle' });
    await client.call('FirmwareStatusNotification', { status: 'Installed' });

    const events = (await gateway.logged()).filter(({ kind }) => kind !== 'station.seen');
    const samples = [
      { value: 1_500, unit: 'Wh' },
      { value: 230.1, measurand: 'Voltage', phase: 'L1-N' },
    ];
    expect(events).toMatchObject([
      { kind: 'station.connected', stationId: ID, link: { ocppVersion: '1.6', transport: 'soap' } },
      { kind: 'station.booted' },
      { kind: 'station.token.presented' },
      { kind: 'station.transaction.started' },
      { kind: 'station.samples.reported', data: { samples } },
      { kind: 'station.connector-status.reported', data: { status: 'occupied' } },
      { kind: 'station.charging-state.reported', data: { chargingState: 'suspended-ev' } },
      { kind: 'station.transaction.ended', data: { meterStopWh: 2_000, reason: 'ev-disconnected', samples } },
      { kind: 'station.message.reported' },
      { kind: 'station.message.reported' },
      { kind: 'station.firmware-status.reported' },
    ]);
  });

  it.each(RAW)('is called: %s', async (action, payload) => {
    const outcome = await gateway.command(ID, { type: 'ocpp', action, payload: { ...payload } });
    expect(outcome).toMatchObject({ status: 'accepted', response: answers[action] ?? { status: 'Accepted' } });
    // soap leaves a decimal as it is written.
    const understood = JSON.stringify(station.asked.at(-1), (key, value: unknown) =>
      key === 'limit' ? Number(value) : value,
    );
    expect(JSON.parse(understood)).toEqual([action, payload]);
  });

  it('is called in neutral words too, and what came with the security extension is not for SOAP', async () => {
    expect(await gateway.command(ID, { type: 'unlock', evseId: 1 })).toMatchObject({ status: 'accepted' });
    expect(station.asked.at(-1)).toEqual(['UnlockConnector', { connectorId: 1 }]);
    const before = station.asked.length;
    const signed = {
      action: 'GetLog',
      payload: { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'ftp://h/' } },
    };
    const outcome = await gateway.command(ID, { type: 'ocpp', ...signed });
    expect(outcome).toMatchObject({ error: { code: 'NotSupported' } });
    expect(station.asked.length).toBe(before);
    await until('its messages in the trace', async () =>
      (await gateway.traced(ID)).some(({ action }) => action === 'UnlockConnector'),
    );
  });
});
