import { createHash } from 'node:crypto';
import type { Fact, StationEvent } from '@chargebus/contracts';
import type { EntityManager } from 'typeorm';
import type { Messaging, MessagingLogger } from '../messaging';

/** An event of the log and where it stands: record `seq` of the stream `epoch`, the `index`th event in it. */
export interface Projected<E extends StationEvent | Fact = StationEvent | Fact> {
  readonly event: E;
  readonly epoch: string;
  readonly seq: number;
  readonly index: number;
  readonly partition: number;
}

export interface ProjectionTransaction {
  /** The batch's transaction. Sets `app.tenant_id` to `*`: rows of every tenant. */
  readonly em: EntityManager;
  /**
   * Writes the fact to the outbox in this transaction. Its id must be derived (`derivedId`), so that a replay gives it again.
   * Write facts of an aggregate only while holding its row lock: their ids then stand in the order of the commits.
   * @throws ZodError if the fact breaks its contract: the event that caused it goes to quarantine.
   */
  publish(fact: Fact): void;
}

/** What the projections need of `Messaging`. */
export type ProjectionMessaging = Pick<
  Messaging,
  'nc' | 'partitions' | 'healthy' | 'streamEpoch' | 'onReconnect' | 'onDisconnect'
>;
export type { MessagingLogger };

/**
 * The id of a row or a fact that a projection makes: a UUID (version 8, RFC 9562) from where its cause stands in the log, what
 * it is, and `n` if one event makes several of the kind. The same log gives the same ids (messaging rule 10).
 */
export function derivedId(
  at: { readonly epoch: string; readonly seq: number; readonly index: number },
  kind: string,
  n = 0,
): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([at.epoch, at.seq, at.index, kind, n]))
    .digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
