import { partitionOf, type LinkEvent, type StationEventOf } from '@chargebus/contracts';

const link = { id: 'link-1', gatewayId: 'gw-1', epoch: 1, ocppVersion: '1.6', transport: 'ws' } as const;
const receivedAt = '2026-01-01T00:00:00.000Z';

export function connectedEvent(
  stationId: string,
  linkId: string,
  gatewayId = 'gw-1',
): StationEventOf<'station.connected'> {
  return {
    kind: 'station.connected',
    tenantId: 'default',
    stationId,
    link: { id: linkId, gatewayId, ocppVersion: '1.6', transport: 'ws' },
    receivedAt,
    data: { securityProfile: 0 },
  };
}

/** A harmless event; `payload` makes it as large as wanted. */
export function messageEvent(stationId: string, action: string, payload: Record<string, unknown> = {}): LinkEvent {
  return {
    kind: 'station.message.reported',
    tenantId: 'default',
    stationId,
    link,
    receivedAt,
    data: { action, payload },
  };
}

export function startedEvent(
  stationId: string,
  o: { fingerprint: string; linkId?: string; status?: 'accepted' | 'blocked' },
): StationEventOf<'station.transaction.started'> {
  return {
    kind: 'station.transaction.started',
    tenantId: 'default',
    stationId,
    link: { ...link, id: o.linkId ?? link.id },
    receivedAt,
    data: {
      evse: 1,
      connector: 1,
      fingerprint: o.fingerprint,
      token: 'TAG1',
      meterStartWh: 100,
      samples: [],
      verdict: { status: o.status ?? 'accepted', decidedBy: 'service' },
    },
  };
}

/** `count` station ids of one partition. */
export function stationsOf(partition: number, partitions: number, count: number): string[] {
  const ids: string[] = [];
  for (let n = 0; ids.length < count; n++) {
    if (partitionOf('default', `S${n}`, partitions) === partition) ids.push(`S${n}`);
  }
  return ids;
}
