import type { Fact, StationEvent } from '@chargebus/contracts';
import type { AdvisoryLocks } from '@chargebus/database';
import type { DataSource } from 'typeorm';
import type { MessagingLogger } from '../messaging';
import type { Projected, ProjectionMessaging, ProjectionTransaction } from './projected';
import type { PresenceTimes } from './replica-presence';

export interface ProjectionOptions<E extends StationEvent | Fact> {
  /** The reader's name, unique in its schema and never changed: the offsets are stored under it. */
  readonly name: string;
  readonly stream: 'STATION' | 'FACT';
  readonly messaging: ProjectionMessaging;
  readonly dataSource: DataSource;
  readonly locks: AdvisoryLocks;
  readonly logger: MessagingLogger;
  /** Kinds `apply` wants; all that are known unless told. Needed if `E` is narrower than the stream's events. */
  readonly kinds?: readonly E['kind'][];
  /**
   * Brings the service's rows up to date with a batch of any size, in log order; several events may be about one aggregate.
   * Deterministic (messaging rule 10): no clock, no randomness, no asks; ids by `derivedId`, times from the events.
   * If it throws anything but an outage, the batch's events come again one by one.
   */
  apply(batch: Projected<E>[], tx: ProjectionTransaction): Promise<void>;
  /**
   * An event went to quarantine: flag what it belongs to. Same transaction, after what the event did was undone. Not called for
   * what could not be read as an event at all.
   */
  onQuarantined?(event: Projected<E>, error: unknown, tx: ProjectionTransaction): Promise<void>;
  /** A quarantined event was applied after all: take the flag away. */
  onReplayed?(event: Projected<E>, tx: ProjectionTransaction): Promise<void>;
  /** For tests; what is not given keeps its default. */
  readonly times?: { readonly presence?: PresenceTimes; readonly idleOffsetsEveryMs?: number };
}

export interface ProjectionState {
  readonly ready: boolean;
  /** Why not. */
  readonly reason?: string;
  /** Stopped by a break in the log (messaging rule 8): goes on only by `acceptLog`. */
  readonly halted: boolean;
}

export interface PartitionLag {
  readonly partition: number;
  /** Read by this replica. */
  readonly heldHere: boolean;
  readonly appliedSeq: number;
  /** Last record of the partition. Its distance from `appliedSeq` counts other partitions' records too: a bound. */
  readonly lastSeq: number;
  readonly lag: number;
}
