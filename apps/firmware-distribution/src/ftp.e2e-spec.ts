import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { Client } from 'basic-ftp';
import { FirmwareUnderTest, until } from './testing/firmware-under-test';

const MB = 1024 * 1024;
const content = randomBytes(MB);
let firmware: FirmwareUnderTest;
let imageId: string;

beforeAll(async () => {
  firmware = await FirmwareUnderTest.start({ FIRMWARE_FTP_PORT: 0 });
  const added = await firmware.upload({ vendor: 'old', model: 'Box', version: '1' }, [content]);
  imageId = added.body.id;
});
afterAll(() => firmware.stop());

const link = async (more: object = {}): Promise<{ id: string; ftpUrl: URL }> => {
  const made = await firmware.send('POST', `/firmware/images/${imageId}/links`, { stationId: 'OLD-1', ...more });
  return { id: made.body.id, ftpUrl: new URL(made.body.ftpUrl) };
};
const enter = async ({ hostname, port }: URL): Promise<Client> => {
  const client = new Client(10_000);
  await client.access({ host: hostname, port: Number(port) });
  return client;
};

/** What a station has of a file; it may hang up in the middle. */
class Received extends Writable {
  bytes = Buffer.alloc(0);
  constructor(private readonly onMore: (bytes: number) => void = () => undefined) {
    super();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    this.onMore(this.bytes.length);
    done();
  }
}

describe('An old station by FTP', () => {
  it('fetches its image, goes on where its line broke, and every byte is counted', async () => {
    const { id, ftpUrl } = await link({ maxBytesPerS: 2 * MB });
    const first = await enter(ftpUrl);
    expect(await first.size(ftpUrl.pathname)).toBe(MB);
    const half = new Received((bytes) => bytes > MB / 4 && first.close());
    await expect(first.downloadTo(half, ftpUrl.pathname)).rejects.toThrow();
    const second = await enter(ftpUrl);
    const rest = new Received();
    await second.downloadTo(rest, ftpUrl.pathname, half.bytes.length);
    second.close();
    expect(Buffer.concat([half.bytes, rest.bytes]).equals(content)).toBe(true);
    const counted = async (): Promise<number> => (await firmware.get(`/firmware/links/${id}`)).body.bytesSent;
    await until(async () => (await counted()) >= MB, 'the count');
    expect(await counted()).toBeLessThan(2 * MB);
  });

  it('hears why it gets nothing: an expired link, one that never was, a place beyond the end', async () => {
    const { id, ftpUrl } = await link();
    const client = await enter(ftpUrl);
    const none = new Received();
    await expect(client.downloadTo(none, ftpUrl.pathname, MB + 1)).rejects.toThrow(`554 The image has ${MB} bytes`);
    await client.downloadTo(none, ftpUrl.pathname, MB);
    await firmware.send('DELETE', `/firmware/links/${id}`);
    await expect(client.downloadTo(none, ftpUrl.pathname)).rejects.toThrow('550 This link has expired');
    await expect(client.downloadTo(none, '/nothing/firmware.bin')).rejects.toThrow('550 There is no download link');
    await expect(client.list()).rejects.toThrow('502');
    await expect(client.remove('x')).rejects.toThrow('502');
    client.close();
    expect(none.bytes).toHaveLength(0);
  });

  it('cannot keep the service busy with lines that have no end', async () => {
    const { ftpUrl } = await link();
    const socket = connect(Number(ftpUrl.port), ftpUrl.hostname);
    socket.on('error', () => undefined);
    socket.resume().write('x'.repeat(10_000));
    await once(socket, 'close');
    const next = await enter(ftpUrl);
    expect(await next.pwd()).toBe('/');
    next.close();
  });
});
