import type { Readable } from 'node:stream';
import type { MeteredContent } from './image-meter';

/** What a process that ended left behind. */
export interface Leftovers {
  /** Uploads that never were complete. */
  readonly parts: string[];
  /** Images whose content may stand in its place; whether their rows were committed, only the database knows. */
  readonly placed: string[];
}

/**
 * The images' contents, on disk or in an S3 bucket, by the images' ids. An image stands in its place whole and never
 * changes. Each process notes under a name of its own what it has in work, so what a killed one left is known by the
 * notes alone: a note is there before a content is in its place without a row, or a row is about to go.
 */
export interface ImageFiles {
  /** The name of this process among all that ever worked here. */
  readonly process: string;

  /** Makes ready. @throws where it has no place to work */
  prepare(): Promise<void>;

  /** Takes an upload in with constant memory. Nothing is left if it breaks off. @throws the stream's or the store's error */
  receive(id: string, content: Readable): Promise<MeteredContent>;

  /** Puts what was received in its place; `settle` or `remove` follows. @throws if it is not there any more */
  place(id: string): Promise<void>;

  /** Says that the row is about to go: should the process die now, the next start asks the database about the content. */
  doubt(id: string): Promise<void>;

  /** The row is committed: the content stays. */
  settle(id: string): Promise<void>;

  /** There is no row: the content goes. */
  remove(id: string): Promise<void>;

  /** Removes what was received and not placed; after that it does nothing. */
  discard(id: string): Promise<void>;

  /** The bytes `first` to `last`, both included. @throws MissingContent if the image's content is not there */
  read(id: string, first: number, last: number): Promise<Readable>;

  /** The other processes that left notes here, dead or alive. */
  otherProcesses(): Promise<string[]>;

  leftoversOf(process: string): Promise<Leftovers>;

  /** Removes a process's notes, and of what it had in work the images that nobody knows. */
  clear(process: string, unknownImages: readonly string[]): Promise<void>;

  /** The process ends, with nothing in work. */
  leave(): Promise<void>;
}

/** An image has a row and no content: the store was changed behind the service's back. */
export class MissingContent extends Error {
  constructor(id: string) {
    super(`the content of image ${id} is not in the store`);
  }
}

/** The store cannot be reached, or refuses. */
export class StoreUnavailable extends Error {
  constructor(
    cause: unknown,
    /** It was the store that said no, and not the way to it that failed. */
    readonly refused: boolean,
  ) {
    super(`the store of the images ${refused ? 'refuses' : 'cannot be reached'}: ${String(cause)}`, { cause });
  }
}
