import type { Oddity } from '../oddities';
import { noteSampleOddities } from '../samples';
import { v16Oddities } from '../v16/oddities';
import type { RequestOf, StationAction } from './actions';
import { toTextMeterValues } from './meter-values';

type Values = RequestOf<'MeterValues'>['values'];

const ofMeterValues: Oddity = (payload, note) => {
  noteSampleOddities(toTextMeterValues(payload['values'] as Values), note);
  return payload;
};
const ofTransactionData: Oddity = (payload, note) => {
  const data = (payload['transactionData'] ?? []) as readonly { values?: Values }[];
  for (const { values } of data) noteSampleOddities(toTextMeterValues(values), note);
  return payload;
};

/** What the schemas of 1.5 allow and real stations should not send: as in 1.6, but for where the samples are. */
export const v15Oddities: Partial<Record<StationAction, readonly Oddity[]>> = {
  ...v16Oddities,
  MeterValues: [...(v16Oddities.MeterValues ?? []), ofMeterValues],
  StopTransaction: [...(v16Oddities.StopTransaction ?? []), ofTransactionData],
};
