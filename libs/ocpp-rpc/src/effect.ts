/** The versions of OCPP that are spoken as JSON over WebSocket. */
export type JsonVersion = '1.6' | '2.0.1' | '2.1';

/** How a call to the station ended. Each call ends exactly once. */
export type Outcome =
  | { kind: 'result'; payload: object }
  | { kind: 'error'; code: string; description: string; details: object }
  /** Sent, and not answered in time. A later answer is ignored. */
  | { kind: 'timeout' }
  /** Sent, and the connection ended before an answer: the station may have done it or not. */
  | { kind: 'dropped' }
  | { kind: 'never-sent'; reason: 'closed' | 'queue-full' | 'waited-too-long' };

/**
 * What the caller of an exchange has to do, in this order.
 * - `send`: write `text` to the socket as one text frame.
 * - `handle`: a call of the station. End it with `answer`, `refuse` or `abandon` under this `id`: the message id, except where
 *   a station re-uses one for another call that is still unanswered. `remarks` names the oddities of its frame, which came
 *   as `remark` effects too. `oneWay` (OCPP 2.1 SEND): the id is empty and an answer goes nowhere.
 * - `settle`: the own call `id` has ended.
 * - `remark`: something odd, by name; `text` says what it was about.
 */
export type Effect =
  | { do: 'send'; text: string }
  | { do: 'handle'; id: string; action: string; payload: object; remarks?: string[]; oneWay?: true }
  | { do: 'settle'; id: string; outcome: Outcome }
  | { do: 'remark'; remark: string; text?: string };

export const send = (text: string): Effect => ({ do: 'send', text });
export const settle = (id: string, outcome: Outcome): Effect => ({ do: 'settle', id, outcome });
export const remark = (name: string, text?: string): Effect => ({
  do: 'remark',
  remark: name,
  ...(text !== undefined && { text }),
});
