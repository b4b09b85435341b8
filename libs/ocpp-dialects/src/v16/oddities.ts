import {
  isEmptyText,
  isLongerThan,
  isUnsafe,
  noted,
  withoutControlBytes,
  withoutControlBytesInTexts,
  withoutEmptyWord,
  withoutNone,
  withoutSpaceAround,
  type Oddity,
} from '../oddities';
import { noteSampleOddities } from '../samples';
import { hasCutFraction } from '../times';
import type { StationAction } from './actions';

const idTagControls = withoutControlBytes('idTag', 'control-bytes-in-id-tag');
const idTagSpaces = withoutSpaceAround('idTag', 'space-around-id-tag');
const emptyIdTag = noted('idTag', 'id-tag-empty', isEmptyText);
/** Times, tokens and keys are read by rules of their own. */
const textControls = withoutControlBytesInTexts('control-bytes-in-text', ['idTag', 'timestamp', 'csr', 'data']);
const noReservation = withoutNone('reservationId', 'reservation-id-none', (id) => typeof id === 'number' && id <= 0);
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
  Authorize: [idTagControls, idTagSpaces, emptyIdTag],
  BootNotification: [
    textControls,
    noted('chargePointVendor', 'vendor-empty', isEmptyText),
    noted('chargePointModel', 'model-empty', isEmptyText),
  ],
  SecurityEventNotification: [textControls, cutFraction],
  StatusNotification: [
    textControls,
    withoutEmptyWord('info', 'info-null'),
    // OCPP 1.6 6.47 allows 50; the schema in use is more patient.
    noted('info', 'info-too-long', isLongerThan(50)),
    cutFraction,
  ],
  StartTransaction: [
    idTagControls,
    idTagSpaces,
    noReservation,
    emptyIdTag,
    noted('connectorId', 'connector-zero', (connector) => connector === 0),
    noted('meterStart', 'meter-beyond-range', isUnsafe),
    cutFraction,
  ],
  StopTransaction: [
    idTagControls,
    idTagSpaces,
    unnamedTransaction,
    hugeTransaction,
    noted('meterStop', 'meter-beyond-range', isUnsafe),
    cutFraction,
    samplesOf('transactionData'),
  ],
  MeterValues: [unnamedTransaction, hugeTransaction, samplesOf('meterValue')],
};
