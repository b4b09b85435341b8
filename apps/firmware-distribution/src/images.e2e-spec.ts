import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { factRecord, type Fact } from '@chargebus/contracts';
import { connectMessaging } from '@chargebus/messaging';
import { fieldPart, filePart, FirmwareUnderTest, until } from './testing/firmware-under-test';

const MB = 1024 * 1024;
const details = (version: string): Record<string, string> => ({ vendor: 'go-e', model: 'Gemini', version });
const sha = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

let firmware: FirmwareUnderTest;

beforeAll(async () => {
  firmware = await FirmwareUnderTest.start({ FIRMWARE_MAX_BYTES: 300 * MB });
});

afterAll(() => firmware.stop());

afterEach(async () => {
  expect(await firmware.incoming()).toEqual([]);
});

describe('Firmware images', () => {
  it('are uploaded once, with size, SHA-256 and who added them, and read and listed afterwards', async () => {
    const content = Buffer.from('firmware 57.1');
    const added = await firmware.upload({ ...details('57.1'), notes: 'fixes the relay' }, [content]);
    expect(added).toMatchObject({
      status: 201,
      body: {
        ...details('57.1'),
        notes: 'fixes the relay',
        fileName: 'firmware.bin',
        sizeBytes: content.length,
        sha256: sha(content),
        createdBy: { type: 'user', id: 'admin' },
      },
    });
    expect(await readFile(join(firmware.dir, 'images', added.body.id))).toEqual(content);
    expect((await firmware.get(`/firmware/images/${added.body.id}`)).body).toEqual(added.body);
    const list = await firmware.get('/firmware/images?vendor=go-e&version=57.1');
    expect(list.body).toEqual({ items: [added.body], nextCursor: null });
  });

  it('may come with the file before the fields', async () => {
    const added = await firmware.upload(details('57.2'), [Buffer.from('57.2')], { fileFirst: true });
    expect(added).toMatchObject({ status: 201, body: { version: '57.2', notes: null } });
  });

  it('are announced by a fact, with the actor', async () => {
    const messaging = await connectMessaging({ url: firmware.nats.url, name: 'test', partitions: 4 });
    const facts: Fact[] = [];
    messaging.nc.subscribe('fact.*', {
      callback: (_error, message) => facts.push(...factRecord.parse(message.json()).events),
    });
    await messaging.nc.flush();
    const added = await firmware.upload(details('58.0'), [Buffer.from('58.0')]);
    const { id: imageId, sha256 } = added.body;
    const told = (): Fact | undefined => facts.find(({ data }) => 'imageId' in data && data.imageId === imageId);
    expect(await until(told, 'the fact')).toMatchObject({
      kind: 'firmware.image-added',
      tenantId: 'default',
      key: `firmware-image:${imageId}`,
      actor: { type: 'user', id: 'admin' },
      data: { imageId, ...details('58.0'), sha256 },
    });
    await messaging.drain();
  });

  it('never change: a version that is there, or a content that is there, is refused with its reason', async () => {
    const first = await firmware.upload(details('59.0'), [Buffer.from('59.0')]);
    const conflictWith = async (version: string, content: string): Promise<unknown> => {
      const { status, contentType, body } = await firmware.upload(details(version), [Buffer.from(content)]);
      expect([status, contentType]).toEqual([409, 'application/problem+json']);
      expect(body.detail).toContain(first.body.id);
      return body.reason;
    };
    expect(await conflictWith('59.0', '59.0')).toBe('already-added');
    expect(await conflictWith('59.0', 'other')).toBe('version-exists');
    expect(await conflictWith('59.1', '59.0')).toBe('same-content');
    const before = await firmware.images();
    const otherModel = { ...details('59.0'), model: 'HOME' };
    expect((await firmware.upload(otherModel, [Buffer.from('59.0')])).status).toBe(201);
    expect(await firmware.images()).toHaveLength(before.length + 1);
  });

  it('uploaded twice at once become one image', async () => {
    const before = await firmware.images();
    const both = await Promise.all([1, 2].map(() => firmware.upload(details('60.0'), [Buffer.from('60.0')])));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await firmware.images()).toHaveLength(before.length + 1);
  });

  it('belong to their tenant', async () => {
    const added = await firmware.upload(details('57.1'), [Buffer.from('firmware 57.1')], { token: 'other-token' });
    expect(added).toMatchObject({ status: 201, body: { createdBy: { type: 'user', id: 'olga' } } });
    expect((await firmware.get(`/firmware/images/${added.body.id}`)).status).toBe(404);
    expect((await firmware.get('/firmware/images', 'other-token')).body.items).toHaveLength(1);
  });

  it('are listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await firmware.get(`/firmware/images?limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
    }
    expect(ids.length).toBeGreaterThan(4);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('An upload that is not right', () => {
  it('names each field at fault and leaves nothing', async () => {
    const before = await firmware.images();
    const answer = await firmware.upload({ vendor: ' ', version: 'x'.repeat(51), colour: 'red' }, []);
    expect(answer).toMatchObject({ status: 400, contentType: 'application/problem+json' });
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'colour',
      'file',
      'model',
      'vendor',
      'version',
    ]);
    const without = await firmware.upload(details('61.0'), undefined);
    expect(without.body.errors).toEqual([{ path: 'file', message: 'is required' }]);
    expect(await firmware.images()).toEqual(before);
  });

  it('is not the file that its sender says it is', async () => {
    const before = await firmware.images();
    const other = sha(Buffer.from('another file'));
    const answer = await firmware.upload({ ...details('61.0'), sha256: other }, [Buffer.from('61.0')]);
    const message = `is not that of this file, which has ${sha(Buffer.from('61.0'))}`;
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'sha256', message }] } });
    expect(await firmware.images()).toEqual(before);
    const right = { ...details('61.1'), sha256: sha(Buffer.from('61.1')).toUpperCase() };
    expect((await firmware.upload(right, [Buffer.from('61.1')])).status).toBe(201);
  });

  it('holds two files, or is no multipart body', async () => {
    const upload = firmware.beginUpload();
    const answered = new Promise<number | undefined>((resolve) => {
      upload.on('response', (response) => resolve(response.resume().statusCode));
    });
    upload.write(`${filePart()}one\r\n`);
    upload.end(`${filePart()}two\r\n--the-boundary-of-parts--\r\n`);
    expect(await answered).toBe(400);
    const json = await fetch(`${firmware.url}/api/v1/firmware/images`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token-for-tests', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(415);
    expect((await firmware.upload(details('61.0'), [Buffer.from('x')], { token: 'wrong' })).status).toBe(401);
  });

  it('breaks off in the middle and leaves no file', async () => {
    const before = await firmware.images();
    const upload = firmware.beginUpload();
    upload.on('error', () => undefined);
    upload.write(fieldPart('vendor', 'go-e') + filePart());
    upload.write(Buffer.alloc(MB, 1));
    await until(async () => (await firmware.incoming()).length === 1, 'a part on disk');
    upload.destroy();
    await until(async () => (await firmware.incoming()).length === 0, 'an empty folder');
    expect(await firmware.images()).toEqual(before);
  });
});

describe('Large and broken', () => {
  const chunk = Buffer.alloc(256 * 1024, 7);
  function* megabytes(count: number): Generator<Buffer> {
    for (let at = 0; at < count * 4; at++) {
      chunk.writeUInt32LE(at);
      yield Buffer.from(chunk);
    }
  }

  it('an image of 200 MB passes through with flat memory', async () => {
    globalThis.gc?.();
    const usage = (): number => process.memoryUsage().rss;
    const before = usage();
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, usage())), 20);
    const hash = createHash('sha256');
    for (const piece of megabytes(200)) hash.update(piece);
    const added = await firmware.upload(details('200'), megabytes(200));
    clearInterval(watch);
    expect(added).toMatchObject({ status: 201, body: { sizeBytes: 200 * MB, sha256: hash.digest('hex') } });
    expect((await stat(join(firmware.dir, 'images', added.body.id))).size).toBe(200 * MB);
    // Sender and receiver are both in this process.
    expect((most - before) / MB).toBeLessThan(100);
  });

  it('an image above FIRMWARE_MAX_BYTES is refused with 413 and leaves no file', async () => {
    const before = await firmware.images();
    const answer = await firmware.upload(details('301'), megabytes(301));
    expect(answer).toMatchObject({ status: 413, body: { reason: 'too-large' } });
    expect(await firmware.images()).toEqual(before);
  });

  it('what a killed process left is removed at the next start, and what it had committed stays', async () => {
    const kept = await firmware.upload(details('70.0'), [Buffer.from('70.0')]);
    const dead = join(firmware.dir, 'incoming', randomUUID());
    const orphan = randomUUID();
    await mkdir(dead);
    await writeFile(join(dead, `${randomUUID()}.part`), 'half');
    await writeFile(join(dead, `${orphan}.placed`), '');
    await writeFile(join(firmware.dir, 'images', orphan), 'never committed');
    await writeFile(join(dead, `${kept.body.id}.placed`), '');
    await firmware.startAgain();
    expect(await firmware.images()).toContain(kept.body.id);
    expect(await firmware.images()).not.toContain(orphan);
  });

  it('another replica starts while an upload is under way, and leaves it alone', async () => {
    const upload = firmware.beginUpload();
    const answered = new Promise<number | undefined>((resolve) => {
      upload.on('response', (response) => resolve(response.resume().statusCode));
    });
    for (const [name, value] of Object.entries(details('71.0'))) upload.write(fieldPart(name, value));
    upload.write(`${filePart()}first half, `);
    await until(async () => (await firmware.incoming()).length === 1, 'a part on disk');
    const replica = await firmware.replica();
    const elsewhere = await firmware.upload(details('72.0'), [Buffer.from('72.0')], { baseUrl: replica.url });
    expect(elsewhere.status).toBe(201);
    await replica.close();
    upload.end('second half\r\n--the-boundary-of-parts--\r\n');
    expect(await answered).toBe(201);
  });
});
