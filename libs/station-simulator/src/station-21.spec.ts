import type { StationOptions } from './options';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

let csms: TinyCsms;
const stations: SimulatedStation[] = [];

async function started(o: Partial<StationOptions> = {}): Promise<SimulatedStation> {
  const made = new SimulatedStation({ url: csms.url, id: 'CS1', version: '2.1', seed: 1, speed: 600, ...o });
  stations.push(made);
  await made.start();
  return made;
}

const told = (action: string, payload: object = {}): Promise<unknown> => csms.ask('CS1', action, payload);
const events = (): Record<string, any>[] => csms.of('TransactionEvent').map(({ payload }) => payload);

beforeEach(async () => {
  csms = await TinyCsms.listen({ perMessageDeflate: true });
});

afterEach(async () => {
  for (const made of stations.splice(0)) await made.stop();
  await csms.close();
});

describe('A simulated 2.1 station', () => {
  it('charges in the messages of 2.0.1 under its own subprotocol, and reads what it costs in every answer', async () => {
    csms.answers['TransactionEvent'] = ({ payload }) => ({
      totalCost: 1.25,
      transactionLimit: { maxCost: 20 },
      ...(payload['idToken'] === undefined ? {} : { idTokenInfo: { status: 'Accepted' } }),
    });
    const station = await started();
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
    expect(await station.present('TAG')).toBe('started');
    await until(() => station.session()?.totalCost === 1.25, 'the running cost');
    expect(await station.present('TAG')).toBe('stopped');
    expect(await station.settled()).toBe(true);
    expect(csms.upgrades[0]?.headers['sec-websocket-protocol']).toBe('ocpp2.1');
    expect(events().map(({ eventType }) => eventType)).toEqual(expect.arrayContaining(['Started', 'Updated', 'Ended']));
    expect(station.ledger()[0]).toMatchObject({ acknowledged: { start: true, stop: true }, givenUp: 0 });
    expect(station.faults()).toEqual([]);
  });

  it('takes a start with a token of a type of its own and a profile with what 2.1 adds', async () => {
    const station = await started();
    station.plugIn();
    const chargingSchedule = {
      id: 1,
      chargingRateUnit: 'W',
      useLocalTime: false,
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 5_000.25, operationMode: 'ChargingOnly' }],
    };
    const answer = await told('RequestStartTransaction', {
      idToken: { idToken: 'x'.repeat(60), type: 'DirectPayment' },
      remoteStartId: 7,
      chargingProfile: {
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        maxOfflineDuration: 60,
        chargingSchedule: [chargingSchedule],
      },
    });
    expect(answer).toEqual({ status: 'Accepted' });
    await until(() => station.session()?.acknowledged.start === true, 'the start');
    expect(events()[0]).toMatchObject({ transactionInfo: { remoteStartId: 7 }, idToken: { type: 'DirectPayment' } });
    expect(station.faults()).toEqual([]);
  });

  it('does not do what came with 2.1, and says so; what no version knows is not implemented', async () => {
    const station = await started();
    for (const action of ['SetDefaultTariff', 'GetDERControl', 'UsePriorityCharging', 'NotifyWebPaymentStarted']) {
      expect([action, await told(action)]).toEqual([action, 'NotSupported']);
    }
    expect(await told('ChangeConfiguration')).toBe('NotImplemented');
    expect(await told('TriggerMessage', { requestedMessage: 'CustomTrigger', customTrigger: 'x' })).toEqual({
      status: 'NotImplemented',
    });
    expect(station.faults()).toEqual([]);
  });

  it('answers no frame of an unknown type, and never a CALLRESULTERROR', async () => {
    const station = await started();
    csms.sendText('CS1', '[5,"some-id","FormatViolation","",{}]');
    csms.sendText('CS1', '[7,"x",{}]');
    expect(await told('ClearCache')).toEqual({ status: 'Accepted' });
    expect(csms.strays).toEqual([]);
    expect(station.faults().map(({ kind }) => kind)).toEqual(['unknown-message-type']);
  });
});
