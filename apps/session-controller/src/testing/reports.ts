import {
  transactionLabel,
  type ChargingState,
  type LinkRef,
  type Sample,
  type StationEventOf,
} from '@chargebus/contracts';

/** Reports as a station would cause them, short to write. Times are minutes after 10:00 UTC on one day. */
export const TENANT = 'default';
export const STATION = 'CP-1';

export const clock = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 10, 0) + minute * 60_000).toISOString();

const LINK: LinkRef = { id: 'link-1', gatewayId: 'gw-1', epoch: 1, ocppVersion: '1.6', transport: 'ws' };

interface HeaderOptions {
  stationId?: string;
  tenantId?: string;
  /** When the gateway received it, if not at once. */
  receivedAt?: string;
}

const header = (at: string, o: HeaderOptions = {}) => ({
  tenantId: o.tenantId ?? TENANT,
  stationId: o.stationId ?? STATION,
  link: LINK,
  receivedAt: o.receivedAt ?? at,
  stationTime: at,
});

export const energy = (at: string, wh: number, more: Partial<Sample> = {}): Sample => ({
  at,
  measurand: 'Energy.Active.Import.Register',
  value: wh,
  unit: 'Wh',
  ...more,
});
export const power = (at: string, watt: number, phase?: string): Sample => ({
  at,
  measurand: 'Power.Active.Import',
  value: watt,
  unit: 'W',
  ...(phase === undefined ? {} : { phase }),
});

export function started(
  minute: number,
  data: Partial<StationEventOf<'station.transaction.started'>['data']> = {},
  o: HeaderOptions = {},
): StationEventOf<'station.transaction.started'> {
  const at = clock(minute);
  const evse = data.evse ?? 1;
  const token = data.token ?? 'TAG1';
  const meterStartWh = 'meterStartWh' in data ? data.meterStartWh : 1000;
  return {
    kind: 'station.transaction.started',
    ...header(at, o),
    data: {
      connector: 1,
      fingerprint: [o.tenantId ?? TENANT, o.stationId ?? STATION, evse, token, at, meterStartWh].join('|'),
      samples: [],
      verdict: { status: 'accepted', decidedBy: 'service' },
      ...data,
      evse,
      token,
      meterStartWh,
    },
  };
}

export function samples(
  minute: number,
  list: Sample[],
  data: { transactionRef?: string; evse?: number } = {},
  o: HeaderOptions = {},
): StationEventOf<'station.samples.reported'> {
  const evse = data.evse ?? 1;
  return {
    kind: 'station.samples.reported',
    ...header(clock(minute), o),
    data: { evse, connector: 1, ...data, samples: list },
  };
}

export function ended(
  minute: number,
  transactionRef: string,
  data: Partial<StationEventOf<'station.transaction.ended'>['data']> = {},
  o: HeaderOptions = {},
): StationEventOf<'station.transaction.ended'> {
  return {
    kind: 'station.transaction.ended',
    ...header(clock(minute), o),
    data: { transactionRef, meterStopWh: 6000, samples: [], ...data },
  };
}

export function updated(
  minute: number,
  transactionRef: string,
  seqNo: number,
  data: Partial<StationEventOf<'station.transaction.updated'>['data']> = {},
): StationEventOf<'station.transaction.updated'> {
  return {
    kind: 'station.transaction.updated',
    ...header(clock(minute)),
    data: { transactionRef, seqNo, triggerReason: 'MeterValuePeriodic', samples: [], ...data },
  };
}

export function state(
  minute: number,
  chargingState: ChargingState,
  data: { evse?: number; transactionRef?: string } = {},
): StationEventOf<'station.charging-state.reported'> {
  return {
    kind: 'station.charging-state.reported',
    ...header(clock(minute)),
    data: { evse: 1, connector: 1, ...data, chargingState },
  };
}

/** What a 1.x station is answered for a start in record `seq`. */
export const labelOf = (seq: number): string => String(transactionLabel(seq));
