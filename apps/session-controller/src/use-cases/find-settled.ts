import { partitionOf } from '@chargebus/contracts';
import type { DataSource } from '@chargebus/service-runtime';
import { isOpen, isRunning, type Session } from '../domain/session';
import { findSession } from '../store/session.repository';
import type { ReportReader } from './expire-requests';

const CATCH_UP_MS = 2_000;

/** Why a session cannot be told anything. */
export type NotRunning = 'unknown-session' | 'session-ended' | 'session-failed' | 'not-started';

/** A session that runs at its station, under the station's name for it. */
export type RunningSession = Session & { transactionRef: string };

/** Finds sessions that run, for what somebody asks of them. */
export class FindSettled {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: number,
    private readonly reader: ReportReader,
  ) {}

  /** The session once what its station has reported is applied: before "unknown" or "not started" is said (rule 15). */
  async find(tenantId: string, id: string): Promise<Session | undefined> {
    const em = this.dataSource.manager;
    const found = (await findSession(em, tenantId, id))?.session;
    if (found !== undefined && found.status !== 'pending') return found;
    const { partitions } = this;
    const behind =
      found === undefined
        ? Array.from({ length: partitions }, (_, partition) => partition)
        : [partitionOf(tenantId, found.stationId, partitions)];
    await Promise.all(behind.map((partition) => this.reader.waitForLog(partition, CATCH_UP_MS)));
    return (await findSession(em, tenantId, id))?.session;
  }
}

/** Whether the session runs, else why not. */
export function whyNotRunning(session: Session | undefined): NotRunning | undefined {
  if (session === undefined) return 'unknown-session';
  if (session.status === 'failed') return 'session-failed';
  if (!isOpen(session)) return 'session-ended';
  return isRunning(session) && session.transactionRef !== null ? undefined : 'not-started';
}
