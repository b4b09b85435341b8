import { partitionOf } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { forgetOldRequests } from '../store/request.repository';
import { listOverdue } from '../store/session.repository';
import type { FailRequest } from './fail-request';

const OVERDUE_A_SWEEP = 500;
const CATCH_UP_MS = 1_000;
const KEYS_KEPT_MS = 24 * 60 * 60_000;

/** What the sweep needs of the reader of reports. */
export interface ReportReader {
  waitForLog(partition: number, timeoutMs: number): Promise<boolean>;
}

/**
 * Fails sessions whose start was not reported in time. Any number of replicas may sweep: `FailRequest` looks again under
 * the row's lock. A station's report that is in the log already is applied first, so a slow reader fails nobody.
 */
export class ExpireRequests {
  constructor(
    private readonly o: { dataSource: DataSource; partitions: number; timeoutMs: number },
    private readonly reader: ReportReader,
    private readonly requests: FailRequest,
  ) {}

  /** One look. @throws outages: the next look does it then. */
  async sweep(now: Date): Promise<void> {
    const em = this.o.dataSource.manager;
    const before = new Date(now.getTime() - this.o.timeoutMs).toISOString();
    const caughtUp = new Map<number, boolean>();
    for (const { tenantId, stationId, id } of await listOverdue(em, before, OVERDUE_A_SWEEP)) {
      const partition = partitionOf(tenantId, stationId, this.o.partitions);
      const ready = caughtUp.get(partition) ?? (await this.reader.waitForLog(partition, CATCH_UP_MS));
      caughtUp.set(partition, ready);
      if (ready) await this.requests.fail({ tenantId, id }, 'no-effect');
    }
    await forgetOldRequests(em, new Date(now.getTime() - KEYS_KEPT_MS).toISOString());
  }
}
