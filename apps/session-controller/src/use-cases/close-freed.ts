import { partitionOf } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { estimateEnd } from '../domain/estimate-end';
import { isRunning, type Session } from '../domain/session';
import { listFreed } from '../store/session.repository';
import type { ChangeSession } from './change-session';
import type { CommandStation } from './command-station';
import type { ReportReader } from './expire-requests';
import { SELF } from './fail-request';

const A_SWEEP = 100;
const CATCH_UP_MS = 1_000;

type Fate = 'over' | 'goes-on' | 'not-known-yet';

/**
 * Closes sessions whose place has been free for a while although no stop came: it was lost, or still waits at the station. A 2.x
 * station is asked (GetTransactionStatus); a stop that comes later replaces the estimate.
 */
export class CloseFreed {
  constructor(
    private readonly o: { dataSource: DataSource; partitions: number; graceMs: number },
    private readonly reader: ReportReader,
    private readonly stations: CommandStation,
    private readonly changes: ChangeSession,
  ) {}

  /** @throws outages: the next look does it then. */
  async sweep(): Promise<void> {
    const before = new Date(Date.now() - this.o.graceMs).toISOString();
    const freed = await listFreed(this.o.dataSource.manager, before, A_SWEEP);
    await Promise.all(freed.map((session) => this.close(session)));
  }

  private async close(session: Session): Promise<void> {
    const { tenantId, stationId } = session;
    // What the log has of the station is applied first: its stop may be there already.
    const partition = partitionOf(tenantId, stationId, this.o.partitions);
    if (!(await this.reader.waitForLog(partition, CATCH_UP_MS))) return;
    const fate = await this.ask(session);
    if (fate === 'not-known-yet') return;
    await this.changes.change(session, SELF, (latest) => {
      if (!isRunning(latest) || latest.freeSince === null || latest.freeSince !== session.freeSince) return undefined;
      if (fate === 'goes-on') return { ...latest, freeSince: null };
      return estimateEnd(latest, { at: latest.freeSince, why: 'stop-missing' });
    });
  }

  /** OCPP 2.0.1 E14: `messagesInQueue` keeps it open, since its end may be among them. 1.x stations cannot be asked. */
  private async ask(session: Session): Promise<Fate> {
    const { transactionRef, labels } = session;
    const named = labels.some(({ epoch }) => epoch === '');
    if (!named || transactionRef === null) return 'over';
    const outcome = await this.stations.tell(session, { type: 'get-transaction-status', transactionRef });
    if (['offline', 'timeout', 'unknown-outcome'].includes(outcome.status)) return 'not-known-yet';
    const { ongoingIndicator, messagesInQueue } = (outcome.response ?? {}) as Record<string, unknown>;
    if (messagesInQueue === true) return 'not-known-yet';
    return ongoingIndicator === true ? 'goes-on' : 'over';
  }
}
