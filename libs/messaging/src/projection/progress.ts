/** How far each partition held here is applied, and who waits for it (messaging rule 15). */
export class Progress {
  private readonly applied = new Map<number, number>();
  private readonly waiting = new Set<() => void>();

  /** The partition's last applied sequence, if the partition is held here. */
  find(partition: number): number | undefined {
    return this.applied.get(partition);
  }

  /** Nothing is held here any more: others' progress is in the database. */
  clear(): void {
    this.applied.clear();
    this.wakeAll();
  }

  advance(partition: number, seq: number): void {
    this.applied.set(partition, seq);
    this.wakeAll();
  }

  /** Resolves at the next change, or after `timeoutMs`. */
  change(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.waiting.add(done);
    });
  }

  private wakeAll(): void {
    for (const done of [...this.waiting]) done();
  }
}
