import type { IncomingRow } from '../../dialect';
import { headerOf } from '../../event-header';
import type { Salvaged } from '../../salvaged';
import { newestTime } from '../../samples';
import type { RequestOf, ResponseOf } from '../actions';
import { toEvseRef } from '../places';
import { toSamplesOf, toTextMeterValues } from '../sampled-values';

type MeterValues = Salvaged<RequestOf<'MeterValues'>, 'evseId' | 'meterValue'>;

/** OCPP 2.0.1 J01: readings of an EVSE (0: the main meter) outside transactions; those of a transaction ride on its events. */
export const meterValues: IncomingRow<MeterValues, ResponseOf<'MeterValues'>> = {
  nature: 'report',
  toReport({ evseId, meterValue }, context) {
    const header = headerOf(context, newestTime(toTextMeterValues(meterValue), context.timeZone));
    const data = { ...toEvseRef(evseId), samples: toSamplesOf(meterValue, context) };
    return { events: [{ kind: 'station.samples.reported', ...header, data }] };
  },
  toAnswer: () => ({}),
};
