import { inside, isEmptyText, noted, withoutControlBytes, type Oddity } from '../oddities';
import { isJsonObject, type JsonObject } from '../json';
import { hasCutFraction } from '../times';
import type { StationAction } from './actions';

const idTokenControls = inside('idToken', withoutControlBytes('idToken', 'control-bytes-in-id-token'));
/** A start button shows an empty token, and says so (C02.FR.03). */
const emptyIdToken = inside('idToken', (idToken, note) =>
  idToken['type'] === 'NoAuthorization' ? idToken : noted('idToken', 'id-token-empty', isEmptyText)(idToken, note),
);
const cutFraction = noted('timestamp', 'time-fraction-cut', hasCutFraction);
/** Units are an open list in 2.x, where these have another spelling; they are read all the same. */
const MISSPELT = new Set<unknown>(['Celcius', 'Hertz', 'Amp', 'Volt']);
const sampleOddities: Oddity = (payload, note) => {
  for (const meterValue of objectsIn(payload, 'meterValue')) {
    cutFraction(meterValue, note);
    for (const { unitOfMeasure } of objectsIn(meterValue, 'sampledValue')) {
      if (isJsonObject(unitOfMeasure) && MISSPELT.has(unitOfMeasure['unit'])) note('unit-misspelt');
    }
  }
  return payload;
};

function objectsIn(holder: JsonObject, list: string): JsonObject[] {
  const items = holder[list];
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

/** What the schemas of 2.0.1 allow and real stations should not send, by message. */
export const v201Oddities: Partial<Record<StationAction, readonly Oddity[]>> = {
  Authorize: [idTokenControls, emptyIdToken],
  BootNotification: [
    inside('chargingStation', noted('vendorName', 'vendor-empty', isEmptyText)),
    inside('chargingStation', noted('model', 'model-empty', isEmptyText)),
  ],
  MeterValues: [sampleOddities],
  StatusNotification: [cutFraction],
  TransactionEvent: [
    idTokenControls,
    emptyIdToken,
    inside('transactionInfo', noted('transactionId', 'transaction-id-empty', isEmptyText)),
    cutFraction,
    sampleOddities,
  ],
};
