import { headers, type MsgHdrs } from 'nats';

/** `{headers}` for the nats client from plain pairs, or nothing: a message without headers is cheaper. */
export function toHeaders(pairs: Readonly<Record<string, string>> | undefined): { headers?: MsgHdrs } {
  if (pairs === undefined) return {};
  const made = headers();
  for (const [name, value] of Object.entries(pairs)) made.set(name, value);
  return { headers: made };
}

/** On records of FACT: the kinds of their events, separated by commas. A reader that wants none of them need not read the rest. */
export const KINDS_HEADER = 'Chargebus-Kinds';
