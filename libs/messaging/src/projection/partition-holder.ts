import type { AdvisoryLocks } from '@chargebus/database';
import type { ProjectionMessaging } from './projected';
import { ReplicaPresence, type PresenceTimes } from './replica-presence';
import { decideShare } from './share';

const DEFAULT_TIMES: PresenceTimes = { announceEveryMs: 1_000, forgetAfterMs: 3_500 };

export interface HolderOptions {
  /** Unique in the database and on NATS: `<schema>.<reader>`. */
  readonly reader: string;
  readonly messaging: ProjectionMessaging;
  readonly locks: AdvisoryLocks;
  readonly times?: PresenceTimes;
  /** Called when the share may have to change. */
  onChange(): void;
}

/**
 * Holds this replica's fair share of the partitions by advisory locks. A lock only saves wasted work: whoever writes for a
 * partition fences its offset (messaging rule 9).
 */
export class PartitionHolder {
  private readonly presence: ReplicaPresence;
  private readonly times: PresenceTimes;
  private readonly lockPrefix: string;
  private readonly stopListening: (() => void)[] = [];
  private due = true;
  private settledAt = 0;
  private disconnectedAt: number | undefined;

  constructor(private readonly options: HolderOptions) {
    this.times = options.times ?? DEFAULT_TIMES;
    this.lockPrefix = `reader:${options.reader}:`;
    this.presence = new ReplicaPresence(options.messaging, options.reader, this.times, () => this.change());
  }

  start(): void {
    const { messaging, locks } = this.options;
    this.disconnectedAt = messaging.healthy() ? undefined : Date.now();
    this.stopListening.push(
      locks.onLost(() => this.change()),
      messaging.onDisconnect(() => (this.disconnectedAt = Date.now())),
      messaging.onReconnect(() => {
        this.disconnectedAt = undefined;
        this.change();
      }),
    );
    this.presence.start();
  }

  /** The partitions held as far as is known here. */
  held(): Set<number> {
    const held = new Set<number>();
    for (const name of this.options.locks.held())
      if (name.startsWith(this.lockPrefix)) held.add(Number(name.slice(this.lockPrefix.length)));
    return held;
  }

  /**
   * Takes and releases until the share is right, at most once an announcement unless something changed. Call it between
   * batches only: a released partition is another replica's at once.
   * @throws if PostgreSQL is away
   */
  async settle(): Promise<Set<number>> {
    const held = this.held();
    if (!this.due && Date.now() - this.settledAt < this.times.announceEveryMs) return held;
    this.due = false;
    this.settledAt = Date.now();
    const { partitions } = this.options.messaging;
    const share = this.isCutOff()
      ? { quota: 0, release: [...held], want: [] }
      : decideShare(partitions, this.presence.id, held, this.presence.replicas());
    for (const partition of share.release) {
      await this.options.locks.release(this.lockPrefix + partition);
      held.delete(partition);
    }
    for (const partition of share.want) {
      if (held.size >= share.quota) break;
      if (await this.options.locks.tryHold(this.lockPrefix + partition)) held.add(partition);
    }
    this.presence.announce([...held].sort((a, b) => a - b));
    return held;
  }

  /** Somebody else moves these partitions' offsets: leave them to it until the next round. */
  async letGo(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) await this.options.locks.release(this.lockPrefix + partition);
    this.presence.announce([...this.held()]);
    this.due = false;
    this.settledAt = Date.now();
  }

  /** This replica cannot work now: others need not leave it its share. */
  cannotWork(): void {
    this.presence.announce([...this.held()], true);
    this.due = true;
  }

  async stop(): Promise<void> {
    for (const stop of this.stopListening.splice(0)) stop();
    for (const partition of this.held()) await this.options.locks.release(this.lockPrefix + partition);
    this.presence.stop();
  }

  private change(): void {
    this.due = true;
    this.options.onChange();
  }

  /** Without NATS nothing can be read; once the others have forgotten this replica they must get its partitions. */
  private isCutOff(): boolean {
    return this.disconnectedAt !== undefined && Date.now() - this.disconnectedAt > this.times.forgetAfterMs;
  }
}
