import type { IncomingRow } from '../../dialect';
import { stopTransaction as inV16 } from '../../v16/incoming/stop-transaction';
import type { RequestOf } from '../actions';
import { toTextMeterValues } from '../meter-values';

type Stop16 = Parameters<typeof inV16.toAnswer>[0];

/** OCPP 1.5 4.10: a transaction has ended; it gives no reason. Answered normally whatever id it names. */
export const stopTransaction: IncomingRow<RequestOf<'StopTransaction'>, object> = {
  nature: inV16.nature,
  toQuestion: (stop, context) => inV16.toQuestion?.(toV16(stop), context),
  toReport: (stop, context, verdicts) => inV16.toReport?.(toV16(stop), context, verdicts) ?? { events: [] },
  toAnswer: (stop, input) => inV16.toAnswer(toV16(stop), input),
};

function toV16({ transactionData, ...stop }: RequestOf<'StopTransaction'>): Stop16 {
  if (!transactionData) return stop;
  return { ...stop, transactionData: transactionData.flatMap(({ values }) => toTextMeterValues(values)) } as Stop16;
}
