import type { EvseMap, OcppVersion, RegistrationStatus } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import { COST_PATHS } from '../../domain/configuration/cost-display';
import type { UnknownStations } from '../../domain/registration/admission';
import type { SaltedHash } from './credential-hash';

/** All that an admission looks at; the tenant alone where there is no such station. */
export interface AdmissionRecord {
  tenant: {
    timeZone: string;
    assumeVersion: OcppVersion | null;
    certificateOrganization: string | null;
    unknownStations: UnknownStations | null;
    hasTemplates: boolean;
  };
  station: AdmittedStation | null;
}

export interface AdmittedStation {
  id: string;
  deleted: boolean;
  disabled: boolean;
  registration: RegistrationStatus;
  securityProfile: number;
  upgradeProfileTo: number | null;
  strict: boolean;
  serialNumber: string | null;
  assumeVersion: OcppVersion | null;
  showsCost: boolean | null;
  /** What it says of showing costs, by path; null where it was never asked. */
  costSettings: Record<string, string | null> | null;
  timeZone: string | null;
  locationTimeZone: string | null;
  lastBoot: RegistrationStatus | null;
  /** What its last boot said it is. */
  bootedVendor: string | null;
  bootedModel: string | null;
  templateId: string | null;
  evseMap: EvseMap | null;
  callbackUrl: string | null;
  allowedAddresses: string[];
  credentials: (SaltedHash & { slot: number })[];
}

/** A station as a gateway names it. */
export interface StationName {
  tenantId: string;
  stationId: string;
}

type Row = Omit<AdmittedStation, 'credentials'> & {
  tenantTimeZone: string | null;
  tenantAssumeVersion: OcppVersion | null;
  certificateOrganization: string | null;
  unknownStations: UnknownStations | null;
  hasTemplates: boolean;
  credentials: { slot: number; salt: string; hash: string }[] | null;
};

/** SQL for what the station `s` says of showing costs: its settings at `paths`, by path. */
export const costSettings = (paths: string): string => `(SELECT json_object_agg(v.path, v.value) FROM station_variable v
  WHERE v.tenant_id = s.tenant_id AND v.station_id = s.id AND v.attribute = 'actual' AND v.path = ANY(${paths}::text[]))`;

/**
 * One query for many stations, since a fleet that comes back asks for thousands at once.
 * @returns in the order of `names`; null for a tenant that is not known
 */
export async function findAdmissions(
  em: EntityManager,
  names: readonly StationName[],
): Promise<(AdmissionRecord | null)[]> {
  const rows = await em.query<Row[]>(
    `SELECT t.time_zone AS "tenantTimeZone", t.assume_version AS "tenantAssumeVersion",
       t.certificate_organization AS "certificateOrganization", t.unknown_stations AS "unknownStations",
       EXISTS (SELECT 1 FROM station_template p WHERE p.tenant_id = t.id) AS "hasTemplates",
       s.id, s.deleted_at IS NOT NULL AS deleted, s.disabled, s.registration, s.strict,
       s.security_profile AS "securityProfile", s.upgrade_profile_to AS "upgradeProfileTo",
       s.serial_number AS "serialNumber", s.assume_version AS "assumeVersion", s.time_zone AS "timeZone",
       l.time_zone AS "locationTimeZone", st.boot_status AS "lastBoot",
       st.boot->>'vendor' AS "bootedVendor", st.boot->>'model' AS "bootedModel",
       s.template_id AS "templateId", s.evse_map AS "evseMap", s.shows_cost AS "showsCost",
       ${costSettings('$3')} AS "costSettings",
       s.callback_url AS "callbackUrl", s.allowed_addresses AS "allowedAddresses",
       (SELECT json_agg(json_build_object('slot', c.slot, 'salt', encode(c.salt, 'hex'), 'hash', encode(c.hash, 'hex')))
        FROM credential c WHERE c.tenant_id = s.tenant_id AND c.station_id = s.id) AS credentials
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS name (tenant, station, n)
     LEFT JOIN tenant t ON t.id = name.tenant
     LEFT JOIN station s ON s.tenant_id = t.id AND s.id = name.station
     LEFT JOIN location l ON l.tenant_id = s.tenant_id AND l.id = s.location_id
     LEFT JOIN station_state st ON st.tenant_id = s.tenant_id AND st.station_id = s.id
     ORDER BY name.n`,
    [names.map(({ tenantId }) => tenantId), names.map(({ stationId }) => stationId), COST_PATHS],
  );
  return rows.map(toRecord);
}

function toRecord(row: Row): AdmissionRecord | null {
  const { tenantTimeZone, tenantAssumeVersion, certificateOrganization, unknownStations, hasTemplates } = row;
  if (tenantTimeZone === null) return null;
  const settings = { certificateOrganization, unknownStations, hasTemplates };
  const tenant = { timeZone: tenantTimeZone, assumeVersion: tenantAssumeVersion, ...settings };
  const { credentials, ...station } = row;
  if (station.id === null) return { tenant, station: null };
  const hashes = (credentials ?? []).map(({ slot, salt, hash }) => ({
    slot,
    salt: Buffer.from(salt, 'hex'),
    hash: Buffer.from(hash, 'hex'),
  }));
  return { tenant, station: { ...station, credentials: hashes } };
}
