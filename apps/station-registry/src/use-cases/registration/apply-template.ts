import type { EntityManager } from 'typeorm';
import { decideTemplate, withDefaults } from '../../domain/registration/station-template';
import { isSameMap } from '../../domain/registration/evse-map';
import { connectorsOf, describeEvses } from '../../store/registration/evse-description.repository';
import { grouped } from '../../store/grouped';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import { findDetails } from '../../store/registration/station-details.repository';
import { findTemplateOf, type Product } from '../../store/registration/station-template.repository';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import { getStationForUpdate, updateStation } from '../../store/registration/station.repository';
import type { StationRow } from '../../store/registration/station.row';
import { dropUnmappedPlaces } from '../../store/monitoring/unmapped-places.repository';
import { publishStation } from '../monitoring/station-facts';

/** Gives a station the defaults of its product when it first boots as that. */
export class ApplyTemplate {
  constructor(private readonly writer: RegistryWriter) {}

  /**
   * Once a station: one that got a template, when it was registered or at a boot before, keeps what it has.
   * @returns the station as it is now; undefined if nothing was given
   */
  async atBoot(tenantId: string, stationId: string, product: Product): Promise<StationRow | undefined> {
    const template = await this.writer.read(tenantId, (em) => findTemplateOf(em, tenantId, product));
    if (template === null) return undefined;
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const station = await getStationForUpdate(tx.em, tenantId, stationId);
      if (station.templateId !== null) return undefined;
      const given = decideTemplate(station, template.defaults, 'booted');
      // Its link was admitted without a map, and learns of it by the answer to this boot.
      const changed = { ...station, ...given, templateId: template.id, updatedAt: tx.at };
      await updateStation(tx.em, changed);
      if (!isSameMap(changed.evseMap, station.evseMap)) await dropUnmappedPlaces(tx.em, changed);
      await fillEvses(tx.em, tenantId, stationId, template);
      const by = { templateId: template.id, vendor: product.vendor, model: product.model ?? null };
      await tx.logChange('station', stationId, 'template-applied', { ...by, defaults: template.defaults });
      const details = await findDetails(tx.em, tenantId, stationId);
      publishStation(tx, changed, details?.timeZone ?? station.timeZone);
      return changed;
    });
  }
}

/** Describes a station's connectors as the template does, where nobody has said otherwise. */
export async function fillEvses(
  em: EntityManager,
  tenantId: string,
  stationId: string,
  { defaults }: StationTemplateRow,
): Promise<void> {
  const rows = await connectorsOf(em, tenantId, [stationId]);
  const known = [...grouped(rows, ({ evse }) => evse)].map(([id, connectors]) => ({
    id,
    connectors: connectors.map(({ id: connector, standard, powerType, maxPowerW }) => ({
      id: connector,
      standard: standard ?? undefined,
      powerType: powerType ?? undefined,
      maxPowerW: maxPowerW ?? undefined,
    })),
  }));
  const described = withDefaults(known, defaults).filter(({ id }) => defaults.evses?.some((evse) => evse.id === id));
  await describeEvses(
    em,
    tenantId,
    described.map((evse) => ({ stationId, ...evse })),
  );
}
