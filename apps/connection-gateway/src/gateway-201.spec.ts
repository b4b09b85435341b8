import type { CommandOutcome, StationCommand, StationEvent } from '@chargebus/contracts';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Two' } };
const AT = '2026-03-01T10:00:00.000Z';
const transaction = (eventType: string, seqNo: number, more: object = {}) => ({
  eventType,
  timestamp: AT,
  triggerReason: 'Authorized',
  seqNo,
  transactionInfo: { transactionId: 'tx-1' },
  ...more,
});
const idToken = { idToken: 'CARD', type: 'ISO14443' };

describe('the gateway with stations of 2.0.1', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.stop());
  const original = { admit: (): any => undefined, boot: (): any => undefined, authorize: (): any => undefined };
  beforeAll(() => Object.assign(original, gateway.decide));
  const open: PlainStation[] = [];
  afterEach(() => {
    Object.assign(gateway.decide, original);
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (id: string, protocols = ['ocpp2.0.1', 'ocpp1.6']): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`, protocols);
    open.push(station);
    return station;
  };
  const loggedOf = async (stationId: string): Promise<StationEvent[]> =>
    (await gateway.logged()).filter((event) => event.stationId === stationId && event.kind !== 'station.seen');
  const command = (stationId: string, told: StationCommand): Promise<CommandOutcome> =>
    gateway.messaging.command(
      { commandId: `c-${stationId}`, tenantId: 'default', stationId, timeoutMs: 5_000, command: told },
      { presenceSaysConnected: true },
    );
  const toldTo = (station: PlainStation, action: string): Promise<any> =>
    until(`the ${action}`, () => station.frames.find((frame) => frame[0] === 2 && frame[2] === action));
  const answer = (station: PlainStation, call: any, payload: object): void =>
    station.socket.send(JSON.stringify([3, call[1], payload]));

  it('TC_B_01_CSMS logs what a transaction reports in neutral words and tells of the token', async () => {
    const station = await connect('TX');
    expect(station.socket.protocol).toBe('ocpp2.0.1');
    expect((await station.ask('BootNotification', boot))[2]).toMatchObject({ status: 'Accepted', interval: 300 });
    expect((await station.ask('TransactionEvent', transaction('Started', 0, { evse: { id: 1 }, idToken })))[2]).toEqual(
      { idTokenInfo: { status: 'Accepted' } },
    );
    expect((await station.ask('TransactionEvent', transaction('Updated', 1)))[2]).toEqual({});
    expect((await station.ask('TransactionEvent', transaction('Ended', 2)))[2]).toEqual({});
    const logged = await loggedOf('TX');
    expect(logged.map(({ kind }) => kind)).toEqual([
      'station.connected',
      'station.booted',
      'station.transaction.started',
      'station.transaction.updated',
      'station.transaction.ended',
      // It names no EVSE: where the transaction is, its readers know.
      'station.charging-state.reported',
    ]);
    expect(logged[2]).toMatchObject({
      link: { ocppVersion: '2.0.1' },
      data: { transactionRef: 'tx-1', seqNo: 0, token: 'CARD', verdict: { status: 'accepted' } },
    });
  });

  it('TC_B_30_CSMS tells a station that is not accepted SecurityError, for its transactions too', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false, registration: 'pending' });
    gateway.decide.boot = () => ({ ok: true, status: 'pending', intervalS: 7 });
    const station = await connect('PENDING');
    expect((await station.ask('BootNotification', boot))[2]).toMatchObject({ status: 'Pending', interval: 7 });
    for (const [action, payload] of [
      ['TransactionEvent', transaction('Started', 0)],
      ['StatusNotification', { timestamp: AT, connectorStatus: 'Available', evseId: 1, connectorId: 1 }],
      ['NotifyReport', { requestId: 1, seqNo: 0, generatedAt: AT }],
    ] as const) {
      expect((await station.ask(action, payload)).slice(0, 3)).toEqual([4, expect.any(String), 'SecurityError']);
    }
    expect((await station.ask('Heartbeat', {})).slice(0, 3)).toEqual([4, expect.any(String), 'SecurityError']);
    expect((await loggedOf('PENDING')).map(({ kind }) => kind)).toEqual(['station.connected', 'station.booted']);
  });

  it('TC_B_31_CSMS lets a pending station send what it was asked for, and no more', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false, registration: 'pending' });
    gateway.decide.boot = () => ({ ok: true, status: 'pending', intervalS: 7 });
    const station = await connect('ASKED');
    await station.ask('BootNotification', boot);
    const reported = command('ASKED', { type: 'get-base-report', report: 'full', requestId: 12 });
    const report = await toldTo(station, 'GetBaseReport');
    expect(report[3]).toEqual({ requestId: 12, reportBase: 'FullInventory' });
    answer(station, report, { status: 'Accepted' });
    expect(await reported).toMatchObject({ status: 'accepted' });
    const part = { requestId: 12, generatedAt: AT };
    expect((await station.ask('NotifyReport', { ...part, seqNo: 0, tbc: true }))[0]).toBe(3);
    expect((await station.ask('NotifyReport', { ...part, seqNo: 1 }))[0]).toBe(3);
    expect((await station.ask('NotifyReport', { ...part, seqNo: 2 }))[2]).toBe('SecurityError');

    const triggered = command('ASKED', { type: 'trigger', message: 'status', evseId: 1 });
    const trigger = await toldTo(station, 'TriggerMessage');
    answer(station, trigger, { status: 'Accepted' });
    await triggered;
    const status = { timestamp: AT, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
    expect((await station.ask('StatusNotification', status))[0]).toBe(3);
    expect((await station.ask('StatusNotification', status))[2]).toBe('SecurityError');
  });

  it('takes a station that was just accepted by another gateway as accepted, before the registry has read of its boot', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false });
    const asked: string[] = [];
    gateway.decide.stationState = ({ stationId }) => {
      asked.push(stationId);
      const known = { connected: true, locationId: null, timeZone: 'UTC', evses: [] };
      return { ok: true, ...known, ...(stationId === 'MOVED' && { registration: 'accepted' }) };
    };
    const moved = await connect('MOVED');
    expect((await moved.ask('Heartbeat', {}))[0]).toBe(3);
    expect((await moved.ask('Authorize', { idToken: { idToken: 'CARD', type: 'ISO14443' } }))[0]).toBe(3);
    expect(moved.frames.filter(([type]) => type === 2)).toEqual([]);
    const fresh = await connect('FRESH');
    expect((await fresh.ask('Heartbeat', {}))[2]).toBe('SecurityError');
    expect((await toldTo(fresh, 'TriggerMessage'))[3]).toEqual({ requestedMessage: 'BootNotification' });
    // One that boots first is not asked about.
    const usual = await connect('USUAL');
    await usual.ask('BootNotification', boot);
    await usual.ask('Heartbeat', {});
    expect(asked).toEqual(['MOVED', 'FRESH']);
  });

  it('takes a station that was just accepted as accepted, before the registry has read of its boot', async () => {
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false });
    const first = await connect('QUICK');
    await first.ask('BootNotification', boot);
    const second = await connect('QUICK');
    expect((await second.ask('TransactionEvent', transaction('Started', 0)))[0]).toBe(3);
  });

  it('answers faults with the codes of 2.0.1', async () => {
    const station = await connect('CODES');
    await station.ask('BootNotification', boot);
    const codeOf = async (action: string, payload: object): Promise<string> => (await station.ask(action, payload))[2];
    expect(await codeOf('StatusNotification', {})).toBe('OccurrenceConstraintViolation');
    expect(await codeOf('StartTransaction', {})).toBe('NotImplemented');
    expect(await codeOf('GetVariables', {})).toBe('NotSupported');
    station.socket.send('[2,"broken","Heartbeat",{');
    const refused = await until('an answer', () => station.answerTo('broken'));
    expect(refused.slice(0, 3)).toEqual([4, 'broken', 'FormatViolation']);
  });

  it('tells of each variable that was set', async () => {
    const station = await connect('VARIABLES');
    await station.ask('BootNotification', boot);
    const named = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };
    const outcome = command('VARIABLES', { type: 'set-variables', variables: [{ ...named, value: '60' }] });
    const call = await toldTo(station, 'SetVariables');
    const [{ component, variable }] = call[3].setVariableData;
    answer(station, call, { setVariableResult: [{ attributeStatus: 'RebootRequired', component, variable }] });
    expect(await outcome).toEqual({
      commandId: 'c-VARIABLES',
      status: 'accepted',
      response: { variables: [{ ...named, status: 'reboot-required' }] },
    });
  });

  it('agrees on compression with 2.0.1 stations only, and reads what they compress', async () => {
    const compressed = await connect('DEFLATE');
    expect(compressed.socket.extensions).toContain('permessage-deflate');
    const plain = await connect('PLAIN', ['ocpp1.6']);
    expect(plain.socket.extensions).toBe('');
    await compressed.ask('BootNotification', boot);
    const reportData = Array.from({ length: 200 }, (_, i) => ({
      component: { name: 'EVSE', evse: { id: 1 } },
      variable: { name: `Variable${i}` },
      variableAttribute: [{ value: 'v'.repeat(20) }],
    }));
    const payload = { requestId: 1, seqNo: 0, generatedAt: AT, reportData };
    expect((await compressed.ask('NotifyReport', payload)).slice(2)).toEqual([{}]);
    const [, , reported] = await loggedOf('DEFLATE');
    const variables = reportData.map(({ variable: { name } }) => ({
      ...{ component: 'EVSE', evseId: 1, variable: name, attributes: [{ value: 'v'.repeat(20) }] },
    }));
    expect(reported).toMatchObject({
      kind: 'station.variables.reported',
      data: { requestId: 1, last: true, variables },
    });
  });
});
