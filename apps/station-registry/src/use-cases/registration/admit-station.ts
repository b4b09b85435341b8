import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import { ALL_TENANTS, GatheredLookup } from '@chargebus/database';
import { decideCostDisplay } from '../../domain/configuration/cost-display';
import { decideAdmission, type Admission, type UnknownStations } from '../../domain/registration/admission';
import { certificateFits } from '../../domain/registration/client-certificate';
import { effectiveTimeZone } from '../../domain/registration/time-zone';
import {
  findAdmissions,
  type AdmissionRecord,
  type AdmittedStation,
  type StationName,
} from '../../store/registration/admission.repository';
import { passwordFits, type SaltedHash } from '../../store/registration/credential-hash';
import { promoteCredential } from '../../store/registration/credential.repository';
import { NEXT_SLOT } from '../../store/registration/credential.row';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import { getStationForUpdate, updateStation } from '../../store/registration/station.repository';
import { RegisterStrangers } from './register-strangers';

type Request = AskRequest<typeof asks.admit>;
type Reply = AskReply<typeof asks.admit>;

interface Judgement {
  record: AdmissionRecord | null;
  decision: Admission;
  /** The password that a change brings in, if it logged in with it: that one it has, so the old one is gone. */
  next: SaltedHash | null;
}

/** Answers whether a station's socket may be opened. The tenant's policy for unknown stations, else the service's, may register it on the spot. */
export class AdmitStation {
  private readonly records: GatheredLookup<StationName, AdmissionRecord | null>;
  private readonly strangers: RegisterStrangers;

  constructor(
    private readonly writer: RegistryWriter,
    private readonly unknownStations: UnknownStations,
  ) {
    this.records = new GatheredLookup((names) => writer.read(ALL_TENANTS, (em) => findAdmissions(em, names)));
    this.strangers = new RegisterStrangers(writer);
  }

  async admit(request: Request): Promise<Reply> {
    const { tenantId, stationId } = request;
    let judged = await this.judge(request);
    if (judged.decision.do === 'register') {
      await this.strangers.register({ tenantId, stationId, registration: judged.decision.registration });
      judged = await this.judge(request);
    }
    const { decision, record, next } = judged;
    if (decision.do === 'refuse') return { ok: false, reason: decision.reason };
    if (decision.do === 'register' || !record?.station) return { ok: false, reason: 'unknown-station' };
    if (next !== null) await this.settlePassword(tenantId, stationId, next);
    if (decision.raiseTo !== undefined) await this.raise(tenantId, stationId, decision.raiseTo);
    return toReply(request, decision, record.tenant, record.station);
  }

  private async judge(request: Request): Promise<Judgement> {
    const { tenantId, stationId, tls = false } = request;
    const record = await this.records.find({ tenantId, stationId });
    const station = record?.station ?? null;
    const proven = station && provenCredential(request, station);
    const decision = decideAdmission({
      station,
      tenantKnown: record !== null,
      unknownStations: record?.tenant.unknownStations ?? this.unknownStations,
      proofs: { password: proven !== null, tls, certificate: ownsCertificate(request, record) },
    });
    return { record, decision, next: proven !== null && proven.slot >= NEXT_SLOT ? proven : null };
  }

  private settlePassword(tenantId: string, stationId: string, next: SaltedHash): Promise<void> {
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      await getStationForUpdate(tx.em, tenantId, stationId);
      if (!(await promoteCredential(tx.em, tenantId, stationId, next))) return;
      await tx.logChange('station', stationId, 'password-changed', { by: 'login with the new one' });
    });
  }

  private raise(tenantId: string, stationId: string, to: number): Promise<void> {
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const station = await getStationForUpdate(tx.em, tenantId, stationId);
      const { securityProfile: from, upgradeSecurityProfileTo: wanted } = station;
      if (wanted !== to || from >= to) return;
      await updateStation(tx.em, {
        ...station,
        securityProfile: to,
        upgradeSecurityProfileTo: null,
        updatedAt: tx.at,
      });
      await tx.logChange('station', stationId, 'security-profile-raised', { from, to, by: 'connecting with it' });
    });
  }
}

function toReply(
  { transport }: Request,
  { securityProfile, registration }: Extract<Admission, { do: 'admit' }>,
  tenant: AdmissionRecord['tenant'],
  station: AdmittedStation,
): Reply {
  const assumeVersion = station.assumeVersion ?? tenant.assumeVersion;
  const costDisplay = decideCostDisplay(station.showsCost, station.costSettings ?? {}, transport);
  return {
    ok: true,
    securityProfile,
    strict: station.strict,
    timeZone: effectiveTimeZone(station.timeZone, station.locationTimeZone, tenant.timeZone),
    ...(registration && { registration }),
    ...(assumeVersion && { assumeVersion }),
    ...(station.evseMap && { evseMap: station.evseMap }),
    ...(costDisplay && { costDisplay }),
    ...(station.callbackUrl !== null && { callbackUrl: station.callbackUrl }),
    ...(station.allowedAddresses.length > 0 && { allowedAddresses: station.allowedAddresses }),
    ...(station.bootedVendor !== null && {
      product: { vendor: station.bootedVendor, model: station.bootedModel ?? undefined },
    }),
  };
}

/** The credential that was sent, if it is this station's: its id as the user name, a password in force. */
function provenCredential(
  { stationId, basic }: Request,
  { credentials }: AdmittedStation,
): AdmittedStation['credentials'][number] | null {
  if (basic === undefined) return null;
  const presented = Buffer.from(basic.passwordBase64, 'base64');
  // All are compared, whichever fits: the time taken tells nothing.
  const fitting = credentials.filter((credential) => passwordFits(presented, [credential]));
  if (basic.username !== stationId) return null;
  return fitting[0] ?? null;
}

function ownsCertificate({ certificate }: Request, record: AdmissionRecord | null): boolean {
  if (certificate === undefined || !record?.station) return false;
  return certificateFits(certificate, record.station, record.tenant.certificateOrganization);
}
