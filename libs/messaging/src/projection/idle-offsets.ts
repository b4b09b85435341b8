import type { StreamEpoch } from '../messaging';
import type { Step } from './reader-offsets';

/**
 * Which partitions have nothing to read and may move their offset along, so that an idle partition's old offset raises no false
 * alarm when other partitions' records age out (messaging rule 8).
 *
 * They move to the stream's end as it was one round ago, never to the end of now: of that, the last sequences per partition,
 * asked since, tell for certain that nothing of the partition lies before it, even if a deposed leader answered.
 */
export class IdleOffsets {
  private earlier: StreamEpoch | undefined;
  private lookedAt = Date.now();

  constructor(private readonly everyMs: number) {}

  isDue(): boolean {
    return Date.now() - this.lookedAt >= this.everyMs;
  }

  /**
   * @param offsets partition -> applied sequence
   * @param ends partition -> its last sequence, asked after the previous round
   * @param now the stream, asked after `ends`
   */
  stepsFor(offsets: ReadonlyMap<number, number>, ends: ReadonlyMap<number, number>, now: StreamEpoch): Step[] {
    const earlier = this.earlier;
    this.earlier = now;
    this.lookedAt = Date.now();
    if (earlier === undefined || earlier.epoch !== now.epoch) return [];
    const steps: Step[] = [];
    for (const [partition, applied] of offsets) {
      const end = ends.get(partition);
      if (end !== undefined && end <= applied && applied < earlier.lastSeq)
        steps.push({ partition, expected: applied, next: earlier.lastSeq });
    }
    return steps;
  }
}
