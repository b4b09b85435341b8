import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

interface Event {
  eventType: string;
  triggerReason: string;
  seqNo: number;
  offline?: boolean;
  timestamp: string;
  idToken?: object;
  evse?: object;
  transactionInfo: {
    transactionId: string;
    chargingState?: string;
    stoppedReason?: string;
    remoteStartId?: number;
  };
  meterValue?: { sampledValue: { value: number; measurand: string; context: string; unitOfMeasure?: object }[] }[];
}

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function started(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({
    url: csms.url,
    id: 'CS1',
    version: '2.0.1',
    seed: 1,
    speed: 600,
    reconnectMinMs: 20,
    reconnectMaxMs: 50,
    rebootMs: 20,
    ...o,
  });
  stations.push(made);
  await made.start();
  return made;
}

const events = (): Event[] => csms.of('TransactionEvent').map(({ payload }) => payload as unknown as Event);
/** Each event but the periodic ones, as `Started Authorized EVConnected`. */
const story = (): string[] =>
  events()
    .filter(({ triggerReason }) => triggerReason !== 'MeterValuePeriodic')
    .map(({ eventType, triggerReason, transactionInfo: { chargingState, stoppedReason } }) =>
      [eventType, triggerReason, chargingState, stoppedReason].filter((word) => word !== undefined).join(' '),
    );
const told = (eventType: string): boolean => events().some((event) => event.eventType === eventType);
const statuses = (): unknown[] => csms.of('StatusNotification').map(({ payload }) => payload['connectorStatus']);
const registers = (event?: Event): unknown[] =>
  (event?.meterValue ?? []).flatMap(({ sampledValue }) =>
    sampledValue
      .filter(({ measurand }) => measurand === 'Energy.Active.Import.Register')
      .map(({ context, value }) => [context, value]),
  );

const points = (start: string, stop: string): Partial<StationOptions> => ({
  configuration: {
    'TxCtrlr.TxStartPoint': start,
    'TxCtrlr.TxStopPoint': stop,
    'SampledDataCtrlr.TxUpdatedInterval': '0',
    'TxCtrlr.EVConnectionTimeOut': '1',
  },
});

beforeEach(async () => {
  csms = await TinyCsms.listen({ perMessageDeflate: true });
});

afterEach(async () => {
  for (const made of stations.splice(0)) {
    expect(made.faults()).toEqual([]);
    await made.stop();
  }
  await csms.close();
});

describe('A simulated 2.0.1 station', () => {
  it('connects as ocpp2.0.1 with compression, boots with PowerUp, and tells every connector', async () => {
    await started({ connectors: 2 });
    await until(() => statuses().length === 2, 'two statuses');
    const [upgrade] = csms.upgrades;
    expect(upgrade?.headers['sec-websocket-protocol']).toBe('ocpp2.0.1');
    expect(upgrade?.headers['sec-websocket-extensions']).toMatch(/^permessage-deflate/);
    expect(csms.heard[0]).toMatchObject({
      action: 'BootNotification',
      payload: { reason: 'PowerUp', chargingStation: { vendorName: 'Simulated', model: 'Wallbox 22' } },
    });
    expect(csms.of('StatusNotification').map(({ payload }) => payload)).toEqual(
      [1, 2].map((evseId) => ({
        evseId,
        connectorId: 1,
        connectorStatus: 'Available',
        timestamp: expect.stringMatching(/Z$/) as string,
      })),
    );
  });

  it('charges: numbered events without gaps, the token and the EVSE told once, registers as its ledger has them', async () => {
    const station = await started({ configuration: { 'SampledDataCtrlr.TxUpdatedInterval': '60' } });
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
    expect(await station.present('TAG')).toBe('started');
    await until(() => events().length >= 5, 'three samples');
    expect(station.powerW()).toBeCloseTo(11_000, 0);
    expect(await station.present('tag')).toBe('stopped');
    expect(await station.settled()).toBe(true);

    const [entry] = station.ledger();
    expect(csms.of('Authorize')[0]?.payload).toEqual({ idToken: { idToken: 'TAG', type: 'ISO14443' } });
    expect(story()).toEqual([
      'Started Authorized EVConnected',
      'Updated ChargingStateChanged Charging',
      'Ended StopAuthorized EVConnected Local',
    ]);
    expect(events().map(({ seqNo }) => seqNo)).toEqual(events().map((_, at) => at));
    expect(new Set(events().map(({ transactionInfo }) => transactionInfo.transactionId))).toEqual(
      new Set([entry?.transactionId]),
    );
    expect(events().filter(({ evse }) => evse)).toEqual([expect.objectContaining({ evse: { id: 1, connectorId: 1 } })]);
    expect(events().map(({ idToken }) => idToken)).toEqual([
      { idToken: 'TAG', type: 'ISO14443' },
      ...events()
        .slice(2)
        .map(() => undefined),
      { idToken: 'tag', type: 'ISO14443' },
    ]);
    expect(events().every(({ offline }) => offline === undefined)).toBe(true);
    expect(registers(events()[0])).toEqual([['Transaction.Begin', entry?.meterStartWh]]);
    expect(registers(events().at(-1))).toEqual([
      ['Transaction.Begin', entry?.meterStartWh],
      ['Transaction.End', entry?.meterStopWh],
    ]);
    const samples = events().filter(({ triggerReason }) => triggerReason === 'MeterValuePeriodic');
    const values = samples.flatMap((event) => registers(event)) as [string, number][];
    expect(values.every(([context]) => context === 'Sample.Periodic')).toBe(true);
    expect(values.map(([, value]) => value)).toEqual(values.map(([, value]) => value).sort((a, b) => a - b));
    expect(samples[0]?.meterValue?.[0]?.sampledValue).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' } }),
        expect.objectContaining({ measurand: 'Current.Import', phase: 'L3', unitOfMeasure: { unit: 'A' } }),
        expect.objectContaining({ measurand: 'Voltage', phase: 'L1-N', unitOfMeasure: { unit: 'V' } }),
        expect.objectContaining({ measurand: 'SoC', location: 'EV', unitOfMeasure: { unit: 'Percent' } }),
      ]),
    );
    expect(entry).toMatchObject({
      token: 'TAG',
      reason: 'Local',
      authorization: 'Accepted',
      startedAt: events()[0]?.timestamp,
      stoppedAt: events().at(-1)?.timestamp,
      acknowledged: { start: true, stop: true },
      meterValuesAcknowledged: events().length - 2,
      givenUp: 0,
    });
    await until(() => statuses().length === 2, 'two statuses');
    station.unplug();
    await until(() => statuses().length === 3, 'three statuses');
    expect(statuses()).toEqual(['Available', 'Occupied', 'Available']);
  });

  it('begins with the cable and ends with it where TxStartPoint and TxStopPoint are EVConnected', async () => {
    const station = await started(points('EVConnected', 'EVConnected'));
    station.plugIn();
    await until(() => told('Started'), 'the start');
    expect(station.session()).toMatchObject({ token: '', authorization: null });
    expect(await station.present('TAG')).toBe('started');
    await until(() => story().length === 3, 'charging');
    expect(await station.present('TAG')).toBe('stopped');
    expect(await station.present('OTHER')).toBe('refused');
    station.unplug();
    expect(await station.settled()).toBe(true);
    expect(story()).toEqual([
      'Started CablePluggedIn EVConnected',
      'Updated Authorized',
      'Updated ChargingStateChanged Charging',
      'Updated StopAuthorized EVConnected',
      'Ended EVCommunicationLost Idle Local',
    ]);
    expect(events().map(({ idToken }) => idToken !== undefined)).toEqual([false, true, false, true, false]);
    expect(station.ledger()).toMatchObject([{ token: 'TAG', reason: 'Local', authorization: 'Accepted' }]);
  });

  it('begins with whichever comes first where TxStartPoint is EVConnected,Authorized, and tells the EVSE when it is known', async () => {
    const station = await started({ ...points('EVConnected,Authorized', 'EVConnected,Authorized'), connectors: 2 });
    expect(await station.present('TAG')).toBe('waiting-for-car');
    await until(() => told('Started'), 'the start');
    expect(events()[0]).not.toHaveProperty('evse');
    station.plugIn(1);
    await until(() => story().length === 3, 'charging');
    station.unplug(1);
    expect(await station.settled()).toBe(true);
    expect(story()).toEqual([
      'Started Authorized Idle',
      'Updated CablePluggedIn EVConnected',
      'Updated ChargingStateChanged Charging',
      'Ended EVCommunicationLost Idle EVDisconnected',
    ]);
    expect(events()[1]?.evse).toEqual({ id: 1, connectorId: 1 });
  });

  it('ends with Timeout when no car comes to a transaction that began with the token', async () => {
    const station = await started(points('Authorized', 'Authorized'));
    await station.present('TAG', 1);
    await until(() => told('Ended'), 'the end');
    expect(story()).toEqual(['Started Authorized Idle', 'Ended EVConnectTimeout Timeout']);
    expect(events()[0]?.evse).toEqual({ id: 1, connectorId: 1 });
    expect(station.ledger()).toMatchObject([{ reason: 'Timeout' }]);
  });

  it('goes on without a cable where StopTxOnEVSideDisconnect is false and TxStopPoint is Authorized', async () => {
    const { configuration } = points('Authorized', 'Authorized');
    const station = await started({
      configuration: { ...configuration, 'TxCtrlr.StopTxOnEVSideDisconnect': 'false' },
    });
    station.plugIn();
    await station.present('TAG');
    await until(() => story().length === 2, 'charging');
    station.unplug();
    station.plugIn();
    await until(() => story().length === 5, 'charging again');
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(story()).toEqual([
      'Started Authorized EVConnected',
      'Updated ChargingStateChanged Charging',
      'Updated EVCommunicationLost Idle',
      'Updated CablePluggedIn EVConnected',
      'Updated ChargingStateChanged Charging',
      'Ended StopAuthorized EVConnected Local',
    ]);
  });

  it('delivers no energy to a token the CSMS refuses, and ends with Deauthorized', async () => {
    csms.answers['TransactionEvent'] = ({ payload }) =>
      payload['idToken'] === undefined ? {} : { idTokenInfo: { status: 'Blocked' } };
    const station = await started();
    station.plugIn();
    await station.present('TAG');
    await until(() => told('Ended'), 'the end');
    expect(story()).toEqual(['Started Authorized EVConnected', 'Ended Deauthorized SuspendedEVSE DeAuthorized']);
    const [entry] = station.ledger();
    expect(entry).toMatchObject({ authorization: 'Blocked', reason: 'DeAuthorized', meterStopWh: entry?.meterStartWh });
  });

  it('goes on without energy for a refused token where StopTxOnInvalidId is false', async () => {
    csms.answers['TransactionEvent'] = ({ payload }) =>
      payload['idToken'] === undefined ? {} : { idTokenInfo: { status: 'Unknown' } };
    const station = await started({ configuration: { 'TxCtrlr.StopTxOnInvalidId': 'false' } });
    station.plugIn();
    await station.present('TAG');
    await until(() => story().length === 2, 'suspended');
    await station.present('TAG');
    expect(await station.settled()).toBe(true);
    expect(story()).toEqual([
      'Started Authorized EVConnected',
      'Updated ChargingStateChanged SuspendedEVSE',
      'Ended StopAuthorized Local',
    ]);
  });

  it('stops when the CSMS takes its yes back in the answer to a later event', async () => {
    let blocked = false;
    csms.answers['TransactionEvent'] = (call) => (blocked ? { idTokenInfo: { status: 'Blocked' } } : csms.kindly(call));
    const station = await started({ configuration: { 'SampledDataCtrlr.TxUpdatedInterval': '60' } });
    station.plugIn();
    await station.present('TAG');
    await until(() => events().length >= 3, 'a sample');
    blocked = true;
    await until(() => told('Ended'), 'the end');
    expect(story().at(-1)).toBe('Ended Deauthorized SuspendedEVSE DeAuthorized');
  });

  it('lets a token of the same group stop, and no other one', async () => {
    const groupIdToken = { idToken: 'FLEET', type: 'Central' };
    csms.answers['Authorize'] = ({ payload }) => {
      const { idToken } = payload['idToken'] as { idToken: string };
      return { idTokenInfo: { status: 'Accepted', ...(idToken === 'STRANGER' ? {} : { groupIdToken }) } };
    };
    const station = await started();
    station.plugIn();
    await station.present('MINE');
    await until(() => story().length === 2, 'charging');
    expect(await station.present('STRANGER', 1)).toBe('refused');
    expect(await station.present('COLLEAGUE', 1)).toBe('stopped');
    expect(await station.settled()).toBe(true);
    expect(events().at(-1)?.idToken).toEqual({ idToken: 'COLLEAGUE', type: 'ISO14443' });
    expect(station.ledger()).toMatchObject([{ token: 'MINE', reason: 'Local' }]);
  });

  it('tells a defect as Faulted, and charges on', async () => {
    const station = await started();
    station.plugIn();
    await station.present('TAG');
    station.breakDown(1, 'HighTemperature');
    await until(() => statuses().at(-1) === 'Faulted', 'Faulted');
    expect(station.session()).toMatchObject({ token: 'TAG', stoppedAt: null });
    station.breakDown(1, 'NoError');
    await until(() => statuses().at(-1) === 'Occupied', 'Occupied');
  });

  it('asks nobody for the start button', async () => {
    const station = await started({ dummyToken: '' });
    station.plugIn();
    await until(() => story().length === 2, 'charging');
    expect(csms.of('Authorize')).toEqual([]);
    expect(events()[0]?.idToken).toEqual({ idToken: '', type: 'NoAuthorization' });
  });

  it('reports SuspendedEV when the battery is full', async () => {
    const station = await started({ speed: 3_600 });
    station.plugIn(1, { socPercent: 99, capacityWh: 10_000, maxPowerW: 11_000, phases: 3 });
    await station.present('TAG');
    await until(() => story().includes('Updated ChargingStateChanged SuspendedEV'), 'a full battery');
    expect(station.powerW()).toBe(0);
  });

  it('has transaction ids that never come again, alike but for the part of the run where the seed is the same', async () => {
    const ids: string[][] = [];
    for (const speed of [60, 3_000]) {
      const station = await started({ id: `CS-${speed}`, seed: 'same', speed });
      for (let visit = 0; visit < 2; visit++) {
        station.plugIn();
        await station.present('TAG');
        station.unplug();
      }
      ids.push(station.ledger().map(({ transactionId }) => String(transactionId)));
    }
    const ofRun = (at: number): string[] => (ids[at] ?? []).map((id) => id.slice(0, 8));
    const ofSeed = (at: number): string[] => (ids[at] ?? []).map((id) => id.slice(8));
    expect(new Set(ids.flat()).size).toBe(4);
    expect(ofRun(1)).not.toEqual(ofRun(0));
    expect(ofSeed(1)).toEqual(ofSeed(0));
    for (const id of ids.flat()) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('is no go-e Charger', () => {
    const goE = (): unknown => new SimulatedStation({ url: csms.url, id: 'X', version: '2.0.1', profile: 'go-e' });
    expect(goE).toThrow(RangeError);
  });
});
