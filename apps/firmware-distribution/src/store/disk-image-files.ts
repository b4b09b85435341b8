import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ImageFiles, type Leftovers, MissingContent } from './image-files';
import { ImageMeter, type MeteredContent } from './image-meter';

const PART = '.part';
const PLACED = '.placed';
const CHUNK_BYTES = 64 * 1024;

/**
 * The images' contents on disk: `images/<id>` is whole and never changes. Each process receives uploads in a folder of
 * its own, `incoming/<process>/`: `<id>.part` while it arrives, and `<id>.placed` as a note from before the file is
 * moved until its row is committed. So what a killed process left is known by the names alone.
 */
export class DiskImageFiles implements ImageFiles {
  private readonly images: string;
  private readonly incoming: string;
  private readonly own: string;

  constructor(
    dir: string,
    readonly process: string,
  ) {
    this.images = join(dir, 'images');
    this.incoming = join(dir, 'incoming');
    this.own = join(this.incoming, process);
  }

  async prepare(): Promise<void> {
    await mkdir(this.images, { recursive: true });
    await mkdir(this.own, { recursive: true });
  }

  async receive(id: string, content: Readable): Promise<MeteredContent> {
    const meter = new ImageMeter();
    try {
      // `flush`: on disk, not in a cache, before anybody is told that it is there.
      await pipeline(content, meter, createWriteStream(this.part(id), { flags: 'wx', flush: true }));
    } catch (error) {
      await this.discard(id);
      throw error;
    }
    return meter.result();
  }

  async place(id: string): Promise<void> {
    await writeFile(this.note(this.own, id), '');
    await rename(this.part(id), this.pathOf(id));
    await syncFolder(this.images);
  }

  async doubt(id: string): Promise<void> {
    await writeFile(this.note(this.own, id), '');
  }

  async settle(id: string): Promise<void> {
    await rm(this.note(this.own, id), { force: true });
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
    await this.settle(id);
  }

  async discard(id: string): Promise<void> {
    await rm(this.part(id), { force: true });
  }

  async read(id: string, first: number, last: number): Promise<Readable> {
    const file = await open(this.pathOf(id)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new MissingContent(id) : error;
    });
    return file.createReadStream({ start: first, end: last, highWaterMark: CHUNK_BYTES });
  }

  async otherProcesses(): Promise<string[]> {
    const entries = await readdir(this.incoming, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== this.process).map(({ name }) => name);
  }

  async leftoversOf(process: string): Promise<Leftovers> {
    const names = await readdir(join(this.incoming, process));
    const idsOf = (suffix: string): string[] =>
      names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
    return { parts: idsOf(PART), placed: idsOf(PLACED) };
  }

  async clear(process: string, unknownImages: readonly string[]): Promise<void> {
    for (const id of unknownImages) await rm(this.pathOf(id), { force: true });
    await rm(join(this.incoming, process), { recursive: true, force: true });
  }

  /** The process ends: its folder goes if nothing in it is open. */
  async leave(): Promise<void> {
    await rmdir(this.own).catch(() => undefined);
  }

  private pathOf(id: string): string {
    return join(this.images, id);
  }

  private part(id: string): string {
    return join(this.own, `${id}${PART}`);
  }

  private note(folder: string, id: string): string {
    return join(folder, `${id}${PLACED}`);
  }
}

/** A rename is safe against power failure once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
