import {
  SimulatedStation,
  type FirmwareFault,
  type OcppVersion,
  type StationOptions,
} from '@chargebus/station-simulator';
import type { Api } from './support/api';
import { listen, type Heard } from './support/event-client';
import { uploadImage } from './support/firmware-images';
import { ADMIN_TOKEN, startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Kind = '1.6' | '1.6 signed' | '2.0.1';
const KINDS: readonly Kind[] = ['1.6', '1.6 signed', '2.0.1'];
const NEW = '9.1';
const MOMENT_MS = 120_000;

/** What a station does, what becomes of its update, and which way it goes. */
interface Outcome {
  title: string;
  fault?: FirmwareFault;
  status: string;
  reason: string | null;
  /** Steps of unsigned 1.6 that its history must have, in this order; others tell more. */
  steps?: string[];
  kinds?: readonly Kind[];
}
const SECURE: readonly Kind[] = ['1.6 signed', '2.0.1'];
const ON_THE_WAY = ['sent', 'downloading', 'downloaded', 'installing'];
const OUTCOMES: readonly Outcome[] = [
  { title: 'is done, over lines that break', status: 'done', reason: null, steps: [...ON_THE_WAY, `booted ${NEW}`] },
  {
    title: 'is done, though it says nothing',
    fault: 'wordless',
    status: 'done',
    reason: null,
    steps: ['sent', `booted ${NEW}`],
  },
  {
    title: 'cannot be fetched',
    fault: 'download-failed',
    status: 'failed',
    reason: 'download-failed',
    steps: ['sent', 'downloading', 'download-failed'],
  },
  {
    title: 'has a wrong signature',
    fault: 'invalid-signature',
    status: 'failed',
    reason: 'invalid-signature',
    kinds: SECURE,
  },
  {
    title: 'is not what its hash says',
    fault: 'invalid-signature',
    status: 'failed',
    reason: 'download-failed',
    kinds: ['1.6'],
  },
  {
    title: 'cannot be installed',
    fault: 'installation-failed',
    status: 'failed',
    reason: 'installation-failed',
    steps: [...ON_THE_WAY, 'installation-failed'],
  },
  { title: 'is never heard of', fault: 'silent', status: 'failed', reason: 'no-report', steps: ['sent', 'timed out'] },
  {
    title: 'boots with what it ran before',
    fault: 'wrong-version',
    status: 'failed',
    reason: 'wrong-version',
    steps: ON_THE_WAY,
  },
  {
    title: 'does not boot',
    fault: 'no-boot',
    status: 'done-unverified',
    reason: 'no-boot',
    steps: [...ON_THE_WAY, 'installed', 'timed out'],
  },
  {
    title: 'has a certificate it does not know',
    fault: 'invalid-certificate',
    status: 'failed',
    reason: 'invalid-certificate',
    kinds: SECURE,
  },
  {
    title: 'has a revoked certificate',
    fault: 'revoked-certificate',
    status: 'failed',
    reason: 'revoked-certificate',
    kinds: SECURE,
  },
];
const CASES = KINDS.flatMap((kind) =>
  OUTCOMES.filter(({ kinds = KINDS }) => kinds.includes(kind)).map(
    (outcome) => [kind, outcome.title, outcome] as const,
  ),
);

let platform: Platform;
let api: Api;
let plain: string;
let signed: string;
let events: { heard: Heard[]; leave(): void };
const stations: SimulatedStation[] = [];

const station = async (id: string, options: Partial<StationOptions> = {}): Promise<SimulatedStation> => {
  const made = new SimulatedStation({
    ...{ url: platform.stationsUrl, id, seed: id, rebootMs: 50, firmwareVersion: '1.4.2' },
    ...{ reconnectMinMs: 50, reconnectMaxMs: 200, ...options },
  });
  stations.push(made);
  await made.start();
  await until(`${id} to be known`, async () => {
    const { body } = await api.get(`/stations/${id}`);
    return body['connected'] === true && body['boot'].status === 'accepted';
  });
  return made;
};
const update = (stationId: string, imageId: string, more: object = {}) =>
  api.post('/firmware/updates', { stationId, imageId, ...more });
const ended = (id: string) =>
  until(
    `update ${id} to end`,
    async () => {
      const { body } = await api.get(`/firmware/updates/${id}`);
      if (body['endedAt'] === null) throw new Error(JSON.stringify(body));
      return body;
    },
    MOMENT_MS,
  );

beforeAll(async () => {
  platform = await startPlatform({
    env: {
      FIRMWARE_START_TIMEOUT_S: '10',
      FIRMWARE_BOOT_TIMEOUT_S: '10',
      FIRMWARE_INSTALL_TIMEOUT_S: '60',
    },
  });
  api = platform.api;
  plain = await uploadImage(api, { version: NEW });
  signed = await uploadImage(api, { version: `${NEW}-signed`, reportedVersion: NEW, signed: true });
  events = await listen(platform.url, ADMIN_TOKEN, '?kind=firmware.*');
});
afterAll(async () => {
  events?.leave();
  await Promise.all(stations.map((one) => one.stop()));
  await platform?.stop();
});

describe('An update of firmware', () => {
  const results = new Map<string, Promise<Record<string, any>>>();
  const nameOf = (kind: Kind, title: string): string => `${kind} ${title}`;

  beforeAll(async () => {
    // All at once: most of the time is waiting.
    await Promise.all(
      CASES.map(async ([kind, title, { fault }], n) => {
        const version: OcppVersion = kind === '2.0.1' ? '2.0.1' : '1.6';
        await station(`FW-${n}`, { version, firmware: { breaks: 2, ...(fault && { fault }) } });
        const ordered = await update(`FW-${n}`, SECURE.includes(kind) ? signed : plain);
        if (ordered.status !== 201) throw new Error(JSON.stringify(ordered.body));
        results.set(nameOf(kind, title), ended(ordered.body['id']));
      }),
    );
    await Promise.all(results.values());
  });

  it.each(CASES)('by %s %s', async (kind, title, { status, reason, steps = ['sent'] }) => {
    const attempt = await results.get(nameOf(kind, title));
    expect(attempt).toMatchObject({ status, reason, fromVersion: '1.4.2', targetVersion: NEW });
    const said: string[] = attempt?.history.map(({ by }: { by: string }) => by);
    expect(said.filter((by) => steps.includes(by))).toEqual(steps);
    expect(attempt?.history.at(-1)?.status).toBe(status);
    const facts = () => events.heard.map(({ fact }) => fact).filter(({ data }) => data['updateId'] === attempt?.id);
    const ends = () => facts().filter(({ kind: of }) => of === 'firmware.update-ended');
    await until('the fact of its end', () => ends().length > 0);
    expect(facts().at(0)?.kind).toBe('firmware.update-started');
    expect(ends()).toMatchObject([{ data: { status, reason } }]);
  });

  it('is fetched over the lines that broke, and counted', async () => {
    const { body } = await api.get(`/firmware/images/${plain}/links?limit=200`);
    const link = body['items'].find(({ stationId }: { stationId: string }) => stationId === 'FW-0');
    expect(link.bytesSent).toBeGreaterThanOrEqual(600_000);
  });
});

describe('What must not be', () => {
  const sentTo = async (id: string): Promise<number> =>
    (await api.get(`/stations/${id}/messages?action=UpdateFirmware`)).body['items'].length;

  it('is refused by name, and nothing is sent', async () => {
    await station('OTHER', { vendor: 'Other' });
    await station('NEWER', { firmwareVersion: '10.0' });
    await station('SAME', { firmwareVersion: NEW });
    const hardware = await uploadImage(api, { version: '9.2', hardware: 'B1' });
    const retired = await uploadImage(api, { version: '9.3' });
    await api.post(`/firmware/images/${retired}/retire`);
    const refusals: [string, string, number, string][] = [
      ['OTHER', plain, 409, 'wrong-vendor'],
      ['NEWER', plain, 409, 'downgrade'],
      ['SAME', plain, 409, 'already-installed'],
      ['SAME', hardware, 409, 'unknown-hardware'],
      ['SAME', retired, 409, 'image-retired'],
      ['SAME', '019a0000-0000-7000-8000-000000000000', 404, 'unknown-image'],
      ['NOBODY', plain, 404, 'unknown-station'],
    ];
    for (const [stationId, imageId, status, reason] of refusals) {
      const refused = await update(stationId, imageId);
      expect({ stationId, status: refused.status, reason: refused.body['reason'] }).toEqual({
        stationId,
        status,
        reason,
      });
    }
    for (const id of ['OTHER', 'NEWER', 'SAME']) expect(await sentTo(id)).toBe(0);
    const { body } = await api.get('/firmware/updates?stationId=SAME');
    expect(body['items']).toEqual([]);
    const wrong = await update('SAME', 'x', { installAt: 'soon' });
    expect(wrong.status).toBe(400);
    expect(wrong.body['errors'].map(({ path }: { path: string }) => path)).toEqual(['imageId', 'installAt']);
  });

  it('is a second update of a 1.6 station while one runs; where the station can, it takes the place of the first', async () => {
    await station('BUSY-16', { firmware: { fault: 'silent' } });
    await station('BUSY-201', { version: '2.0.1', firmware: { installMs: 1_500 } });
    for (const id of ['BUSY-16', 'BUSY-201']) {
      const first = await update(id, plain);
      expect(first.status).toBe(201);
      await until('it to be accepted', async () => {
        const { body } = await api.get(`/firmware/updates/${first.body['id']}`);
        return !['ordered', 'sending'].includes(body['status']);
      });
      expect((await update(id, plain)).body['reason']).toBe('update-running');
      const second = await update(id, plain, { replaceRunning: true });
      expect(second.status).toBe(id === 'BUSY-16' ? 409 : 201);
      if (second.status === 409) continue;
      expect(await ended(first.body['id'])).toMatchObject({ status: 'cancelled', reason: 'superseded' });
      const done = await ended(second.body['id']);
      expect(done).toMatchObject({ status: 'done' });
      expect(done['history'].map(({ by }: { by: string }) => by)).toContain('AcceptedCanceled');
    }
  });

  it('is a station that is away', async () => {
    const away = await station('AWAY');
    await away.stop();
    await until('it to be away', async () => (await api.get('/stations/AWAY')).body['connected'] === false);
    expect(await update('AWAY', plain)).toMatchObject({ status: 409, body: { reason: 'offline' } });
  });
});

describe('A rollout', () => {
  /** Of three stations, one after the other; comes back once the first has begun. */
  const begin = async (model: string): Promise<string> => {
    const ids = [1, 2, 3].map((n) => `${model.toUpperCase()}-${n}`);
    await Promise.all(ids.map((id) => station(id, { model, firmware: { installMs: 1_000 } })));
    const imageId = await uploadImage(api, { model, version: NEW });
    const order = { name: model, imageId, selector: { model }, policy: { maxInFlight: 1 } };
    const started = await api.post('/firmware/rollouts', order);
    expect(started.status).toBe(201);
    const id = started.body['id'] as string;
    await until('its first station', async () => (await shown(id))['counts'].updating === 1);
    return id;
  };
  const shown = async (id: string) => (await api.get(`/firmware/rollouts/${id}`)).body;
  const updates = async (id: string): Promise<{ stationId: string; status: string }[]> =>
    (await api.get(`/firmware/updates?rolloutId=${id}`)).body['items'];
  const change = (id: string, verb: string) => api.post(`/firmware/rollouts/${id}/${verb}`);

  it('that is paused begins with no other station until it is resumed; one that is aborted never does', async () => {
    const paused = await begin('pausable');
    expect(await change(paused, 'pause')).toMatchObject({ status: 200, body: { status: 'paused' } });
    await until('what was under way', async () => (await shown(paused))['counts'].done === 1, MOMENT_MS);
    // Rollouts have their turns side by side: while this one goes from its beginning to its end, the paused one stands still.
    const aborted = await begin('abortable');
    expect(await change(aborted, 'abort')).toMatchObject({ status: 200, body: { status: 'aborted', endedAt: null } });
    const end = await until(
      'what was under way',
      async () => ((await shown(aborted))['endedAt'] === null ? undefined : shown(aborted)),
      MOMENT_MS,
    );
    expect(end).toMatchObject({ status: 'aborted', counts: { done: 1, skipped: 2, waiting: 0, updating: 0 } });
    expect(await updates(aborted)).toMatchObject([{ status: 'done' }]);
    expect(await change(aborted, 'resume')).toMatchObject({ status: 409, body: { reason: 'aborted' } });

    expect(await shown(paused)).toMatchObject({ status: 'paused', counts: { done: 1, waiting: 2, updating: 0 } });
    expect(await updates(paused)).toHaveLength(1);
    expect((await change(paused, 'resume')).status).toBe(200);
    await until('the rest', async () => (await shown(paused))['status'] === 'completed', MOMENT_MS);
    expect((await updates(paused)).map(({ stationId, status }) => `${stationId} ${status}`).sort()).toEqual([
      ...['PAUSABLE-1 done', 'PAUSABLE-2 done', 'PAUSABLE-3 done'],
    ]);
  });
});
