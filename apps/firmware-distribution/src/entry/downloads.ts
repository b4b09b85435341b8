import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notFound, Problem, type Logger } from '@chargebus/service-runtime';
import type { FirmwareStore } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import { findImage } from '../store/image.repository';
import type { ImageRow } from '../store/image.row';
import { findLink } from '../store/link.repository';
import type { LinkRow } from '../store/link.row';
import { Caps, ShortContent, Throttle } from './bandwidth';
import type { ByteCounter } from './byte-counter';
import { toStoreProblem } from './store-problem';

/** A station that takes nothing for so long has gone, and comes again for the rest. */
const STALLED_MS = 120_000;

export interface DownloadsParts {
  readonly store: FirmwareStore;
  readonly files: ImageFiles;
  readonly counter: ByteCounter;
  readonly logger: Logger;
}

/** Where bytes go: a connection, or an answer on one. */
export type Sink = Writable & { setTimeout(ms: number, onTimeout: () => void): unknown };

/** The bytes from `first` to `last`, both included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** Gives images to stations by their links' tokens, as slowly as the links say, and counts what goes out. */
export class Downloads {
  private readonly caps = new Caps();

  constructor(private readonly parts: DownloadsParts) {}

  /** @throws Problem 404 for no link, 410 for an expired one */
  async find(token: string): Promise<{ link: LinkRow; image: ImageRow }> {
    const found = await this.parts.store.readAll(async (em) => {
      const link = await findLink(em, token);
      const image = link && (await findImage(em, link.tenantId, link.imageId));
      return link && image && { link, image };
    });
    if (found === null) throw notFound('download link', `${token.slice(0, 6)}...`);
    const { expiresAt } = found.link;
    if (Date.parse(expiresAt) > Date.now()) return found;
    throw new Problem(410, 'Gone', { reason: 'link-expired', detail: 'This link has expired; ask for another.' });
  }

  /** Before the answer begins: a station that is told no comes again. @throws Problem 503 if the store fails */
  read({ id }: ImageRow, { first, last }: Span): Promise<Readable> {
    return this.parts.files.read(id, first, last).catch((error: unknown) => {
      this.parts.logger.error({ err: error, imageId: id }, 'an image cannot be read from its store');
      throw toStoreProblem(error);
    });
  }

  /**
   * Ends `sink` with the content, or destroys it: also where the store gives less than was promised, as nobody may take a part
   * for the whole. @returns whether all went out
   */
  async deliver(link: LinkRow, content: Readable, sink: Sink, { first, last }: Span): Promise<boolean> {
    const { counter, logger } = this.parts;
    const throttle = new Throttle(this.caps.take(link), last - first + 1, (bytes) => counter.add(link, bytes));
    sink.setTimeout(STALLED_MS, () => {
      if (!throttle.holdsBack) sink.destroy();
    });
    try {
      await pipeline(content, throttle, sink);
      return true;
    } catch (error) {
      if (error instanceof ShortContent) logger.error({ err: error, imageId: link.imageId }, 'an image is damaged');
      // The line broke, as cellular lines do: the station comes again for the rest.
      sink.destroy();
      logger.debug({ err: error, linkId: link.id }, 'a download broke off');
      return false;
    } finally {
      this.caps.giveBack(link);
      await counter.write(link);
    }
  }
}
