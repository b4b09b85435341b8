import {
  chargingState,
  connectorStatus,
  evseMap,
  ocppVersion,
  registrationStatus,
  transport,
} from '@chargebus/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { ConnectorRow } from '../../store/monitoring/connector.row';
import type { EvseRow } from '../../store/monitoring/evse.row';
import type { StationDetails } from '../../store/registration/station-details.repository';
import { instantView, nullableText, pageOf } from '../field-schemas';

const connectorView = z.object({
  id: z.int(),
  status: connectorStatus.nullable().describe('As last reported, by station time; null if never.'),
  statusAt: instantView.nullable().describe('When it was last reported.'),
  statusSince: instantView.nullable().describe('Since when it has been this status.'),
  chargingState: chargingState.nullable(),
  chargingStateAt: instantView.nullable(),
  errorCode: nullableText,
  errorSince: instantView.nullable().describe('Since when it has been this error code.'),
  vendorErrorCode: nullableText,
  info: nullableText,
  standard: nullableText,
  powerType: nullableText,
  maxPowerW: z.int().nullable(),
});

const evseView = z.object({
  id: z.int().describe('As the station counts it.'),
  uid: z.string().describe("The platform's own id."),
  evseId: nullableText.describe('eMI3 id.'),
  connectors: z.array(connectorView),
  inServiceSince: instantView.nullable().describe('When it first reported a status.'),
  activeSessionId: nullableText,
  activeSessionStartedAt: instantView.nullable(),
  powerW: z.number().nullable().describe('Of the active session.'),
});

const heartbeatView = z.object({
  intervalS: z.int().nullable().describe('What the station was told at its last boot.'),
  lastAt: instantView
    .nullable()
    .describe('When anything was last heard of it; gateways tell it grouped, every few seconds.'),
  ageS: z.int().nonnegative().nullable().describe('Seconds since then.'),
});

const bootView = z.object({
  status: registrationStatus.nullable().describe('How the last boot was answered; null if it never booted here.'),
  at: instantView.nullable(),
  vendor: nullableText,
  model: nullableText,
  serialNumber: nullableText,
  firmwareVersion: nullableText,
  iccid: nullableText,
  imsi: nullableText,
});

const stationView = z.object({
  id: z.string(),
  name: nullableText,
  locationId: nullableText,
  timeZone: z.string(),
  tags: z.array(z.string()),
  groups: z.array(z.string()),
  securityProfile: z.int(),
  upgradeSecurityProfileTo: z.int().nullable().describe('What securityProfile becomes once it connects with it.'),
  vendor: nullableText.describe('As registered; what the station says itself is in `boot`.'),
  model: nullableText,
  templateId: nullableText.describe('The template whose defaults it got when it was registered or first booted.'),
  evseMap: evseMap.nullable().describe('Of a 1.x station: which of its connectors are not EVSE n, connector 1.'),
  callbackUrl: nullableText.describe('Where calls are posted if it speaks SOAP; null: where it says itself.'),
  allowedAddresses: z.array(z.string()).describe('From where it may post if it speaks SOAP; empty: from anywhere.'),
  serialNumber: nullableText.describe('As registered; what the station says itself is in `boot`.'),
  assumeVersion: ocppVersion.nullable().describe('If it offers no WebSocket subprotocol.'),
  showsCost: z.boolean().nullable().describe('As people set it; null: as it says itself.'),
  strict: z.boolean(),
  registration: registrationStatus,
  disabled: z.boolean(),
  connected: z
    .boolean()
    .describe('By an open WebSocket; over SOAP, which has none, by a message within 2.5 heartbeat intervals.'),
  connectedAt: instantView.nullable().describe('Since when, or when last.'),
  disconnectedAt: instantView.nullable(),
  ocppVersion: ocppVersion.nullable(),
  transport: transport.nullable(),
  lastSeenAt: instantView.nullable(),
  heartbeat: heartbeatView,
  boot: bootView,
  status: connectorStatus.nullable().describe('Of the station as a whole (EVSE 0), if it reports one.'),
  statusSince: instantView.nullable(),
  errorCode: nullableText,
  errorSince: instantView.nullable(),
  vendorErrorCode: nullableText,
  info: nullableText,
  capabilities: z.unknown().describe('What `identify` read; null before.'),
  evses: z.array(evseView),
  createdAt: instantView,
  updatedAt: instantView,
});
export type StationView = z.output<typeof stationView>;
export type EvseView = z.output<typeof evseView>;

export class StationDto extends createZodDto(stationView) {}
export class EvseDto extends createZodDto(evseView) {}
export class StationPageDto extends createZodDto(pageOf(stationView)) {}
export class RegisteredStationDto extends createZodDto(
  stationView.extend({ password: z.string().optional().describe('Only here, only if it was made here.') }),
) {}

/** A station as the API shows it. */
export function toStationView(details: StationDetails): StationView {
  const { station, state, timeZone, evses, connectors } = details;
  const whole = connectors.find(({ evse }) => evse === 0);
  // Field by field: rest and spread of rows this wide took more time than all queries of a long page.
  return {
    id: station.id,
    name: station.name,
    locationId: station.locationId,
    timeZone,
    tags: station.tags,
    groups: station.groups,
    securityProfile: station.securityProfile,
    upgradeSecurityProfileTo: station.upgradeSecurityProfileTo,
    vendor: station.vendor,
    model: station.model,
    templateId: station.templateId,
    evseMap: station.evseMap,
    callbackUrl: station.callbackUrl,
    allowedAddresses: station.allowedAddresses,
    serialNumber: station.serialNumber,
    assumeVersion: station.assumeVersion,
    showsCost: station.showsCost,
    strict: station.strict,
    registration: station.registration,
    disabled: station.disabled,
    connected: state?.connected ?? false,
    connectedAt: state?.connectedAt ?? null,
    disconnectedAt: state?.disconnectedAt ?? null,
    ocppVersion: state?.ocppVersion ?? null,
    transport: state?.transport ?? null,
    lastSeenAt: state?.lastSeenAt ?? null,
    heartbeat: toHeartbeatView(state),
    boot: toBootView(state?.boot ?? null),
    status: whole?.status ?? null,
    statusSince: whole?.statusSince ?? null,
    errorCode: whole?.errorCode ?? null,
    capabilities: station.capabilities,
    errorSince: whole?.errorSince ?? null,
    vendorErrorCode: whole?.vendorErrorCode ?? null,
    info: whole?.info ?? null,
    evses: evses.map((evse) => toEvseView(evse, connectors)),
    createdAt: station.createdAt,
    updatedAt: station.updatedAt,
  };
}

/** An EVSE as the API shows it; `connectors` may hold those of others too. */
export function toEvseView(evse: EvseRow, connectors: readonly ConnectorRow[]): EvseView {
  const { id, uid, evseId, inServiceSince, activeSessionId, activeSessionStartedAt, powerW } = evse;
  const own = connectors.filter((connector) => connector.evse === id).map(toConnectorView);
  return { id, uid, evseId, connectors: own, inServiceSince, activeSessionId, activeSessionStartedAt, powerW };
}

function toConnectorView(row: ConnectorRow): EvseView['connectors'][number] {
  const { id, status, statusAt, statusSince, chargingState: state, chargingStateAt } = row;
  const { errorCode, errorSince, vendorErrorCode, info, standard, powerType, maxPowerW } = row;
  const reported = { id, status, statusAt, statusSince, chargingState: state, chargingStateAt };
  return { ...reported, errorCode, errorSince, vendorErrorCode, info, standard, powerType, maxPowerW };
}

function toHeartbeatView(state: StationDetails['state']): StationView['heartbeat'] {
  const lastAt = state?.lastSeenAt ?? null;
  // Gateways' clocks may be ahead of this one.
  const ageS = lastAt === null ? null : Math.max(0, Math.floor((Date.now() - Date.parse(lastAt)) / 1_000));
  return { intervalS: state?.boot?.intervalS ?? null, lastAt, ageS };
}

function toBootView(boot: NonNullable<StationDetails['state']>['boot'] | null): StationView['boot'] {
  return {
    status: boot?.status ?? null,
    at: boot?.at ?? null,
    vendor: boot?.vendor ?? null,
    model: boot?.model ?? null,
    serialNumber: boot?.serialNumber ?? null,
    firmwareVersion: boot?.firmwareVersion ?? null,
    iccid: boot?.iccid ?? null,
    imsi: boot?.imsi ?? null,
  };
}
