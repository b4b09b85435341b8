import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function started(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CP1',
    seed: 3,
    speed: 60,
    rebootMs: 20,
    reconnectMinMs: 20,
    ...o,
  });
  stations.push(made);
  await made.start();
  return made;
}

const told = (action: string, payload: object = {}): Promise<unknown> => csms.ask('CP1', action, payload);
const lastStatus = (connector = 1): unknown =>
  csms.of('StatusNotification').findLast(({ payload }) => payload['connectorId'] === connector)?.payload['status'];
const stopReason = (): unknown => csms.of('StopTransaction').at(-1)?.payload['reason'];

const profile = (limit: number, more: object = {}): object => ({
  chargingProfileId: 1,
  stackLevel: 5,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  ...more,
});

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  for (const made of stations.splice(0)) await made.stop();
  await csms.close();
});

describe('A station that is told', () => {
  it('RemoteStartTransaction starts at the car, RemoteStopTransaction stops by the id the CSMS gave', async () => {
    const station = await started({ connectors: 2 });
    station.plugIn(2);
    expect(await told('RemoteStartTransaction', { idTag: 'APP-1' })).toEqual({ status: 'Accepted' });
    await until(() => station.session(2)?.transactionId === 1, 'the start');
    expect(csms.of('Authorize')).toEqual([]);
    expect(await told('RemoteStopTransaction', { transactionId: 999 })).toEqual({ status: 'Rejected' });
    expect(await told('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' });
    await until(() => stopReason() === 'Remote', 'the stop');
    expect(await told('RemoteStartTransaction', { idTag: 'APP-1', connectorId: 3 })).toEqual({ status: 'Rejected' });
  });

  it('RemoteStartTransaction without a car waits ConnectionTimeOut and then gives up', async () => {
    const station = await started({ configuration: { ConnectionTimeOut: '1', AuthorizeRemoteTxRequests: 'true' } });
    await told('RemoteStartTransaction', { idTag: 'APP-1', connectorId: 1 });
    await until(() => lastStatus() === 'Preparing', 'Preparing');
    expect(csms.of('Authorize')).toHaveLength(1);
    await until(() => lastStatus() === 'Available', 'Available');
    station.plugIn();
    expect(station.session()).toBeUndefined();
  });

  it('RemoteStartTransaction accepts and does nothing where it is made to', async () => {
    const station = await started({ ignoreRemoteStart: true });
    station.plugIn();
    expect(await told('RemoteStartTransaction', { idTag: 'APP-1' })).toEqual({ status: 'Accepted' });
    expect(await told('ClearCache')).toEqual({ status: 'Accepted' });
    expect(station.session()).toBeUndefined();
  });

  it('Reset soft ends its session, delivers the stop and boots again', async () => {
    const station = await started();
    station.plugIn();
    await station.present('TAG');
    await until(() => station.session()?.transactionId === 1, 'the start');
    expect(await told('Reset', { type: 'Soft' })).toEqual({ status: 'Accepted' });
    await until(() => csms.of('BootNotification').length === 2, 'the new boot');
    const actions = csms.heard.map(({ action }) => action);
    expect(actions.indexOf('StopTransaction')).toBeLessThan(actions.lastIndexOf('BootNotification'));
    expect(stopReason()).toBe('SoftReset');
  });

  it('UnlockConnector ends the session with UnlockCommand', async () => {
    const station = await started();
    station.plugIn();
    await station.present('TAG');
    expect(await told('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' });
    await until(() => stopReason() === 'UnlockCommand', 'the stop');
    expect(await told('UnlockConnector', { connectorId: 2 })).toEqual({ status: 'NotSupported' });
  });

  it('ChangeAvailability is scheduled while it charges, and holds for connector 0', async () => {
    const station = await started({ connectors: 2 });
    station.plugIn(1);
    await station.present('TAG', 1);
    const inoperative = { connectorId: 0, type: 'Inoperative' };
    expect(await told('ChangeAvailability', inoperative)).toEqual({ status: 'Scheduled' });
    await until(() => lastStatus(2) === 'Unavailable' && lastStatus(0) === 'Unavailable', 'Unavailable');
    station.unplug(1);
    await until(() => lastStatus(1) === 'Unavailable', 'Unavailable after the session');
    expect(await station.present('TAG', 1)).toBe('refused');
    expect(await told('ChangeAvailability', { connectorId: 1, type: 'Operative' })).toEqual({ status: 'Accepted' });
    await until(() => lastStatus(1) === 'Available', 'Available');
  });

  it('Get- and ChangeConfiguration tells and sets what it has, and names what it does not know', async () => {
    await started();
    const change = (key: string, value: string): Promise<unknown> => told('ChangeConfiguration', { key, value });
    expect(await change('MeterValueSampleInterval', '15')).toEqual({ status: 'Accepted' });
    expect(await change('MeterValueSampleInterval', 'soon')).toEqual({ status: 'Rejected' });
    expect(await change('NumberOfConnectors', '3')).toEqual({ status: 'Rejected' });
    expect(await change('CoffeeStrength', '3')).toEqual({ status: 'NotSupported' });
    expect(await told('GetConfiguration', { key: ['MeterValueSampleInterval', 'CoffeeStrength'] })).toEqual({
      configurationKey: [{ key: 'MeterValueSampleInterval', readonly: false, value: '15' }],
      unknownKey: ['CoffeeStrength'],
    });
    const all = (await told('GetConfiguration')) as { configurationKey: { key: string }[]; unknownKey?: string[] };
    expect(all.unknownKey).toBeUndefined();
    expect(all.configurationKey.length).toBeGreaterThan(25);
    expect(all.configurationKey.map(({ key }) => key)).not.toContain('AuthorizationKey');
  });

  it('ChangeConfiguration of AuthorizationKey comes back with the new password, as bytes', async () => {
    await started({ password: 'old' });
    const value = '00ff'.repeat(8);
    expect(await told('ChangeConfiguration', { key: 'AuthorizationKey', value })).toEqual({ status: 'Accepted' });
    await until(() => csms.upgrades.length === 2, 'the reconnect');
    const sent = Buffer.from(csms.upgrades[1]?.headers.authorization?.slice(6) ?? '', 'base64');
    expect(sent.equals(Buffer.concat([Buffer.from('CP1:'), Buffer.from(value, 'hex')]))).toBe(true);
    expect(csms.of('BootNotification')).toHaveLength(1);
  });

  it('ChangeConfiguration of SecurityProfile comes back with its password, and never goes down', async () => {
    await started();
    const change = (key: string, value: string): Promise<unknown> => told('ChangeConfiguration', { key, value });
    expect(await change('SecurityProfile', '1')).toEqual({ status: 'Rejected' });
    expect(await change('AuthorizationKey', '00ff'.repeat(8))).toEqual({ status: 'Accepted' });
    await until(() => csms.upgrades.length === 2, 'the reconnect');
    expect(await change('SecurityProfile', '1')).toEqual({ status: 'Accepted' });
    await until(() => csms.upgrades.length === 3, 'the reconnect');
    expect(csms.upgrades[2]?.headers.authorization).toMatch(/^Basic /);
    for (const value of ['0', '2', '4']) expect(await change('SecurityProfile', value)).toEqual({ status: 'Rejected' });
  });

  it('TriggerMessage sends what was asked for', async () => {
    const station = await started();
    station.plugIn();
    await station.present('TAG');
    await until(() => station.session()?.transactionId === 1, 'the start');
    for (const requestedMessage of ['Heartbeat', 'MeterValues', 'StatusNotification', 'FirmwareStatusNotification']) {
      const before = csms.of(requestedMessage).length;
      expect(await told('TriggerMessage', { requestedMessage })).toEqual({ status: 'Accepted' });
      await until(() => csms.of(requestedMessage).length > before, requestedMessage);
    }
    expect(await told('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 9 })).toEqual({
      status: 'Rejected',
    });
  });

  it('SetChargingProfile follows the limit, pauses at 0 and goes on when it is cleared', async () => {
    const station = await started();
    const set = (csChargingProfiles: object): Promise<unknown> =>
      told('SetChargingProfile', { connectorId: 1, csChargingProfiles });
    expect(await set(profile(6_000))).toEqual({ status: 'Rejected' });
    station.plugIn(1, { socPercent: 10, maxPowerW: 11_000, phases: 3 });
    await station.present('TAG');
    await until(() => station.powerW() > 10_900, 'full power');
    expect(await set(profile(6_000))).toEqual({ status: 'Accepted' });
    await until(() => station.powerW() === 6_000, 'the limit');
    expect(await set(profile(0))).toEqual({ status: 'Accepted' });
    await until(() => lastStatus() === 'SuspendedEVSE', 'SuspendedEVSE');
    const pausedAtWh = station.meterWh();
    expect(station.powerW()).toBe(0);
    expect(await told('ClearChargingProfile', { id: 1 })).toEqual({ status: 'Accepted' });
    await until(() => lastStatus() === 'Charging' && station.powerW() > 10_900, 'charging again');
    expect(station.meterWh()).toBeGreaterThan(pausedAtWh);
    expect(await told('ClearChargingProfile', { id: 1 })).toEqual({ status: 'Unknown' });
  });

  it('GetCompositeSchedule tells the limits to come', async () => {
    await started();
    const chargingSchedule = {
      chargingRateUnit: 'A',
      duration: 600,
      startSchedule: new Date(Date.now() - 1_000).toISOString(),
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 10 },
        { startPeriod: 301, limit: 16 },
      ],
    };
    const defaults = { chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Absolute', chargingSchedule };
    await told('SetChargingProfile', { connectorId: 0, csChargingProfiles: profile(0, defaults) });
    const composite = (await told('GetCompositeSchedule', {
      connectorId: 1,
      duration: 900,
      chargingRateUnit: 'A',
    })) as { chargingSchedule: { chargingSchedulePeriod: { startPeriod: number; limit: number }[] } };
    const { chargingSchedulePeriod: periods } = composite.chargingSchedule;
    expect(periods.map(({ limit }) => limit)).toEqual([10, 16, 31.9]);
    const [, second, third] = periods.map(({ startPeriod }) => startPeriod);
    expect(third).toBe((second ?? 0) + 299);
    expect(Math.abs((second ?? 0) - 300)).toBeLessThan(10);
  });

  it('DataTransfer knows its own vendor only, and what it does not implement is NotImplemented', async () => {
    await started();
    expect(await told('DataTransfer', { vendorId: 'Other' })).toEqual({ status: 'UnknownVendorId' });
    const echo = { vendorId: 'Simulated', messageId: 'Echo', data: 'x' };
    expect(await told('DataTransfer', echo)).toEqual({ status: 'Accepted', data: 'x' });
    expect(await told('GetLocalListVersion')).toBe('NotImplemented');
  });

  it('counts as a fault what OCPP does not allow, and answers it with a CALLERROR', async () => {
    const station = await started();
    expect(await told('Reset', { type: 'Medium' })).toBe('FormationViolation');
    expect(await told('Reset', { type: 'Soft', now: true })).toBe('FormationViolation');
    csms.sendText('CP1', '{"not":"ocpp"}');
    csms.sendText('CP1', 'neither');
    csms.sendText('CP1', '[3,"never-sent",{}]');
    csms.sendText('CP1', '[7,"x",{}]');
    csms.answers['Heartbeat'] = () => ({ currentTime: 'soon' });
    await told('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await until(() => station.faults().length === 7, 'seven faults');
    expect(station.faults().map(({ kind }) => kind)).toEqual([
      'invalid-call',
      'invalid-call',
      'malformed-frame',
      'not-json',
      'answer-without-call',
      'unknown-message-type',
      'invalid-answer',
    ]);
  });

  it('as a go-e Charger implements what its maker says, and nothing else', async () => {
    const station = await started({ profile: 'go-e', configuration: { MeterValueSampleInterval: '10' } });
    for (const action of ['ClearCache', 'GetDiagnostics', 'GetCompositeSchedule', 'DataTransfer', 'ReserveNow']) {
      expect([action, await told(action)]).toEqual([action, 'NotImplemented']);
    }
    expect(await told('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toBe('NotImplemented');
    const change = { key: 'TransactionMessageAttempts', value: '9' };
    expect(await told('ChangeConfiguration', change)).toEqual({ status: 'NotSupported' });
    expect(await told('GetConfiguration', { key: ['AuthorizeRemoteTxRequests', 'LightIntensity'] })).toEqual({
      configurationKey: [{ key: 'LightIntensity', readonly: false, value: '100' }],
      unknownKey: ['AuthorizeRemoteTxRequests'],
    });
    station.plugIn();
    expect(await told('RemoteStartTransaction', { idTag: 'APP', connectorId: 1 })).toEqual({ status: 'Accepted' });
    await until(() => csms.of('MeterValues').length > 0, 'a sample');
    const [value] = csms.of('MeterValues')[0]?.payload['meterValue'] as { sampledValue: { measurand: string }[] }[];
    expect(new Set(value?.sampledValue.map(({ measurand }) => measurand)).size).toBe(9);
    expect(csms.heard.slice(0, 3).map(({ id }) => id)).toEqual(['1', '2', '3']);
    await told('Reset', { type: 'Hard' });
    await until(() => csms.of('BootNotification').length === 2, 'the new boot');
    expect(csms.of('BootNotification')[1]?.id).toBe('1');
  });
});
