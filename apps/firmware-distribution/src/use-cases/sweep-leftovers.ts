import type { FirmwareStore } from '../store/firmware-store';
import type { ImageFiles } from '../store/image-files';
import { knownImages } from '../store/image.repository';

/** What tells the living from the dead: a lock that a process holds for as long as it is connected. */
export interface Liveness {
  tryHold(name: string): Promise<boolean>;
  release(name: string): Promise<void>;
}

const lockOf = (process: string): string => `firmware-incoming:${process}`;

/** Removes what processes that are gone left of uploads: parts, and files whose rows were never committed. */
export class SweepLeftovers {
  constructor(
    private readonly files: ImageFiles,
    private readonly store: FirmwareStore,
    private readonly locks: Liveness,
  ) {}

  /** This process lives: others leave its folder alone. Called again before each upload, as a connection may be lost. */
  async sayAlive(): Promise<void> {
    await this.locks.tryHold(lockOf(this.files.process));
  }

  /** @returns how many files were removed. */
  async sweep(): Promise<number> {
    let removed = 0;
    for (const process of await this.files.otherProcesses()) {
      if (!(await this.locks.tryHold(lockOf(process)))) continue;
      try {
        removed += await this.sweepProcess(process);
      } finally {
        await this.locks.release(lockOf(process));
      }
    }
    return removed;
  }

  private async sweepProcess(process: string): Promise<number> {
    const { parts, placed } = await this.files.leftoversOf(process);
    const known = await this.store.readAll((em) => knownImages(em, placed));
    const unknown = placed.filter((id) => !known.has(id));
    await this.files.clear(process, unknown);
    return parts.length + unknown.length;
  }
}
