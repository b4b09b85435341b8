import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { S3 } from '@aws-sdk/client-s3';
import { canTestS3, testS3 } from '@chargebus/embedded-infra';
import { S3Bucket } from './store/s3-bucket';
import { S3ImageFiles } from './store/s3-image-files';
import { fieldPart, filePart, FirmwareUnderTest, until } from './testing/firmware-under-test';

jest.setTimeout(360_000);
const MB = 1024 * 1024;
const details = (version: string): Record<string, string> => ({ vendor: 'go-e', model: 'Gemini', version });

if (canTestS3()) describe('Images in an S3 bucket', tests);
else {
  it('S3 is not tested here: its server comes from the packages of Debian and Ubuntu', () => {
    expect(canTestS3()).toBe(false);
  });
}

function tests(): void {
  let s3: Awaited<ReturnType<typeof testS3>>;
  let firmware: FirmwareUnderTest;
  let client: S3;
  let env: Record<string, string>;
  beforeAll(async () => {
    s3 = await testS3();
    const { accessKeyId, secretAccessKey, bucket, url: endpoint } = s3;
    const credentials = { accessKeyId, secretAccessKey };
    client = new S3({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    env = { FIRMWARE_STORE: 's3', S3_ENDPOINT: endpoint, S3_BUCKET: bucket, ...keys };
    firmware = await FirmwareUnderTest.start(env);
  });
  afterAll(async () => {
    client.destroy();
    await firmware.stop();
    await s3.stop();
  });

  const keysIn = async (): Promise<string[]> => {
    const { Contents = [] } = await client.listObjectsV2({ Bucket: s3.bucket });
    return Contents.map(({ Key = '' }) => Key);
  };
  const openUploads = async (): Promise<number> =>
    (await client.listMultipartUploads({ Bucket: s3.bucket })).Uploads?.length ?? 0;
  const linkTo = async (imageId: string): Promise<string> =>
    (await firmware.send('POST', `/firmware/images/${imageId}/links`, { stationId: 'S1' })).body.url;

  it('are uploaded in parts, fetched whole or from where a download broke, and deleted without a trace', async () => {
    const content = randomBytes(20 * MB);
    const added = await firmware.upload(details('57.1'), [content]);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(added).toMatchObject({ status: 201, body: { sizeBytes: 20 * MB, sha256 } });
    const { id } = added.body;
    expect(await keysIn()).toEqual([`images/${id}`]);
    const url = await linkTo(id);
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(whole.equals(content)).toBe(true);
    const first = 17 * MB + 5;
    const rest = await fetch(url, { headers: { range: `bytes=${first}-`, 'if-range': `"${sha256}"` } });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(content.subarray(first))).toBe(true);
    expect((await firmware.upload(details('57.1'), [Buffer.from('other')])).status).toBe(409);
    expect(await keysIn()).toEqual([`images/${id}`]);
    await firmware.send('POST', `/firmware/images/${id}/retire`);
    await firmware.query('UPDATE firmware.download_link SET expires_at = now()');
    expect((await firmware.send('DELETE', `/firmware/images/${id}`)).status).toBe(204);
    expect(await keysIn()).toEqual([]);
  });

  it('leave nothing when their upload breaks off in the middle', async () => {
    const upload = firmware.beginUpload();
    upload.on('error', () => undefined);
    upload.write(fieldPart('vendor', 'go-e') + filePart());
    for (let sent = 0; sent < 20; sent++) {
      if (!upload.write(Buffer.alloc(MB, sent))) await once(upload, 'drain');
    }
    await until(async () => (await openUploads()) === 1, 'an upload in parts');
    upload.destroy();
    await until(async () => (await openUploads()) === 0 && (await keysIn()).length === 0, 'an empty bucket');
  });

  it('lose what a killed process left of them at the next start, and keep what it had committed', async () => {
    const kept = await firmware.upload(details('70.0'), [Buffer.from('70.0')]);
    const { endpoint, bucket } = { endpoint: s3.url, bucket: s3.bucket };
    const credentials = { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey };
    const dead = new S3ImageFiles(new S3Bucket({ endpoint, bucket, credentials, region: 'us-east-1' }), randomUUID());
    // Killed before the row; while its parts were on the way; after the commit, before its note was gone.
    await dead.receive(randomUUID(), Readable.from([Buffer.from('never committed')]));
    const half = randomUUID();
    await dead.doubt(half);
    const { UploadId } = await client.createMultipartUpload({ Bucket: bucket, Key: `images/${half}` });
    const part = { Bucket: bucket, Key: `images/${half}`, UploadId, PartNumber: 1 };
    await client.uploadPart({ ...part, Body: Buffer.alloc(5 * MB) });
    await dead.doubt(kept.body.id);
    await firmware.startAgain();
    expect([await keysIn(), await openUploads()]).toEqual([[`images/${kept.body.id}`], 0]);
  });

  it('pass through with flat memory, both ways', async () => {
    const chunk = randomBytes(MB);
    function* megabytes(count: number): Generator<Buffer> {
      for (let at = 0; at < count; at++) yield chunk;
    }
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const added = await firmware.upload(details('100'), megabytes(100));
    expect(added.body.sizeBytes).toBe(100 * MB);
    let bytes = 0;
    const { body } = await fetch(await linkTo(added.body.id));
    for await (const piece of body as unknown as AsyncIterable<Uint8Array>) bytes += piece.length;
    clearInterval(watch);
    expect(bytes).toBe(100 * MB);
    expect((most - before) / MB).toBeLessThan(90);
  });

  it('are not to be had while the store is away, which stations and operators are told, and are there again after', async () => {
    const { body } = await firmware.upload(details('71.0'), [Buffer.from('71.0')]);
    const url = await linkTo(body.id);
    s3.kill('SIGKILL');
    const [download, upload] = [await fetch(url), await firmware.upload(details('72.0'), [Buffer.from('72.0')])];
    expect([download.status, download.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await download.json()).toMatchObject({ reason: 'store-unavailable' });
    expect(upload).toMatchObject({ status: 503, body: { reason: 'store-unavailable' } });
    await s3.restart();
    expect(await (await fetch(url)).text()).toBe('71.0');
    expect((await firmware.upload(details('72.0'), [Buffer.from('72.0')])).status).toBe(201);
  });

  it('need a bucket that is there', async () => {
    await expect(FirmwareUnderTest.start({ ...env, S3_BUCKET: 'nothing' })).rejects.toThrow('S3_BUCKET');
    await expect(FirmwareUnderTest.start({ FIRMWARE_STORE: 's3' })).rejects.toThrow('S3_BUCKET: is not set');
  });
}
