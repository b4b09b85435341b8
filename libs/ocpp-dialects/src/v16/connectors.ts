import type { EvseRef } from '@chargebus/contracts';

/** 1.x connector n is connector 1 of EVSE n; connector 0 is the station, and has no connector. */
export function toEvseRef(connectorId: number): EvseRef {
  return connectorId === 0 ? { evse: 0 } : { evse: connectorId, connector: 1 };
}

/** The connector of an EVSE, for calls that name one: the station itself (0) is left out where 1.6 wants a connector > 0. */
export function toConnectorId(evseId: number | undefined): number | undefined {
  return evseId === 0 ? undefined : evseId;
}
