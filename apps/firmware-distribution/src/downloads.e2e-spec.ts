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
}, 60_000);
afterAll(() => firmware.stop());

const link = async (more: object = {}): Promise<any> => {
  const made = await firmware.send('POST', `/firmware/images/${imageId}/links`, { stationId: 'S1', ...more });
  expect(made).toMatchObject({ status: 201, body: { imageId, stationId: 'S1', bytesSent: 0 } });
  return made.body;
};
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const countedOf = async (id: string): Promise<number> => {
  const { body } = await firmware.get(`/firmware/images/${imageId}/links`);
  return body.items.find((item: { id: string }) => item.id === id).bytesSent;
};

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

  it('is as slow as it is told to be, all its connections together', async () => {
    const { url } = await link({ maxBytesPerS: MB });
    const startedAt = performance.now();
    await Promise.all([fetch(url).then(bytesOf), fetch(url).then(bytesOf)]);
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
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
    const { id, url } = await link({ expiresInS: 60 });
    await firmware.query(`UPDATE firmware.download_link SET expires_at = now() WHERE id = $1`, [id]);
    const late = await fetch(url);
    expect([late.status, await late.json()]).toEqual([410, expect.objectContaining({ reason: 'link-expired' })]);
    const guessed = await fetch(`${firmware.url}/firmware/files/${'x'.repeat(43)}/firmware.bin`);
    expect(guessed.status).toBe(404);
  });

  it('is made of an image that is there, for a station that can be', async () => {
    const path = '/firmware/images/019a0000-0000-7000-8000-000000000000/links';
    expect((await firmware.send('POST', path, { stationId: 'S1' })).status).toBe(404);
    const wrong = await firmware.send('POST', `/firmware/images/${imageId}/links`, { stationId: '', expiresInS: 1 });
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
