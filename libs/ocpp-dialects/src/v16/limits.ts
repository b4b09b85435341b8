import type { JsonObject } from '../json';
import { isShort } from '../safe-integer';
import type { SchemaFault } from '../schema-check';

/** OCPP 1.6 5.3 allows 500; the schema allows what the security extension makes of it on receipt. */
const LONGEST_VALUE_SENT = 500;

/** Connectors are counted from 0 (the station), and nobody counts beyond 32 bits; the schema does not say so. */
export function impossibleConnector(payload: JsonObject): SchemaFault[] {
  const value = payload['connectorId'];
  if (typeof value !== 'number' || !Number.isInteger(value) || (value >= 0 && isShort(value))) return [];
  const message = 'must be the number of a connector';
  return [{ keyword: 'minimum', path: '/connectorId', value, params: { limit: 0 }, message }];
}

/** What a station may refuse although the schema lets it pass. */
export function overSendLimits(action: string, payload: JsonObject): SchemaFault[] {
  const value = payload['value'];
  if (action !== 'ChangeConfiguration' || typeof value !== 'string' || value.length <= LONGEST_VALUE_SENT) return [];
  const message = `must NOT have more than ${LONGEST_VALUE_SENT} characters`;
  return [{ keyword: 'maxLength', path: '/value', value, params: { limit: LONGEST_VALUE_SENT }, message }];
}
