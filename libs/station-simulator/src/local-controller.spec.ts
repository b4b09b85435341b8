import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedStation } from './simulated-station';
import { TinyCsms, until } from './testing/tiny-csms';

const image = Buffer.from('firmware 2.0');
const checksum = createHash('md5').update(image).digest('hex');

describe('A local controller', () => {
  let csms: TinyCsms;
  let station: SimulatedStation;
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) =>
      request.url === '/fw.bin' ? response.end(image) : response.writeHead(410).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    csms = await TinyCsms.listen();
    station = new SimulatedStation({ url: csms.url, id: 'LC1', version: '2.0.1', seed: 4, localController: true });
    await station.start();
  });
  afterAll(async () => {
    await station.stop();
    await csms.close();
    server.close();
  });
  const publish = (name: string, md5: string, requestId: number): Promise<unknown> => {
    const location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
    return csms.ask('LC1', 'PublishFirmware', { location, checksum: md5, requestId });
  };
  const said = (requestId: number): string[] =>
    csms
      .of('PublishFirmwareStatusNotification')
      .flatMap(({ payload }: { payload: any }) => (payload.requestId === requestId ? [payload.status] : []));
  const ends = async (requestId: number, word: string): Promise<void> => {
    await until(() => said(requestId).at(-1) === word, word);
  };

  it('fetches an image, checks it, says where it is, and hands it out until it is told not to', async () => {
    expect(await publish('fw.bin', checksum, 1)).toEqual({ status: 'Accepted' });
    await ends(1, 'Published');
    expect(said(1)).toEqual(['Downloading', 'Downloaded', 'ChecksumVerified', 'Published']);
    expect(csms.of('PublishFirmwareStatusNotification').at(-1)?.payload).toMatchObject({
      location: ['http://LC1.local/fw.bin'],
    });
    expect(await csms.ask('LC1', 'UnpublishFirmware', { checksum })).toEqual({ status: 'Unpublished' });
    expect(await csms.ask('LC1', 'UnpublishFirmware', { checksum })).toEqual({ status: 'NoFirmware' });
  });

  it('hands out neither what is not what was meant nor what is not there', async () => {
    await publish('fw.bin', '0'.repeat(32), 2);
    await ends(2, 'InvalidChecksum');
    await publish('gone.bin', checksum, 3);
    await ends(3, 'DownloadFailed');
    expect(await csms.ask('LC1', 'UnpublishFirmware', { checksum })).toEqual({ status: 'NoFirmware' });
  });
});
