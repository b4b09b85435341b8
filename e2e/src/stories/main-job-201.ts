import type { RpcStation } from '../support/rpc-station';
import { version201 } from '../support/rpc-station';
import { until } from '../support/until';
import { useBilledSystem, type SystemUnderTest } from './billed-system';
import { describeOtherDays201 } from './other-days-201';
import { evse, register, shown, transactionOf } from './told-in-201';

/** The main job in OCPP 2.0.1, with npm's `ocpp-rpc` in strict mode. The same on one process and on many. */
export function describeMainJob201(where: string, start: () => Promise<SystemUnderTest>): void {
  describe(`a 2.0.1 station charges and the session is billed: ${where}`, () => {
    const system = useBilledSystem(start, version201);
    const occupied = (station: RpcStation): Promise<unknown> =>
      station.call('StatusNotification', {
        timestamp: '2026-03-01T09:59:00.000Z',
        connectorStatus: 'Occupied',
        evseId: 1,
        connectorId: 1,
      });

    it('registers, boots, authorizes, starts, meters, stops and is billed to the cent (TC_B_01_CSMS, TC_E_03_CSMS)', async () => {
      const { api } = system;
      const registered = await api.post('/stations', { id: 'CS 1', securityProfile: 1, name: 'the first' });
      expect(registered.status).toBe(201);
      const station = await system.connect('CS 1', registered.body.password);

      expect(await occupied(station)).toEqual({});
      expect(await station.call('Authorize', { idToken: shown('card-1') })).toEqual({
        idTokenInfo: { status: 'Accepted' },
      });
      const report = transactionOf(station, 'tx-1');
      expect(
        await report('Started', 0, '2026-03-01T10:00:00.000Z', 'Authorized', {
          evse,
          idToken: shown('CARD-1'),
          info: { chargingState: 'EVConnected' },
          ...register('2026-03-01T10:00:00.000Z', 1_000, 'Transaction.Begin'),
        }),
      ).toEqual({ idTokenInfo: { status: 'Accepted' } });
      await report('Updated', 1, '2026-03-01T10:00:05.000Z', 'ChargingStateChanged', {
        info: { chargingState: 'Charging' },
      });
      const read = { timestamp: '2026-03-01T10:30:00.000Z' };
      await report('Updated', 2, '2026-03-01T10:30:00.000Z', 'MeterValuePeriodic', {
        meterValue: [
          {
            ...read,
            sampledValue: [
              { value: 6.5, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'kWh' } },
              { value: 11, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W', multiplier: 3 } },
            ],
          },
        ],
      });
      const [running] = await system.sessionsOf('CS 1');
      const session = await until('the running session with its cost', async () => {
        const { body } = await api.get(`/sessions/${running?.id}`);
        return body.energyWh === 5_500 && body.cost?.amount === '3.64' && body;
      });
      expect(session).toMatchObject({ powerW: 11_000, status: 'charging', cost: { net: '3.03', final: false } });
      const station1 = await until('the station with its session', async () => {
        const { body } = await api.get('/stations/CS%201');
        return body.evses?.[0]?.activeSessionId === running?.id && body;
      });
      expect(station1).toMatchObject({
        connected: true,
        ocppVersion: '2.0.1',
        boot: { status: 'accepted', vendor: 'Example', model: 'One', firmwareVersion: '1.0.0', serialNumber: 'S-1' },
      });

      expect(
        await report('Ended', 3, '2026-03-01T11:00:30.000Z', 'EVCommunicationLost', {
          evse,
          idToken: shown('CARD-1'),
          info: { stoppedReason: 'EVDisconnected' },
          ...register('2026-03-01T11:00:30.000Z', 13_345, 'Transaction.End'),
        }),
      ).toEqual({ idTokenInfo: { status: 'Accepted' } });

      const bill = await system.billOf(running?.id);
      // FLAT 0.50; 12.345 kWh x 0.35 = 4.32075 -> 4.32; 60.5 min in minutes = 61 min x 1.20/60 = 1.22; net 6.04; VAT 1.208 -> 1.21
      expect(bill).toMatchObject({ status: 'final', net: '6.04', vat: '1.21', total: '7.25', currency: 'EUR' });
      const ended = await until('the final cost on the session', async () => {
        const { body } = await api.get(`/sessions/${running?.id}`);
        return body.cost?.final && body;
      });
      expect(ended).toMatchObject({
        status: 'ended',
        token: 'CARD-1',
        tokenType: 'rfid',
        startedAt: '2026-03-01T10:00:00.000Z',
        endedAt: '2026-03-01T11:00:30.000Z',
        meterStartWh: 1_000,
        meterStopWh: 13_345,
        energyWh: 12_345,
        stopReason: 'ev-disconnected',
        transactionRef: 'tx-1',
        anomalies: [],
        cost: { amount: '7.25', net: '6.04', currency: 'EUR', final: true },
      });
      await until('the frames in the trace, which nothing waits for', async () => {
        const { body } = await api.get('/stations/CS%201/messages?action=TransactionEvent');
        return body.items.length >= 4;
      });
    });

    it('is started and stopped from the API, by the number of the request (TC_F_02_CSMS, TC_E_21_CSMS)', async () => {
      const { api } = system;
      const station = await system.connect('CS-REMOTE');
      const told: [string, any][] = [];
      for (const action of ['RequestStartTransaction', 'RequestStopTransaction']) {
        station.client.handle(action, async ({ params }) => {
          told.push([action, params]);
          return { status: 'Accepted' };
        });
      }
      await occupied(station);
      await until('the station to be known as connected, with its EVSE', async () => {
        const { body } = await api.get('/stations/CS-REMOTE');
        return body.connected === true && body.evses.length === 1;
      });
      const asked = await api.post('/sessions', { stationId: 'CS-REMOTE', evseId: 1, token: 'CARD-2' });
      expect(asked).toMatchObject({ status: 202, body: { status: 'pending', id: expect.any(String) } });
      const [, request] = told[0] as [string, any];
      expect(request).toEqual({ evseId: 1, idToken: shown('CARD-2'), remoteStartId: expect.any(Number) });

      const report = transactionOf(station, 'tx-remote');
      const startedAt = new Date().toISOString();
      await report('Started', 0, startedAt, 'RemoteStart', {
        evse,
        idToken: request.idToken,
        info: { remoteStartId: request.remoteStartId, chargingState: 'Charging' },
        ...register(startedAt, 0, 'Transaction.Begin'),
      });
      await until('the session asked for to be the one that charges', async () => {
        const session = (await api.get(`/sessions/${asked.body.id}`)).body;
        return session.transactionRef === 'tx-remote' && session.startedAt === startedAt;
      });
      const stop = await api.post(`/sessions/${asked.body.id}/stop`);
      expect(stop).toMatchObject({ status: 200, body: { status: 'accepted' } });
      expect(told[1]).toEqual(['RequestStopTransaction', { transactionId: 'tx-remote' }]);
      const endedAt = new Date().toISOString();
      await report('Ended', 1, endedAt, 'RemoteStop', {
        info: { stoppedReason: 'Remote' },
        ...register(endedAt, 2_000, 'Transaction.End'),
      });
      expect(await system.billOf(asked.body.id)).toMatchObject({ status: 'final' });
      expect((await system.sessionsOf('CS-REMOTE')).length).toBe(1);
      expect((await api.post(`/sessions/${asked.body.id}/stop`)).status).toBe(409);
    });

    it('counts repeated reports once, also at once on two sockets of two gateways (TC_E_53_CSMS)', async () => {
      const first = await system.connect('CS-TWICE');
      // Another gateway knows of the boot by the registry alone.
      await until('the boot to be known', async () => {
        const { body } = await system.api.get('/stations/CS-TWICE');
        return body.boot?.status === 'accepted';
      });
      const second = await system.connectTo(system.otherStationsUrl, 'CS-TWICE');
      const at = '2026-03-02T08:00:00.000Z';
      const started = (station: RpcStation, transactionId: string): Promise<any> =>
        transactionOf(station, transactionId)('Started', 0, at, 'Authorized', {
          evse,
          idToken: shown('000123'),
          ...register(at, 50, 'Transaction.Begin'),
        });
      const answers = await Promise.allSettled([
        started(first, 'tx-twice'),
        started(second, 'tx-twice'),
        started(second, 'tx-twice'),
      ]);
      const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(told.length).toBeGreaterThanOrEqual(2);
      for (const answer of told) expect(answer).toEqual({ idTokenInfo: { status: 'Accepted' } });
      const stop = (transactionId: string): Promise<any> =>
        transactionOf(second, transactionId)('Ended', 1, '2026-03-02T09:00:00.000Z', 'EVDeparted', {
          offline: true,
          ...register('2026-03-02T09:00:00.000Z', 1_050, 'Transaction.End'),
        });
      expect([await stop('tx-twice'), await stop('tx-twice')]).toEqual([{}, {}]);
      const [session] = await system.sessionsOf('CS-TWICE');
      await system.billOf(session?.id);
      await stop('tx-twice');
      // What a station says is read in its order: once its next session is billed, that last stop has had its effect.
      await started(second, 'tx-later');
      await stop('tx-later');
      const both = await system.sessionsOf('CS-TWICE', 2);
      expect(both.length).toBe(2);
      await system.billOf(both.find(({ id }) => id !== session?.id)?.id);
      expect((await system.api.get(`/bills?sessionId=${session?.id}`)).body.items.length).toBe(1);
      expect((await system.api.get(`/sessions/${session?.id}`)).body).toMatchObject({
        status: 'ended',
        energyWh: 1_000,
        anomalies: [],
      });
    });

    describeOtherDays201(system);
  });
}
