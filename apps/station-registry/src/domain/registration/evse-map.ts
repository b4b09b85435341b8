import type { EvseMap } from '@chargebus/contracts';

/**
 * What is wrong with a map, if anything: each 1.x connector must have a place of its own, those that the map does not name
 * (EVSE n, connector 1) among them.
 */
export function evseMapFault(map: EvseMap): { connectorId: string; message: string } | undefined {
  const taken = new Map<string, string>();
  for (const [connectorId, { evse, connector }] of Object.entries(map)) {
    const place = `${evse}/${connector}`;
    const other = taken.get(place) ?? ownerByDefault(map, evse, connector);
    if (other !== undefined && other !== connectorId) {
      return { connectorId, message: `connector ${other} is at EVSE ${evse}, connector ${connector} already` };
    }
    taken.set(place, connectorId);
  }
  return undefined;
}

/** The connector that is at a place because no map says otherwise. */
function ownerByDefault(map: EvseMap, evse: number, connector: number): string | undefined {
  return connector === 1 && !Object.hasOwn(map, evse) ? String(evse) : undefined;
}

/** Whether a 1.x station with this map has a connector at a place. */
export function hasPlace(map: EvseMap | null, evse: number, connector: number): boolean {
  if (ownerByDefault(map ?? {}, evse, connector) !== undefined) return true;
  return Object.values(map ?? {}).some((place) => place.evse === evse && place.connector === connector);
}

/** Whether two maps say the same, in whatever order. */
export function isSameMap(a: EvseMap | null, b: EvseMap | null): boolean {
  const [one, other] = [Object.entries(a ?? {}), b ?? {}];
  if (one.length !== Object.keys(other).length) return false;
  return one.every(([n, { evse, connector }]) => other[n]?.evse === evse && other[n]?.connector === connector);
}
