import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';

/** Why a body is not taken, as HTTP says it. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the body of a request or of an answer, decompressed. It may be chunked, gzip or deflate, with zlib's header or
 * without. Neither what comes nor what comes of it is longer than `maxBytes`.
 * @throws BodyRefused if it is too long, broken, or compressed in another way
 */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<string> {
  const tooLong = (): BodyRefused => new BodyRefused(413, `a message has at most ${maxBytes} bytes`);
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) throw tooLong();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  const encoding = (message.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  return (await decompress(Buffer.concat(chunks), encoding, maxBytes)).toString('utf8');
}

async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (encoding === 'identity' || encoding === '') return body;
  const limits = { maxOutputLength: maxBytes };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return await promisify(gunzip)(body, limits);
    if (encoding === 'deflate') {
      // RFC 9110 means zlib; some send the bare stream.
      const hasHeader = body.length > 1 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
      return await promisify(hasHeader ? inflate : inflateRaw)(body, limits);
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new BodyRefused(413, `a message has at most ${maxBytes} bytes, decompressed`);
    }
    throw new BodyRefused(400, `the body is no ${encoding}`);
  }
  throw new BodyRefused(415, `the content encoding ${encoding} is not supported: gzip and deflate are`);
}
