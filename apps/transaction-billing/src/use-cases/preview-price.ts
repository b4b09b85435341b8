import { conflict, notFound, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import type { TariffRef } from '../domain/bill';
import { chooseTariff } from '../domain/choose-tariff';
import type { Price } from '../domain/price';
import { priceSession, type SessionCourse } from '../domain/price-session';
import type { Rates, TariffVersion } from '../domain/tariff';
import { findTariffFaults } from '../domain/tariff-faults';
import { findStationGroups } from '../store/station-groups.repository';
import { findAssigned, findTariff, getTariffVersion } from '../store/tariff.repository';

/** A session that is not, and the tariff to price it by: see `PreviewDto`. */
export interface Hypothetical {
  tariffId?: string | undefined;
  version?: number | undefined;
  tariff?: Omit<TariffVersion, 'id' | 'version' | 'name'> | undefined;
  stationId?: string | undefined;
  evseId?: number | undefined;
  connectorId?: number | undefined;
  locationId?: string | undefined;
  tokenGroupId?: string | undefined;
  timeZone?: string | undefined;
  course: SessionCourse;
}

export interface Preview extends Price {
  /** Null for a tariff that is not stored. */
  tariff: TariffRef | null;
  timeZone: string;
}

/**
 * What a session would cost, by the function that prices real ones.
 * @throws Problem 404 for an unknown tariff, 409 `no-tariff` where none applies, 422 naming what is wrong with the given one
 */
export async function previewPrice(em: EntityManager, tenantId: string, asked: Hypothetical): Promise<Preview> {
  const { stationId } = asked;
  const at = asked.course.startedAt;
  const [station] = stationId === undefined ? [] : await findStationGroups(em, [{ tenantId, stationId, at }]);
  const timeZone = asked.timeZone ?? station?.timeZone ?? 'UTC';
  const tariff = givenTariff(asked) ?? (await storedTariff(em, tenantId, asked)) ?? (await tariffHere());
  if (!tariff) throw conflict('no-tariff', 'No tariff applies to such a session.');
  const rates: Rates = { tariff, timeZone };
  const ref = asked.tariff ? null : { id: tariff.id, version: tariff.version };
  return { tariff: ref, timeZone, ...priceSession(asked.course, rates) };

  async function tariffHere(): Promise<TariffVersion | undefined> {
    if (stationId === undefined) return undefined;
    const context = {
      tokenGroupId: asked.tokenGroupId ?? null,
      stationId,
      evseId: asked.evseId ?? null,
      connectorId: asked.connectorId ?? null,
      groupIds: station?.groupIds ?? [],
      locationId: asked.locationId ?? station?.locationId ?? null,
    };
    const [assigned] = await findAssigned(em, [{ tenantId, context, at: new Date().toISOString() }]);
    const chosen = chooseTariff(assigned ?? [], context);
    return chosen && getTariffVersion(em, tenantId, chosen.id, chosen.version);
  }
}

function givenTariff({ tariff }: Hypothetical): TariffVersion | undefined {
  if (!tariff) return undefined;
  const faults = findTariffFaults(tariff);
  if (faults.length > 0) throw unprocessable(faults.map(({ path, message }) => ({ path: `tariff.${path}`, message })));
  return { ...tariff, id: '', version: 0, name: '' };
}

async function storedTariff(
  em: EntityManager,
  tenantId: string,
  { tariffId, version }: Hypothetical,
): Promise<TariffVersion | undefined> {
  if (tariffId === undefined) return undefined;
  const tariff = await findTariff(em, tenantId, tariffId, version);
  if (!tariff) throw notFound('tariff', version === undefined ? tariffId : `${tariffId} version ${version}`);
  return tariff;
}
