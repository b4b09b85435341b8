import { createHash } from 'node:crypto';
import { STATION_STREAM } from '@chargebus/contracts';
import { headers, type MsgHdrs } from 'nats';

/** Rule 1: a group closes here. */
export const GROUP_BYTES = 256 * 1024;
export const GROUP_EVENTS = 500;
/** Headers and envelope of a record, generously: they count towards the server's max_payload. */
export const RECORD_OVERHEAD_BYTES = 512;

/** Where an event was stored. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
  readonly index: number;
  readonly partition: number;
}

/** An event on its way into the log. */
export interface Waiting {
  readonly json: string;
  readonly bytes: number;
  /** Set for an event that is a record of its own (rule 3). */
  readonly messageId?: string | undefined;
  /** A `connected`: its place in the log is its link's epoch. */
  readonly opensLink: boolean;
  resolve(at: Position, duplicate: boolean): void;
  reject(error: Error): void;
}

/** Rule 2: from its first send on, a record's bytes and id do not change any more. */
export interface SealedRecord {
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
  readonly members: readonly Waiting[];
}

/** The layout of contracts' `stationRecord`, put together from texts that are JSON already. */
export function sealRecord(members: readonly Waiting[], randomId: () => string): SealedRecord {
  let events = members[0]!.json;
  for (let i = 1; i < members.length; i++) events += `,${members[i]!.json}`;
  const sealed = headers();
  sealed.set('Nats-Msg-Id', members[0]!.messageId ?? randomId());
  // The ack must come from STATION and from nothing else that might be bound to the subject.
  sealed.set('Nats-Expected-Stream', STATION_STREAM);
  return { data: Buffer.from(`{"v":1,"events":[${events}]}`), headers: sealed, members };
}

const PLAIN_ID = /^[\x21-\x7e]{1,100}$/;

/** A `Nats-Msg-Id` for any text: itself if short and printable, else its hash (ids are kept in memory, rule 5). */
export function toMessageId(fingerprint: string): string {
  return PLAIN_ID.test(fingerprint) ? fingerprint : createHash('sha256').update(fingerprint).digest('base64url');
}
