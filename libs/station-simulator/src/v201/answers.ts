import { amount, anything, type Check, list, object as closed, oneOf, text, time, whole } from '../shape';

/** CustomData is allowed everywhere, and is the only object that may hold anything. */
const customData: Check = (value, path) => {
  const vendorId = (value as { vendorId?: unknown } | null)?.vendorId;
  return text(255)(vendorId, `${path}.vendorId`);
};
export const object = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  closed(required, { ...optional, customData });

export const empty = object({});
export const statusInfo = object({ reasonCode: text(20) }, { additionalInfo: text(512) });
/** An answer that is a status, perhaps with its reason. */
export const verdict = (words: readonly string[], more: Record<string, Check> = {}): Check =>
  object({ status: oneOf(...words) }, { statusInfo, ...more });

export const idToken = object(
  {
    idToken: text(36),
    type: oneOf('Central', 'eMAID', 'ISO14443', 'ISO15693', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization'),
  },
  { additionalInfo: list(object({ additionalIdToken: text(36), type: text(50) }), 1) },
);

const message = object({ format: oneOf('ASCII', 'HTML', 'URI', 'UTF8'), content: text(512) }, { language: text(8) });
const chargingPriority = whole(-9, 9);
const idTokenInfo = object(
  {
    status: oneOf(
      'Accepted',
      'Blocked',
      'ConcurrentTx',
      'Expired',
      'Invalid',
      'NoCredit',
      'NotAllowedTypeEVSE',
      'NotAtThisLocation',
      'NotAtThisTime',
      'Unknown',
    ),
  },
  {
    cacheExpiryDateTime: time,
    chargingPriority,
    language1: text(8),
    language2: text(8),
    evseId: list(whole(1), 1),
    groupIdToken: idToken,
    personalMessage: message,
  },
);

/**
 * The answers to what a 2.0.1 station calls, written down here a second time and on purpose: the station is the other
 * end, and must not learn from the platform what is right.
 */
export const answers: Record<string, Check> = {
  Authorize: object(
    { idTokenInfo },
    {
      certificateStatus: oneOf(
        'Accepted',
        'SignatureError',
        'CertificateExpired',
        'CertificateRevoked',
        'NoCertificateAvailable',
        'CertChainError',
        'ContractCancelled',
      ),
    },
  ),
  BootNotification: object(
    { status: oneOf('Accepted', 'Pending', 'Rejected'), currentTime: time, interval: whole(0) },
    { statusInfo },
  ),
  DataTransfer: verdict(['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'], { data: anything }),
  FirmwareStatusNotification: empty,
  Heartbeat: object({ currentTime: time }),
  LogStatusNotification: empty,
  MeterValues: empty,
  NotifyReport: empty,
  StatusNotification: empty,
  TransactionEvent: object({}, { totalCost: amount, chargingPriority, idTokenInfo, updatedPersonalMessage: message }),
};

export const errorCodes = new Set([
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormatViolation',
  'PropertyConstraintViolation',
  'OccurrenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
  'MessageTypeNotSupported',
  'RpcFrameworkError',
]);
