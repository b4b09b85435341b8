import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ec, SIGNED } from './testing/signed.fixture';
import { FirmwareUnderTest, until } from './testing/firmware-under-test';

const MB = 1024 * 1024;
const content = randomBytes(MB);
let firmware: FirmwareUnderTest;
let imageId: string;

beforeAll(async () => {
  firmware = await FirmwareUnderTest.start();
  const added = await firmware.upload({ vendor: 'go-e', model: 'Gemini', version: '57.1' }, [content]);
  imageId = added.body.id;
});
afterAll(() => firmware.stop());

const link = async (more: object = {}): Promise<any> => {
  const order = { stationId: 'S1', ...more };
  const made = await firmware.send('POST', `/firmware/images/${imageId}/links`, order);
  expect(made).toMatchObject({ status: 201, body: { imageId, bytesSent: 0, ...order } });
  return made.body;
};
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const countedOf = async (id: string): Promise<number> => (await firmware.get(`/firmware/links/${id}`)).body.bytesSent;
const usageOf = async (stationId: string): Promise<{ day: string; bytesSent: number }[]> =>
  (await firmware.get(`/firmware/downloads?stationId=${stationId}`)).body.items;

describe('A link', () => {
  it('gives its station the image, told by HEAD first, and counts what went out', async () => {
    const { id, url } = await link();
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(MB)]);
    const got = await fetch(url);
    expect(got.headers.get('etag')).toBe(`"${createHash('sha256').update(content).digest('hex')}"`);
    expect((await bytesOf(got)).equals(content)).toBe(true);
    await until(async () => (await countedOf(id)) === MB, 'the count');
  });

  it('lets a download that broke off go on where it is the same content', async () => {
    const { url } = await link();
    const whole = await fetch(url, { headers: { range: 'bytes=600000-', 'if-range': '"other"' } });
    expect([whole.status, (await bytesOf(whole)).length]).toEqual([200, MB]);
    const etag = whole.headers.get('etag') ?? '';
    const rest = await fetch(url, { headers: { range: 'bytes=600000-', 'if-range': etag } });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([206, `bytes 600000-${MB - 1}/${MB}`]);
    expect((await bytesOf(rest)).equals(content.subarray(600_000))).toBe(true);
    const beyond = await fetch(url, { headers: { range: `bytes=${MB}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${MB}`]);
  });

  it('is as slow as it and its rollout are told to be, all connections together', async () => {
    const [slow, ...ofRollout] = await Promise.all([
      link({ maxBytesPerS: MB }),
      link({ rolloutId: 'spring', rolloutMaxBytesPerS: MB }),
      link({ rolloutId: 'spring', rolloutMaxBytesPerS: MB }),
    ]);
    const startedAt = performance.now();
    const secondsOf = (urls: string[]): Promise<number> =>
      Promise.all(urls.map((url) => fetch(url).then(bytesOf))).then(() => (performance.now() - startedAt) / 1_000);
    const took = await Promise.all([secondsOf([slow.url, slow.url]), secondsOf(ofRollout.map(({ url }) => url))]);
    for (const seconds of took) expect(seconds).toBeGreaterThan(1.5);
  });

  it('brings the image over a line that breaks again and again, and counts every byte for its station', async () => {
    const { id, url } = await link({ stationId: 'FAR-1', attemptId: 'a-1', maxBytesPerS: 4 * MB });
    let got = Buffer.alloc(0);
    let etag = '';
    for (let breaks = 0; got.length < MB; breaks++) {
      const line = new AbortController();
      const headers = got.length > 0 ? { range: `bytes=${got.length}-`, 'if-range': etag } : undefined;
      const response = await fetch(url, { signal: line.signal, headers });
      expect(response.status).toBe(breaks === 0 ? 200 : 206);
      etag = response.headers.get('etag') ?? '';
      const most = got.length + MB / 4;
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        got = Buffer.concat([got, chunk]);
        if (got.length >= most && got.length < MB) break;
      }
      line.abort();
    }
    expect(got.equals(content)).toBe(true);
    await until(async () => (await countedOf(id)) >= MB, 'the count');
    const counted = await until(async () => {
      const [link, [usage]] = [await countedOf(id), await usageOf('FAR-1')];
      return usage !== undefined && usage.bytesSent === link ? usage : undefined;
    }, 'the same count for the station');
    expect(counted?.day).toMatch(/^\d{4}-\d\d-\d\d$/);
    const { body } = await firmware.get('/firmware/links?attemptId=a-1&stationId=FAR-1');
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    expect((await firmware.get('/firmware/downloads?stationId=FAR-1&to=2020-01-01')).body.items).toEqual([]);
  });

  it('counts what a station took before its line broke', async () => {
    const { id, url } = await link({ maxBytesPerS: 256 * 1024 });
    const breaking = new AbortController();
    const { body } = await fetch(url, { signal: breaking.signal });
    await body?.getReader().read();
    breaking.abort();
    const counted = await until(() => countedOf(id), 'the count');
    expect(counted).toBeLessThan(MB);
  });

  it('ends, and cannot be guessed', async () => {
    const { id, url } = await link();
    await firmware.query(`UPDATE firmware.download_link SET expires_at = now() WHERE id = $1`, [id]);
    const late = await fetch(url);
    expect([late.status, await late.json()]).toEqual([410, expect.objectContaining({ reason: 'link-expired' })]);
    const guessed = await fetch(`${firmware.url}/firmware/files/${'x'.repeat(43)}/firmware.bin`);
    expect(guessed.status).toBe(404);
  });

  it('is ended by whoever made it, for all that comes after', async () => {
    const { id, url } = await link();
    const path = `/firmware/links/${id}`;
    expect((await firmware.send('DELETE', path)).status).toBe(204);
    expect((await fetch(url)).status).toBe(410);
    const ended = await firmware.get(path);
    expect(ended.body.endedBy).toEqual({ type: 'user', id: 'admin' });
    expect((await firmware.send('DELETE', path)).status).toBe(204);
    expect((await firmware.get(path)).body).toEqual(ended.body);
    expect((await firmware.get(path, 'other-token')).status).toBe(404);
  });

  it('is made of an image that is there, for a station that can be', async () => {
    const path = '/firmware/images/019a0000-0000-7000-8000-000000000000/links';
    expect((await firmware.send('POST', path, { stationId: 'S1' })).status).toBe(404);
    const wrong = await firmware.send('POST', `/firmware/images/${imageId}/links`, { stationId: '', expiresInS: 1 });
    const alone = await firmware.send('POST', path, { stationId: 'S1', rolloutMaxBytesPerS: MB });
    expect(alone.body.errors).toEqual([{ path: 'rolloutId', message: 'is needed with rolloutMaxBytesPerS' }]);
    expect(wrong.body.errors.map(({ path: at }: { path: string }) => at)).toEqual(['stationId', 'expiresInS']);
  });
});

describe('A signed image', () => {
  it('is checked when it is uploaded, and one whose signature is of another file is refused by name', async () => {
    const { signature, signingCertificate } = ec;
    const signed = {
      vendor: 'go-e',
      model: 'Signed',
      version: '1',
      reportedVersion: '1.0.0',
      signature,
      signingCertificate,
    };
    const other = await firmware.upload(signed, [Buffer.from('another file')]);
    expect(other.status).toBe(400);
    expect(other.body.errors).toEqual([
      { path: 'signature', message: expect.stringContaining('not one of this file') },
    ]);
    const added = await firmware.upload(signed, [Buffer.from(SIGNED)]);
    expect(added).toMatchObject({ status: 201, body: { signature, reportedVersion: '1.0.0' } });
    await firmware.send('POST', `/firmware/images/${added.body.id}/retire`);
    expect((await firmware.send('DELETE', `/firmware/images/${added.body.id}`)).status).toBe(204);
  });
});

describe('An image out of use', () => {
  it('is retired first, and deleted with its file once no link is open', async () => {
    const path = `/firmware/images/${imageId}`;
    expect(await firmware.send('DELETE', path)).toMatchObject({ status: 409, body: { reason: 'not-retired' } });
    const retired = await firmware.send('POST', `${path}/retire`);
    expect(retired).toMatchObject({ status: 200, body: { retiredAt: expect.any(String) } });
    expect((await firmware.send('POST', `${path}/retire`)).body).toEqual(retired.body);
    const refused = await firmware.send('POST', `${path}/links`, { stationId: 'S1' });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'retired' } });
    expect(await firmware.send('DELETE', path)).toMatchObject({ status: 409, body: { reason: 'in-use' } });
    await firmware.query('UPDATE firmware.download_link SET expires_at = now()');
    expect((await firmware.send('DELETE', path)).status).toBe(204);
    expect((await firmware.get(path)).status).toBe(404);
    expect(await readdir(join(firmware.dir, 'images'))).toEqual([]);
    expect(await firmware.incoming()).toEqual([]);
  });
});
