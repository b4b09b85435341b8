import type { Actor, Fact } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import { conflict, notFound, type DataSource } from '@chargebus/service-runtime';
import { v7 } from 'uuid';
import { isOnlyDefault, lockNewestVersion, markDeleted } from '../store/tariff.repository';
import { tellFacts } from './tell-facts';

/**
 * Takes a tariff away from sessions that start from now on. Its versions stay: sessions that run keep theirs, bills are explained and
 * made anew by them, and its id is never used again.
 * @param o - `leaveNoDefault`: also where no other default would be left, so that sessions with no tariff of their own are held
 * @throws Problem 404; 409 `only-default` where it is the only default and that was not asked for
 */
export function deleteTariff(
  dataSource: DataSource,
  partitions: number,
  by: { tenantId: string; actor: Actor },
  o: { id: string; leaveNoDefault: boolean },
): Promise<void> {
  const { tenantId, actor } = by;
  return inTenant(dataSource, tenantId, async (em) => {
    const version = await lockNewestVersion(em, tenantId, o.id);
    if (version === undefined) throw notFound('tariff', o.id);
    if (!o.leaveNoDefault && (await isOnlyDefault(em, tenantId, o.id))) {
      throw conflict(
        'only-default',
        'It is the only default tariff: bills of sessions without another one would be held. Make another default first, or repeat with leaveNoDefault=true.',
      );
    }
    const at = new Date().toISOString();
    await markDeleted(em, tenantId, o.id, { at, actor });
    const deleted: Fact = {
      kind: 'tariff.deleted',
      id: v7(),
      tenantId,
      key: `tariff:${o.id}`,
      at,
      actor,
      data: { tariffId: o.id, version },
    };
    await tellFacts(em, [deleted], partitions);
  });
}
