import { createHash, randomBytes } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { PublicationReport } from '@chargebus/contracts';
import { Client } from 'basic-ftp';
import { FirmwareUnderTest, until, type Answer } from './testing/firmware-under-test';
import { StationsUnderTest } from './testing/stations-under-test';

const KB = 1024;
const NO_IMAGE = '019a0000-0000-7000-8000-000000000000';
const content = randomBytes(128 * KB);
let firmware: FirmwareUnderTest;
let stations: StationsUnderTest;
let imageId: string;

const upload = async (version: string, bytes = randomBytes(KB)): Promise<string> =>
  (await firmware.upload({ vendor: 'go-e', model: 'Gemini', version }, [bytes])).body.id;
const update = (stationId: string, more: object = {}, key?: string): Promise<Answer> =>
  firmware.send('POST', '/firmware/updates', { stationId, imageId, ...more }, key);
const rollout = (selector: object, policy: object = {}, more: object = {}, key?: string): Promise<Answer> =>
  firmware.send('POST', '/firmware/rollouts', { name: 'spring', imageId, selector, policy, ...more }, key);
const sent = (stationId: string) => stations.toldTo(stationId, 'update-firmware');
const order = async (stationId: string) => {
  await until(() => sent(stationId).length > 0, `the update of ${stationId}`);
  return sent(stationId)[0]!;
};

beforeAll(async () => {
  firmware = await FirmwareUnderTest.start({ FIRMWARE_FTP_PORT: 0, FIRMWARE_RECHECK_S: 1 });
  stations = await StationsUnderTest.start(firmware.nats);
  imageId = await upload('2.0', content);
});
afterAll(async () => {
  await stations?.stop();
  await firmware?.stop();
});

describe('An order with a key', () => {
  it('of an update is carried out once, however often it comes, and with no other body', async () => {
    await Promise.all(['ONCE', 'TWICE'].map((id) => stations.add(id)));
    const both = await Promise.all([1, 2].map(() => update('ONCE', { maxBytesPerS: 50_000 }, 'key-1')));
    await order('ONCE');
    both.push(await update('ONCE', { maxBytesPerS: 50_000 }, 'key-1'));
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1);
    expect(both[0]?.body).toMatchObject({ idempotencyKey: 'key-1', maxBytesPerS: 50_000, protocol: 'http' });
    const other = await update('TWICE', { maxBytesPerS: 50_000 }, 'key-1');
    expect([other.status, other.body.errors]).toEqual([
      422,
      [{ path: 'Idempotency-Key', message: 'was used for another update; a key goes with one body' }],
    ]);
    expect(await update('ONCE', {}, 'key-2')).toMatchObject({ status: 409, body: { reason: 'update-running' } });
    expect([sent('ONCE').length, sent('TWICE').length]).toEqual([1, 0]);
  });

  it('of a rollout is carried out once', async () => {
    await stations.add('ROLLED', { tags: ['rolled'] });
    const both = await Promise.all([1, 2].map(() => rollout({ tags: ['rolled'] }, {}, {}, 'key-1')));
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both[0]?.body.id).toBe(both[1]?.body.id);
    await order('ROLLED');
    const again = await rollout({ tags: ['rolled'] }, {}, {}, 'key-1');
    expect(again).toMatchObject({ status: 201, body: { id: both[0]?.body.id, counts: { updating: 1 } } });
    expect((await rollout({ tags: ['others'] }, {}, {}, 'key-1')).status).toBe(422);
    expect((await firmware.get('/firmware/rollouts')).body.items).toHaveLength(1);
  });
});

it('An order of what must not be is refused by name, and nothing is sent', async () => {
  await stations.add('MODEL', { model: 'HOME' });
  await stations.add('NEWER', { firmwareVersion: '2.1' });
  const refusals = [
    await update('MODEL'),
    await update('NEWER'),
    await update('NEWER', { imageId: NO_IMAGE, allowDowngrade: true }),
    await rollout({ stationIds: ['MODEL', 'NEWER'] }),
    await rollout({ all: true }, {}, { imageId: NO_IMAGE }),
  ];
  expect(refusals.map(({ status, body }) => `${status} ${body.reason}`)).toEqual([
    ...['409 wrong-model', '409 downgrade', '404 unknown-image', '409 no-stations', '404 unknown-image'],
  ]);
  expect(refusals[0]?.body.detail).toContain('It is go-e HOME, and runs 1.0.');
  expect((await firmware.get('/firmware/links?stationId=MODEL')).body.items).toEqual([]);
  expect([...sent('MODEL'), ...sent('NEWER')]).toEqual([]);
  expect((await update('NEWER', { allowDowngrade: true })).status).toBe(201);
  await order('NEWER');
});

describe('An image whose content in the store is not what was uploaded', () => {
  it('goes to no station, and a download of it is never taken for whole', async () => {
    await stations.add('CAREFUL', { tags: ['careful'] });
    const damaged = await upload('3.0', randomBytes(64 * KB));
    const path = join(firmware.dir, 'images', damaged);
    const right = await readFile(path);
    const wrong = Buffer.from(right);
    wrong[1_000] = (wrong[1_000] ?? 0) ^ 1;
    await writeFile(path, wrong);
    const refusals = [
      await update('CAREFUL', { imageId: damaged }),
      await rollout({ tags: ['careful'] }, {}, { imageId: damaged }),
      await firmware.send('POST', '/firmware/rollouts?dryRun=true', {
        ...{ name: 'spring', imageId: damaged, selector: { tags: ['careful'] } },
      }),
    ];
    for (const { status, body } of refusals) expect([status, body.reason]).toEqual([409, 'image-damaged']);

    const link = await firmware.send('POST', `/firmware/images/${damaged}/links`, { stationId: 'CAREFUL' });
    await truncate(path, 10 * KB);
    await expect(fetch(link.body.url).then((response) => response.arrayBuffer())).rejects.toThrow('terminated');
    expect((await update('CAREFUL', { imageId: damaged })).body.reason).toBe('image-damaged');
    expect(sent('CAREFUL')).toEqual([]);

    await writeFile(path, right);
    expect((await update('CAREFUL', { imageId: damaged })).status).toBe(201);
    await order('CAREFUL');
  });

  it('halts the rollout that finds it so, before any other station is told', async () => {
    const rotting = await upload('3.1', randomBytes(64 * KB));
    await stations.add('FIRST', { tags: ['rotting'], connected: false });
    const { body } = await rollout({ tags: ['rotting'] }, {}, { imageId: rotting });
    await until(async () => (await shown(body.id)).counts.away === 1, 'the station to be waited for');
    // A new process knows nothing of what was whole before.
    await writeFile(join(firmware.dir, 'images', rotting), 'rotten');
    await firmware.startAgain();
    stations.change('FIRST', { connected: true });
    const halted = await until(async () => {
      const now = await shown(body.id);
      return now.status === 'halted' ? now : undefined;
    }, 'the rollout to halt');
    expect(halted).toMatchObject({ reason: 'image-damaged', counts: { waiting: 1 } });
    expect(sent('FIRST')).toEqual([]);
  });
});

describe('How stations fetch', () => {
  it('is by FTP where the order or the tag of an old station says so', async () => {
    await stations.add('OLD', { ocppVersion: '1.6', tags: ['firmware:ftp'] });
    await stations.add('ASKED');
    await stations.add('MODERN', { tags: ['firmware:ftp'] });
    const orders = [await update('OLD'), await update('ASKED', { protocol: 'ftp' })];
    expect(orders.map(({ body }) => body.protocol)).toEqual(['ftp', 'ftp']);
    expect((await update('MODERN', { protocol: 'http' })).body.protocol).toBe('http');
    expect((await order('MODERN')).location).toMatch(/^http:/);
    for (const id of ['OLD', 'ASKED']) {
      const { hostname, port, pathname } = new URL((await order(id)).location);
      const client = new Client(10_000);
      await client.access({ host: hostname, port: Number(port) });
      const got: Buffer[] = [];
      const sink = new Writable({ write: (chunk: Buffer, _e, done) => (got.push(chunk), done()) });
      await client.downloadTo(sink, pathname);
      client.close();
      expect(Buffer.concat(got).equals(content)).toBe(true);
    }
  });

  it('is as slowly as their rollout allows, each and all together', async () => {
    await Promise.all(['SLOW-1', 'SLOW-2'].map((id) => stations.add(id, { tags: ['slow'] })));
    const caps = { maxBytesPerS: 100 * KB, rolloutMaxBytesPerS: 128 * KB };
    const { body } = await rollout({ tags: ['slow'] }, caps);
    expect(body.policy).toMatchObject(caps);
    const urls = await Promise.all(['SLOW-1', 'SLOW-2'].map(async (id) => (await order(id)).location));
    const links = (await firmware.get(`/firmware/links?rolloutId=${body.id}`)).body.items;
    expect(links).toMatchObject([caps, caps]);
    const startedAt = performance.now();
    await Promise.all(urls.map((url) => fetch(url).then((response) => response.arrayBuffer())));
    expect(performance.now() - startedAt).toBeGreaterThan(700);
  });
});

describe('A rollout', () => {
  it('waits for stations that charge, are away or outside their own window, and tells each once it may', async () => {
    const minute = 60_000;
    const clock = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(11, 16);
    const windows = [{ from: clock(-60 * minute), to: clock(60 * minute) }];
    const tags = ['patient'];
    await stations.add('HERE', { tags });
    await stations.add('CHARGES', { tags, charging: true });
    await stations.add('ABROAD', { tags, timeZone: 'Etc/GMT+6' });
    await stations.add('AWAY', { tags, connected: false });
    const { body } = await rollout({ tags }, { windows });
    await order('HERE');
    const why = async (): Promise<Record<string, string | null>> => {
      const { items } = (await firmware.get(`/firmware/rollouts/${body.id}/stations`)).body;
      return Object.fromEntries(
        items.map((one: { stationId: string; reason: string | null }) => [one.stationId, one.reason]),
      );
    };
    expect(await why()).toEqual({ HERE: null, CHARGES: 'charging', ABROAD: 'outside-window', AWAY: 'offline' });
    const turns: [string, object][] = [
      ['CHARGES', { charging: false }],
      ['ABROAD', { timeZone: 'Africa/Abidjan' }],
      ['AWAY', { connected: true }],
    ];
    for (const [id, change] of turns) {
      expect(sent(id)).toEqual([]);
      stations.change(id, change);
      await order(id);
    }
    for (const id of ['HERE', 'CHARGES', 'ABROAD', 'AWAY']) {
      expect(sent(id)).toHaveLength(1);
      await stations.boot(id, '2.0');
    }
    const done = await until(async () => {
      const now = await shown(body.id);
      return now.status === 'completed' ? now : undefined;
    }, 'the rollout to end');
    expect(done.counts).toMatchObject({ total: 4, done: 4 });
  });
});

describe('A local controller', () => {
  const publish = (stationId: string, more: object = {}, key?: string): Promise<Answer> =>
    firmware.send('POST', '/firmware/publications', { stationId, imageId, ...more }, key);
  const publication = async (id: string): Promise<any> => (await firmware.get(`/firmware/publications/${id}`)).body;
  const say = (stationId: string, status: PublicationReport, about: object = {}): Promise<void> => {
    const data = { status, ...about, action: 'PublishFirmwareStatusNotification', payload: {} };
    return stations.say(stationId, { kind: 'station.publication-status.reported', data });
  };
  const becomes = (id: string, status: string): Promise<any> =>
    until(async () => {
      const now = await publication(id);
      return now.status === status ? now : undefined;
    }, `the publication to be ${status}`);

  it('hands an image out until it is told not to; each way it has gone is kept', async () => {
    let unpublished = 'DownloadOngoing';
    await stations.add('LC', {}, ({ commandId, command }) =>
      command.type === 'unpublish-firmware'
        ? { commandId, status: 'rejected', response: { status: unpublished } }
        : { commandId, status: 'accepted', response: { status: 'Accepted' } },
    );
    const both = await Promise.all([1, 2].map(() => publish('LC', { maxBytesPerS: 50_000 }, 'key-1')));
    const { id, requestId, linkId } = both[0]?.body;
    expect(both.map(({ status, body }) => [status, body.id])).toEqual([
      [201, id],
      [201, id],
    ]);
    const md5 = createHash('md5').update(content).digest('hex');
    const [told, ...more] = stations.toldTo('LC', 'publish-firmware');
    expect(more).toEqual([]);
    expect(told).toMatchObject({ requestId, md5 });
    expect((await firmware.get(`/firmware/links/${linkId}`)).body).toMatchObject({
      attemptId: id,
      maxBytesPerS: 50_000,
    });
    expect((await publish('LC')).body.reason).toBe('already-published');

    await say('LC', 'downloading', { requestId });
    await say('LC', 'published', { requestId: 7 });
    // It may leave out which one it means while there is one alone.
    await say('LC', 'checksum-verified');
    await say('LC', 'published', { requestId, locations: ['http://10.0.0.1/fw'] });
    const published = await becomes(id, 'published');
    expect(published).toMatchObject({ locations: ['http://10.0.0.1/fw'], dueAt: null });
    const steps = published.history.map(({ by }: { by: string }) => by);
    expect(steps).toEqual(['sent', 'Accepted', 'downloading', 'checksum-verified', 'published']);

    const take = (): Promise<Answer> => firmware.send('POST', `/firmware/publications/${id}/unpublish`);
    expect(await take()).toMatchObject({ status: 409, body: { reason: 'download-ongoing' } });
    unpublished = 'NoFirmware';
    expect(await take()).toMatchObject({ status: 200, body: { status: 'unpublished', locations: [] } });
    expect((await take()).status).toBe(200);
    expect(stations.toldTo('LC', 'unpublish-firmware')).toEqual(
      [2, 1].map(() => ({ type: 'unpublish-firmware', md5 })),
    );
    const again = (await publish('LC')).body;
    expect(again).toMatchObject({ status: 'accepted' });
    expect(again.requestId).toBeGreaterThan(requestId);
    const list = await firmware.get('/firmware/publications?stationId=LC&status=unpublished');
    expect(list.body.items.map((one: { id: string }) => one.id)).toEqual([id]);
  });

  it('is one of 2.x, is there, and takes what it is told, or it is said why not', async () => {
    await stations.add('LC-16', { ocppVersion: '1.6' });
    await stations.add('LC-AWAY', { connected: false });
    await stations.add('LC-NO', {}, ({ commandId }) => ({ commandId, status: 'unsupported' }));
    const refusals = await Promise.all([
      ...[publish('LC-16'), publish('LC-AWAY'), publish('NOBODY'), publish('LC-NO', { imageId: NO_IMAGE })],
    ]);
    expect(refusals.map(({ status, body }) => `${status} ${body.reason}`)).toEqual([
      ...['409 no-local-controllers', '409 offline', '404 unknown-station', '404 unknown-image'],
    ]);
    expect((await publish('LC-NO')).body).toMatchObject({ status: 'failed', reason: 'unsupported' });
    expect(['LC-16', 'LC-AWAY'].flatMap((id) => stations.toldTo(id, 'publish-firmware'))).toEqual([]);
  });

  it('that says nothing is given up on in time; what it says later all the same counts', async () => {
    await stations.add('LC-LATE');
    const { id, requestId } = (await publish('LC-LATE')).body;
    await firmware.query(`UPDATE firmware.publication SET due_at = now() WHERE id = $1`, [id]);
    expect(await becomes(id, 'failed')).toMatchObject({ reason: 'no-report' });
    await say('LC-LATE', 'published', { requestId, locations: ['http://10.0.0.2/fw'] });
    expect(await becomes(id, 'published')).toMatchObject({ reason: null });
  });
});

async function shown(id: string): Promise<any> {
  return (await firmware.get(`/firmware/rollouts/${id}`)).body;
}
