import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import { withoutAbsent } from '../../json';
import type { Salvaged } from '../../salvaged';
import { newestTime, toSamples } from '../../samples';
import type { RequestOf, ResponseOf } from '../actions';
import { toEvseRef } from '../connectors';
import { toNamedTransactionRef } from '../transaction-refs';

type MeterValues = Salvaged<RequestOf<'MeterValues'>, 'connectorId' | 'meterValue'>;

/** OCPP 1.6 4.7: readings of a connector (0: the main meter), with or without a transaction. */
export const meterValues: IncomingRow<MeterValues, ResponseOf<'MeterValues'>> = {
  nature: 'transaction',
  toReport({ connectorId, transactionId, meterValue }, context) {
    const header = headerOf(context, newestTime(meterValue, context.timeZone));
    const data = withoutAbsent({
      ...toEvseRef(connectorId, context.evseMap),
      transactionRef: toNamedTransactionRef(transactionId),
      samples: toSamples(meterValue, context),
    });
    return { events: [{ kind: 'station.samples.reported', ...header, data }] };
  },
  tellsCost: ({ transactionId }) => (toNamedTransactionRef(transactionId) === undefined ? undefined : 'running'),
  toAnswer: () => ({}),
};
