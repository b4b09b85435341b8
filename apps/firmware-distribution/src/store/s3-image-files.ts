import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ImageFiles, type Leftovers, MissingContent, StoreUnavailable } from './image-files';
import { ImageMeter, type MeteredContent } from './image-meter';
import { isNotFound, type S3Bucket } from './s3-bucket';

const IMAGES = 'images/';
const INCOMING = 'incoming/';
/** A slow download asks piece by piece, so that no connection to the store is held for hours. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** How often a piece that breaks off is asked for again from where it broke. */
const MOST_RETRIES = 3;

/**
 * The images' contents in an S3 bucket: `images/<id>`. S3 cannot move an object, so an upload goes to its place at once;
 * `incoming/<process>/<id>` is the note, written before the first byte and removed when the row is committed. Nobody
 * knows the id before that.
 */
export class S3ImageFiles implements ImageFiles {
  /** Received by this process and not yet placed. */
  private readonly unplaced = new Set<string>();

  constructor(
    private readonly bucket: S3Bucket,
    readonly process: string,
  ) {}

  /** A store out of reach may be back when it is needed; one that says no needs somebody. */
  async prepare(): Promise<void> {
    await this.bucket.check().catch((error: unknown) => {
      if (isNotFound(error)) throw new Error('the bucket that S3_BUCKET names is not there', { cause: error });
      if (error instanceof StoreUnavailable && error.refused) throw error;
    });
  }

  async receive(id: string, content: Readable): Promise<MeteredContent> {
    const meter = new ImageMeter();
    this.unplaced.add(id);
    try {
      await this.doubt(id);
      const uploaded = this.bucket.upload(imageKey(id), meter).catch((error: Error) => {
        meter.destroy(error);
        throw error;
      });
      const [arrived, stored] = await Promise.allSettled([pipeline(content, meter), uploaded]);
      if (stored.status === 'rejected') throw stored.reason;
      if (arrived.status === 'rejected') throw arrived.reason;
    } catch (error) {
      content.destroy();
      // What cannot be removed now is removed by its note.
      await this.discard(id).catch(() => undefined);
      throw error;
    }
    return meter.result();
  }

  /** The note is written again: whoever took this process for dead may have removed it, and the object with it. */
  async place(id: string): Promise<void> {
    await this.doubt(id);
    if (!(await this.bucket.exists(imageKey(id)))) throw new MissingContent(id);
    this.unplaced.delete(id);
  }

  async doubt(id: string): Promise<void> {
    await this.bucket.put(noteKey(this.process, id), new Date().toISOString());
  }

  async settle(id: string): Promise<void> {
    // The note of an image that is there does no harm, and goes when this process has ended.
    await this.bucket.delete(noteKey(this.process, id)).catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    await this.bucket.erase(imageKey(id));
    await this.settle(id);
  }

  async discard(id: string): Promise<void> {
    if (this.unplaced.delete(id)) await this.remove(id);
  }

  async read(id: string, first: number, last: number): Promise<Readable> {
    const begin = await this.segment(id, first, last).catch((error: unknown) => {
      throw isNotFound(error) ? new MissingContent(id) : error;
    });
    return Readable.from(this.segments(begin, id, first, last), { objectMode: false });
  }

  async otherProcesses(): Promise<string[]> {
    const processes = (await this.bucket.list(INCOMING)).map((name) => name.split('/')[0] as string);
    return [...new Set(processes)].filter((process) => process !== this.process);
  }

  /** An upload that broke off and one that was whole look alike here: both go where the database knows no row. */
  async leftoversOf(process: string): Promise<Leftovers> {
    return { parts: [], placed: await this.bucket.list(noteKey(process, '')) };
  }

  async clear(process: string, unknownImages: readonly string[]): Promise<void> {
    for (const id of unknownImages) await this.bucket.erase(imageKey(id));
    for (const id of await this.bucket.list(noteKey(process, ''))) await this.bucket.delete(noteKey(process, id));
  }

  async leave(): Promise<void> {
    await this.bucket.close();
  }

  private segment(id: string, from: number, last: number): Promise<Readable> {
    return this.bucket.read(imageKey(id), from, Math.min(last, from + SEGMENT_BYTES - 1));
  }

  private async *segments(begin: Readable, id: string, first: number, last: number): AsyncGenerator<Buffer> {
    let next = first;
    let retries = 0;
    let part: Readable | undefined = begin;
    while (next <= last) {
      try {
        part ??= await this.segment(id, next, last);
        for await (const chunk of part as AsyncIterable<Buffer>) {
          next += chunk.length;
          retries = 0;
          yield chunk;
        }
      } catch (error) {
        if (isNotFound(error) || ++retries > MOST_RETRIES) throw error;
      }
      part = undefined;
    }
  }
}

const imageKey = (id: string): string => `${IMAGES}${id}`;
const noteKey = (process: string, id: string): string => `${INCOMING}${process}/${id}`;
