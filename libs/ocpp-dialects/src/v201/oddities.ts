import { inside, isEmptyText, noted, withoutControlBytes, type Note, type Oddity } from '../oddities';
import { isJsonObject } from '../json';
import { hasCutFraction } from '../times';
import type { StationAction } from './actions';

const idTokenControls = inside('idToken', withoutControlBytes('idToken', 'control-bytes-in-id-token'));
/** A start button shows an empty token, and says so (C02.FR.03). */
const emptyIdToken = inside('idToken', (idToken, note) =>
  idToken['type'] === 'NoAuthorization' ? idToken : noted('idToken', 'id-token-empty', isEmptyText)(idToken, note),
);
const cutFraction = noted('timestamp', 'time-fraction-cut', hasCutFraction);
const cutSampleTimes: Oddity = (payload, note) => {
  const { meterValue } = payload;
  if (Array.isArray(meterValue)) (meterValue as unknown[]).forEach((value) => noteCutFraction(value, note));
  return payload;
};

function noteCutFraction(meterValue: unknown, note: Note): void {
  if (isJsonObject(meterValue)) cutFraction(meterValue, note);
}

/** What the schemas of 2.0.1 allow and real stations should not send, by message. */
export const v201Oddities: Partial<Record<StationAction, readonly Oddity[]>> = {
  Authorize: [idTokenControls, emptyIdToken],
  BootNotification: [
    inside('chargingStation', noted('vendorName', 'vendor-empty', isEmptyText)),
    inside('chargingStation', noted('model', 'model-empty', isEmptyText)),
  ],
  MeterValues: [cutSampleTimes],
  StatusNotification: [cutFraction],
  TransactionEvent: [
    idTokenControls,
    emptyIdToken,
    inside('transactionInfo', noted('transactionId', 'transaction-id-empty', isEmptyText)),
    cutFraction,
    cutSampleTimes,
  ],
};
