import {
  isEmptyText,
  isLongerThan,
  isUnsafe,
  noted,
  withoutControlBytes,
  withoutEmptyWord,
  type Oddity,
} from '../oddities';
import { noteSampleOddities } from '../samples';
import { hasCutFraction } from '../times';
import type { StationAction } from './actions';

const idTagControls = withoutControlBytes('idTag', 'control-bytes-in-id-tag');
const emptyIdTag = noted('idTag', 'id-tag-empty', isEmptyText);
const cutFraction = noted('timestamp', 'time-fraction-cut', hasCutFraction);
const unnamedTransaction = noted(
  'transactionId',
  'transaction-id-not-positive',
  (id) => typeof id === 'number' && id <= 0,
);
const hugeTransaction = noted(
  'transactionId',
  'transaction-id-beyond-32-bits',
  (id) => typeof id === 'number' && id > 0x7fff_ffff,
);
const samplesOf =
  (property: string): Oddity =>
  (payload, note) => {
    noteSampleOddities(payload[property], note);
    return payload;
  };

/** What the schemas of 1.6 allow and real stations should not send, by message. */
export const v16Oddities: Partial<Record<StationAction, readonly Oddity[]>> = {
  Authorize: [idTagControls, emptyIdTag],
  BootNotification: [
    noted('chargePointVendor', 'vendor-empty', isEmptyText),
    noted('chargePointModel', 'model-empty', isEmptyText),
  ],
  StatusNotification: [
    withoutEmptyWord('info', 'info-null'),
    // OCPP 1.6 6.47 allows 50; the schema in use is more patient.
    noted('info', 'info-too-long', isLongerThan(50)),
    cutFraction,
  ],
  StartTransaction: [
    idTagControls,
    emptyIdTag,
    noted('connectorId', 'connector-zero', (connector) => connector === 0),
    noted('meterStart', 'meter-beyond-range', isUnsafe),
    cutFraction,
  ],
  StopTransaction: [
    idTagControls,
    unnamedTransaction,
    hugeTransaction,
    noted('meterStop', 'meter-beyond-range', isUnsafe),
    cutFraction,
    samplesOf('transactionData'),
  ],
  MeterValues: [unnamedTransaction, hugeTransaction, samplesOf('meterValue')],
};
