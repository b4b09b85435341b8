/** A message id as text to compare, and as the JSON it is echoed with: a station that sends a number gets that number. */
export interface MessageId {
  text: string;
  json: string;
}

/** OCPP allows 36; some stations send more, which is echoed up to this. */
export const LONGEST_ID = 36;
const LONGEST_TOLERATED_ID = 255;
const NUMBER_AS_ID = /^\s*\[\s*"?\d+"?\s*,\s*(-?\d[\d.eE+-]{0,35})\s*[,\]]/;
const HEAD_OF_CALL = /^[\s\uFEFF]*\[\s*("?\d+"?)\s*,\s*(?:("(?:[^"\\]|\\.){0,255}")|(-?\d{1,36}))\s*,/;
const SANE = /^[\x20-\x7e]{1,36}$/;

/**
 * Reads the id of a parsed frame; `text` is the frame, from which a number is echoed digit by digit (JSON numbers lose
 * what is beyond 2^53).
 * @returns undefined if there is nothing that could be echoed.
 */
export function readId(value: unknown, text: string, remarks: string[]): MessageId | undefined {
  if (typeof value === 'number') {
    const digits = NUMBER_AS_ID.exec(text)?.[1];
    if (digits === undefined) return undefined;
    remarks.push('id-as-number');
    return { text: digits, json: digits };
  }
  if (typeof value !== 'string' || value.length > LONGEST_TOLERATED_ID) return undefined;
  if (value === '') remarks.push('id-empty');
  if (value.length > LONGEST_ID) remarks.push('id-too-long');
  return { text: value, json: JSON.stringify(value) };
}

/** What can still be read at the head of a frame that is no JSON: its type, and an id if it is a sane one. */
export function recoverHead(text: string): { type: number; id: MessageId | undefined } | undefined {
  const head = HEAD_OF_CALL.exec(text.slice(0, 1_024));
  if (!head) return undefined;
  const type = Number((head[1] ?? '').replaceAll('"', ''));
  const id = head[3] ?? unquoted(head[2]);
  if (id === undefined || !SANE.test(id)) return { type, id: undefined };
  return { type, id: { text: id, json: head[3] ?? JSON.stringify(id) } };
}

function unquoted(literal: string | undefined): string | undefined {
  if (literal === undefined) return undefined;
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}
