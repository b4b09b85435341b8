import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

describe('What a 2.0.1 station keeps for its operator', () => {
  let csms: TinyCsms;
  let station: SimulatedStation;
  beforeEach(async () => {
    csms = await TinyCsms.listen();
    station = new SimulatedStation({
      url: csms.url,
      id: 'CS1',
      version: '2.0.1',
      seed: 4,
      password: 'PASSWORD-OF-20-CHARS',
      rebootMs: 50,
    });
    await station.start();
  });
  afterEach(async () => {
    await station.stop();
    await csms.close();
  });
  const told = (action: string, payload: object): Promise<any> => csms.ask('CS1', action, payload);
  const accepted = { status: 'Accepted' };
  const heard = async (action: string): Promise<any> => {
    await until(() => csms.of(action).length > 0, action);
    return csms.of(action).at(-1)?.payload;
  };

  it('monitors: one of a kind for each variable, reported by kind and variable until they are cleared', async () => {
    const of = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };
    const monitor = { value: 5, type: 'Delta', severity: 4, ...of };
    const { setMonitoringResult } = await told('SetVariableMonitoring', {
      setMonitoringData: [monitor, monitor, { ...monitor, component: { name: 'Coffee' } }, { ...monitor, id: 99 }],
    });
    const words = setMonitoringResult.map(({ status }: { status: string }) => status);
    expect(words).toEqual(['Accepted', 'Duplicate', 'UnknownComponent', 'Rejected']);
    const { id } = setMonitoringResult[0];
    expect(
      await told('GetMonitoringReport', { requestId: 1, monitoringCriteria: ['PeriodicMonitoring'] }),
    ).toMatchObject({
      status: 'EmptyResultSet',
    });
    const asked = { requestId: 2, monitoringCriteria: ['DeltaMonitoring'], componentVariable: [of] };
    expect(await told('GetMonitoringReport', asked)).toEqual(accepted);
    expect(await heard('NotifyMonitoringReport')).toMatchObject({
      requestId: 2,
      tbc: false,
      monitor: [{ ...of, variableMonitoring: [{ id, type: 'Delta', value: 5, severity: 4, transaction: false }] }],
    });
    expect(await told('ClearVariableMonitoring', { id: [id, id] })).toMatchObject({
      clearMonitoringResult: [{ status: 'Accepted' }, { status: 'NotFound' }],
    });
    expect(await told('SetMonitoringLevel', { severity: 10 })).toBe('FormatViolation');
    expect(await told('SetMonitoringLevel', { severity: 9 })).toEqual(accepted);
    expect(await told('SetMonitoringBase', { monitoringBase: 'All' })).toEqual(accepted);
  });

  it('monitors that tell what they see, below their level, until the station is switched off', async () => {
    const power = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } };
    const interval = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };
    const setMonitoringData = [
      { value: 1_000, type: 'UpperThreshold', severity: 3, ...power },
      { value: 1, type: 'Periodic', severity: 4, transaction: true, ...power },
      { value: 50, type: 'Delta', severity: 5, ...interval },
      { value: 50, type: 'Delta', severity: 9, ...interval },
    ];
    await told('SetVariableMonitoring', { setMonitoringData });
    await told('SetMonitoringLevel', { severity: 8 });
    const events = (): any[] => csms.of('NotifyEvent').flatMap(({ payload }) => payload['eventData'] as object[]);
    const seen = (trigger: string, n: number) =>
      until(() => events().filter((event) => event.trigger === trigger).length >= n, `${n} ${trigger}`);
    await told('SetVariables', { setVariableData: [{ ...interval, attributeValue: '400' }] });
    await seen('Delta', 1);
    station.plugIn(1, { maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
    await station.present('TAG', 1);
    await seen('Alerting', 1);
    await seen('Periodic', 1);
    await station.present('TAG', 1);
    await seen('Alerting', 2);
    const [alert, over] = events().filter(({ trigger }) => trigger === 'Alerting');
    expect(alert).toMatchObject({ ...power, eventNotificationType: 'CustomMonitor', variableMonitoringId: 1 });
    expect([Number(alert.actualValue) > 1_000, alert.cleared, over.cleared]).toEqual([true, undefined, true]);
    const deltas = events().filter(({ trigger }) => trigger === 'Delta');
    expect(deltas).toMatchObject([{ actualValue: '400', variableMonitoringId: 3 }]);
    expect(station.faults()).toEqual([]);
  });

  it('networks in slots, of which a boot takes the first, with its address and security profile', async () => {
    const connectionData = {
      ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: `${csms.url}/elsewhere`, messageTimeout: 30 },
      ...{ securityProfile: 1, ocppInterface: 'Wired0' },
    };
    expect(await told('SetNetworkProfile', { configurationSlot: 9, connectionData })).toMatchObject({
      ...{ status: 'Rejected', statusInfo: { reasonCode: 'InvalidConfSlot' } },
    });
    expect(await told('SetNetworkProfile', { configurationSlot: 2, connectionData })).toEqual(accepted);
    const priority = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'NetworkConfigurationPriority' } };
    const set = { setVariableData: [{ ...priority, attributeValue: '2,1' }] };
    expect(await told('SetVariables', set)).toMatchObject({
      setVariableResult: [{ attributeStatus: 'RebootRequired' }],
    });
    expect(csms.upgrades).toHaveLength(1);
    await told('Reset', { type: 'OnIdle' });
    await until(() => csms.upgrades.length === 2, 'the next connection');
    expect(csms.upgrades[1]?.url).toBe('/ocpp/elsewhere/CS1');
  });

  it('messages for its display, nothing of customers, and ways to its platform that are no less safe', async () => {
    const message = { id: 3, priority: 'InFront', message: { format: 'UTF8', content: 'Hello' } };
    expect(await told('SetDisplayMessage', { message })).toEqual(accepted);
    expect(await told('GetDisplayMessages', { requestId: 4, priority: 'AlwaysFront' })).toEqual({ status: 'Unknown' });
    expect(await told('GetDisplayMessages', { requestId: 5, id: [3] })).toEqual(accepted);
    expect(await heard('NotifyDisplayMessages')).toEqual({ requestId: 5, tbc: false, messageInfo: [message] });
    expect(await told('ClearDisplayMessage', { id: 3 })).toEqual(accepted);
    expect(await told('ClearDisplayMessage', { id: 3 })).toEqual({ status: 'Unknown' });

    const customer = { requestId: 6, report: true, clear: true };
    expect(await told('CustomerInformation', customer)).toEqual({ status: 'Invalid' });
    expect(await told('CustomerInformation', { ...customer, customerIdentifier: 'C-1' })).toEqual(accepted);
    expect(await heard('NotifyCustomerInformation')).toMatchObject({ requestId: 6, data: '', seqNo: 0, tbc: false });

    const connectionData = {
      ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: 'wss://csms/ocpp', messageTimeout: 30 },
      ...{ securityProfile: 2, ocppInterface: 'Wired0' },
    };
    expect(await told('SetNetworkProfile', { configurationSlot: 1, connectionData })).toEqual(accepted);
    const lesser = { configurationSlot: 1, connectionData: { ...connectionData, securityProfile: 0 } };
    expect(await told('SetNetworkProfile', lesser)).toMatchObject({ status: 'Rejected' });
  });
});
