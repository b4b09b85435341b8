import type { EvseMap, EvseRef } from '@chargebus/contracts';

/**
 * 1.x connector n is connector 1 of EVSE n, or where the station's `evseMap` says; connector 0 is the station, and has no
 * connector.
 */
export function toEvseRef(connectorId: number, evseMap?: EvseMap): EvseRef {
  if (connectorId === 0) return { evse: 0 };
  return evseMap?.[connectorId] ?? { evse: connectorId, connector: 1 };
}

/** The connector of an EVSE, for calls that name one: the station itself (0) is left out where 1.6 wants a connector > 0. */
export function toConnectorId(evseId: number | undefined): number | undefined {
  return evseId === 0 ? undefined : evseId;
}
