import type { IncomingRow } from '../../dialect';
import { meterValues as inV16 } from '../../v16/incoming/meter-values';
import type { RequestOf } from '../actions';
import { toTextMeterValues } from '../meter-values';

/** OCPP 1.5 4.7: readings of a connector (0: the main meter), with or without a transaction; none at all is legal. */
export const meterValues: IncomingRow<RequestOf<'MeterValues'>, object> = {
  nature: inV16.nature,
  toReport({ values, ...request }, context, verdicts) {
    const meterValue = toTextMeterValues(values) as unknown as Parameters<typeof inV16.toAnswer>[0]['meterValue'];
    return inV16.toReport?.({ ...request, meterValue }, context, verdicts) ?? { events: [] };
  },
  toAnswer: () => ({}),
};
