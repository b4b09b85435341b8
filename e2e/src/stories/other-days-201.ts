import { until } from '../support/until';
import type { BilledSystem } from './billed-system';
import { evse, register, shown, transactionOf } from './told-in-201';

/** What does not go as usual: refused tokens, the cable first, reports kept offline; and what an operator asks for. */
export function describeOtherDays201(system: BilledSystem): void {
  it.each([
    ['BLOCKED-1', 'Blocked', 'TC_C_06_CSMS'],
    ['NOBODY', 'Unknown', 'TC_C_02_CSMS'],
  ])('tells %s that it is %s, and bills nothing of a transaction without energy (%s)', async (uid, status) => {
    const station = await system.connect(`CS-REFUSED-${status}`);
    const idToken = shown(uid);
    expect(await station.call('Authorize', { idToken })).toEqual({ idTokenInfo: { status } });
    const report = transactionOf(station, 'tx-refused');
    const at = '2026-03-03T08:00:00.000Z';
    expect(
      await report('Started', 0, at, 'Authorized', { evse, idToken, ...register(at, 0, 'Transaction.Begin') }),
    ).toEqual({ idTokenInfo: { status } });
    await report('Ended', 1, '2026-03-03T08:00:05.000Z', 'Deauthorized', {
      info: { stoppedReason: 'DeAuthorized' },
      ...register('2026-03-03T08:00:05.000Z', 0, 'Transaction.End'),
    });
    const [session] = await until('the refused session to end', async () => {
      const sessions = await system.sessionsOf(`CS-REFUSED-${status}`);
      return (sessions[0]?.status === 'ended' || sessions[0]?.status === 'failed') && sessions;
    });
    expect(session).toMatchObject({ energyWh: 0, stopReason: 'deauthorized' });
    expect((await system.api.get(`/bills?sessionId=${session?.id}`)).body.items).toEqual([]);
  });

  it('takes the cable first and the card later, and tells transactions of one name at two stations apart (TC_E_09_CSMS)', async () => {
    const [mine, other] = [await system.connect('CS-MINE'), await system.connect('CS-OTHER')];
    const [report, elsewhere] = [transactionOf(mine, 'tx-1'), transactionOf(other, 'tx-1')];
    const at = '2026-03-04T08:00:00.000Z';
    expect(await report('Started', 0, at, 'CablePluggedIn', { evse, ...register(at, 0, 'Transaction.Begin') })).toEqual(
      {},
    );
    expect(await report('Updated', 1, '2026-03-04T08:00:10.000Z', 'Authorized', { idToken: shown('CARD-1') })).toEqual({
      idTokenInfo: { status: 'Accepted' },
    });
    await elsewhere('Started', 0, at, 'Authorized', {
      evse,
      idToken: shown('CARD-2'),
      ...register(at, 500, 'Transaction.Begin'),
    });
    await elsewhere('Ended', 1, '2026-03-04T08:10:00.000Z', 'EVDeparted', {
      ...register('2026-03-04T08:10:00.000Z', 900, 'Transaction.End'),
    });
    await report('Updated', 2, '2026-03-04T08:20:00.000Z', 'MeterValueClock', {
      ...register('2026-03-04T08:20:00.000Z', 777, 'Sample.Clock'),
    });
    const [session] = await until('the meter values', async () => {
      const sessions = await system.sessionsOf('CS-MINE');
      return sessions[0]?.energyWh === 777 && sessions;
    });
    expect(session).toMatchObject({ token: 'CARD-1', endedAt: null, stopReason: null, status: 'charging' });
    await report('Ended', 3, '2026-03-04T09:00:00.000Z', 'EVDeparted', {
      ...register('2026-03-04T09:00:00.000Z', 1_000, 'Transaction.End'),
    });
    expect(await system.billOf(session?.id)).toMatchObject({ status: 'final' });
  });

  it('takes reports that were kept offline and come in any order', async () => {
    const station = await system.connect('CS-OFFLINE');
    const report = transactionOf(station, 'tx-offline');
    const [from, between, to] = [8, 9, 10].map((hour) => `2026-03-05T${String(hour).padStart(2, '0')}:00:00.000Z`) as [
      string,
      string,
      string,
    ];
    const offline = true;
    await report('Ended', 2, to, 'EVDeparted', { offline, ...register(to, 5_000, 'Transaction.End') });
    await report('Updated', 1, between, 'MeterValuePeriodic', {
      offline,
      ...register(between, 3_000, 'Sample.Periodic'),
    });
    await report('Started', 0, from, 'Authorized', {
      offline,
      evse,
      idToken: shown('CARD-1'),
      ...register(from, 1_000, 'Transaction.Begin'),
    });
    const [session] = await until('the session to be whole', async () => {
      const sessions = await system.sessionsOf('CS-OFFLINE');
      return sessions[0]?.startedAt === from && sessions;
    });
    expect(session).toMatchObject({ status: 'ended', endedAt: to, energyWh: 4_000, token: 'CARD-1', anomalies: [] });
    const bill = await until('the bill to be final', async () => {
      const found = await system.billOf(session?.id);
      return found.status === 'final' && found;
    });
    // FLAT 0.50; 4 kWh x 0.35 = 1.40; 120 min x 0.02 = 2.40; net 4.30; VAT 0.86
    expect(bill).toMatchObject({ net: '4.30', total: '5.16' });
  });

  it('is told to change what it is, and answers of each variable (TC_B_06_CSMS, TC_B_09_CSMS)', async () => {
    const { api } = system;
    const station = await system.connect('CS-COMMANDS');
    station.client.handle('SetVariables', async ({ params }: any) => ({
      setVariableResult: params.setVariableData.map(({ component, variable }: any) => ({
        attributeStatus: variable.name === 'HeartbeatInterval' ? 'Accepted' : 'UnknownVariable',
        component,
        variable,
      })),
    }));
    station.client.handle('GetBaseReport', async () => ({ status: 'Accepted' }));
    const named = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' };
    const command = (body: object) => api.post('/stations/CS-COMMANDS/commands', body);
    expect((await command({ type: 'set-variables', variables: [{ ...named, value: '60' }] })).body).toMatchObject({
      status: 'accepted',
      response: { variables: [{ ...named, status: 'accepted' }] },
    });
    const wrong = { ...named, variable: 'HeartbeatIntervall', value: '60' };
    expect((await command({ type: 'set-variables', variables: [wrong] })).body).toMatchObject({
      status: 'rejected',
      response: { variables: [{ status: 'unknown-variable' }] },
    });
    expect((await command({ type: 'get-configuration' })).body).toMatchObject({ status: 'unsupported' });
    expect((await command({ type: 'get-base-report', report: 'full', requestId: 7 })).body).toMatchObject({
      status: 'accepted',
    });
    expect(
      await station.call('NotifyReport', { requestId: 7, seqNo: 0, generatedAt: '2026-03-06T08:00:00.000Z' }),
    ).toEqual({});
  });
}
