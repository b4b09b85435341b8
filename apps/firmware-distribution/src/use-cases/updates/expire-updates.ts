import { partitionOf } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { StageTimes } from '../../domain/updates/attempt';
import type { FirmwareStore } from '../../store/firmware-store';
import { listDue, lockAttempt } from '../../store/updates/attempt.repository';
import { applyEvent } from './apply-event';

const DUE_A_SWEEP = 500;
const CATCH_UP_MS = 1_000;

/** Ends attempts that nothing was heard of in time. What is in the log by then is heeded first, so a slow reader fails nobody. */
export class ExpireUpdates {
  constructor(
    private readonly o: { store: FirmwareStore; partitions: number; times: StageTimes },
    private readonly reader: { waitForLog(partition: number, timeoutMs: number): Promise<boolean> },
  ) {}

  /** One look. @throws outages: the next look does it then */
  async sweep(now: Date): Promise<void> {
    const at = now.toISOString();
    const caughtUp = new Map<number, boolean>();
    for (const { tenantId, stationId, id } of await this.o.store.readAll((em) => listDue(em, at, DUE_A_SWEEP))) {
      const partition = partitionOf(tenantId, stationId, this.o.partitions);
      const ready = caughtUp.get(partition) ?? (await this.reader.waitForLog(partition, CATCH_UP_MS));
      caughtUp.set(partition, ready);
      if (ready) await this.expire(tenantId, id, at);
    }
  }

  private expire(tenantId: string, id: string, at: string): Promise<void> {
    const actor = { type: 'service', id: 'firmware' } as const;
    return this.o.store.write<void>({ tenantId, actor }, async (em) => {
      const row = await lockAttempt(em, tenantId, id);
      const how = { times: this.o.times, actor, newId: () => uuidv7() };
      const applied = row && (await applyEvent(em, row, { type: 'timed-out', at }, how));
      return { result: undefined, facts: applied?.fact === undefined ? [] : [applied.fact] };
    });
  }
}
