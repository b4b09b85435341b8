import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
let station: SimulatedStation;

async function started(o: Partial<StationOptions> = {}): Promise<void> {
  station = new SimulatedStation({ url: csms.url, id: 'CS1', version: '2.0.1', seed: 4, reconnectMinMs: 20, ...o });
  await station.start();
}

const told = (action: string, payload: object = {}): Promise<any> => csms.ask('CS1', action, payload);
const named = (path: string, evse?: object): { component: object; variable: object } => {
  const [, component = '', variable = '', instance] = /^(\w+)\.(\w+)(?:\[(\w+)\])?$/.exec(path) ?? [];
  return {
    component: { name: component, ...(evse ? { evse } : {}) },
    variable: { name: variable, ...(instance ? { instance } : {}) },
  };
};
const set = async (path: string, attributeValue: string, more: object = {}): Promise<unknown> => {
  const setVariableData = [{ ...named(path), attributeValue, ...more }];
  return (await told('SetVariables', { setVariableData })).setVariableResult[0].attributeStatus;
};
const get = async (...asked: object[]): Promise<[string, string | undefined][]> => {
  const { getVariableResult } = await told('GetVariables', { getVariableData: asked });
  return getVariableResult.map((result: any) => [result.attributeStatus, result.attributeValue]);
};
const parts = (): Record<string, any>[] => csms.of('NotifyReport').map(({ payload }) => payload);
const lastPart = (): Record<string, any> | undefined => parts().findLast(({ tbc }) => tbc !== true);
const reported = (): string[] =>
  parts().flatMap(({ reportData }) =>
    reportData.map(
      ({ component, variable }: any) =>
        `${component.name}${component.evse ? `#${component.evse.id}` : ''}.${variable.name}${
          variable.instance ? `[${variable.instance}]` : ''
        }`,
    ),
  );

beforeEach(async () => {
  csms = await TinyCsms.listen();
});

afterEach(async () => {
  await station.stop();
  await csms.close();
});

describe('The device model of a 2.0.1 station', () => {
  it('tells what it has, and names what it does not know', async () => {
    await started({ connectors: 2 });
    station.plugIn(2);
    expect(
      await get(
        named('OCPPCommCtrlr.MessageAttempts[TransactionEvent]'),
        named('occpcommctrlr.heartbeatinterval'),
        named('ocppcommctrlr.HEARTBEATINTERVAL'),
        named('TxCtrlr.Coffee'),
        named('EVSE.AvailabilityState', { id: 2 }),
        named('Connector.ConnectorType', { id: 2, connectorId: 1 }),
        named('EVSE.Available', { id: 3 }),
        { ...named('TxCtrlr.TxStartPoint'), attributeType: 'MaxSet' },
        named('SecurityCtrlr.BasicAuthPassword'),
      ),
    ).toEqual([
      ['Accepted', '3'],
      ['UnknownComponent', undefined],
      ['Accepted', '300'],
      ['UnknownVariable', undefined],
      ['Accepted', 'Occupied'],
      ['Accepted', 'cType2'],
      ['UnknownComponent', undefined],
      ['NotSupportedAttributeType', undefined],
      ['Rejected', undefined],
    ]);
  });

  it('takes what fits and refuses what does not', async () => {
    await started();
    expect(await set('SampledDataCtrlr.TxUpdatedInterval', '15')).toBe('Accepted');
    expect(await set('SampledDataCtrlr.TxUpdatedInterval', 'soon')).toBe('Rejected');
    expect(await set('OCPPCommCtrlr.MessageAttempts[TransactionEvent]', '0')).toBe('Rejected');
    expect(await set('TxCtrlr.TxStartPoint', 'EVConnected,Authorized')).toBe('Accepted');
    expect(await set('TxCtrlr.TxStopPoint', 'Tomorrow')).toBe('Rejected');
    expect(await set('TxCtrlr.StopTxOnInvalidId', 'perhaps')).toBe('Rejected');
    expect(await set('ChargingStation.Model', 'Other')).toBe('Rejected');
    expect(await set('TxCtrlr.Coffee', 'yes')).toBe('UnknownVariable');
    expect(await set('CoffeeCtrlr.Strength', '3')).toBe('UnknownComponent');
    expect(await set('TxCtrlr.TxStartPoint', 'x', { attributeType: 'Target' })).toBe('NotSupportedAttributeType');
    expect(await get(named('TxCtrlr.TxStartPoint'), named('SampledDataCtrlr.TxUpdatedInterval'))).toEqual([
      ['Accepted', 'EVConnected,Authorized'],
      ['Accepted', '15'],
    ]);
  });

  it('beats at the interval that was set, and samples at round times', async () => {
    await started();
    expect(await set('OCPPCommCtrlr.HeartbeatInterval', '1')).toBe('Accepted');
    expect(await set('AlignedDataCtrlr.Interval', '1')).toBe('Accepted');
    await until(() => csms.of('Heartbeat').length > 0 && csms.of('MeterValues').length > 0, 'both');
    expect(csms.of('MeterValues')[0]?.payload).toMatchObject({
      evseId: 1,
      meterValue: [{ sampledValue: [{ context: 'Sample.Clock', value: station.meterWh() }] }],
    });
    station.plugIn();
    await station.present('TAG');
    const clocked = (): boolean =>
      csms.of('TransactionEvent').some(({ payload }) => payload['triggerReason'] === 'MeterValueClock');
    await until(clocked, 'a sample of the transaction');
  });

  it('comes back with a new BasicAuthPassword at once', async () => {
    await started({ password: 'an old password here' });
    const path = 'SecurityCtrlr.BasicAuthPassword';
    expect(await set(path, 'too short')).toBe('Rejected');
    expect(await set(path, 'a-new-password-here')).toBe('Accepted');
    await until(() => csms.upgrades.length === 2, 'the reconnect');
    const sent = Buffer.from(csms.upgrades[1]?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(sent).toBe('CS1:a-new-password-here');
    expect(csms.of('BootNotification')).toHaveLength(1);
  });

  it('is reported in numbered parts, the last of which says so', async () => {
    await started({ connectors: 2 });
    const accepted = { status: 'Accepted' };
    expect(await told('GetBaseReport', { requestId: 9, reportBase: 'FullInventory' })).toEqual(accepted);
    await until(() => lastPart() !== undefined, 'the last part');
    expect(parts().length).toBeGreaterThan(4);
    expect(parts().map(({ requestId, seqNo, tbc }) => [requestId, seqNo, tbc])).toEqual(
      parts().map((_, at) => [9, at, at < parts().length - 1 ? true : undefined]),
    );
    expect(reported()).toEqual(
      expect.arrayContaining(['EVSE#2.Power', 'Connector#1.ConnectorType', 'TxCtrlr.TxStartPoint']),
    );
    expect(new Set(reported()).size).toBe(reported().length);
    expect(JSON.stringify(parts())).not.toMatch(/"value":\s*null/);
  });

  it('is reported in part: what can be set, and whether all is well', async () => {
    await started({ connectors: 2 });
    await told('GetBaseReport', { requestId: 1, reportBase: 'SummaryInventory' });
    await until(() => lastPart() !== undefined, 'the summary');
    expect(reported()).toEqual([
      'ChargingStation.AvailabilityState',
      'ChargingStation.Available',
      'ChargingStation.Problem',
      'EVSE#1.AvailabilityState',
      'EVSE#1.Available',
      'Connector#1.AvailabilityState',
      'Connector#1.Available',
      'EVSE#2.AvailabilityState',
      'EVSE#2.Available',
      'Connector#2.AvailabilityState',
      'Connector#2.Available',
    ]);
    csms.heard.length = 0;
    await told('GetBaseReport', { requestId: 2, reportBase: 'ConfigurationInventory' });
    await until(() => lastPart() !== undefined, 'the configuration');
    expect(reported()).toContain('SecurityCtrlr.BasicAuthPassword');
    expect(reported()).not.toContain('ChargingStation.Model');
  });

  it('is reported by component, variable and criterion', async () => {
    await started({ connectors: 2 });
    const ask = (question: object): Promise<unknown> => told('GetReport', { requestId: 3, ...question });
    const componentVariable = [{ component: { name: 'EVSE' }, variable: { name: 'Available' } }];
    expect(await ask({ componentVariable })).toEqual({ status: 'Accepted' });
    await until(() => lastPart() !== undefined, 'the report');
    expect(reported()).toEqual(['EVSE#1.Available', 'EVSE#2.Available']);
    expect(await ask({ componentCriteria: ['Problem'] })).toMatchObject({ status: 'EmptyResultSet' });
    expect(await ask({ componentVariable: [{ component: { name: 'Coffee' } }] })).toMatchObject({
      status: 'EmptyResultSet',
    });
  });

  it('answers more items than ItemsPerMessage with a CALLERROR', async () => {
    await started();
    const getVariableData = Array.from({ length: 33 }, () => named('TxCtrlr.TxStartPoint'));
    expect(await told('GetVariables', { getVariableData })).toBe('OccurrenceConstraintViolation');
    expect(station.faults()).toHaveLength(1);
  });

  it('refuses initial values of variables it has not, and leaves those of 1.6 alone', () => {
    const made = (configuration: Record<string, string>): unknown =>
      new SimulatedStation({ url: csms.url, id: 'X', version: '2.0.1', configuration });
    expect(() => made({ 'TxCtrlr.Coffee': '1' })).toThrow(RangeError);
    expect(() => made({ MeterValueSampleInterval: '10' })).not.toThrow();
  });
});
