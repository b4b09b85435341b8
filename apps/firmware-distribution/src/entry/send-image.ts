import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notFound, Problem, type Logger } from '@chargebus/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decideRange, type ByteRange } from '../domain/byte-range';
import type { FirmwareStore } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import { findImage } from '../store/image.repository';
import type { ImageRow } from '../store/image.row';
import { countBytes, findLink } from '../store/link.repository';
import type { LinkRow } from '../store/link.row';
import { Caps, Throttle } from './bandwidth';
import { toStoreProblem } from './store-problem';

/** A station that takes nothing for so long has gone, and comes again for the rest. */
const STALLED_MS = 120_000;
/** What a killed process has not counted yet is at most this much of time. */
const COUNT_EVERY_MS = 10_000;

/** Sends images to stations, as slowly as their links say, and counts what went out. */
export class SendImage {
  private readonly caps = new Caps();

  constructor(
    private readonly store: FirmwareStore,
    private readonly files: ImageFiles,
    private readonly logger: Logger,
  ) {}

  /** @throws Problem 404 for no link, 410 for an expired one, 416 for bytes that are not there */
  async send(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { link, image } = await this.open(token);
    const etag = `"${image.sha256}"`;
    const { range, 'if-range': ifRange } = request.headers;
    const part = decideRange({ range, ifRange: ifRange as string | undefined }, image.sizeBytes, etag);
    if (part === undefined) {
      void reply.header('content-range', `bytes */${image.sizeBytes}`);
      throw new Problem(416, 'Range Not Satisfiable', { detail: `The image has ${image.sizeBytes} bytes.` });
    }
    const content = request.method === 'HEAD' ? undefined : await this.read(image, part);
    reply.hijack();
    reply.raw.writeHead(part.status, headersOf(image, part, etag));
    if (content === undefined) return void reply.raw.end();
    await this.stream(link, content, reply);
  }

  private async open(token: string): Promise<{ link: LinkRow; image: ImageRow }> {
    const found = await this.store.readAll(async (em) => {
      const link = await findLink(em, token);
      const image = link && (await findImage(em, link.tenantId, link.imageId));
      return link && image && { link, image };
    });
    if (found === null) throw notFound('download link', `${token.slice(0, 6)}...`);
    const { expiresAt } = found.link;
    if (Date.parse(expiresAt) > Date.now()) return found;
    throw new Problem(410, 'Gone', { reason: 'link-expired', detail: 'This link has expired; ask for another.' });
  }

  /** Before the answer begins: a station that is told 503 comes again. */
  private read({ id }: ImageRow, { first, last }: ByteRange): Promise<Readable> {
    return this.files.read(id, first, last).catch((error: unknown) => {
      this.logger.error({ err: error, imageId: id }, 'an image cannot be read from its store');
      throw toStoreProblem(error);
    });
  }

  private async stream(link: LinkRow, content: Readable, { raw }: FastifyReply): Promise<void> {
    let uncounted = 0;
    const count = async (): Promise<void> => {
      const bytes = uncounted;
      uncounted = 0;
      if (bytes === 0) return;
      const at = new Date().toISOString();
      await this.store
        .read(link.tenantId, (em) => countBytes(em, link, bytes, at))
        .catch((error: unknown) => {
          uncounted += bytes;
          this.logger.warn({ err: error, linkId: link.id }, 'bytes of a download could not be counted yet');
        });
    };
    const timer = setInterval(() => void count(), COUNT_EVERY_MS);
    const throttle = new Throttle(this.caps.take(link), (bytes) => (uncounted += bytes));
    raw.setTimeout(STALLED_MS, () => {
      if (!throttle.holdsBack) raw.destroy();
    });
    try {
      await pipeline(content, throttle, raw);
    } catch (error) {
      // The line broke, as cellular lines do: the station comes again for the rest.
      raw.destroy();
      this.logger.debug({ err: error, linkId: link.id }, 'a download broke off');
    } finally {
      clearInterval(timer);
      this.caps.giveBack(link);
      await count();
    }
  }
}

function headersOf(image: ImageRow, { status, first, last }: ByteRange, etag: string): Record<string, string | number> {
  return {
    'content-type': 'application/octet-stream',
    'content-length': last - first + 1,
    'accept-ranges': 'bytes',
    etag,
    // A link is one station's: nothing on the way keeps a copy.
    'cache-control': 'private, no-store',
    ...(status === 206 ? { 'content-range': `bytes ${first}-${last}/${image.sizeBytes}` } : {}),
  };
}
