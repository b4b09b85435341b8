import type { EvseRef } from '@chargebus/contracts';
import { withoutAbsent } from '../json';
import type { RequestOf } from './actions';

type Evse = NonNullable<RequestOf<'TransactionEvent'>['evse']>;

/** Where an event happened. A connector that is not named, or 0, is the whole EVSE. */
export function toEvseRef(evseId: number, connectorId?: number): EvseRef {
  return connectorId ? { evse: evseId, connector: connectorId } : { evse: evseId };
}

/** The EVSE of a call of ours: the station itself (0) is named by leaving it out. */
export function toEvse(evseId: number | undefined, connectorId?: number): Evse | undefined {
  return evseId ? withoutAbsent({ id: evseId, connectorId }) : undefined;
}
