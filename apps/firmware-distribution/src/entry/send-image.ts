import { Problem } from '@chargebus/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decideRange, type ByteRange } from '../domain/byte-range';
import type { ImageRow } from '../store/image.row';
import type { Downloads } from './downloads';

/** Sends images to stations by HTTP. */
export class SendImage {
  constructor(private readonly downloads: Downloads) {}

  /** @throws Problem 404 for no link, 410 for an expired one, 416 for bytes that are not there */
  async send(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { link, image } = await this.downloads.find(token);
    const etag = `"${image.sha256}"`;
    const { range, 'if-range': ifRange } = request.headers;
    const part = decideRange({ range, ifRange: ifRange as string | undefined }, image.sizeBytes, etag);
    if (part === undefined) {
      void reply.header('content-range', `bytes */${image.sizeBytes}`);
      throw new Problem(416, 'Range Not Satisfiable', { detail: `The image has ${image.sizeBytes} bytes.` });
    }
    const content = request.method === 'HEAD' ? undefined : await this.downloads.read(image, part);
    reply.hijack();
    reply.raw.writeHead(part.status, headersOf(image, part, etag));
    if (content === undefined) return void reply.raw.end();
    await this.downloads.deliver(link, content, reply.raw, part);
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
