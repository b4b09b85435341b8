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
  /** The row of an outbox it was published from, if its record tells. */
  readonly row?: OutboxRowRef | undefined;
}

/** A row of an outbox in a record: one object for all that came in it, another where the row is published again. */
export interface OutboxRowRef {
  readonly key: string;
}

export interface ProjectionTransaction {
  /** The batch's transaction. Sets `app.tenant_id` to `*`: rows of every tenant. */
  readonly em: EntityManager;
  /**
   * Writes the fact to the outbox in this transaction. Its id must be derived (`derivedId`), so that a replay gives it again.
   * Write facts of an aggregate only while holding its row lock: their ids then stand in the order of the commits.
   * It is written after `apply`, and not copied: leave it as it is.
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

/** The first halves of ids, by what they are hashed from: few, since logs and kinds are few. */
const firstHalves = new Map<string, string>();
const MOST_HALVES = 10_000;

/**
 * The id of a row or a fact that a projection makes: a UUID (version 8, RFC 9562) from where its cause stands in the log, what
 * it is, and `n` if one event makes several of the kind. The same log gives the same ids (messaging rule 10).
 * 60 bits are hashed from log, kind and `n`; 62 hold sequence and index as they are, so that ids of one kind grow with the log
 * and indexes of them stay dense.
 * @throws RangeError beyond 2^46 records, or 65,536 events in one
 */
export function derivedId(
  at: { readonly epoch: string; readonly seq: number; readonly index: number },
  kind: string,
  n = 0,
): string {
  if (!(at.seq < 2 ** 46) || !(at.index < 2 ** 16)) throw new RangeError(`no id for record ${at.seq}, ${at.index}`);
  const high = (0x8000 | Math.floor(at.seq / 2 ** 32)).toString(16);
  const low = (at.seq >>> 0).toString(16).padStart(8, '0');
  return `${firstHalf(at.epoch, kind, n)}-${high}-${low}${at.index.toString(16).padStart(4, '0')}`;
}

function firstHalf(epoch: string, kind: string, n: number): string {
  const key = `${n}/${kind}/${epoch}`;
  let half = firstHalves.get(key);
  if (half === undefined) {
    const hex = createHash('sha256')
      .update(JSON.stringify([epoch, kind, n]))
      .digest('hex');
    half = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}`;
    if (firstHalves.size >= MOST_HALVES) firstHalves.clear();
    firstHalves.set(key, half);
  }
  return half;
}
