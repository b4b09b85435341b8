import type { adHocPrices, AskReply, AskRequest } from '@chargebus/contracts';
import { MOST_PRICED_PLACES } from '@chargebus/contracts';
import { inTenant } from '@chargebus/database';
import type { DataSource } from '@chargebus/service-runtime';
import { toAdHocPrice } from '../domain/ad-hoc-price';
import { chooseTariff } from '../domain/choose-tariff';
import { findStationGroups } from '../store/station-groups.repository';
import { findAssigned, getTariffVersion } from '../store/tariff.repository';

/** What a driver without a token of ours would pay at each place now: the tariff a session that starts there now is given. */
export async function tellAdHocPrices(
  dataSource: DataSource,
  { tenantId, places }: AskRequest<typeof adHocPrices>,
): Promise<AskReply<typeof adHocPrices>> {
  if (places.length > MOST_PRICED_PLACES) return { ok: false, reason: 'too-many-places' };
  const at = new Date().toISOString();
  const prices = await inTenant(dataSource, tenantId, async (em) => {
    const stations = places.map(({ stationId }) => ({ tenantId, stationId, at }));
    const groups = await findStationGroups(em, stations);
    const contexts = places.map(({ stationId, evse: evseId, connector: connectorId }, n) => ({
      ...{ tokenGroupId: null, stationId, evseId, connectorId },
      ...{ groupIds: groups[n]?.groupIds ?? [], locationId: groups[n]?.locationId ?? null },
    }));
    const assigned = await findAssigned(
      em,
      contexts.map((context) => ({ tenantId, context, at })),
    );
    const chosen = contexts.map((context, n) => chooseTariff(assigned[n] ?? [], context));
    const known = new Map<string, ReturnType<typeof toAdHocPrice>>();
    for (const tariff of chosen) {
      const key = tariff && `${tariff.id}/${tariff.version}`;
      if (tariff === undefined || key === undefined || known.has(key)) continue;
      known.set(key, toAdHocPrice(await getTariffVersion(em, tenantId, tariff.id, tariff.version)));
    }
    return chosen.map((tariff) => (tariff && known.get(`${tariff.id}/${tariff.version}`)) ?? null);
  });
  return { ok: true, at, prices };
}
