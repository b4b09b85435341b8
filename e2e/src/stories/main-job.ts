import { until } from '../support/until';
import { useBilledSystem, type SystemUnderTest } from './billed-system';

/** The main job with a client we did not write: npm's `ocpp-rpc` in strict mode. The same on one process and on many. */
export function describeMainJob(where: string, start: () => Promise<SystemUnderTest>): void {
  describe(`a 1.6 station charges and the session is billed: ${where}`, () => {
    const system = useBilledSystem(start);

    it('registers, boots, authorizes, starts, meters, stops and is billed to the cent (TC_003_CSMS, TC_012_CSMS)', async () => {
      const { api } = system;
      const registered = await api.post('/stations', { id: 'CP 1', securityProfile: 1, name: 'the first' });
      expect(registered.status).toBe(201);
      expect(registered.body.password).toMatch(/^[A-Za-z0-9]{20}$/);
      const station = await system.connect('CP 1', registered.body.password);

      await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
      expect(await station.call('Authorize', { idTag: 'card-1' })).toEqual({ idTagInfo: { status: 'Accepted' } });
      const start = await station.call('StartTransaction', {
        connectorId: 1,
        idTag: 'CARD-1',
        meterStart: 1_000,
        timestamp: '2026-03-01T10:00:00.000Z',
      });
      expect(start).toMatchObject({ idTagInfo: { status: 'Accepted' }, transactionId: expect.any(Number) });
      await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' });
      await station.call('MeterValues', {
        connectorId: 1,
        transactionId: start.transactionId,
        meterValue: [
          {
            timestamp: '2026-03-01T10:30:00.000Z',
            sampledValue: [
              { value: '6.5', measurand: 'Energy.Active.Import.Register', unit: 'kWh' },
              { value: '11000', measurand: 'Power.Active.Import', unit: 'W' },
            ],
          },
        ],
      });
      const [running] = await system.sessionsOf('CP 1');
      const session = await until('the running session with its cost', async () => {
        const { body } = await api.get(`/sessions/${running?.id}`);
        return body.energyWh === 5_500 && body.cost?.amount === '3.64' && body;
      });
      expect(session).toMatchObject({ powerW: 11_000, status: 'charging' });
      // Running: 0.50 + 5.5 kWh x 0.35 = 1.925 -> 1.93 + 0.5 h x 1.20 = 0.60; net 3.03; VAT 0.606 -> 0.61; with VAT 3.64
      expect(session.cost).toEqual({
        amount: '3.64',
        net: '3.03',
        currency: 'EUR',
        final: false,
      });
      const shown = await until('the station with its session', async () => {
        const { body } = await api.get('/stations/CP%201');
        return body.evses?.[0]?.activeSessionId === running?.id && body;
      });
      expect(shown).toMatchObject({
        connected: true,
        ocppVersion: '1.6',
        boot: { status: 'accepted', vendor: 'Example', model: 'One', firmwareVersion: '1.0.0' },
      });

      expect(
        await station.call('StopTransaction', {
          transactionId: start.transactionId,
          meterStop: 13_345,
          timestamp: '2026-03-01T11:00:30.000Z',
          reason: 'EVDisconnected',
          idTag: 'CARD-1',
        }),
      ).toMatchObject({ idTagInfo: { status: 'Accepted' } });

      const bill = await system.billOf(running?.id);
      // FLAT 0.50; 12.345 kWh x 0.35 = 4.32075 -> 4.32; 60.5 min in minutes = 61 min x 1.20/60 = 1.22; net 6.04; VAT 1.208 -> 1.21
      expect(bill).toMatchObject({ status: 'final', net: '6.04', vat: '1.21', total: '7.25', currency: 'EUR' });
      expect(bill.lines.map((line: Record<string, string>) => [line.kind, line.amount])).toEqual([
        ['flat', '0.50'],
        ['energy', '4.32'],
        ['time', '1.22'],
      ]);
      const ended = await until('the final cost on the session', async () => {
        const { body } = await api.get(`/sessions/${running?.id}`);
        return body.cost?.final && body;
      });
      expect(ended).toMatchObject({
        status: 'ended',
        token: 'CARD-1',
        startedAt: '2026-03-01T10:00:00.000Z',
        endedAt: '2026-03-01T11:00:30.000Z',
        meterStartWh: 1_000,
        meterStopWh: 13_345,
        energyWh: 12_345,
        stopReason: 'ev-disconnected',
        transactionRef: String(start.transactionId),
        cost: { amount: '7.25', net: '6.04', currency: 'EUR', final: true },
      });
      expect((await api.get(`/sessions/${running?.id}/samples`)).body.items.length).toBeGreaterThanOrEqual(2);
      await until('the frames in the trace, which nothing waits for', async () => {
        const { body } = await api.get('/stations/CP%201/messages?action=StartTransaction');
        return body.items.length >= 2;
      });
    });

    it('is started and stopped from the API (TC_010_CSMS, TC_012_CSMS)', async () => {
      const { api } = system;
      const station = await system.connect('CP-REMOTE');
      const told: [string, any][] = [];
      for (const action of ['RemoteStartTransaction', 'RemoteStopTransaction']) {
        station.client.handle(action, async ({ params }) => {
          told.push([action, params]);
          return { status: 'Accepted' };
        });
      }
      await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
      const key = { 'idempotency-key': 'order-4711' };
      const body = { stationId: 'CP-REMOTE', evseId: 1, token: 'CARD-2' };
      const asked = await api.post('/sessions', body, key);
      expect(asked).toMatchObject({ status: 202, body: { status: 'pending', id: expect.any(String) } });
      expect((await api.post('/sessions', body, key)).body.id).toBe(asked.body.id);
      expect(told).toEqual([['RemoteStartTransaction', expect.objectContaining({ connectorId: 1, idTag: 'CARD-2' })]]);

      const startedAt = new Date().toISOString();
      const start = await station.call('StartTransaction', {
        connectorId: 1,
        idTag: 'CARD-2',
        meterStart: 0,
        timestamp: startedAt,
      });
      await until('the session asked for to be the one that charges', async () => {
        const session = (await api.get(`/sessions/${asked.body.id}`)).body;
        return session.transactionRef === String(start.transactionId) && session.startedAt === startedAt;
      });
      const stop = await api.post(`/sessions/${asked.body.id}/stop`);
      expect(stop).toMatchObject({ status: 200, body: { status: 'accepted' } });
      expect(told[1]).toEqual(['RemoteStopTransaction', { transactionId: start.transactionId }]);
      await station.call('StopTransaction', {
        transactionId: start.transactionId,
        meterStop: 2_000,
        timestamp: new Date().toISOString(),
        reason: 'Remote',
      });
      expect(await system.billOf(asked.body.id)).toMatchObject({ status: 'final' });
      expect((await system.sessionsOf('CP-REMOTE')).length).toBe(1);
      expect((await api.post(`/sessions/${asked.body.id}/stop`)).status).toBe(409);
    });

    it('counts a repeated start and stop once, also at once on two sockets of two gateways', async () => {
      const first = await system.connect('CP-TWICE');
      const request = { connectorId: 1, idTag: '000123', meterStart: 50, timestamp: '2026-03-02T08:00:00.000Z' };
      const second = await system.connectTo(system.otherStationsUrl, 'CP-TWICE');
      const answers = await Promise.allSettled([
        first.call('StartTransaction', request),
        second.call('StartTransaction', request),
        second.call('StartTransaction', request),
      ]);
      // The older socket is closed when the newer one takes over; whoever is answered is answered alike.
      const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(told.length).toBeGreaterThanOrEqual(2);
      const again = await second.call('StartTransaction', request);
      for (const answer of told) expect(answer).toEqual(again);
      const stop = { transactionId: again.transactionId, meterStop: 1_050, timestamp: '2026-03-02T09:00:00.000Z' };
      await second.call('StopTransaction', stop);
      await second.call('StopTransaction', stop);
      const sessions = await system.sessionsOf('CP-TWICE');
      expect(sessions.length).toBe(1);
      await system.billOf(sessions[0]?.id);
      await second.call('StopTransaction', stop);
      // What a station says is read in its order: once its next session is billed, that last stop has had its effect.
      const later = await second.call('StartTransaction', { ...request, timestamp: '2026-03-02T10:00:00.000Z' });
      await second.call('StopTransaction', {
        transactionId: later.transactionId,
        meterStop: 60,
        timestamp: '2026-03-02T10:30:00.000Z',
      });
      const both = await system.sessionsOf('CP-TWICE', 2);
      expect(both.length).toBe(2);
      await system.billOf(both.find(({ id }) => id !== sessions[0]?.id)?.id);
      expect((await system.api.get(`/bills?sessionId=${sessions[0]?.id}`)).body.items.length).toBe(1);
      expect((await system.api.get(`/sessions/${sessions[0]?.id}`)).body).toMatchObject({
        status: 'ended',
        energyWh: 1_000,
      });
    });

    it.each([
      ['BLOCKED-1', 'Blocked'],
      ['NOBODY', 'Invalid'],
    ])('gives %s a positive transactionId with the refusal (TC_023_CSMS)', async (idTag, status) => {
      const station = await system.connect(`CP-REFUSED-${status}`);
      expect(await station.call('Authorize', { idTag })).toEqual({ idTagInfo: { status } });
      const start = await station.call('StartTransaction', {
        connectorId: 1,
        idTag,
        meterStart: 0,
        timestamp: '2026-03-03T08:00:00.000Z',
      });
      expect(start).toMatchObject({ idTagInfo: { status } });
      expect(start.transactionId).toBeGreaterThan(0);
      await station.call('StopTransaction', {
        transactionId: start.transactionId,
        meterStop: 0,
        timestamp: '2026-03-03T08:00:05.000Z',
        reason: 'DeAuthorized',
      });
      const [session] = await until('the refused session to end', async () => {
        const sessions = await system.sessionsOf(`CP-REFUSED-${status}`);
        return (sessions[0]?.status === 'ended' || sessions[0]?.status === 'failed') && sessions;
      });
      expect(session).toMatchObject({ energyWh: 0 });
      expect((await system.api.get(`/bills?sessionId=${session?.id}`)).body.items).toEqual([]);
    });

    it('stops nothing by the transactionId of another station', async () => {
      const mine = await system.connect('CP-MINE');
      const start = await mine.call('StartTransaction', {
        connectorId: 1,
        idTag: 'CARD-1',
        meterStart: 0,
        timestamp: '2026-03-04T08:00:00.000Z',
      });
      const other = await system.connect('CP-OTHER');
      expect(
        await other.call('StopTransaction', {
          transactionId: start.transactionId,
          meterStop: 9_999,
          timestamp: '2026-03-04T08:10:00.000Z',
        }),
      ).toEqual({});
      await mine.call('MeterValues', {
        connectorId: 1,
        transactionId: start.transactionId,
        meterValue: [{ timestamp: '2026-03-04T08:20:00.000Z', sampledValue: [{ value: '777' }] }],
      });
      const [session] = await until('the meter values', async () => {
        const sessions = await system.sessionsOf('CP-MINE');
        return sessions[0]?.energyWh === 777 && sessions;
      });
      expect(session).toMatchObject({ endedAt: null, stopReason: null });
      expect(session?.status).not.toBe('ended');
      await mine.call('StopTransaction', {
        transactionId: start.transactionId,
        meterStop: 1_000,
        timestamp: '2026-03-04T09:00:00.000Z',
      });
      expect(await system.billOf(session?.id)).toMatchObject({ status: 'final' });
    });
  });
}
