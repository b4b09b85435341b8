import { type Actor, type Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { writeOutbox } from '@chargebus/messaging';
import { unprocessable, type DataSource } from '@chargebus/service-runtime';
import { v7 } from 'uuid';
import type { Assignment } from '../domain/choose-tariff';
import { isCurrency } from '../domain/money';
import { findTariffFaults, type TariffElement } from '../domain/tariff';
import { insertTariff, type StoredTariff } from '../store/tariff.repository';

export interface NewTariff {
  name: string;
  currency: string;
  vatPercent: string;
  elements: TariffElement[];
  assignments: Assignment[];
}

/**
 * Stores a tariff's first version, with the fact that says so in the same transaction.
 * @throws Problem 422 naming each contradiction
 */
export async function createTariff(
  dataSource: DataSource,
  partitions: number,
  by: { tenantId: string; actor: Actor },
  wanted: NewTariff,
): Promise<StoredTariff> {
  const faults = findTariffFaults(wanted.elements);
  if (!isCurrency(wanted.currency)) {
    faults.push({ path: 'currency', message: `${wanted.currency} is no ISO 4217 currency` });
  }
  if (faults.length > 0) throw unprocessable(faults);

  const at = new Date().toISOString();
  const tariff: StoredTariff = { ...wanted, id: v7(), version: 1, createdAt: at };
  const created: Fact = {
    kind: 'tariff.created',
    id: v7(),
    tenantId: by.tenantId,
    key: `tariff:${tariff.id}`,
    at,
    actor: by.actor,
    data: { tariffId: tariff.id, version: tariff.version, name: tariff.name },
  };
  await inTenant(dataSource, by.tenantId, async (em) => {
    await insertTariff(em, by.tenantId, tariff, by.actor);
    await writeOutbox(em, [created], partitions);
  });
  return tariff;
}
