import type { asks, AskReply, AskRequest, DriverCost } from '@chargebus/contracts';
import { PlainStation, startGateway, type RunningGateway } from './testing/running-gateway';

const AT = '2026-03-01T10:00:00.000Z';
const DEADLINE_MS = 1_500;
const event = (eventType: string, seqNo: number, more: object = {}) => ({
  ...{ eventType, timestamp: AT, triggerReason: 'MeterValuePeriodic', seqNo },
  transactionInfo: { transactionId: 'tx-1' },
  ...more,
});
const reading = {
  connectorId: 1,
  transactionId: 17,
  meterValue: [{ timestamp: AT, sampledValue: [{ value: '1200' }] }],
};
const costing = (amount: string, final = false): { ok: true; cost: DriverCost } => ({
  ok: true,
  cost: { amount, currency: 'EUR', final, at: AT, meterWh: 1_200, charging: true },
});
type Question = AskRequest<typeof asks.costOfSession>;

describe('what drivers are told of the cost', () => {
  let gateway: RunningGateway;
  const asked: Question[] = [];
  const open: PlainStation[] = [];
  beforeAll(async () => {
    gateway = await startGateway({ COST_DEADLINE_MS: DEADLINE_MS, COST_INTERVAL_S: 1 });
  });
  afterAll(() => gateway?.stop());
  afterEach(() => open.splice(0).forEach(({ socket }) => socket.terminate()));

  const connect = async (protocol: string, costDisplay?: { currency?: string }): Promise<PlainStation> => {
    asked.length = 0;
    const admission = { ok: true, securityProfile: 0, strict: false, registration: 'accepted' } as const;
    gateway.decide.admit = () => ({ ...admission, ...(costDisplay && { costDisplay }) });
    const station = await PlainStation.connect(`${gateway.url}/${protocol}-${Math.random()}`, [protocol]);
    open.push(station);
    return station;
  };
  const billingSays = (reply: (question: Question) => AskReply<typeof asks.costOfSession> | undefined): void => {
    gateway.decide.costOfSession = (question) => (asked.push(question), reply(question));
  };
  const answerTo = async (station: PlainStation, ...[type, seqNo, more]: Parameters<typeof event>): Promise<object> =>
    (await station.ask('TransactionEvent', event(type, seqNo, more)))[2];

  it('TC_I_02_CSMS asks with the report and its place in the log, and tells 2.0.1 the final cost with the end', async () => {
    billingSays(({ event: { kind } }) => (kind.endsWith('ended') ? costing('3.45', true) : { ok: true, cost: null }));
    const station = await connect('ocpp2.0.1', { currency: 'EUR' });
    expect(await answerTo(station, 'Started', 0)).toEqual({});
    expect(await answerTo(station, 'Updated', 1)).toEqual({});
    expect(await answerTo(station, 'Ended', 2)).toEqual({ totalCost: 3.45 });
    const ended = asked.find((question) => question.event.kind === 'station.transaction.ended') as Question;
    expect(ended).toMatchObject({ event: { data: { transactionRef: 'tx-1', seqNo: 2 } }, waitMs: DEADLINE_MS });
    const stored = await gateway.messaging.nc.jetstreamManager({ timeout: 30_000 });
    const record = await stored.streams.getMessage('STATION', { seq: ended.position.seq });
    expect(record.json<{ events: object[] }>().events[ended.position.index]).toEqual(ended.event);
  });

  it('TC_I_01_CSMS tells 2.0.1 the running cost by CostUpdated when it has changed', async () => {
    let amount = '0.10';
    billingSays(() => costing(amount));
    const station = await connect('ocpp2.0.1', {});
    await answerTo(station, 'Updated', 1);
    station.answer(await station.called('CostUpdated'), {});
    amount = '0.20';
    await answerTo(station, 'Updated', 2);
    station.answer(await station.called('CostUpdated', 2), {});
    expect(station.calls('CostUpdated').map(([, , , payload]) => payload)).toEqual([
      { totalCost: 0.1, transactionId: 'tx-1' },
      { totalCost: 0.2, transactionId: 'tx-1' },
    ]);
  });

  it('tells 2.1 in each answer, of what is free 0', async () => {
    billingSays(({ event: { kind } }) => (kind.endsWith('ended') ? costing('0.00', true) : costing('0.50')));
    const station = await connect('ocpp2.1', {});
    expect(await answerTo(station, 'Updated', 1)).toEqual({ totalCost: 0.5 });
    expect(await answerTo(station, 'Ended', 2)).toEqual({ totalCost: 0 });
    expect(station.calls()).toEqual([]);
  });

  it('tells 1.6 the running cost by data transfers, until the station says that it does not know them', async () => {
    let amount = '1.00';
    billingSays(() => costing(amount));
    const station = await connect('ocpp1.6', {});
    await station.ask('MeterValues', reading);
    const running = await station.called('DataTransfer');
    expect(running[3]).toMatchObject({ vendorId: 'org.openchargealliance.costmsg', messageId: 'RunningCost' });
    expect(JSON.parse(running[3].data)).toMatchObject({ transactionId: 17, cost: 1, meterValue: 1_200 });
    station.answer(running, { status: 'Accepted' });
    amount = '2.00';
    await station.ask('MeterValues', reading);
    station.answer(await station.called('DataTransfer', 2), { status: 'UnknownMessageId' });
    await station.caughtUp();
    amount = '3.00';
    await station.ask('MeterValues', reading);
    // The final cost waits for the station elsewhere.
    await station.ask('StopTransaction', { transactionId: 17, meterStop: 1_200, timestamp: AT });
    await station.caughtUp();
    expect(asked).toHaveLength(2);
    expect(station.calls('DataTransfer')).toHaveLength(2);
  });

  it('marks in the log what is asked by, and nothing of a station that shows no costs', async () => {
    billingSays(() => ({ ok: true, cost: null }));
    const marks = async (costDisplay?: object): Promise<unknown[]> => {
      const station = await connect('ocpp2.1', costDisplay);
      for (const [n, type] of ['Started', 'Updated', 'Ended'].entries()) await answerTo(station, type, n);
      const logged = (await gateway.logged()).filter(({ kind }) => kind.startsWith('station.transaction.'));
      return logged.slice(-3).map((event) => ('asksCost' in event ? event.asksCost : undefined));
    };
    expect(await marks({})).toEqual([undefined, true, true]);
    expect(await marks()).toEqual([undefined, undefined, undefined]);
  });

  it('asks nothing for a station that shows no costs, and for a display in another currency tells nothing', async () => {
    billingSays(() => costing('3.45', true));
    expect(await answerTo(await connect('ocpp2.1'), 'Ended', 1)).toEqual({});
    expect(asked).toEqual([]);
    expect(await answerTo(await connect('ocpp2.1', { currency: 'USD' }), 'Ended', 1)).toEqual({});
    expect(asked).toHaveLength(1);
    expect(await gateway.metric('chargebus_gateway_remarks_total', { remark: 'cost-in-other-currency' })).toBe(1);
  });

  it('answers within the deadline, without cost, where billing is frozen or knows nothing; its boot may end the asking', async () => {
    billingSays(() => undefined);
    const station = await connect('ocpp2.1', {});
    const began = performance.now();
    expect(await answerTo(station, 'Ended', 1)).toEqual({});
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThan(DEADLINE_MS * 0.9);
    expect(tookMs).toBeLessThan(DEADLINE_MS + 10_000);
    billingSays(() => ({ ok: false, reason: 'unknown-transaction' }));
    expect(await answerTo(station, 'Ended', 2)).toEqual({});
    gateway.decide.boot = () => ({ ok: true, status: 'accepted', intervalS: 300, costDisplay: null });
    const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Two' } };
    await station.ask('BootNotification', boot);
    asked.length = 0;
    expect(await answerTo(station, 'Ended', 3)).toEqual({});
    expect(asked).toEqual([]);
  });
});
