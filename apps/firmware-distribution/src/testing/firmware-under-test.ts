import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, testDatabase, type TestDatabase, testNats } from '@chargebus/embedded-infra';
import { createLogger, runServices, type RunningServices } from '@chargebus/service-runtime';
import { Client } from 'pg';
import { firmwareService } from '../index';

const TOKEN = 'a-token-for-tests';
const BOUNDARY = 'the-boundary-of-parts';

export interface Answer {
  status: number;
  contentType: string | undefined;
  // What a call answers is looked at field by field in the tests.
  body: any;
}

/** Firmware distribution on a NATS of its own, an empty database and an empty folder. */
export class FirmwareUnderTest {
  private constructor(
    readonly dir: string,
    readonly nats: EmbeddedServer,
    private readonly database: TestDatabase,
    private running: RunningServices,
    private readonly env: Record<string, string | number>,
  ) {}

  static async start(env: Record<string, string | number> = {}): Promise<FirmwareUnderTest> {
    const [nats, database] = await Promise.all([testNats(), testDatabase()]);
    const dir = await mkdtemp(join(tmpdir(), 'chargebus-firmware-'));
    const all = { NATS_URL: nats.url, DATABASE_URL: database.url, FIRMWARE_DIR: dir, ...env };
    const running = await run(all).catch(async (error: unknown) => {
      await Promise.all([nats.stop(), database.drop(), rm(dir, { recursive: true, force: true })]);
      throw error;
    });
    return new FirmwareUnderTest(dir, nats, database, running, all);
  }

  get url(): string {
    return this.running.url;
  }

  /** Another replica on the same folder. */
  replica(): Promise<RunningServices> {
    return run(this.env);
  }

  async startAgain(): Promise<void> {
    await this.running.close();
    this.running = await run(this.env);
  }

  async stop(): Promise<void> {
    await this.running.close();
    await this.nats.stop();
    await this.database.drop();
    await rm(this.dir, { recursive: true, force: true });
  }

  async get(path: string, token = TOKEN): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      body: await response.json(),
    };
  }

  /** Any other call. */
  async send(method: 'POST' | 'DELETE', path: string, body?: object, key?: string): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Reaches past the service, for what only time would bring. */
  async query(sql: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    await client.query(sql, values).finally(() => client.end());
  }

  /** Uploads an image as browsers and curl do; `content` is streamed as it comes. */
  async upload(
    fields: Record<string, string>,
    content: Iterable<Buffer> | undefined,
    o: { token?: string; fileFirst?: boolean; baseUrl?: string } = {},
  ): Promise<Answer> {
    const upload = this.beginUpload(o.token, o.baseUrl);
    const answered = answerOf(upload);
    const writeFile = async (): Promise<void> => {
      if (content === undefined) return;
      upload.write(filePart());
      for (const chunk of content) if (!upload.write(chunk)) await once(upload, 'drain');
      upload.write('\r\n');
    };
    const writing = async (): Promise<void> => {
      if (o.fileFirst) await writeFile();
      for (const [name, value] of Object.entries(fields)) upload.write(fieldPart(name, value));
      if (!o.fileFirst) await writeFile();
      upload.end(`--${BOUNDARY}--\r\n`);
    };
    // A refusal may come before everything is sent; then the server hangs up on the rest.
    await Promise.race([writing().catch(() => undefined), answered]);
    return answered;
  }

  /** An upload whose parts the test writes itself. */
  beginUpload(token = TOKEN, baseUrl = this.url): ClientRequest {
    return request(`${baseUrl}/api/v1/firmware/images`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      },
    });
  }

  /** Files of finished images. */
  images(): Promise<string[]> {
    return readdir(join(this.dir, 'images'));
  }

  /** Files of uploads under way, in all processes' folders. */
  async incoming(): Promise<string[]> {
    const entries = await readdir(join(this.dir, 'incoming'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }
}

export const filePart = (name = 'firmware.bin'): string =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n` +
  `content-type: application/octet-stream\r\n\r\n`;

export const fieldPart = (name: string, value: string): string =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

async function answerOf(upload: ClientRequest): Promise<Answer> {
  const [response] = await once(upload, 'response');
  // The rest of a refused upload has nowhere to go.
  upload.on('error', () => undefined);
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, contentType: response.headers['content-type'], body: JSON.parse(text) };
}

function run(env: Record<string, string | number>): Promise<RunningServices> {
  return runServices([firmwareService], {
    name: 'firmware-distribution',
    env: {},
    overrides: {
      ADMIN_TOKEN: TOKEN,
      API_TOKENS: 'other-token:other:olga',
      API_PORT: 0,
      API_HOST: '127.0.0.1',
      PARTITIONS: 4,
      ...env,
    },
    signals: false,
    logger: createLogger('firmware-distribution', { level: 'silent' }),
  });
}

/** Waits until `look` gives something that is true, and returns it. @throws Error after ten seconds */
export async function until<T>(look: () => Promise<T> | T, what: string): Promise<T> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > giveUpAt) throw new Error(`${what} did not come true within 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
