import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { S3 } from '@aws-sdk/client-s3';
import { findFreePort, canTestS3, testDatabase, testNats, testS3 } from '@chargebus/embedded-infra';
import { Client } from 'pg';
import { ServiceProcess } from './support/service-process';
import { until } from './support/until';

const MB = 1024 * 1024;
const BOUNDARY = 'between-the-parts';

if (canTestS3()) {
  describe('firmware-distribution with its images in S3', () => {
    it(
      'is killed in the middle of an upload, and between object and row: the next start leaves nothing of them',
      killed,
    );
  });
} else {
  it('S3 is not tested here: its server comes from the packages of Debian and Ubuntu', () => {
    expect(canTestS3()).toBe(false);
  });
}

async function killed(): Promise<void> {
  const [s3, nats, database, apiPort] = await Promise.all([testS3(), testNats(), testDatabase(), findFreePort()]);
  const { bucket, accessKeyId, secretAccessKey, url: endpoint } = s3;
  const client = new S3({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  const keys = async (): Promise<string[]> =>
    ((await client.listObjectsV2({ Bucket: bucket })).Contents ?? []).map(({ Key = '' }) => Key);
  const uploads = async (): Promise<number> =>
    (await client.listMultipartUploads({ Bucket: bucket })).Uploads?.length ?? 0;
  const service = new ServiceProcess({
    title: 'firmware-distribution',
    args: ['apps/firmware-distribution/dist/main.js'],
    apiPort,
    env: {
      NATS_URL: nats.url,
      DATABASE_URL: database.url,
      ADMIN_TOKEN: 'token',
      API_PORT: String(apiPort),
      PARTITIONS: '4',
      FIRMWARE_STORE: 's3',
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  const sql = new Client({ connectionString: database.url });
  try {
    const start = async (): Promise<void> => {
      service.start();
      await until('the service to be ready', () => service.ready());
    };
    const killAndStart = async (): Promise<void> => {
      service.kill('SIGKILL');
      await service.ended();
      await sql.query('ROLLBACK');
      await start();
    };
    await start();
    await sql.connect();
    const kept = begin(service.url, '1');
    kept.end(`${randomBytes(MB).toString('hex')}${END}`);
    const [answer] = await once(kept, 'response');
    expect(answer.statusCode).toBe(201);
    const before = await keys();
    expect(before).toHaveLength(1);

    // Readers may look at images, and nobody may add one.
    await sql.query('BEGIN');
    await sql.query('LOCK TABLE firmware.image IN SHARE MODE');
    begin(service.url, '2').end(`${randomBytes(10 * MB).toString('hex')}${END}`);
    await until(
      'the second object',
      async () => (await keys()).filter((key) => key.startsWith('images/')).length === 2,
    );
    await killAndStart();
    expect(await keys()).toEqual(before);

    const half = begin(service.url, '3');
    half.write(randomBytes(10 * MB).toString('hex'));
    await until('parts of the third', async () => (await uploads()) === 1);
    await killAndStart();
    expect([await keys(), await uploads()]).toEqual([before, 0]);
    expect(await service.stop()).toBe(0);
  } finally {
    client.destroy();
    await sql.end();
    await service.stop();
    await Promise.all([s3.stop(), nats.stop(), database.drop()]);
  }
}

const END = `\r\n--${BOUNDARY}--\r\n`;

/** An upload up to where the content of its file begins. */
function begin(url: string, version: string): ClientRequest {
  const upload = request(`${url}/api/v1/firmware/images`, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  });
  // The service is killed under it.
  upload.on('error', () => undefined);
  const disposition = `--${BOUNDARY}\r\ncontent-disposition: form-data; name=`;
  for (const [name, value] of Object.entries({ vendor: 'go-e', model: 'Gemini', version })) {
    upload.write(`${disposition}"${name}"\r\n\r\n${value}\r\n`);
  }
  upload.write(`${disposition}"file"; filename="f.bin"\r\n\r\n`);
  return upload;
}
