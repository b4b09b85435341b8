import type { CommandOutcome, CommandRequest, OcppVersion } from '@chargebus/contracts';
import { GatewayUnderTest, type Execute, type StationUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';
import { reported, reportParts } from './testing/report-parts';

const CONFIGURATION = [
  { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,RemoteTrigger' },
  { key: 'NumberOfConnectors', readonly: true, value: '2' },
  { key: 'HeartbeatInterval', readonly: false, value: '300' },
];
type Told = CommandRequest['command'];
type Reply = Omit<CommandOutcome, 'commandId'>;

/** A station that answers each command by `reply`; what it was told is kept. */
function answering(reply: (command: Told) => Reply): { execute: Execute; told: Told[] } {
  const told: Told[] = [];
  const execute = ({ commandId, command }: CommandRequest): CommandOutcome => {
    told.push(command);
    return { commandId, ...reply(command) };
  };
  return { execute, told };
}

describe('talks of several calls', () => {
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start({ COMMAND_TIMEOUT_S: 1 });
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  async function connect(id: string, execute: Execute, ocppVersion: OcppVersion = '1.6'): Promise<StationUnderTest> {
    await registry.call('POST', '/stations', { id });
    const station = await gateway.connect(id, execute, { ocppVersion });
    await until(() => station.link.current(), `the claim of ${id}`);
    return station;
  }
  const send = async (id: string, type: string) =>
    (await registry.call('POST', `/stations/${id}/commands`, { type })).body;

  describe('identify', () => {
    it('reads the configuration into capabilities and has the station boot', async () => {
      const { execute, told } = answering(({ type }) =>
        type === 'get-configuration'
          ? { status: 'accepted', response: { configurationKey: CONFIGURATION } }
          : { status: 'accepted', response: { status: 'Accepted' } },
      );
      await connect('I1', execute);
      const body = await send('I1', 'identify');
      expect(body).toMatchObject({
        status: 'accepted',
        response: { keys: 3, numberOfConnectors: 2, bootTriggered: 'accepted' },
      });
      expect(told).toEqual([{ type: 'get-configuration' }, { type: 'trigger', message: 'boot' }]);
      const { capabilities } = (await registry.get('/stations/I1')).body;
      expect(capabilities).toMatchObject({
        profiles: ['Core', 'RemoteTrigger'],
        numberOfConnectors: 2,
        keys: { HeartbeatInterval: { value: '300', readonly: false } },
      });
    });

    it('asks in chunks when the station cannot list everything, and triggers nothing it does not support', async () => {
      const known = new Map(CONFIGURATION.map((entry) => [entry.key, entry]));
      known.set('SupportedFeatureProfiles', { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core' });
      const { execute, told } = answering((command) => {
        const keys = command.type === 'get-configuration' ? command.keys : undefined;
        if (keys === undefined) return { status: 'failed', error: { code: 'InternalError', description: 'too much' } };
        const configurationKey = keys.flatMap((key) => known.get(key) ?? []);
        return {
          status: 'accepted',
          response: { configurationKey, unknownKey: keys.filter((key) => !known.has(key)) },
        };
      });
      await connect('I2', execute);
      const body = await send('I2', 'identify');
      expect(body).toMatchObject({ status: 'accepted', response: { keys: 3, bootTriggered: 'not-supported' } });
      expect(told.every(({ type }) => type === 'get-configuration')).toBe(true);
      expect((await registry.get('/stations/I2')).body.capabilities.unknownKeys).toContain('ConnectionTimeOut');
    });

    it('says unsupported or offline where that is so, and keeps what was known', async () => {
      const { execute, told } = answering(() => ({
        status: 'unsupported',
        error: { code: 'NotSupported', description: 'none' },
      }));
      await connect('I3', execute);
      expect(await send('I3', 'identify')).toMatchObject({ status: 'unsupported', error: { description: 'none' } });
      expect(told.map(({ type }) => type)).not.toContain('trigger');
      expect((await registry.get('/stations/I3')).body.capabilities).toBeNull();
      await registry.call('POST', '/stations', { id: 'I4' });
      expect(await send('I4', 'identify')).toMatchObject({ status: 'offline', retryable: true });
    });
  });

  describe('identify by the device model', () => {
    /** Reports only its configuration, in parts out of order of which one never comes; knows one variable by name. */
    it('takes the largest report that is given, as far as it comes, and asks for the rest by name', async () => {
      const parts = (requestId: number) =>
        reportParts({ stationId: 'I5', requestId, at: new Date().toISOString() }, [
          [reported('OCPPCommCtrlr', 'HeartbeatInterval', '300')],
          [],
          [reported('SecurityCtrlr', 'BasicAuthPassword'), reported('EVSE', 'Power', '1', { evseId: 1 })],
        ]);
      const told: Told[] = [];
      await registry.call('POST', '/stations', { id: 'I5' });
      const station = await gateway.connect('I5', async ({ commandId, command }) => {
        told.push(command);
        if (command.type === 'get-base-report' && command.report === 'configuration') {
          const { link } = station.header();
          const [first, , last] = parts(command.requestId);
          for (const part of [last!, first!, last!]) await station.say({ ...part, link });
          return { commandId, status: 'accepted' };
        }
        if (command.type === 'trigger') return { commandId, status: 'rejected' };
        if (command.type !== 'get-variables') return { commandId, status: 'unsupported' };
        const known = { component: 'SmartChargingCtrlr', variable: 'RateUnit', status: 'accepted', value: 'A' };
        return { commandId, status: 'accepted', response: { variables: [known] } };
      });
      await until(() => station.link.current(), 'the claim');
      expect(await send('I5', 'identify')).toMatchObject({
        status: 'accepted',
        response: { report: 'configuration', reportComplete: false, numberOfEvses: 1, bootTriggered: 'rejected' },
      });
      expect(told.flatMap((command) => (command.type === 'get-base-report' ? command.report : []))).toEqual([
        'full',
        'configuration',
      ]);
      const { capabilities } = (await registry.get('/stations/I5')).body;
      expect(capabilities).toMatchObject({
        profiles: ['Core', 'FirmwareManagement', 'RemoteTrigger', 'SmartCharging'],
        chargingRateUnits: ['Current'],
        keys: { 'OCPPCommCtrlr.HeartbeatInterval': { value: '300', readonly: false } },
      });
      const page = await registry.get('/stations/I5/variables?component=securityctrlr');
      expect(page.body.items).toMatchObject([
        { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', attributes: [{ type: 'actual', value: null }] },
      ]);
      expect((await registry.get('/stations/nobody/variables')).status).toBe(404);
    });
  });

  describe('refresh', () => {
    it('has the station report status and meter values', async () => {
      const { execute, told } = answering(() => ({ status: 'accepted' }));
      await connect('F1', execute);
      expect(await send('F1', 'refresh')).toMatchObject({
        status: 'accepted',
        response: { status: 'accepted', meterValues: 'accepted' },
      });
      expect(told).toEqual([
        { type: 'trigger', message: 'status' },
        { type: 'trigger', message: 'meter-values' },
      ]);
    });

    it('asks a station of 2.x for the status of each connector that it has told of, as it wants to be asked', async () => {
      const { execute, told } = answering(() => ({ status: 'accepted' }));
      const station = await connect('F4', execute, '2.0.1');
      for (const connector of [1, 2]) await station.status({ evse: 1, connector, status: 'available' });
      await until(async () => (await registry.get('/stations/F4')).body.evses[0]?.connectors.length === 2, 'both');
      expect(await send('F4', 'refresh')).toMatchObject({ status: 'accepted' });
      expect(told).toEqual([
        { type: 'trigger', message: 'status', evseId: 1, connectorId: 1 },
        { type: 'trigger', message: 'status', evseId: 1, connectorId: 2 },
        { type: 'trigger', message: 'meter-values' },
      ]);
    });

    it('is honest about a station that does one of both', async () => {
      const { execute } = answering((command) => ({
        status: command.type === 'trigger' && command.message === 'status' ? 'accepted' : 'unsupported',
      }));
      await connect('F2', execute);
      expect(await send('F2', 'refresh')).toMatchObject({
        status: 'unsupported',
        response: { status: 'accepted', meterValues: 'unsupported' },
      });
    });

    it('does not go on with a station that is away', async () => {
      await registry.call('POST', '/stations', { id: 'F3' });
      expect(await send('F3', 'refresh')).toMatchObject({ status: 'offline', response: { meterValues: 'not-sent' } });
    });
  });

  describe('a raw call', () => {
    const call = (id: string, body: unknown) => registry.call('POST', `/stations/${id}/ocpp`, body);

    it.each<[string, Reply, number, object]>([
      ['a result', { status: 'rejected', response: { status: 'Rejected' } }, 200, { result: { status: 'Rejected' } }],
      [
        'an error of the station',
        { status: 'unsupported', error: { code: 'NotImplemented', description: 'no', details: { a: 1 } } },
        200,
        { error: { code: 'NotImplemented', description: 'no', details: { a: 1 } } },
      ],
      [
        'a result that fails its own schema',
        { status: 'accepted', response: { odd: true }, error: { code: 'FormationViolation', description: 'odd' } },
        200,
        { result: { odd: true } },
      ],
      [
        'a payload that fails the schema',
        {
          status: 'invalid',
          error: {
            code: 'TypeConstraintViolation',
            description: 'x',
            details: { faults: [{ path: '$.key[0]', message: 'must be string' }] },
          },
        },
        422,
        { errors: [{ path: 'payload.key.0', message: 'must be string' }] },
      ],
      [
        'an action that the version does not have',
        { status: 'invalid', error: { code: 'NotImplemented', description: 'no such action', details: {} } },
        422,
        { errors: [{ path: 'action', message: 'no such action' }] },
      ],
      ['no answer in time', { status: 'timeout' }, 504, { reason: 'timeout' }],
      ['a socket that dropped', { status: 'unknown-outcome' }, 504, { reason: 'unknown-outcome' }],
    ])('is answered for %s', async (name, reply, status, body) => {
      const id = `O-${name.replaceAll(' ', '-')}`.slice(0, 40);
      const { execute, told } = answering(() => reply);
      await connect(id, execute);
      const answer = await call(id, { action: 'GetConfiguration', payload: { key: ['A'] } });
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject(body);
      expect(told).toEqual([{ type: 'ocpp', action: 'GetConfiguration', payload: { key: ['A'] } }]);
    });

    it('to a station without a link is 409, reason offline', async () => {
      await registry.call('POST', '/stations', { id: 'O-away' });
      const answer = await call('O-away', { action: 'ClearCache' });
      expect(answer).toMatchObject({ status: 409, body: { reason: 'offline' } });
      expect((await registry.get('/stations/O-away/commands?type=ocpp')).body.items).toHaveLength(1);
    });

    it('names each field of bad input', async () => {
      const bad = await call('O-away', { action: '', payload: [] });
      expect(bad.body.errors.map(({ path }: { path: string }) => path)).toEqual(['action', 'payload']);
    });
  });

  describe('the raw trace', () => {
    const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

    it('is read from a time on, page by page, by action', async () => {
      await registry.call('POST', '/stations', { id: 'T1' });
      const start = Date.now() - 10_000;
      for (let n = 0; n < 9; n++) {
        registry.messaging.trace({
          tenantId: 'default',
          stationId: 'T1',
          at: new Date(start + Math.floor(n / 3) * 100).toISOString(),
          linkId: 'l',
          direction: n % 2 === 0 ? 'in' : 'out',
          frame: `[2,"${n}"]`,
          action: n % 3 === 0 ? 'Heartbeat' : 'StatusNotification',
        });
      }
      const frames = ({ body }: { body: any }): string[] => body.items.map(({ frame }: { frame: string }) => frame);
      await until(async () => frames(await registry.get('/stations/T1/messages')).length === 9, 'the trace');
      const from = encodeURIComponent(new Date(start).toISOString());
      const first = await registry.get(`/stations/T1/messages?from=${from}&limit=4`);
      const second = await registry.get(`/stations/T1/messages?from=${from}&limit=4&cursor=${first.body.nextCursor}`);
      const third = await registry.get(`/stations/T1/messages?from=${from}&limit=4&cursor=${second.body.nextCursor}`);
      const all = [first, second, third].flatMap(frames);
      expect(all).toEqual(Array.from({ length: 9 }, (_, n) => `[2,"${n}"]`));
      expect(third.body.nextCursor).toBeNull();
      const beats = await registry.get(`/stations/T1/messages?action=Heartbeat&from=${from}&limit=2`);
      expect(frames(beats)).toEqual(['[2,"0"]', '[2,"3"]']);
      expect(frames(await registry.get('/stations/T1/messages?limit=2'))).toEqual(['[2,"7"]', '[2,"8"]']);
    });

    it('of an unknown station is 404, and a bad time is named', async () => {
      expect((await registry.get('/stations/none/messages')).status).toBe(404);
      const bad = await registry.get(`/stations/T1/messages?from=yesterday&to=${at(0)}`);
      expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'from' }] } });
    });
  });
});
