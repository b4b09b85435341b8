import type { RegistrationStatus, StationEvent } from '@chargebus/contracts';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const AT = '2026-03-01T10:00:00.000Z';
const VERSIONS = {
  'ocpp1.6': { boot: { chargePointVendor: 'Example', chargePointModel: 'One' }, authorize: { idTag: 'CARD' } },
  'ocpp2.0.1': {
    boot: { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Two' } },
    authorize: { idToken: { idToken: 'CARD', type: 'ISO14443' } },
  },
} as const;
type Version = keyof typeof VERSIONS;
const status16 = (connectorId: number) => ({ connectorId, errorCode: 'NoError', status: 'Available' });
const status201 = { timestamp: AT, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
const started201 = {
  eventType: 'Started',
  timestamp: AT,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'tx-1' },
};
const start16 = { connectorId: 1, idTag: 'CARD', meterStart: 10, timestamp: AT };
const SECURITY_ERROR = [4, expect.any(String), 'SecurityError'];

describe('the boot of a station', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.stop());
  const original = { admit: (): any => undefined, boot: (): any => undefined };
  beforeAll(() => Object.assign(original, gateway.decide));
  const open: PlainStation[] = [];
  afterEach(() => {
    Object.assign(gateway.decide, original);
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (id: string, version: Version = 'ocpp1.6', on = gateway): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${on.url}/${id}`, [version]);
    open.push(station);
    return station;
  };
  /** What the registry knows of the station when it connects, and what it says to its boots. */
  const registry = (known: RegistrationStatus | undefined, ...verdicts: RegistrationStatus[]): void => {
    gateway.decide.admit = () => ({
      ok: true,
      securityProfile: 0,
      strict: false,
      ...(known !== undefined && { registration: known }),
    });
    gateway.decide.boot = () => {
      const status = (verdicts.length > 1 ? verdicts.shift() : verdicts[0]) ?? 'accepted';
      return { ok: true, status, intervalS: status === 'accepted' ? 300 : 7 };
    };
  };
  const boot = (station: PlainStation, version: Version): Promise<any> =>
    station.ask('BootNotification', VERSIONS[version].boot);
  const loggedOf = async (stationId: string): Promise<StationEvent[]> =>
    (await gateway.logged()).filter((event) => event.stationId === stationId && event.kind !== 'station.seen');

  it.each([
    ['TC_001_CSMS', 'ocpp1.6'],
    ['TC_B_01_CSMS', 'ocpp2.0.1'],
  ] as const)(
    '%s accepts a cold boot, tells interval and time, takes the statuses, and asks nothing',
    async (tc, version) => {
      registry(undefined, 'accepted');
      const station = await connect(tc, version);
      const [type, , answer] = await boot(station, version);
      expect([type, answer]).toEqual([
        3,
        { status: 'Accepted', interval: 300, currentTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) },
      ]);
      expect(Math.abs(Date.parse(answer.currentTime) - Date.now())).toBeLessThan(5_000);
      const statuses = version === 'ocpp1.6' ? [0, 1, 2].map(status16) : [status201];
      for (const status of statuses) {
        expect((await station.ask('StatusNotification', status)).slice(0, 3)).toEqual([3, expect.any(String), {}]);
      }
      expect((await station.ask('Heartbeat', {}))[0]).toBe(3);
      expect(station.calls()).toEqual([]);
      expect((await loggedOf(tc)).map(({ kind }) => kind)).toEqual([
        'station.connected',
        'station.booted',
        ...statuses.map(() => 'station.connector-status.reported'),
      ]);
    },
  );

  it('TC_B_02_CSMS lets a pending station be read and set, and work once it is accepted', async () => {
    registry(undefined, 'pending', 'accepted');
    const station = await connect('PENDING-201', 'ocpp2.0.1');
    expect((await boot(station, 'ocpp2.0.1'))[2]).toMatchObject({ status: 'Pending', interval: 7 });
    const variable = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };
    const set = gateway.command('PENDING-201', { type: 'set-variables', variables: [{ ...variable, value: '60' }] });
    const call = await station.called('SetVariables');
    const { component, variable: named } = call[3].setVariableData[0];
    station.answer(call, { setVariableResult: [{ attributeStatus: 'Accepted', component, variable: named }] });
    expect((await set).status).toBe('accepted');
    expect((await station.ask('TransactionEvent', started201)).slice(0, 3)).toEqual(SECURITY_ERROR);
    expect((await boot(station, 'ocpp2.0.1'))[2]).toMatchObject({ status: 'Accepted', interval: 300 });
    expect((await station.ask('StatusNotification', status201))[0]).toBe(3);
    expect((await station.ask('TransactionEvent', started201))[0]).toBe(3);
  });

  it.each(['pending', 'rejected'] as const)(
    'TC_B_30_CSMS tells a 2.0.1 station that is %s SecurityError for all but its boot',
    async (status) => {
      registry(undefined, status);
      const id = `SECURITY-${status}`;
      const station = await connect(id, 'ocpp2.0.1');
      const booted = await boot(station, 'ocpp2.0.1');
      expect(booted[2].status).toBe(status === 'pending' ? 'Pending' : 'Rejected');
      for (const [action, payload] of [
        ['StatusNotification', status201],
        ['TransactionEvent', started201],
        ['Authorize', VERSIONS['ocpp2.0.1'].authorize],
        ['Heartbeat', {}],
      ] as const) {
        expect((await station.ask(action, payload)).slice(0, 3)).toEqual(SECURITY_ERROR);
      }
      expect((await boot(station, 'ocpp2.0.1'))[0]).toBe(3);
      expect((await loggedOf(id)).map(({ kind }) => kind)).toEqual([
        'station.connected',
        'station.booted',
        'station.booted',
      ]);
    },
  );

  it('TC_B_31_CSMS triggers the boot of a pending station, and takes what else it was triggered to send', async () => {
    registry(undefined, 'pending', 'pending', 'accepted');
    const station = await connect('TRIGGERED', 'ocpp2.0.1');
    await boot(station, 'ocpp2.0.1');
    const trigger = async (message: 'boot' | 'heartbeat', status: string, nth: number): Promise<string> => {
      const outcome = gateway.command('TRIGGERED', { type: 'trigger', message });
      station.answer(await station.called('TriggerMessage', nth), { status });
      return (await outcome).status;
    };
    expect(await trigger('heartbeat', 'Accepted', 1)).toBe('accepted');
    // The station boots again before it does what it was asked for.
    expect((await boot(station, 'ocpp2.0.1'))[2].status).toBe('Pending');
    expect((await station.ask('Heartbeat', {}))[0]).toBe(3);
    expect((await station.ask('Heartbeat', {})).slice(0, 3)).toEqual(SECURITY_ERROR);
    // What it declined to send it may not send either.
    expect(await trigger('heartbeat', 'Rejected', 2)).toBe('rejected');
    expect((await station.ask('Heartbeat', {})).slice(0, 3)).toEqual(SECURITY_ERROR);
    expect(await trigger('boot', 'Accepted', 3)).toBe('accepted');
    expect((await boot(station, 'ocpp2.0.1'))[2].status).toBe('Accepted');
  });

  it('what an accepted station was triggered to send is not allowed to it after a boot that is not accepted', async () => {
    registry('accepted', 'pending');
    const station = await connect('DEMOTED', 'ocpp2.0.1');
    const outcome = gateway.command('DEMOTED', { type: 'trigger', message: 'status' });
    station.answer(await station.called('TriggerMessage'), { status: 'Accepted' });
    await outcome;
    await boot(station, 'ocpp2.0.1');
    expect((await station.ask('StatusNotification', status201)).slice(0, 3)).toEqual(SECURITY_ERROR);
  });

  it('takes the transactions of a 1.6 station that waits, flagged, and its heartbeats; nothing else', async () => {
    registry(undefined, 'pending');
    const station = await connect('WAITING-16');
    await boot(station, 'ocpp1.6');
    expect((await station.ask('StatusNotification', status16(1))).slice(0, 3)).toEqual(SECURITY_ERROR);
    expect((await station.ask('Authorize', { idTag: 'CARD' })).slice(0, 3)).toEqual(SECURITY_ERROR);
    expect((await station.ask('Heartbeat', {}))[0]).toBe(3);
    expect((await station.ask('StartTransaction', start16))[0]).toBe(3);
    const [, , started, ...others] = await loggedOf('WAITING-16');
    expect([started?.kind, others]).toEqual(['station.transaction.started', []]);
    expect(started).toMatchObject({ remarks: ['not-accepted'] });
  });

  it.each(['ocpp1.6', 'ocpp2.0.1'] as const)(
    'starts and stops nothing at a %s station that is pending',
    async (version) => {
      registry(undefined, 'pending');
      const id = `NO-START-${version}`;
      const station = await connect(id, version);
      await boot(station, version);
      const start = {
        type: 'start-transaction',
        token: 'T',
        tokenType: 'central',
        remoteStartId: 1,
        evseId: 1,
      } as const;
      for (const command of [start, { type: 'stop-transaction', transactionRef: '1' }] as const) {
        expect(await gateway.command(id, command)).toMatchObject({
          status: 'rejected',
          error: { code: 'NotAccepted' },
        });
      }
      const cleared = gateway.command(id, { type: 'clear-cache' });
      station.answer(await station.called('ClearCache'), { status: 'Accepted' });
      expect((await cleared).status).toBe('accepted');
      expect(station.calls()).toHaveLength(1);
    },
  );

  it.each(['ocpp1.6', 'ocpp2.0.1'] as const)('never calls a %s station that was rejected', async (version) => {
    registry(undefined, 'rejected');
    const id = `REJECTED-${version}`;
    const station = await connect(id, version);
    expect((await boot(station, version))[2]).toMatchObject({ status: 'Rejected', interval: 7 });
    expect(await gateway.command(id, { type: 'trigger', message: 'boot' })).toMatchObject({
      status: 'rejected',
      error: { code: 'NotAccepted' },
    });
    expect((await station.ask('Authorize', VERSIONS[version].authorize)).slice(0, 3)).toEqual(SECURITY_ERROR);
    expect(station.calls()).toEqual([]);
  });

  it.each(['accepted', 'pending', 'rejected'] as const)(
    'a station known as %s that reconnects without a boot stays so',
    async (registration) => {
      registry(registration);
      const station = await connect(`KNOWN-${registration}`);
      const [type] = await station.ask('Authorize', { idTag: 'CARD' });
      expect(type).toBe(registration === 'accepted' ? 3 : 4);
      expect(station.calls()).toEqual([]);
    },
  );

  it('goes on with a station that takes the trigger to boot, once it has booted', async () => {
    registry(undefined, 'accepted');
    const station = await connect('MIGRATED-201', 'ocpp2.0.1');
    expect((await station.ask('StatusNotification', status201)).slice(0, 3)).toEqual(SECURITY_ERROR);
    const trigger = await station.called('TriggerMessage');
    expect(trigger[3]).toEqual({ requestedMessage: 'BootNotification' });
    station.answer(trigger, { status: 'Accepted' });
    expect((await station.ask('StatusNotification', status201)).slice(0, 3)).toEqual(SECURITY_ERROR);
    await boot(station, 'ocpp2.0.1');
    expect((await station.ask('StatusNotification', status201))[0]).toBe(3);
    expect(station.calls()).toHaveLength(1);
  });

  it('asks for messages right after an accepted boot where that is switched on, one after the other', async () => {
    const eager = await startGateway({ TRIGGER_AFTER_BOOT: 'status, meter-values' }, { beside: gateway });
    try {
      registry(undefined, 'pending', 'accepted');
      const station = await connect('EAGER', 'ocpp1.6', eager);
      await boot(station, 'ocpp1.6');
      await station.ask('Heartbeat', {});
      expect(station.calls()).toEqual([]);
      await boot(station, 'ocpp1.6');
      const first = await station.called('TriggerMessage');
      expect(first[3]).toEqual({ requestedMessage: 'StatusNotification' });
      await station.caughtUp();
      expect(station.calls()).toHaveLength(1);
      station.answer(first, { status: 'NotImplemented' });
      expect((await station.called('TriggerMessage', 2))[3]).toEqual({ requestedMessage: 'MeterValues' });
    } finally {
      await eager.stop();
    }
  });

  it('is told to a station by what was last known while the registry is away, else as pending with 60 s', async () => {
    registry(undefined, 'accepted');
    const known = await connect('KNOWN');
    await boot(known, 'ocpp1.6');
    const unknown = await connect('UNKNOWN');
    gateway.decide.boot = () => undefined;
    expect((await boot(known, 'ocpp1.6'))[2]).toMatchObject({ status: 'Accepted', interval: 300 });
    expect((await boot(unknown, 'ocpp1.6'))[2]).toMatchObject({ status: 'Pending', interval: 60 });
    const verdicts = await until('both boots', async () => {
      const events = await gateway.logged();
      const booted = events.flatMap((event) => (event.kind === 'station.booted' ? [event] : []));
      const without = booted.filter(({ data }) => data.verdict.decidedBy !== 'service');
      return without.length >= 2 && without;
    });
    expect(verdicts.map(({ stationId, data }) => [stationId, data.verdict.decidedBy])).toEqual([
      ['KNOWN', 'last-known'],
      ['UNKNOWN', 'policy'],
    ]);
    gateway.decide.admit = () => undefined;
    // It comes back while nobody can say whether it booted: what it was told here still holds.
    const back = await connect('KNOWN');
    expect((await back.ask('StatusNotification', status16(1)))[0]).toBe(3);
    expect(back.calls()).toEqual([]);
  });
});
