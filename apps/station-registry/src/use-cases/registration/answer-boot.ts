import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import { ALL_TENANTS, GatheredLookup } from '@chargebus/database';
import { decideCostDisplay } from '../../domain/configuration/cost-display';
import { decideBoot, type BootIntervals } from '../../domain/registration/boot';
import { isSameProduct } from '../../domain/registration/station-template';
import { findAdmissions, type AdmissionRecord, type StationName } from '../../store/registration/admission.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import type { ApplyTemplate } from './apply-template';

type Request = AskRequest<typeof asks.boot>;

/**
 * Answers a BootNotification. What the station said of itself is recorded by the projection, once it is in the log; the
 * template of its product, if it has none yet and never booted as that before, is applied here.
 */
export class AnswerBoot {
  private readonly records: GatheredLookup<StationName, AdmissionRecord | null>;

  constructor(
    writer: RegistryWriter,
    private readonly intervals: BootIntervals,
    private readonly templates: Pick<ApplyTemplate, 'atBoot'>,
  ) {
    this.records = new GatheredLookup((names) => writer.read(ALL_TENANTS, (em) => findAdmissions(em, names)));
  }

  async answer(request: Request): Promise<AskReply<typeof asks.boot>> {
    const { tenantId, stationId, vendor, model, transport = null } = request;
    const record = await this.records.find({ tenantId, stationId });
    const station = record?.station;
    if (!station || station.deleted) return { ok: false, reason: 'unknown-station' };
    const isFirst = vendor !== undefined && isFirstAs(record, { vendor, model });
    const given = isFirst ? await this.templates.atBoot(tenantId, stationId, { vendor, model }) : undefined;
    const { evseMap } = given ?? station;
    const costDisplay = decideCostDisplay(station.showsCost, station.costSettings ?? {}, transport);
    return { ok: true, ...decideBoot(station, this.intervals), costDisplay, ...((evseMap ?? given) && { evseMap }) };
  }
}

function isFirstAs(
  { tenant, station }: AdmissionRecord,
  product: { vendor: string; model: string | undefined },
): boolean {
  if (!tenant.hasTemplates || !station || station.templateId !== null) return false;
  const { bootedVendor: vendor, bootedModel: model } = station;
  return station.lastBoot === null || !isSameProduct(product, { vendor, model });
}
