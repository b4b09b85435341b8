import type { LinkEvent } from '@chargebus/contracts';
import type { StationContext } from '../dialect';
import { headerOf } from '../event-header';
import { withoutAbsent } from '../json';
import type { Salvaged } from '../salvaged';
import { readTime } from '../times';
import type { RequestOf } from './actions';
import { toChargingState, toStateAfter } from './charging-states';
import { toEvseRef } from './places';

type TransactionEvent = Salvaged<RequestOf<'TransactionEvent'>, 'eventType' | 'seqNo' | 'transactionInfo'>;

/**
 * What a transaction's report says of its connector, for those who show connectors and know no transactions (1.x says it in
 * StatusNotification). It names the transaction, whose own event has told the same; a report that leaves out its EVSE says
 * no more than that (evse 0), and readers know where the transaction is.
 * @returns undefined where the report does not say what is done
 */
export function toConnectorState(request: TransactionEvent, context: StationContext): LinkEvent | undefined {
  const { eventType, evse, triggerReason, timestamp } = request;
  const { transactionId, chargingState: state, stoppedReason } = request.transactionInfo;
  const chargingState =
    eventType === 'Ended'
      ? toStateAfter({ state, triggerReason, stoppedReason })
      : toChargingState(state, triggerReason);
  if (chargingState === undefined) return undefined;
  const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
  const data = withoutAbsent({
    ...toEvseRef(evse?.id ?? 0, evse?.connectorId),
    chargingState,
    transactionRef: transactionId,
  });
  return { kind: 'station.charging-state.reported', ...header, data };
}
