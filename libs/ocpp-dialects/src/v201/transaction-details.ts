import { isJsonObject, type JsonObject } from '../json';

/** What only 2.1 tells of a transaction; the schema of 2.0.1 lets none of it pass. */
const IN_EVENT = ['costDetails', 'preconditioningStatus', 'evseSleep'];
const IN_INFO = ['tariffId', 'transactionLimit', 'operationMode'];

/** The members of a TransactionEvent that nothing neutral stands for, verbatim; undefined if it has none. */
export function toDetails(request: object): JsonObject | undefined {
  const event = request as JsonObject;
  const info = event['transactionInfo'];
  const details = [...picked(event, IN_EVENT), ...(isJsonObject(info) ? picked(info, IN_INFO) : [])];
  return details.length > 0 ? Object.fromEntries(details) : undefined;
}

const picked = (holder: JsonObject, members: readonly string[]): [string, unknown][] =>
  members.filter((member) => holder[member] !== undefined).map((member) => [member, holder[member]]);
