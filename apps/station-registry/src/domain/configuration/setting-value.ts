import type { VariableReport } from '@chargebus/contracts';

const NUMBER = /^[-+]?\d{1,15}(\.\d{1,15})?$/;
const FLAG = /^(true|false)$/i;

/**
 * Whether two values of a setting mean the same: stations write `True`, `60.0`, and lists with blanks behind their commas. The
 * order of a list counts, unless its kind says otherwise.
 */
export function isSameValue(a: string, b: string, dataType?: string): boolean {
  if (a === b) return true;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (dataType === 'MemberList') [left, right].forEach((words) => words.sort());
  return left.length === right.length && left.every((word, n) => isSameWord(word, right[n] ?? ''));
}

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (FLAG.test(a) && FLAG.test(b)) return a.toLowerCase() === b.toLowerCase();
  return NUMBER.test(a) && NUMBER.test(b) && Number(a) === Number(b);
}

const wordsOf = (text: string): string[] => text.split(',').map((word) => word.trim());

const WHOLE_KEYS = [
  ...['BlinkRepeat', 'CertificateSignedMaxChainSize', 'CertificateStoreMaxLength', 'ClockAlignedDataInterval'],
  ...['ConnectionTimeOut', 'HeartbeatInterval', 'LightIntensity', 'MaxEnergyOnInvalidId', 'MeterValueSampleInterval'],
  ...['MinimumStatusDuration', 'ResetRetries', 'TransactionMessageAttempts', 'TransactionMessageRetryInterval'],
  ...['WebSocketPingInterval'],
];
const FLAG_KEYS = [
  ...['AdditionalRootCertificateCheck', 'AllowOfflineTxForUnknownId', 'AuthorizationCacheEnabled'],
  ...['AuthorizeRemoteTxRequests', 'LocalAuthListEnabled', 'LocalAuthorizeOffline', 'LocalPreAuthorize'],
  ...['StopTransactionOnEVSideDisconnect', 'StopTransactionOnInvalidId', 'UnlockConnectorOnEVSideDisconnect'],
];
const among = (keys: readonly string[], key: string): boolean =>
  keys.some((one) => one.toLowerCase() === key.toLowerCase());

/** What is wrong with a value of a 1.6 configuration key, by the type that OCPP 1.6 section 9 gives it; vendors' own keys take any. */
export function faultOfKey(key: string, value: string): string | undefined {
  if (among(WHOLE_KEYS, key) && !/^\d{1,10}$/.test(value)) return `must be a whole number, and is ${quoted(value)}`;
  return among(FLAG_KEYS, key) && !FLAG.test(value) ? `must be true or false, and is ${quoted(value)}` : undefined;
}

/** What is wrong with a value by what the station says of its variable (OCPP 2.0.1 VariableCharacteristicsType). */
export function faultOfValue(
  value: string,
  traits: NonNullable<VariableReport['characteristics']>,
): string | undefined {
  const { dataType, minLimit, maxLimit, valuesList } = traits;
  switch (dataType) {
    case 'integer':
    case 'decimal': {
      const form = dataType === 'integer' ? /^[-+]?\d{1,15}$/ : NUMBER;
      if (!form.test(value))
        return `must be ${dataType === 'integer' ? 'a whole' : 'a decimal'} number, and is ${quoted(value)}`;
      if (minLimit !== undefined && Number(value) < minLimit) return `must be at least ${minLimit}`;
      return maxLimit !== undefined && Number(value) > maxLimit ? `must be at most ${maxLimit}` : undefined;
    }
    case 'boolean':
      return FLAG.test(value) ? undefined : `must be true or false, and is ${quoted(value)}`;
    case 'dateTime':
      return Number.isNaN(Date.parse(value)) ? `must be a time, and is ${quoted(value)}` : undefined;
    case 'string':
      // For texts the limit is their length.
      return maxLimit !== undefined && value.length > maxLimit
        ? `must be of at most ${maxLimit} characters`
        : undefined;
    default: {
      if (valuesList === undefined || valuesList === '') return undefined;
      const allowed = wordsOf(valuesList);
      const given = dataType === 'OptionList' ? [value] : value === '' ? [] : wordsOf(value);
      const odd = given.find((word) => !allowed.includes(word));
      return odd === undefined ? undefined : `${quoted(odd)} is none of ${allowed.join(', ')}`;
    }
  }
}

const quoted = (value: string): string => JSON.stringify(value.length > 50 ? `${value.slice(0, 50)}…` : value);
