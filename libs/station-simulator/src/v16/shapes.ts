import { type Check, list, object, oneOf, tenths, text, time, whole } from '../shape';

/**
 * What OCPP 1.6 says the CSMS may send, written down here a second time and on purpose: the station is the other end,
 * and must not learn from the platform what is right.
 */
const empty = object({});
const connector = whole(0);
const idTag = text(20);
const purpose = oneOf('ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile');
const rateUnit = oneOf('A', 'W');
const idTagInfo = object(
  { status: oneOf('Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx') },
  { expiryDate: time, parentIdTag: idTag },
);
const period = object({ startPeriod: whole(0), limit: tenths }, { numberPhases: whole(1, 3) });
const schedule = object(
  { chargingRateUnit: rateUnit, chargingSchedulePeriod: list(period, 1) },
  { duration: whole(0), startSchedule: time, minChargingRate: tenths },
);
const profile = object(
  {
    chargingProfileId: whole(),
    stackLevel: whole(0),
    chargingProfilePurpose: purpose,
    chargingProfileKind: oneOf('Absolute', 'Recurring', 'Relative'),
    chargingSchedule: schedule,
  },
  { transactionId: whole(), recurrencyKind: oneOf('Daily', 'Weekly'), validFrom: time, validTo: time },
);
const triggers = oneOf(
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StatusNotification',
);
/** Transaction ids are the CSMS' to choose; 0 and -1 have other uses in the field, so ours must be positive. */
const transactionId = whole(1, 2 ** 31 - 1);

/** The answers to what a station calls. */
export const answers: Record<string, Check> = {
  Authorize: object({ idTagInfo }),
  BootNotification: object({
    status: oneOf('Accepted', 'Pending', 'Rejected'),
    currentTime: time,
    interval: whole(0),
  }),
  DataTransfer: object(
    { status: oneOf('Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId') },
    { data: text(1e6) },
  ),
  Heartbeat: object({ currentTime: time }),
  MeterValues: empty,
  StartTransaction: object({ transactionId, idTagInfo }),
  StatusNotification: empty,
  StopTransaction: object({}, { idTagInfo }),
  DiagnosticsStatusNotification: empty,
  FirmwareStatusNotification: empty,
  SignedFirmwareStatusNotification: empty,
  SecurityEventNotification: empty,
};

/** The calls a CSMS makes that this simulator may implement. */
export const calls: Record<string, Check> = {
  ChangeAvailability: object({ connectorId: connector, type: oneOf('Inoperative', 'Operative') }),
  ChangeConfiguration: object({ key: text(50), value: text(500) }),
  ClearCache: empty,
  ClearChargingProfile: object(
    {},
    { id: whole(), connectorId: connector, chargingProfilePurpose: purpose, stackLevel: whole(0) },
  ),
  DataTransfer: object({ vendorId: text(255) }, { messageId: text(50), data: text(1e6) }),
  GetCompositeSchedule: object({ connectorId: connector, duration: whole(0) }, { chargingRateUnit: rateUnit }),
  GetConfiguration: object({}, { key: list(text(50)) }),
  RemoteStartTransaction: object({ idTag }, { connectorId: whole(1), chargingProfile: profile }),
  RemoteStopTransaction: object({ transactionId: whole() }),
  Reset: object({ type: oneOf('Hard', 'Soft') }),
  SetChargingProfile: object({ connectorId: connector, csChargingProfiles: profile }),
  TriggerMessage: object({ requestedMessage: triggers }, { connectorId: connector }),
  UnlockConnector: object({ connectorId: whole(1) }),
  SignedUpdateFirmware: object(
    {
      requestId: whole(),
      firmware: object(
        { location: text(512, 1), retrieveDateTime: time, signingCertificate: text(5_500, 1), signature: text(800, 1) },
        { installDateTime: time },
      ),
    },
    { retries: whole(0), retryInterval: whole(0) },
  ),
  UpdateFirmware: object(
    { location: text(2_000, 1), retrieveDate: time },
    { retries: whole(0), retryInterval: whole(0) },
  ),
};

export const errorCodes = new Set([
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
]);
