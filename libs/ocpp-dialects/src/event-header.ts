import type { LinkRef } from '@chargebus/contracts';
import type { StationContext } from './dialect';

interface EventHeader {
  tenantId: string;
  stationId: string;
  link: LinkRef;
  receivedAt: string;
  stationTime?: string;
}

/** What every event says of where it came from; `stationTime` where the message has a time of its own that can be read. */
export function headerOf(context: StationContext, stationTime?: string): EventHeader {
  const { tenantId, stationId, link, receivedAt } = context;
  const header: EventHeader = { tenantId, stationId, link, receivedAt };
  if (stationTime !== undefined) header.stationTime = stationTime;
  return header;
}
