import { WireStation } from '../one-story/wire-station';
import { startFiveProcesses, type FiveProcesses } from '../support/five-processes';
import { boot, connectRpcStation, version201, type RpcStation } from '../support/rpc-station';
import { until } from '../support/until';

type Body = Record<string, any>;
/** Longer than the default: the costs that are told must be there in time on a busy machine too. */
const DEADLINE_MS = 3_000;
const startedAt = Date.now() - 120 * 60_000;
const after = (minutes: number): string => new Date(startedAt + minutes * 60_000).toISOString();
const event = (ref: string, eventType: string, seqNo: number, wh: number) => ({
  ...{
    eventType,
    timestamp: after(seqNo * 10),
    seqNo,
    triggerReason: seqNo === 0 ? 'Authorized' : 'MeterValuePeriodic',
  },
  transactionInfo: { transactionId: ref, chargingState: 'Charging' },
  evse: { id: 1, connectorId: 1 },
  ...(seqNo === 0 && { idToken: { idToken: 'CARD', type: 'ISO14443' } }),
  meterValue: [
    {
      timestamp: after(seqNo * 10),
      sampledValue: [
        {
          value: wh,
          measurand: 'Energy.Active.Import.Register',
          context: ['Transaction.Begin', 'Sample.Periodic', 'Transaction.End'][
            eventType === 'Ended' ? 2 : Math.min(seqNo, 1)
          ],
          unitOfMeasure: { unit: 'Wh' },
        },
      ],
    },
  ],
});

/** What is shown at the station while it charges and after it, by the station's own receipts. 1.00 EUR a kWh, and 20 % VAT. */
describe('what drivers are shown at stations that show costs', () => {
  let system: FiveProcesses;
  const open: RpcStation[] = [];
  beforeAll(async () => {
    system = await startFiveProcesses({ env: { COST_INTERVAL_S: '1', COST_DEADLINE_MS: String(DEADLINE_MS) } });
    await system.api.put('/tokens/CARD', { status: 'accepted' });
    const tariff = await system.api.post('/tariffs', {
      ...{ name: 'energy', currency: 'EUR', vatPercent: '20', assignments: [{ default: true }] },
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00', stepSize: 1 }] }],
    });
    expect(tariff.status).toBe(201);
  });
  afterAll(async () => {
    for (const station of open) {
      await station.close();
      expect(station.faults).toEqual([]);
    }
    expect(await system?.stop()).toBe(0);
  });

  const station = async (id: string, subprotocol: 'ocpp1.6' | 'ocpp2.0.1'): Promise<RpcStation & { told: Body[] }> => {
    const rpc = await connectRpcStation(system.stationsUrl, id, undefined, subprotocol);
    open.push(rpc);
    const told: Body[] = [];
    rpc.client.handle('CostUpdated', async ({ params }: Body) => (told.push(params), {}));
    rpc.client.handle('DataTransfer', async ({ params }: Body) => (told.push(params), { status: 'Accepted' }));
    rpc.client.handle('GetVariables', async ({ params }: Body) => ({
      getVariableResult: params.getVariableData.map((variable: Body) => ({
        ...variable,
        attributeStatus: 'Accepted',
        attributeValue: variable.variable.name === 'Currency' ? 'EUR' : 'true',
      })),
    }));
    return { ...rpc, told };
  };
  const registered = async (id: string): Promise<void> => {
    expect((await system.api.post('/stations', { id, showsCost: true })).status).toBe(201);
  };

  it('TC_I_01_CSMS TC_I_02_CSMS 2.0.1: the running cost by CostUpdated, the final one with the end, as its device model asks for', async () => {
    const rpc = await station('CP-201', 'ocpp2.0.1');
    await rpc.call('BootNotification', version201.boot);
    expect(await rpc.call('TransactionEvent', event('before', 'Started', 0, 0))).not.toHaveProperty('totalCost');
    expect(await rpc.call('TransactionEvent', event('before', 'Ended', 1, 1_000))).toEqual({});
    const ofCost = (variable: string, instance?: string) => ({
      component: 'TariffCostCtrlr',
      variable,
      ...(instance && { instance }),
    });
    const variables = [ofCost('Available', 'Cost'), ofCost('Enabled', 'Cost'), ofCost('Currency')];
    const { body } = await system.api.post('/stations/CP-201/commands?waitS=20', { type: 'get-variables', variables });
    expect(body).toMatchObject({ status: 'accepted' });
    await rpc.call('BootNotification', version201.boot);
    await rpc.call('TransactionEvent', event('tx', 'Started', 0, 500));
    expect(await rpc.call('TransactionEvent', event('tx', 'Updated', 1, 1_500))).toEqual({});
    await until('the running cost', () => rpc.told.length === 1);
    expect(await rpc.call('TransactionEvent', event('tx', 'Ended', 2, 3_500))).toEqual({ totalCost: 3.6 });
    expect(rpc.told).toEqual([{ transactionId: 'tx', totalCost: 1.2 }]);
  });

  it('2.1: each answer, and what the station makes of it beside our price', async () => {
    await registered('CP-21');
    const wire = await WireStation.connect(`${system.stationsUrl}/CP-21`, 'ocpp2.1');
    const say = (action: string, payload: object): Promise<Body> =>
      wire.send([2, `${action}-${Math.random()}`, action, payload]);
    await say('BootNotification', version201.boot);
    await say('TransactionEvent', event('tx', 'Started', 0, 500));
    expect(await say('TransactionEvent', event('tx', 'Updated', 1, 1_500))).toEqual({ totalCost: 1.2 });
    // Nothing that billing could count: no reading, no other state, and once more because the answer was lost.
    const { meterValue: _none, ...still } = event('tx', 'Updated', 2, 0);
    for (const nothing of [still, still, { ...still, seqNo: 3, timestamp: after(25) }]) {
      expect(await say('TransactionEvent', nothing)).toEqual({ totalCost: 1.2 });
    }
    const costDetails = {
      totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 3.1, inclTax: 3.72 } },
      totalUsage: { energy: 3_000, chargingTime: 1_200, idleTime: 0 },
    };
    const end = { ...event('tx', 'Ended', 4, 3_500), costDetails };
    expect(await say('TransactionEvent', end)).toEqual({ totalCost: 3.6 });
    // Its answer was lost: it says the end again, and is told the same.
    expect(await say('TransactionEvent', end)).toEqual({ totalCost: 3.6 });
    // A second transaction under the same name is not told what the first has cost.
    const again = { timestamp: after(50) };
    await say('TransactionEvent', { ...event('tx', 'Started', 0, 3_500), ...again });
    expect(await say('TransactionEvent', { ...event('tx', 'Updated', 1, 4_000), timestamp: after(55) })).toEqual({
      totalCost: 0.6,
    });
    expect(await say('TransactionEvent', { ...event('tx', 'Ended', 2, 4_500), timestamp: after(60) })).toEqual({
      totalCost: 1.2,
    });
    const { items } = (await system.api.get('/station-costs?differs=true')).body;
    expect(items).toMatchObject([
      { stationId: 'CP-21', verdict: 'differs', difference: '0.12', ours: { total: '3.60' }, details: costDetails },
    ]);
    await wire.close();
  });

  it('1.6: running and final cost by data transfers; one that was away at the end learns the final cost once, when it is back', async () => {
    await registered('CP-16');
    const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const readAt = ago(1);
    const charge = async (rpc: RpcStation): Promise<number> => {
      const start = { connectorId: 1, idTag: 'CARD', meterStart: 500, timestamp: ago(2) };
      const { transactionId } = await rpc.call('StartTransaction', start);
      const sampledValue = [{ value: '1500', unit: 'Wh', measurand: 'Energy.Active.Import.Register' }];
      const meterValue = [{ timestamp: readAt, sampledValue }];
      await rpc.call('MeterValues', { connectorId: 1, transactionId, meterValue });
      return transactionId as number;
    };
    const stop = (rpc: RpcStation, transactionId: number): Promise<Body> =>
      rpc.call('StopTransaction', { transactionId, meterStop: 3_500, timestamp: ago(0), idTag: 'CARD' });
    const said = ({ data, ...rest }: Body): Body => ({ ...rest, data: JSON.parse(data) });
    const vendorId = 'org.openchargealliance.costmsg';
    const final = (transactionId: number): Body => ({
      ...{ vendorId, messageId: 'FinalCost' },
      data: { transactionId, cost: 3.6, priceText: '3.60 EUR' },
    });

    const rpc = await station('CP-16', 'ocpp1.6');
    await rpc.call('BootNotification', boot);
    const first = await charge(rpc);
    await until('the running cost', () => rpc.told.length === 1);
    await stop(rpc, first);
    await until('the final cost', () => rpc.told.length === 2);
    const running = {
      ...{ vendorId, messageId: 'RunningCost' },
      data: { transactionId: first, cost: 1.2, timestamp: readAt, meterValue: 1_500, state: 'Charging' },
    };
    expect(rpc.told.map(said)).toEqual([running, final(first)]);

    const second = await charge(rpc);
    // Billing is asleep until the station has gone.
    const [billing] = system.services.billing;
    billing?.kill('SIGSTOP');
    await stop(rpc, second);
    await rpc.close();
    const isAway = async (): Promise<boolean> => (await system.api.get('/stations/CP-16')).body.connected === false;
    await until('the station to be away', isAway);
    billing?.kill('SIGCONT');
    const shown = async (): Promise<Body[]> =>
      (await system.api.get('/stations/CP-16/commands?type=show-cost')).body.items;
    await until('the final cost in the line', async () => (await shown()).some(({ status }) => status === 'queued'));
    const back = await station('CP-16', 'ocpp1.6');
    await back.call('BootNotification', boot);
    await until('the final cost', () => back.told.length === 1);
    expect(back.told.map(said)).toEqual([final(second)]);
    await until('its end', async () => (await shown()).every(({ status }) => status === 'accepted'));
    expect(await shown()).toHaveLength(2);
  });

  it('are answered in time and without a cost while billing is frozen or dead, and are billed all the same', async () => {
    await registered('CP-AWAY');
    const rpc = await station('CP-AWAY', 'ocpp2.0.1');
    await rpc.call('BootNotification', version201.boot);
    const [billing] = system.services.billing;
    const ended = async (ref: string, answer = {}): Promise<number> => {
      await rpc.call('TransactionEvent', event(ref, 'Started', 0, 500));
      const began = performance.now();
      expect(await rpc.call('TransactionEvent', event(ref, 'Ended', 1, 1_500))).toEqual(answer);
      return performance.now() - began;
    };
    await ended('tx-awake', { totalCost: 1.2 });
    billing?.kill('SIGSTOP');
    const frozenMs = await ended('tx-frozen');
    expect(frozenMs).toBeGreaterThan(DEADLINE_MS * 0.9);
    expect(frozenMs).toBeLessThan(DEADLINE_MS + 15_000);
    billing?.kill('SIGKILL');
    await billing?.ended();
    // Nobody is there to answer, and NATS says so at once.
    expect(await ended('tx-dead')).toBeLessThan(DEADLINE_MS);
    billing?.start();
    await until(
      'both bills',
      async () => {
        const { items } = (await system.api.get('/sessions?stationId=CP-AWAY')).body;
        return items.length === 3 && items.every(({ cost }: Body) => cost?.final === true && cost.amount === '1.20');
      },
      120_000,
    );
  });
});
