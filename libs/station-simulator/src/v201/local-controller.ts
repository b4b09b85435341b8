import { type Command, status } from '../call-desk';
import { fetchImage } from '../firmware/fetch-image';
import type { Rig } from '../rig';

interface Order {
  location: string;
  checksum: string;
  requestId: number;
}

/** A local controller: fetches images, and would hand them out to the stations behind it (OCPP 2.0.1 L03, L04). */
export class LocalController {
  /** By their MD5; undefined while it fetches one. */
  private readonly images = new Map<string, string | undefined>();

  constructor(private readonly rig: Rig) {}

  commands(): Record<string, Command> {
    return {
      PublishFirmware: ({ location, checksum, requestId }) => {
        const order = { location: String(location), checksum: String(checksum), requestId: Number(requestId) };
        return status('Accepted', () => void this.publish(order));
      },
      UnpublishFirmware: ({ checksum }) => {
        const known = this.images.has(String(checksum));
        if (known && this.images.get(String(checksum)) === undefined) return status('DownloadOngoing');
        this.images.delete(String(checksum));
        return status(known ? 'Unpublished' : 'NoFirmware');
      },
    };
  }

  private async publish(order: Order): Promise<void> {
    const { fault, breaks = 0 } = this.rig.options.firmware ?? {};
    if (fault === 'silent') return;
    this.images.set(order.checksum, undefined);
    this.tell('Downloading', order);
    const fetched = await fetchImage({
      ...{ location: order.location, signed: undefined, random: this.rig.random, spoilt: false },
      breaks: fault === 'download-failed' ? Infinity : breaks,
    });
    if (!fetched.ok) return this.fail('DownloadFailed', order);
    this.tell('Downloaded', order);
    // L03.FR.05: MD5 over the whole file.
    if (fetched.md5 !== order.checksum.toLowerCase()) return this.fail('InvalidChecksum', order);
    this.tell('ChecksumVerified', order);
    const at = `http://${encodeURIComponent(this.rig.options.id)}.local/${order.location.split('/').at(-1)}`;
    this.images.set(order.checksum, at);
    this.tell('Published', order, [at]);
  }

  private fail(word: string, order: Order): void {
    this.images.delete(order.checksum);
    this.tell(word, order);
  }

  private tell(word: string, { requestId }: Order, location?: string[]): void {
    this.rig.say(`publication: ${word}`);
    void this.rig.lane.call('PublishFirmwareStatusNotification', {
      ...{ status: word, requestId },
      ...(location && { location }),
    });
  }
}
