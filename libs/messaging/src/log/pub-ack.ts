import { ErrorCode, type Msg } from 'nats';

/** What the server said to a record. */
export type PubAck =
  | { readonly kind: 'stored'; readonly seq: number; readonly duplicate: boolean }
  /** Another copy of the same id is being stored right now (R3 only): the same id again in a moment (rule 3). */
  | { readonly kind: 'in-process' }
  | { readonly kind: 'not-stored'; readonly why: string };

const DUPLICATE_IN_PROCESS = 10158;

/** Reads the reply to an append. Whatever is not surely "stored" is not stored. */
export function readPubAck(msg: Msg, stream: string): PubAck {
  if (msg.data.length === 0) {
    const code = msg.headers?.code;
    const why = String(code) === ErrorCode.NoResponders ? `no stream takes ${stream}'s subjects now` : `status ${code}`;
    return { kind: 'not-stored', why };
  }
  let body: {
    stream?: unknown;
    seq?: unknown;
    duplicate?: unknown;
    error?: { err_code?: number; description?: string };
  };
  try {
    body = msg.json();
  } catch {
    return { kind: 'not-stored', why: 'a reply that is no JSON' };
  }
  if (body.error) {
    if (body.error.err_code === DUPLICATE_IN_PROCESS) return { kind: 'in-process' };
    return { kind: 'not-stored', why: `${body.error.description} (${body.error.err_code})` };
  }
  if (body.stream !== stream || typeof body.seq !== 'number' || body.seq < 1) {
    return { kind: 'not-stored', why: `a reply that is no acknowledgement of ${stream}` };
  }
  return { kind: 'stored', seq: body.seq, duplicate: body.duplicate === true };
}
