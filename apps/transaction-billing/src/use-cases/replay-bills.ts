import { createDataSource } from '@chargebus/database';
import type { DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { findBillDifferences } from '../domain/compare-bill';
import { rebuildBill } from '../domain/rebuild-bill';
import { listEntries } from '../store/bill-entry.repository';
import { findBillOfSession } from '../store/bill.repository';
import { findPricedSession, type SessionKey } from '../store/priced-session.repository';
import { findNumberGaps, forEachBilledSession, type ReplayRange } from '../store/replay.repository';
import { findInputs } from '../store/session-input.repository';
import { TariffShelf } from '../store/tariff-shelf';

/** Something that is not as the facts make it. */
export interface ReplayDifference {
  tenantId: string;
  /** Null for what is no single bill's. */
  sessionId: string | null;
  billId: string | null;
  what: string;
}

export interface ReplayCounts {
  sessions: number;
  /** Bills that were rebuilt, and how many bills or sessions differ. */
  bills: number;
  differing: number;
}

/**
 * Opens billing's tables as they are: a tool that only reads changes no schema.
 * @param url - postgres://user:password@host:port/database
 * @throws if there is no such server
 */
export function openForReplay(url: string): Promise<DataSource> {
  const options = {
    url,
    schema: 'billing',
    entities: [],
    migrations: [],
    applicationName: 'billing replay',
    poolSize: 2,
  };
  return createDataSource(options).initialize();
}

/**
 * Makes all bills of a range anew from the facts that billing keeps, beside those that are there, and tells each difference. Nothing is
 * written. One session is in memory at a time.
 * @param tell - called for each difference, in order of tenant and session
 */
export async function replayBills(
  dataSource: DataSource,
  range: ReplayRange,
  tell: (difference: ReplayDifference) => void,
): Promise<ReplayCounts> {
  const shelf = new TariffShelf();
  const counts: ReplayCounts = { sessions: 0, bills: 0, differing: 0 };
  await forEachBilledSession(dataSource, range, async (key, em) => {
    const { billId, differences } = await replaySession(em, key, shelf);
    counts.sessions++;
    if (billId !== null) counts.bills++;
    if (differences.length > 0) counts.differing++;
    for (const what of differences) tell({ ...key, billId, what });
  });
  for (const { tenantId, last, given } of await findNumberGaps(dataSource.manager, range.tenantId)) {
    counts.differing++;
    tell({ tenantId, sessionId: null, billId: null, what: `${last} numbers were taken, ${given} are in entries` });
  }
  return counts;
}

async function replaySession(
  em: EntityManager,
  key: SessionKey,
  shelf: TariffShelf,
): Promise<{ billId: string | null; differences: string[] }> {
  const bill = await findBillOfSession(em, key);
  const entries = bill ? await listEntries(em, bill.tenantId, bill.id) : [];
  const priced = await findPricedSession(em, key);
  const tariff = priced?.tariff ? await shelf.get(em, key.tenantId, priced.tariff) : undefined;
  const rates = tariff && { tariff, timeZone: priced?.timeZone ?? 'UTC' };
  const rebuilt = rebuildBill(await findInputs(em, key), rates);
  const differences = findBillDifferences({ bill, entries }, rebuilt, priced?.tariff ?? null);
  return { billId: bill?.id ?? null, differences };
}
