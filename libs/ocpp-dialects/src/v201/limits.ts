import { isJsonObject, type JsonObject } from '../json';
import { isShort } from '../safe-integer';
import type { SchemaFault } from '../schema-check';

/** What the schemas call an integer and no station can mean: an EVSE below 0 or beyond 32 bits, a counter that no number holds exactly. */
export function impossibleNumbers(payload: JsonObject): SchemaFault[] {
  const { evse } = payload;
  return [
    ...belowZero(payload, '', 'evseId'),
    ...belowZero(payload, '', 'connectorId'),
    ...(isJsonObject(evse) ? [...belowZero(evse, '/evse', 'id'), ...belowZero(evse, '/evse', 'connectorId')] : []),
    ...inexact(payload, 'seqNo'),
  ];
}

function belowZero(holder: JsonObject, path: string, member: string): SchemaFault[] {
  const value = holder[member];
  if (typeof value !== 'number' || !Number.isInteger(value) || (value >= 0 && isShort(value))) return [];
  const message = 'must be the number of an EVSE or connector';
  return [{ keyword: 'minimum', path: `${path}/${member}`, value, params: { limit: 0 }, message }];
}

function inexact(payload: JsonObject, member: string): SchemaFault[] {
  const value = payload[member];
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return [];
  return [{ keyword: 'maximum', path: `/${member}`, value, params: {}, message: 'must be a counter' }];
}
