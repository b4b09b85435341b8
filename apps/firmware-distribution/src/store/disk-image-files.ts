import { createHash, createVerify, type Verify } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImageContent } from '../domain/image';

const PART = '.part';
const PLACED = '.placed';

/** What a process that ended left behind in its folder. */
export interface Leftovers {
  /** Uploads that never were complete. */
  readonly parts: string[];
  /** Images whose file stands in its place; whether their rows were committed, only the database knows. */
  readonly placed: string[];
}

/**
 * The images' contents on disk: `images/<id>` is whole and never changes. Each process receives uploads in a folder of
 * its own, `incoming/<process>/`: `<id>.part` while it arrives, and `<id>.placed` as a note from before the file is
 * moved until its row is committed. So what a killed process left is known by the names alone.
 */
export class ImageFiles {
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

  /** Makes the folders. @throws the system's error if it cannot: the service has no place to work. */
  async prepare(): Promise<void> {
    await mkdir(this.images, { recursive: true });
    await mkdir(this.own, { recursive: true });
  }

  /**
   * Writes what arrives to disk, one chunk after the other, and hashes it on the way, for its checksum and for its signature. Nothing is left if it breaks off.
   * @throws the stream's or the disk's error
   */
  async receive(id: string, content: Readable): Promise<{ content: ImageContent; verifier: Verify }> {
    const hash = createHash('sha256');
    // Who signed it is known when the last field has come, and by then the content has gone by.
    const verifier = createVerify('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        verifier.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      // `flush`: on disk, not in a cache, before anybody is told that it is there.
      await pipeline(content, measure, createWriteStream(this.part(id), { flags: 'wx', flush: true }));
    } catch (error) {
      await this.discard(id);
      throw error;
    }
    return { content: { sizeBytes, sha256: hash.digest('hex') }, verifier };
  }

  /** Moves a received file to its place; `settle` or `remove` follows. */
  async place(id: string): Promise<void> {
    await writeFile(this.note(this.own, id), '');
    await rename(this.part(id), this.pathOf(id));
    await syncFolder(this.images);
  }

  /** Says that the row is about to go: should the process die now, the next start asks the database about the file. */
  async doubt(id: string): Promise<void> {
    await writeFile(this.note(this.own, id), '');
  }

  /** The row is committed: the file stays. */
  async settle(id: string): Promise<void> {
    await rm(this.note(this.own, id), { force: true });
  }

  /** There is no row: the file goes. */
  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
    await this.settle(id);
  }

  /** Removes what was received and not placed. */
  async discard(id: string): Promise<void> {
    await rm(this.part(id), { force: true });
  }

  /** Where an image's content stands. */
  pathOf(id: string): string {
    return join(this.images, id);
  }

  /** The other processes that have a folder here, dead or alive. */
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

  /** Removes a process's folder, and the images it had placed that nobody knows. */
  async clear(process: string, unknownImages: readonly string[]): Promise<void> {
    for (const id of unknownImages) await rm(this.pathOf(id), { force: true });
    await rm(join(this.incoming, process), { recursive: true, force: true });
  }

  /** The process ends: its folder goes if nothing in it is open. */
  async leave(): Promise<void> {
    await rmdir(this.own).catch(() => undefined);
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
