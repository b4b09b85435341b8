import { amount, anything, type Check, list, object as closed, oneOf, text, time, whole } from '../shape';

/** CustomData is allowed everywhere, and is the only object that may hold anything. */
const customData: Check = (value, path) => {
  const vendorId = (value as { vendorId?: unknown } | null)?.vendorId;
  return text(255)(vendorId, `${path}.vendorId`);
};
export const object = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  closed(required, { ...optional, customData });

export const empty = object({});

/** Where 2.0.1 and 2.1 differ in what both have. */
export interface Measures {
  /** Longest token. */
  token: number;
  tokenType: Check;
  /** Longest message for people, and its formats. */
  message: number;
  formats: readonly string[];
  /** Longest explanation of a status. */
  explanation: number;
}

export const idTokenOf = ({ token, tokenType }: Measures): Check =>
  object(
    { idToken: text(token), type: tokenType },
    { additionalInfo: list(object({ additionalIdToken: text(token), type: text(50) }), 1) },
  );

const messageOf = ({ message, formats }: Measures): Check =>
  object({ format: oneOf(...formats), content: text(message) }, { language: text(8) });

const chargingPriority = whole(-9, 9);
const idTokenInfoOf = (measures: Measures): Check =>
  object(
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
      groupIdToken: idTokenOf(measures),
      personalMessage: messageOf(measures),
    },
  );

/**
 * The answers to what a 2.x station calls, written down here a second time and on purpose: the station is the other
 * end, and must not learn from the platform what is right. `more` is what 2.1 adds to some of them.
 */
export function answersOf(measures: Measures, more: Record<string, Record<string, Check>> = {}): Record<string, Check> {
  const idTokenInfo = idTokenInfoOf(measures);
  const statusInfo = object({ reasonCode: text(20) }, { additionalInfo: text(measures.explanation) });
  return {
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
        ...more['Authorize'],
      },
    ),
    BootNotification: object(
      { status: oneOf('Accepted', 'Pending', 'Rejected'), currentTime: time, interval: whole(0) },
      { statusInfo },
    ),
    DataTransfer: object(
      { status: oneOf('Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId') },
      { statusInfo, data: anything },
    ),
    FirmwareStatusNotification: empty,
    PublishFirmwareStatusNotification: empty,
    Heartbeat: object({ currentTime: time }),
    LogStatusNotification: empty,
    MeterValues: empty,
    NotifyCustomerInformation: empty,
    NotifyDisplayMessages: empty,
    NotifyEvent: empty,
    NotifyMonitoringReport: empty,
    NotifyReport: empty,
    SecurityEventNotification: empty,
    StatusNotification: empty,
    TransactionEvent: object(
      {},
      {
        totalCost: amount,
        chargingPriority,
        idTokenInfo,
        updatedPersonalMessage: messageOf(measures),
        ...more['TransactionEvent'],
      },
    ),
  };
}

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
