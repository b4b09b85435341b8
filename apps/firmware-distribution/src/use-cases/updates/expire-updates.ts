import { partitionOf } from '@chargebus/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { StageTimes } from '../../domain/updates/attempt';
import type { FirmwareStore } from '../../store/firmware-store';
import { listDuePublications, lockPublication } from '../../store/publications/publication.repository';
import { listDue, lockAttempt } from '../../store/updates/attempt.repository';
import { applyPublicationEvent } from '../publications/apply-publication-event';
import { applyEvent } from './apply-event';

const DUE_A_SWEEP = 500;
const CATCH_UP_MS = 1_000;

const ACTOR = { type: 'service', id: 'firmware' } as const;

/** Ends attempts and publications that nothing was heard of in time. What is in the log by then is heeded first, so a slow reader fails nobody. */
export class ExpireUpdates {
  constructor(
    private readonly o: { store: FirmwareStore; partitions: number; times: StageTimes },
    private readonly reader: { waitForLog(partition: number, timeoutMs: number): Promise<boolean> },
  ) {}

  /** One look. @throws outages: the next look does it then */
  async sweep(now: Date): Promise<void> {
    const at = now.toISOString();
    const caughtUp = new Map<number, boolean>();
    const due = await this.o.store.readAll(async (em) => [
      ...(await listDue(em, at, DUE_A_SWEEP)).map((row) => ({
        row,
        expire: () => this.expire(row.tenantId, row.id, at),
      })),
      ...(await listDuePublications(em, at, DUE_A_SWEEP)).map((row) => ({
        ...{ row, expire: () => this.expirePublication(row.tenantId, row.id, at) },
      })),
    ]);
    for (const { row, expire } of due) {
      const { tenantId, stationId } = row;
      const partition = partitionOf(tenantId, stationId, this.o.partitions);
      const ready = caughtUp.get(partition) ?? (await this.reader.waitForLog(partition, CATCH_UP_MS));
      caughtUp.set(partition, ready);
      if (ready) await expire();
    }
  }

  private expire(tenantId: string, id: string, at: string): Promise<void> {
    return this.o.store.write<void>({ tenantId, actor: ACTOR }, async (em) => {
      const row = await lockAttempt(em, tenantId, id);
      const applied = row && (await applyEvent(em, row, { type: 'timed-out', at }, this.how()));
      return { result: undefined, facts: applied?.fact === undefined ? [] : [applied.fact] };
    });
  }

  private expirePublication(tenantId: string, id: string, at: string): Promise<void> {
    return this.o.store.write<void>({ tenantId, actor: ACTOR }, async (em) => {
      const row = await lockPublication(em, tenantId, id);
      const applied = row && (await applyPublicationEvent(em, row, { type: 'timed-out', at }, this.how()));
      return { result: undefined, facts: applied?.facts ?? [] };
    });
  }

  private how() {
    return { times: this.o.times, actor: ACTOR, newId: () => uuidv7() };
  }
}
