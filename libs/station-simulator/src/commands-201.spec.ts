import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function started(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CS1',
    version: '2.0.1',
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

const told = (action: string, payload: object = {}): Promise<any> => csms.ask('CS1', action, payload);
const events = (): Record<string, any>[] => csms.of('TransactionEvent').map(({ payload }) => payload);
const lastEvent = (): Record<string, any> => events().at(-1) ?? {};
const lastStatus = (evseId = 1): unknown =>
  csms.of('StatusNotification').findLast(({ payload }) => payload['evseId'] === evseId)?.payload['connectorStatus'];
const app = { idToken: 'APP-1', type: 'Central' };
const accepted = { status: 'Accepted' };
const rejectedFor = (reasonCode: string): object => ({ status: 'Rejected', statusInfo: { reasonCode } });

/** Plugs in and charges; resolves with the transaction's id. */
async function charge(station: SimulatedStation, connector = 1, token = 'TAG'): Promise<string> {
  station.plugIn(connector, { socPercent: 10, maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
  await station.present(token, connector);
  const own = (): Record<string, any>[] =>
    events().filter(
      ({ transactionInfo }) => transactionInfo.transactionId === station.session(connector)?.transactionId,
    );
  await until(() => own().some(({ transactionInfo }) => transactionInfo.chargingState === 'Charging'), 'charging');
  return String(station.session(connector)?.transactionId);
}

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  for (const made of stations.splice(0)) await made.stop();
  await csms.close();
});

describe('A 2.0.1 station that is told', () => {
  it('RequestStartTransaction starts at the car and echoes its remoteStartId, RequestStopTransaction stops', async () => {
    const station = await started({ connectors: 2 });
    station.plugIn(2);
    const start = { idToken: app, remoteStartId: 77 };
    expect(await told('RequestStartTransaction', start)).toEqual(accepted);
    await until(() => events().length === 2, 'charging');
    expect(events()[0]).toMatchObject({
      triggerReason: 'RemoteStart',
      evse: { id: 2, connectorId: 1 },
      idToken: app,
      transactionInfo: { remoteStartId: 77 },
    });
    expect(events()[1]?.['transactionInfo']).not.toHaveProperty('remoteStartId');
    expect(csms.of('Authorize')).toEqual([]);
    expect(await told('RequestStopTransaction', { transactionId: 'none' })).toEqual(rejectedFor('TxNotFound'));
    const transactionId = station.session(2)?.transactionId;
    expect(await told('RequestStopTransaction', { transactionId })).toEqual(accepted);
    await until(() => lastEvent()['eventType'] === 'Ended', 'the end');
    expect(lastEvent()).toMatchObject({ triggerReason: 'RemoteStop', transactionInfo: { stoppedReason: 'Remote' } });
    expect(await told('RequestStartTransaction', { ...start, evseId: 3 })).toEqual(rejectedFor('NotEnabled'));
  });

  it('RequestStartTransaction answers with the transaction the cable began', async () => {
    const station = await started({ configuration: { 'TxCtrlr.TxStartPoint': 'EVConnected' } });
    station.plugIn();
    const { transactionId } = station.session() ?? {};
    const answer = await told('RequestStartTransaction', { idToken: app, remoteStartId: 5, evseId: 1 });
    expect(answer).toEqual({ status: 'Accepted', transactionId });
    await until(() => events().length === 3, 'charging');
    expect(events()[1]).toMatchObject({ triggerReason: 'RemoteStart', transactionInfo: { remoteStartId: 5 } });
  });

  it('RequestStartTransaction without a car waits EVConnectionTimeOut, asking first where AuthorizeRemoteStart says so', async () => {
    const configuration = { 'TxCtrlr.EVConnectionTimeOut': '1', 'AuthCtrlr.AuthorizeRemoteStart': 'true' };
    const lines: string[] = [];
    const station = await started({ configuration, log: (line) => lines.push(line) });
    const idToken = { idToken: 'CARD', type: 'ISO14443' };
    expect(await told('RequestStartTransaction', { idToken, remoteStartId: 1, evseId: 1 })).toEqual(accepted);
    await until(() => csms.of('Authorize').length === 1, 'the question');
    expect(await station.present('TAG')).toBe('refused');
    await until(() => lines.some((line) => line.includes('no car came for CARD')), 'the end of the waiting');
    expect(await station.present('TAG')).toBe('waiting-for-car');
    expect(events()).toEqual([]);
  });

  it('RequestStartTransaction follows the profile it came with, and refuses one of a transaction', async () => {
    const station = await started();
    const chargingProfile = { ...profile(4_200), transactionId: undefined };
    station.plugIn(1, { socPercent: 10, maxPowerW: 11_000, phases: 3 });
    const start = { idToken: app, remoteStartId: 1, evseId: 1 };
    const named = { ...chargingProfile, transactionId: 'x' };
    expect(await told('RequestStartTransaction', { ...start, chargingProfile: named })).toEqual(
      rejectedFor('InvalidProfile'),
    );
    expect(await told('RequestStartTransaction', { ...start, chargingProfile })).toEqual(accepted);
    await until(() => station.powerW() === 4_200, 'the limit');
  });

  it('Reset Immediate ends its session, delivers the end and boots again with RemoteReset', async () => {
    const station = await started();
    await charge(station);
    expect(await told('Reset', { type: 'Immediate' })).toEqual(accepted);
    await until(() => csms.of('BootNotification').length === 2, 'the new boot');
    const actions = csms.heard.map(({ action }) => action);
    expect(actions.lastIndexOf('TransactionEvent')).toBeLessThan(actions.lastIndexOf('BootNotification'));
    expect(lastEvent()).toMatchObject({
      triggerReason: 'ResetCommand',
      transactionInfo: { stoppedReason: 'ImmediateReset' },
    });
    expect(csms.of('BootNotification')[1]?.payload['reason']).toBe('RemoteReset');
  });

  it('Reset OnIdle waits for its sessions, takes no new one, and boots with ScheduledReset', async () => {
    const station = await started({ connectors: 2 });
    await charge(station);
    expect(await told('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' });
    await until(() => lastStatus(2) === 'Unavailable', 'Unavailable');
    expect(await station.present('OTHER', 2)).toBe('refused');
    station.unplug();
    await until(() => csms.of('BootNotification').length === 2, 'the new boot');
    expect(csms.of('BootNotification')[1]?.payload['reason']).toBe('ScheduledReset');
    await until(() => lastStatus(1) === 'Available' && lastStatus(2) === 'Available', 'Available');
  });

  it('Reset of one EVSE ends what runs there and leaves the other one alone', async () => {
    const station = await started({ connectors: 2 });
    await charge(station, 1);
    await charge(station, 2, 'TAG2');
    expect(await told('Reset', { type: 'Immediate', evseId: 2 })).toEqual(accepted);
    await until(() => !station.session(2), 'the end');
    expect(station.session(1)).toMatchObject({ token: 'TAG' });
    expect(csms.of('BootNotification')).toHaveLength(1);
    expect(await told('Reset', { type: 'Immediate', evseId: 9 })).toEqual(rejectedFor('UnknownEvse'));
  });

  it('UnlockConnector never does where somebody charges', async () => {
    const station = await started();
    const connector = { evseId: 1, connectorId: 1 };
    expect(await told('UnlockConnector', connector)).toEqual({ status: 'Unlocked' });
    await charge(station);
    expect(await told('UnlockConnector', connector)).toMatchObject({ status: 'OngoingAuthorizedTransaction' });
    expect(await told('UnlockConnector', { ...connector, connectorId: 2 })).toMatchObject({
      status: 'UnknownConnector',
    });
  });

  it('ChangeAvailability is scheduled while it charges, and holds for the station', async () => {
    const station = await started({ connectors: 2 });
    await charge(station);
    expect(await told('ChangeAvailability', { operationalStatus: 'Inoperative' })).toEqual({ status: 'Scheduled' });
    await until(() => lastStatus(2) === 'Unavailable', 'Unavailable');
    station.unplug(1);
    await until(() => lastStatus(1) === 'Unavailable', 'Unavailable after the session');
    expect(await station.present('TAG', 1)).toBe('refused');
    const operative = { operationalStatus: 'Operative', evse: { id: 1, connectorId: 1 } };
    expect(await told('ChangeAvailability', operative)).toEqual(accepted);
    await until(() => lastStatus(1) === 'Available', 'Available');
    expect(await told('ChangeAvailability', { ...operative, evse: { id: 3 } })).toEqual(rejectedFor('UnknownEvse'));
  });

  it('GetTransactionStatus tells whether it runs and whether something waits', async () => {
    const station = await started();
    const transactionId = await charge(station);
    expect(await station.settled()).toBe(true);
    expect(await told('GetTransactionStatus', { transactionId })).toEqual({
      ongoingIndicator: true,
      messagesInQueue: false,
    });
    csms.answers['TransactionEvent'] = () => 'silent';
    await station.present('TAG');
    expect(await told('GetTransactionStatus', { transactionId })).toEqual({
      ongoingIndicator: false,
      messagesInQueue: true,
    });
    expect(await told('GetTransactionStatus')).toEqual({ messagesInQueue: true });
    expect(await told('GetTransactionStatus', { transactionId: 'none' })).toEqual({
      ongoingIndicator: false,
      messagesInQueue: false,
    });
  });

  it('TriggerMessage sends what was asked for, and refuses what cannot be', async () => {
    const station = await started();
    const ask = (requestedMessage: string, evse?: object): Promise<unknown> =>
      told('TriggerMessage', { requestedMessage, ...(evse ? { evse } : {}) });
    expect(await ask('TransactionEvent')).toEqual(rejectedFor('TxNotFound'));
    await charge(station);
    for (const message of ['Heartbeat', 'MeterValues', 'FirmwareStatusNotification', 'LogStatusNotification']) {
      expect(await ask(message)).toEqual(accepted);
      await until(() => csms.of(message).length === 1, message);
    }
    expect(csms.of('MeterValues')[0]?.payload).toMatchObject({
      evseId: 1,
      meterValue: [{ sampledValue: [{ context: 'Trigger', measurand: 'Energy.Active.Import.Register' }] }],
    });
    expect(await ask('TransactionEvent', { id: 1 })).toEqual(accepted);
    await until(() => lastEvent()['triggerReason'] === 'Trigger', 'the event');
    const before = csms.of('StatusNotification').length;
    expect(await ask('StatusNotification', { id: 1, connectorId: 1 })).toEqual(accepted);
    await until(() => csms.of('StatusNotification').length === before + 1, 'the status');
    expect(await ask('StatusNotification')).toEqual(rejectedFor('UnknownConnectorId'));
    expect(await ask('BootNotification')).toEqual(rejectedFor('NotEnabled'));
    expect(await ask('SignV2GCertificate')).toEqual({ status: 'NotImplemented' });
  });

  it('TriggerMessage boots with Triggered while the CSMS leaves it open', async () => {
    const verdicts = ['Pending', 'Accepted'];
    csms.answers['BootNotification'] = () => ({
      status: verdicts.shift(),
      currentTime: new Date().toISOString(),
      interval: 3_600,
    });
    const start = started();
    await until(() => verdicts.length === 1, 'Pending');
    const remote = { idToken: app, remoteStartId: 1 };
    expect(await told('RequestStartTransaction', remote)).toEqual({ status: 'Rejected' });
    expect(await told('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual(accepted);
    const station = await start;
    expect(csms.of('BootNotification').map(({ payload }) => payload['reason'])).toEqual(['PowerUp', 'Triggered']);
    expect(station.faults().map(({ kind }) => kind)).toEqual(['unexpected-call']);
  });

  it('CostUpdated is in its ledger, and so is the cost in the answer to the end', async () => {
    const station = await started();
    const transactionId = await charge(station);
    expect(await told('CostUpdated', { transactionId, totalCost: 1.25 })).toEqual({});
    expect(station.session()?.totalCost).toBe(1.25);
    csms.answers['TransactionEvent'] = () => ({ totalCost: 3.1, idTokenInfo: { status: 'Accepted' } });
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(station.ledger()[0]?.totalCost).toBe(3.1);
  });

  it('SetChargingProfile follows the limit, pauses at 0 and goes on when it is cleared', async () => {
    const station = await started({ speed: 600 });
    const set = (chargingProfile: object, evseId = 1): Promise<unknown> =>
      told('SetChargingProfile', { evseId, chargingProfile });
    const transactionId = await charge(station);
    const pause = { ...profile(0), transactionId };
    expect(await set(profile(0))).toEqual(rejectedFor('MissingParam'));
    expect(await set({ ...pause, transactionId: 'none' })).toEqual(rejectedFor('TxNotFound'));
    expect(await set({ ...pause, chargingProfileKind: 'Absolute' })).toEqual(rejectedFor('InvalidSchedule'));
    expect(await set(pause, 7)).toEqual(rejectedFor('UnknownEvse'));
    expect(await set({ ...pause, ...{ id: 1 } })).toEqual(accepted);
    expect(await set({ ...pause, id: 2 })).toEqual(rejectedFor('DuplicateProfile'));
    await until(() => lastEvent()['transactionInfo'].chargingState === 'SuspendedEVSE', 'the pause');
    expect(station.powerW()).toBe(0);
    const composite = await told('GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' });
    expect(composite).toMatchObject({
      status: 'Accepted',
      schedule: { evseId: 1, duration: 60, chargingRateUnit: 'A', chargingSchedulePeriod: [{ limit: 0 }] },
    });
    const purpose = { chargingProfileCriteria: { chargingProfilePurpose: 'TxProfile', evseId: 1 } };
    expect(await told('ClearChargingProfile', purpose)).toEqual(accepted);
    await until(() => lastEvent()['transactionInfo'].chargingState === 'Charging', 'charging again');
    expect(await told('ClearChargingProfile', { chargingProfileId: 1 })).toEqual({ status: 'Unknown' });
    expect(station.faults()).toEqual([]);
    expect(await set({ ...profile(0), chargingProfilePurpose: 'ChargingStationExternalConstraints' })).toEqual(
      rejectedFor('InvalidProfile'),
    );
    expect(station.faults()).toHaveLength(1);
  });

  it('knows its own vendor only; what it does not support is NotSupported, what nobody knows NotImplemented', async () => {
    await started();
    expect(await told('DataTransfer', { vendorId: 'Other' })).toEqual({ status: 'UnknownVendorId' });
    const echo = { vendorId: 'Simulated', messageId: 'Echo', data: { any: ['thing'] } };
    expect(await told('DataTransfer', echo)).toEqual({ status: 'Accepted', data: { any: ['thing'] } });
    expect(await told('ClearCache', { customData: { vendorId: 'X', more: 1 } })).toEqual(accepted);
    expect(await told('ReserveNow')).toBe('NotSupported');
    expect(await told('RemoteStartTransaction')).toBe('NotImplemented');
  });

  it('counts as a fault what OCPP does not allow, and answers it with a CALLERROR', async () => {
    const station = await started();
    expect(await told('Reset', { type: 'Soft' })).toBe('FormatViolation');
    expect(await told('ClearCache', { now: true })).toBe('FormatViolation');
    csms.sendText('CS1', 'neither');
    csms.sendText('CS1', '{"not":"ocpp"}');
    csms.sendText('CS1', '[7,"x",{}]');
    csms.sendText('CS1', '[3,"never-sent",{}]');
    csms.answers['Heartbeat'] = () => ({ currentTime: 'soon' });
    await told('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await until(() => station.faults().length === 7, 'seven faults');
    expect(station.faults().map(({ kind }) => kind)).toEqual([
      'invalid-call',
      'invalid-call',
      'not-json',
      'malformed-frame',
      'unknown-message-type',
      'answer-without-call',
      'invalid-answer',
    ]);
    expect(csms.strays.map(([type, id, code]) => [type, id, code])).toEqual([
      [4, '-1', 'RpcFrameworkError'],
      [4, '-1', 'RpcFrameworkError'],
      [4, 'x', 'MessageTypeNotSupported'],
    ]);
  });
});

function profile(limit: number): object {
  return {
    id: 1,
    stackLevel: 5,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: [{ id: 1, chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
  };
}
