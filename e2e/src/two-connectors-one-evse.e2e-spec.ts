import { SimulatedStation } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;
const evseMap = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };

/** Two connectors of a 1.6 station that are one EVSE, told by its product's template: from its first boot on. */
describe('a 1.6 station with two connectors at one EVSE', () => {
  let platform: Platform;
  let station: SimulatedStation;
  const shown = async (): Promise<Body> => (await platform.api.get('/stations/TWIN')).body;

  beforeAll(async () => {
    platform = await startPlatform();
    const { api } = platform;
    await api.put('/tokens/CARD', { status: 'accepted' });
    station = new SimulatedStation({ url: platform.stationsUrl, id: 'TWIN', connectors: 2, speed: 600, seed: 'twin' });
  });
  afterAll(async () => {
    await station?.stop();
    expect(await platform?.stop()).toBe(0);
  });

  it('gets the map of its product when it first boots, and never shows an EVSE that it has not', async () => {
    const other = new SimulatedStation({ url: platform.stationsUrl, id: 'SCOUT', seed: 'twin', speed: 600 });
    await other.start();
    const { vendor, model } = await until('what such stations are', async () => {
      const { boot } = (await platform.api.get('/stations/SCOUT')).body as Body;
      return boot.vendor === null ? undefined : boot;
    });
    await other.stop();
    const put = await platform.api.put('/station-templates/twin', { vendor, model, evseMap, tags: ['twin'] });
    expect(put.status).toBe(201);
    await station.start();
    const twin = await until('both connectors', async () => {
      const body = await shown();
      return body.evses?.[0]?.connectors.length === 2 ? body : undefined;
    });
    expect(twin).toMatchObject({ templateId: 'twin', tags: ['twin'], evseMap, connected: true });
    expect(twin.evses.map(({ id }: Body) => id)).toEqual([1]);
    expect(twin.evses[0].connectors.map(({ id, status }: Body) => [id, status])).toEqual([
      [1, 'available'],
      [2, 'available'],
    ]);
  });

  it('charges at its second connector, as connector 2 of EVSE 1, to the station’s own count', async () => {
    station.plugIn(2);
    await station.present('CARD', 2);
    const session = await until('a session', async () => {
      const { items } = (await platform.api.get('/sessions?stationId=TWIN')).body;
      return items[0]?.energyWh > 0 ? items[0] : undefined;
    });
    expect(session).toMatchObject({ evseId: 1, connectorId: 2, token: 'CARD' });
    await until('its EVSE to be busy with it', async () => (await shown()).evses[0].activeSessionId === session.id);
    station.unplug(2);
    const ended: Body = await until('its end', async () => {
      const { body } = await platform.api.get(`/sessions/${session.id}`);
      return body.status === 'ended' ? body : undefined;
    });
    const [own] = station.ledger();
    expect(ended.energyWh).toBe((own?.meterStopWh ?? 0) - (own?.meterStartWh ?? 0));
    expect((await shown()).evses.map(({ id }: Body) => id)).toEqual([1]);
  });

  it('is started from afar at the connector that is named', async () => {
    station.plugIn(2);
    const place = { stationId: 'TWIN', evseId: 1, connectorId: 2 };
    const { status, body: asked } = await platform.api.post('/sessions', { ...place, token: 'CARD' });
    expect(status).toBe(202);
    const started: Body = await until('its start', async () => {
      const { body } = await platform.api.get(`/sessions/${asked.id}`);
      return body.startedAt !== null && body;
    });
    expect(started).toMatchObject({ evseId: 1, connectorId: 2 });
    expect(station.session(2)).toMatchObject({ token: 'CARD' });
    station.unplug(2);
    await until('its end', async () => (await platform.api.get(`/sessions/${asked.id}`)).body.status === 'ended');
  });

  it('is taken out of use as a whole, and unlocked at one connector', async () => {
    const out = await platform.api.post('/stations/TWIN/commands', {
      ...{ type: 'set-availability', operative: false, evseId: 1 },
    });
    expect(out.body).toMatchObject({
      status: 'accepted',
      response: { answers: [{ connectorId: 1 }, { connectorId: 2 }] },
    });
    await until('both unavailable', async () =>
      (await shown()).evses[0].connectors.every(({ status }: Body) => status === 'unavailable'),
    );
    await platform.api.post('/stations/TWIN/commands', { type: 'unlock', evseId: 1, connectorId: 2 });
    const calls = await until('the call in the trace', async () => {
      const { items } = (await platform.api.get('/stations/TWIN/messages?action=UnlockConnector')).body;
      return items.length > 0 && JSON.stringify(items);
    });
    expect(calls).toMatch(/connectorId\W+2\b/);
    const elsewhere = await platform.api.post('/stations/TWIN/commands', { type: 'unlock', evseId: 2 });
    expect(elsewhere.body).toMatchObject({ status: 'unsupported' });
  });
});
