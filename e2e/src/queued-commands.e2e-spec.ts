import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedStation } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { connectRpcStation, version16, version201, type RpcStation, type StationVersion } from './support/rpc-station';
import { until } from './support/until';

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** What the station is asked for by the queued commands, in the words of its version, in order. */
const asks16 = {
  commands: ['HeartbeatInterval', 'ConnectionTimeOut'].map((key) => ({ type: 'get-configuration', keys: [key] })),
  action: 'GetConfiguration',
  answer: { unknownKey: [] },
  heard: [{ key: ['HeartbeatInterval'] }, { key: ['ConnectionTimeOut'] }],
};
const asks201 = {
  commands: [1, 2].map((requestId) => ({ type: 'get-base-report', report: 'summary', requestId })),
  action: 'GetBaseReport',
  answer: { status: 'Accepted' },
  heard: [1, 2].map((requestId) => ({ requestId, reportBase: 'SummaryInventory' })),
};

describe('commands queued for stations that are offline', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-e2e-queued-'));
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ dir });
  });
  afterAll(async () => {
    await platform.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const look = async (path: string) => (await platform.api.get(path)).body;
  const ended = (path: string) =>
    until('the end of a command', async () => {
      const body = await look(path);
      return body.endedAt !== null && body;
    });

  it.each<['SIGINT' | 'SIGKILL', string, StationVersion, typeof asks16 | typeof asks201]>([
    ['SIGKILL', '1.6', version16, asks16],
    ['SIGINT', '2.0.1', version201, asks201],
  ])(
    'outlive %s of every service, and run once and in order at a %s station',
    async (signal, name, version, asked) => {
      const id = `QUEUED-${name}`;
      await platform.api.post('/stations', { id });
      const queued: string[] = [];
      for (const command of asked.commands) {
        const { status, body } = await platform.api.post(`/stations/${id}/commands`, {
          ...command,
          expiresAt: inAnHour(),
        });
        expect([status, body.status]).toEqual([202, 'queued']);
        queued.push(`/stations/${id}/commands/${body.id}`);
      }
      const soon = new Date(Date.now() + 200).toISOString();
      const late = await platform.api.post(`/stations/${id}/commands`, { type: 'clear-cache', expiresAt: soon });
      platform.kill(signal);
      await until('the process to end', () => platform.stop().then((): true => true));

      platform = await startPlatform({ dir });
      const heard: unknown[] = [];
      const listen = async (): Promise<RpcStation> => {
        const station = await connectRpcStation(platform.stationsUrl, id, undefined, version.subprotocol);
        station.client.handle(asked.action, ({ params }: { params?: unknown }) => {
          heard.push(params);
          return Promise.resolve(asked.answer);
        });
        station.client.handle('ClearCache', ({ params }: { params?: unknown }) => {
          heard.push(params);
          return Promise.resolve({ status: 'Accepted' });
        });
        return station;
      };
      const station = await listen();
      expect(heard).toEqual([]);
      await station.call('BootNotification', version.boot);
      for (const path of queued) expect((await ended(path)).status).toBe('accepted');
      expect((await ended(`/stations/${id}/commands/${late.body.id}`)).status).toBe('expired');
      expect(heard).toEqual(asked.heard);
      await station.close();
      // Nothing is left to be done when it comes once more.
      const again = await listen();
      await again.call('BootNotification', version.boot);
      const last = await platform.api.post(`/stations/${id}/commands`, { type: 'clear-cache', expiresAt: inAnHour() });
      expect((await ended(`/stations/${id}/commands/${last.body.id}`)).status).toBe('accepted');
      expect(heard).toHaveLength(asked.heard.length + 1);
      expect([...station.faults, ...again.faults]).toEqual([]);
      await again.close();
    },
    120_000,
  );

  it('a reset when idle of a 1.6 station waits for its session to end', async () => {
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
    const station = new SimulatedStation({
      ...{ url: platform.stationsUrl, id: 'BUSY', seed: 'busy', speed: 60, rebootMs: 50, reconnectMinMs: 50 },
    });
    await station.start();
    station.plugIn(1);
    expect(await station.present('CARD', 1)).toBe('started');
    await until('the session', async () => (await look('/stations/BUSY')).evses[0]?.activeSessionId ?? undefined);
    const { status, body } = await platform.api.post('/stations/BUSY/commands', { type: 'reset', when: 'idle' });
    expect([status, body.status, body.endedAt]).toEqual([202, 'scheduled', null]);
    const path = `/stations/BUSY/commands/${body.id}`;
    expect(station.session()).toMatchObject({ token: 'CARD', stoppedAt: null });
    expect((await look(path)).status).toBe('scheduled');
    expect(await station.present('CARD', 1)).toBe('stopped');
    station.unplug(1);
    expect((await ended(path)).status).toBe('accepted');
    const [ended16] = station.ledger();
    expect(ended16).toMatchObject({ reason: 'Local' });
    await station.stop();
  });
});
