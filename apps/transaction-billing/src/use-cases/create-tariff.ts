import { type Actor, type Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { notFound, unprocessable, type DataSource } from '@chargebus/service-runtime';
import { v7 } from 'uuid';
import type { Assignment } from '../domain/choose-tariff';
import type { TariffVersion } from '../domain/tariff';
import { findTariffFaults } from '../domain/tariff-faults';
import { insertTariff, lockNewestVersion, type StoredTariff } from '../store/tariff.repository';
import { tellFacts } from './tell-facts';

export type NewTariff = Omit<TariffVersion, 'id' | 'version'> & { assignments: Assignment[] };

/**
 * Stores a tariff's first version, with the fact that says so in the same transaction.
 * @throws Problem 422 naming each contradiction
 */
export function createTariff(
  dataSource: DataSource,
  partitions: number,
  by: { tenantId: string; actor: Actor },
  wanted: NewTariff,
): Promise<StoredTariff> {
  return storeVersion(dataSource, partitions, by, { ...wanted, id: v7() }, () => Promise.resolve(0));
}

/**
 * Stores a tariff's next version, which takes the place of the one before for sessions that start from now on; those that run keep
 * theirs. Its assignments take the place of the earlier ones: with none it applies nowhere.
 * @throws Problem 404 for an unknown tariff, 422 naming each contradiction
 */
export function changeTariff(
  dataSource: DataSource,
  partitions: number,
  by: { tenantId: string; actor: Actor },
  wanted: NewTariff & { id: string },
): Promise<StoredTariff> {
  return storeVersion(dataSource, partitions, by, wanted, async (em) => {
    const newest = await lockNewestVersion(em, by.tenantId, wanted.id);
    if (newest === undefined) throw notFound('tariff', wanted.id);
    return newest;
  });
}

async function storeVersion(
  dataSource: DataSource,
  partitions: number,
  by: { tenantId: string; actor: Actor },
  wanted: NewTariff & { id: string },
  versionBefore: (em: DataSource['manager']) => Promise<number>,
): Promise<StoredTariff> {
  const faults = findTariffFaults(wanted);
  if (faults.length > 0) throw unprocessable(faults);
  return inTenant(dataSource, by.tenantId, async (em) => {
    const version = (await versionBefore(em)) + 1;
    const tariff: StoredTariff = { ...wanted, version, createdAt: new Date().toISOString() };
    const created: Fact = {
      kind: 'tariff.created',
      id: v7(),
      tenantId: by.tenantId,
      key: `tariff:${tariff.id}`,
      at: tariff.createdAt,
      actor: by.actor,
      data: { tariffId: tariff.id, version, name: tariff.name },
    };
    await insertTariff(em, by.tenantId, tariff, by.actor);
    await tellFacts(em, [created], partitions);
    return tariff;
  });
}
