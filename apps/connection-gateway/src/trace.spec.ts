import type { TraceEntry } from '@chargebus/contracts';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const boot16 = { chargePointVendor: 'go-e', chargePointModel: 'HOME 11' };
const boot201 = { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Two' } };

describe('the trace of a station', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ TRACE_MAX_AGE_H: 2, TRACE_MAX_MB: 50 });
  });
  afterAll(() => gateway?.stop());
  const open: PlainStation[] = [];
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (id: string, version: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6'): Promise<PlainStation> => {
    const station = await PlainStation.connect(`${gateway.url}/${id}`, [version]);
    open.push(station);
    await station.ask('BootNotification', version === 'ocpp1.6' ? boot16 : boot201);
    return station;
  };
  const traced = (id: string, count: number): Promise<TraceEntry[]> =>
    until(`${count} frames of ${id}`, async () => {
      const entries = await gateway.traced(id);
      return entries.length >= count && entries;
    });

  it('has every frame both ways, verbatim, with its time, its action, and how long an answer took', async () => {
    const since = new Date().toISOString();
    const station = await connect('BOTH');
    const odd = '[2, "7",\t"StatusNotification", {"connectorId":1,"errorCode":"NoError","status":"Available"}]';
    station.socket.send(odd);
    await until('the answer', () => station.answerTo('7'));
    const outcome = gateway.command('BOTH', { type: 'clear-cache' });
    const call = await station.called('ClearCache');
    await new Promise((resolve) => setTimeout(resolve, 60)); // the station's own time to answer
    station.answer(call, { status: 'Accepted' });
    await outcome;
    const entries = await traced('BOTH', 6);
    expect(entries.map(({ direction, action }) => `${direction} ${action}`)).toEqual([
      'in BootNotification',
      'out BootNotification',
      'in StatusNotification',
      'out StatusNotification',
      'out ClearCache',
      'in ClearCache',
    ]);
    expect(entries[2]?.frame).toBe(odd);
    expect(entries.map(({ latencyMs }) => latencyMs === undefined)).toEqual([true, false, true, false, true, false]);
    expect(entries[5]?.latencyMs).toBeGreaterThanOrEqual(50);
    const times = entries.map(({ at }) => at);
    expect([since, ...times]).toEqual([since, ...times].sort());
    expect(new Set(entries.map(({ linkId }) => linkId)).size).toBe(1);
  });

  it('names with its answer what was tolerated in a call, which is counted by what the station is', async () => {
    const station = await connect('TOLERATED');
    const meterValue = { timestamp: '2026-03-01T10:00:00Z', sampledValue: [{ value: '1' }] };
    expect((await station.ask('MeterValues', { connectorId: 1, meterValue }))[0]).toBe(3);
    const again = await connect('TOLERATED');
    expect((await again.ask('MeterValues', { connectorId: 1, meterValue }))[0]).toBe(3);
    const entries = await traced('TOLERATED', 8);
    const marked = entries.filter(({ remarks }) => remarks?.includes('meter-value-as-object'));
    expect(marked.map(({ direction, action }) => [direction, action])).toEqual([
      ['out', 'MeterValues'],
      ['out', 'MeterValues'],
    ]);
    const labels = { remark: 'meter-value-as-object', vendor: 'go-e', model: 'HOME 11' };
    expect(await gateway.metric('chargebus_gateway_remarks_total', labels)).toBe(2);
  });

  it('counts oddities by what a station said it is, also when it comes back without a boot', async () => {
    await connect('BACK');
    const station = await PlainStation.connect(`${gateway.url}/BACK`);
    open.push(station);
    const labels = { remark: 'payload-null', vendor: 'go-e', model: 'HOME 11' };
    const before = await gateway.metric('chargebus_gateway_remarks_total', labels);
    station.socket.send('[2,"1","Heartbeat",null]');
    await until('the answer', () => station.answerTo('1'));
    expect(await gateway.metric('chargebus_gateway_remarks_total', labels)).toBe(before + 1);
  });

  it('keeps credentials out: the AuthorizationKey of 1.6', async () => {
    const station = await connect('KEY-16');
    const key = '0123456789abcdef0123456789abcdef';
    const outcome = gateway.command('KEY-16', { type: 'set-configuration', key: 'AuthorizationKey', value: key });
    const call = await station.called('ChangeConfiguration');
    expect(call[3]).toEqual({ key: 'AuthorizationKey', value: key });
    station.answer(call, { status: 'Accepted' });
    await outcome;
    const entries = await traced('KEY-16', 4);
    expect(JSON.stringify(entries)).not.toContain(key);
    expect(entries[2]).toMatchObject({ action: 'ChangeConfiguration', remarks: ['redacted'] });
    expect(JSON.parse(entries[2]?.frame ?? '')[3]).toEqual({ key: 'AuthorizationKey', value: '[redacted]' });
  });

  it('keeps credentials out: passwords that 2.0.1 sets and reports, alone among others', async () => {
    const station = await connect('KEY-201', 'ocpp2.0.1');
    const variables = [
      { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: 'correct-horse-battery' },
      { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '61' },
    ];
    const set = gateway.command('KEY-201', { type: 'set-variables', variables });
    const setCall = await station.called('SetVariables');
    station.answer(setCall, {
      setVariableResult: setCall[3].setVariableData.map(({ component, variable }: Record<string, object>) => ({
        attributeStatus: 'Accepted',
        component,
        variable,
      })),
    });
    await set;
    const connectionData = {
      ocppVersion: 'OCPP20',
      ocppTransport: 'JSON',
      ocppCsmsUrl: 'wss://csms.example/ocpp',
      messageTimeout: 30,
      securityProfile: 2,
      ocppInterface: 'Wired0',
      apn: { apn: 'internet', apnUserName: 'driver', apnPassword: 'apn-secret', apnAuthentication: 'CHAP' },
    };
    const payload = { configurationSlot: 1, connectionData };
    const profile = gateway.command('KEY-201', { type: 'ocpp', action: 'SetNetworkProfile', payload });
    const profileCall = await station.called('SetNetworkProfile');
    expect(profileCall[3].connectionData.apn.apnPassword).toBe('apn-secret');
    station.answer(profileCall, { status: 'Accepted' });
    await profile;
    const text = JSON.stringify(await traced('KEY-201', 6));
    expect(text).not.toMatch(/correct-horse-battery|apn-secret/);
    expect(text).toContain('driver');
    expect(text).toContain('61');
  });

  it('is kept as long and as much of it as configured', async () => {
    const jsm = await gateway.messaging.nc.jetstreamManager({ timeout: 30_000 });
    const { max_age, max_bytes, discard } = (await jsm.streams.info('TRACE')).config;
    expect([max_age / 1e9 / 3600, max_bytes, discard]).toEqual([2, 50_000_000, 'old']);
  });
});
