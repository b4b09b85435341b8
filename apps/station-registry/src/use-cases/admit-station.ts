import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { decideAdmission, type UnknownStations } from '../domain/admission';
import { effectiveTimeZone } from '../domain/time-zone';
import { passwordFits } from '../store/credential-hash';
import { findCredentials } from '../store/credential.repository';
import { findLocation } from '../store/location.repository';
import { REGISTRY_ACTOR, type RegistryWriter } from '../store/registry-writer';
import { findStation, insertStation } from '../store/station.repository';
import { StationRow } from '../store/station.row';
import { StationStateRow } from '../store/station-state.row';
import { findTenant } from '../store/tenant.repository';
import { publishStation } from './station-facts';

type Request = AskRequest<typeof asks.admit>;
type Reply = AskReply<typeof asks.admit>;

/** Answers whether a station's socket may be opened. The policy for unknown stations may register it on the spot. */
export class AdmitStation {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly unknownStations: UnknownStations,
  ) {}

  async admit(request: Request): Promise<Reply> {
    const { tenantId, stationId } = request;
    const reply = await this.writer.read(tenantId, (em) => this.judge(em, request));
    if (reply.do === 'answer') return reply.answer;
    await this.register(tenantId, stationId, reply.registration);
    // Whoever registered it, this call or another at the same instant: it is known now.
    const known = await this.writer.read(tenantId, (em) => this.judge(em, request));
    return known.do === 'answer' ? known.answer : { ok: false, reason: 'unknown-station' };
  }

  private async judge(
    em: EntityManager,
    request: Request,
  ): Promise<{ do: 'answer'; answer: Reply } | { do: 'register'; registration: 'accepted' | 'pending' }> {
    const { tenantId, stationId } = request;
    const station = await findStation(em, tenantId, stationId);
    const tenant = await findTenant(em, tenantId);
    const state = station && (await em.findOneBy(StationStateRow, { tenantId, stationId }));
    const admission = decideAdmission({
      station: station && { ...station, deleted: station.deletedAt !== null, lastBoot: state?.bootStatus ?? null },
      tenantKnown: tenant !== null,
      unknownStations: this.unknownStations,
      proven: station !== null && station.securityProfile >= 1 ? await proven(em, request) : undefined,
    });
    if (admission.do === 'register') return admission;
    if (admission.do === 'refuse' || station === null) {
      const reason = admission.do === 'refuse' ? admission.reason : 'unknown-station';
      return { do: 'answer', answer: { ok: false, reason } };
    }
    const { securityProfile, strict, locationId } = station;
    const location = locationId === null ? null : await findLocation(em, tenantId, locationId);
    const timeZone = effectiveTimeZone(station.timeZone, location?.timeZone, tenant?.timeZone);
    const { registration } = admission;
    const answer = { ok: true as const, securityProfile, strict, timeZone, ...(registration && { registration }) };
    return { do: 'answer', answer };
  }

  private register(tenantId: string, id: string, registration: 'accepted' | 'pending'): Promise<void> {
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const row: StationRow = {
        ...{ tenantId, id, registration, name: null, locationId: null, timeZone: null, tags: [], groups: [] },
        ...{ securityProfile: 0, strict: false, disabled: false, capabilities: null },
        ...{ deletedAt: null, createdAt: tx.at, updatedAt: tx.at },
      };
      if (!(await insertStation(tx.em, row))) return;
      await tx.logChange('station', id, 'registered', { by: 'policy for unknown stations', registration });
      const tenant = await findTenant(tx.em, tenantId);
      publishStation(tx, row, effectiveTimeZone(tenant?.timeZone));
    });
  }
}

/** Whether the Basic credentials are this station's: its id as the user name, and one of its passwords in force. */
async function proven(em: EntityManager, { tenantId, stationId, basic }: Request): Promise<boolean> {
  const credentials = await findCredentials(em, tenantId, stationId);
  if (basic === undefined) return false;
  const fits = passwordFits(Buffer.from(basic.passwordBase64, 'base64'), credentials);
  return fits && basic.username === stationId;
}
