import type { EvseMap, OcppVersion, RegistrationStatus } from '@chargebus/contracts';
import { isSameMap } from '../../domain/registration/evse-map';
import { decideTemplate, TEMPLATED_FIELDS, type EvseDescription } from '../../domain/registration/station-template';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import type { StationRow } from '../../store/registration/station.row';

/** What people say of a station when they register it. */
export interface StationInput {
  id: string;
  /** Default: that of its template, else 1 if a password is given, else 0. */
  securityProfile?: number | undefined;
  password?: string | undefined;
  name?: string | null | undefined;
  locationId?: string | null | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  groups?: string[] | undefined;
  strict?: boolean | undefined;
  vendor?: string | null | undefined;
  model?: string | null | undefined;
  serialNumber?: string | null | undefined;
  assumeVersion?: OcppVersion | null | undefined;
  showsCost?: boolean | null | undefined;
  evseMap?: EvseMap | null | undefined;
  callbackUrl?: string | null | undefined;
  allowedAddresses?: string[] | undefined;
  /** The template to take, if not that of its vendor and model. */
  templateId?: string | undefined;
  evses?: EvseDescription[] | undefined;
}

/** What may change; undefined leaves it, null takes it back. */
export type StationChange = Omit<StationInput, 'id' | 'evses' | 'templateId'> & {
  upgradeSecurityProfileTo?: number | null | undefined;
  disabled?: boolean | undefined;
  registration?: RegistrationStatus | undefined;
};

/** A new station's row: what people said, then what its template says, then what is usual. */
export function toNewStation(
  { tenantId, at }: { tenantId: string; at: string },
  input: StationInput,
  template: StationTemplateRow | null,
): StationRow {
  const row: StationRow = {
    tenantId,
    id: input.id,
    name: input.name ?? null,
    locationId: input.locationId ?? null,
    timeZone: input.timeZone ?? null,
    tags: [...new Set(input.tags)],
    groups: [...new Set(input.groups)],
    securityProfile: input.securityProfile ?? (input.password === undefined ? 0 : 1),
    strict: input.strict ?? false,
    registration: 'accepted',
    disabled: false,
    capabilities: null,
    vendor: input.vendor ?? null,
    model: input.model ?? null,
    templateId: template?.id ?? null,
    explicitFields: explicitFieldsOf(input),
    evseMap: input.evseMap ?? null,
    callbackUrl: input.callbackUrl ?? null,
    allowedAddresses: [...new Set(input.allowedAddresses)],
    serialNumber: input.serialNumber ?? null,
    assumeVersion: input.assumeVersion ?? null,
    showsCost: input.showsCost ?? null,
    upgradeSecurityProfileTo: null,
    relinkAt: null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
  };
  return template === null ? row : { ...row, ...decideTemplate(row, template.defaults, 'registered') };
}

/** The row with the change. Links that were admitted by what has changed are to end. */
export function toChangedStation(station: StationRow, change: StationChange, at: string): StationRow {
  const { password: _secret, tags, groups, ...plain } = change;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const rejected = change.registration === 'rejected' && station.registration !== 'rejected';
  const moved = change.evseMap !== undefined && !isSameMap(change.evseMap, station.evseMap);
  const { securityProfile = station.securityProfile } = change;
  const reached = (station.upgradeSecurityProfileTo ?? 4) <= securityProfile;
  return {
    ...station,
    ...(reached ? { upgradeSecurityProfileTo: null } : {}),
    ...given,
    ...(rejected || moved ? { relinkAt: at } : {}),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)] }),
    explicitFields: [...new Set([...station.explicitFields, ...explicitFieldsOf(change)])],
    updatedAt: at,
  };
}

/** A password is for a profile, so it says that there is one. */
function explicitFieldsOf(said: StationChange): string[] {
  return TEMPLATED_FIELDS.filter(
    (field) => said[field] !== undefined || (field === 'securityProfile' && said.password !== undefined),
  );
}
