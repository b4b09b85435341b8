import { factSubject, subjectToken } from '@chargebus/contracts';
import { ALL_TENANTS, inOneStatement, type AdvisoryLocks } from '@chargebus/database';
import { headers, type MsgHdrs, type Subscription } from 'nats';
import type { DataSource, EntitySubscriberInterface } from 'typeorm';
import { KINDS_HEADER } from '../connection/headers';
import type { Messaging, MessagingLogger } from '../messaging';
import { BackOff, Pace, Wake } from '../projection/wake';
import { groupFacts, type OutboxRow, type SealedRecord } from './group-facts';
import { onOutboxWritten, WROTE_OUTBOX } from './write-outbox';

const POLL_MS = 500;
/** Facts committed within so much time are published together. */
const GATHER_MS = 50;
/** Whoever waits for a commit of its own gets its answer first: the relay's work would take the processor from it. */
const AFTER_ANSWER_MS = 10;
const ROWS_A_PASS = 500;
const PUBLISH_TIMEOUT_MS = 5_000;
/**
 * By key as well: a database that lost its last commits while they were published gives their ids to other rows. The commit does not
 * wait for the disk: rows that a crash of PostgreSQL brings back are published once more, as after a crash of ours.
 */
const DELETE_PUBLISHED = `unflushed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS value),
  published AS (DELETE FROM outbox o USING tenant, unflushed
    WHERE unflushed.value = 'off' AND o.id = ANY($2::bigint[]) AND o.key = ANY($3::uuid[]))
  SELECT id FROM tenant`;

/** Replicas that wrote to the outbox wake the one that relays. Core NATS, not stored. */
export const outboxNudgeSubject = (name: string): string => `outbox.nudge.${subjectToken(name)}`;

export interface OutboxRelayOptions {
  readonly messaging: Pick<Messaging, 'nc' | 'healthy' | 'onReconnect'>;
  readonly dataSource: DataSource;
  readonly locks: AdvisoryLocks;
  readonly logger: MessagingLogger;
  /** The service's name: one relay of that name works at a time, in whichever replica holds its lock. */
  readonly name: string;
}

/**
 * Publishes the outbox to FACT and deletes what it published: all that is there, in id order per partition, never from a
 * high-water mark, because ids commit out of order (messaging rule 14). A row may be published twice, by a crash before it is
 * deleted or by a relay that does not know yet that its lock is lost; readers drop the second by its key. None is left out.
 */
export class OutboxRelay {
  private readonly wake = new Wake();
  private readonly lock: string;
  private readonly commits: EntitySubscriberInterface;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private holding = false;
  private nudges: Subscription | undefined;
  private forgetReconnect: (() => void) | undefined;
  private forgetWrites: (() => void) | undefined;
  private later: NodeJS.Timeout | undefined;

  constructor(private readonly o: OutboxRelayOptions) {
    this.lock = `outbox:${o.name}`;
    this.commits = {
      afterTransactionCommit: ({ queryRunner }) => {
        if (queryRunner.data[WROTE_OUTBOX] !== true || queryRunner.isTransactionActive) return;
        delete queryRunner.data[WROTE_OUTBOX];
        this.nudge();
      },
    };
  }

  start(): void {
    if (this.loop !== undefined) return;
    this.o.dataSource.subscribers.push(this.commits);
    this.forgetWrites = onOutboxWritten(this.o.dataSource, () => this.nudgeLater());
    this.nudges = this.o.messaging.nc.subscribe(outboxNudgeSubject(this.o.name), { callback: () => this.wake.now() });
    this.forgetReconnect = this.o.messaging.onReconnect(() => this.wake.now());
    this.loop = this.run();
  }

  /** Finishes the record in flight and lets another replica go on. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.now();
    this.nudges?.unsubscribe();
    this.forgetReconnect?.();
    this.forgetWrites?.();
    clearTimeout(this.later);
    const at = this.o.dataSource.subscribers.indexOf(this.commits);
    if (at >= 0) this.o.dataSource.subscribers.splice(at, 1);
    await this.loop;
    await this.o.locks.release(this.lock);
  }

  /** There is something to publish: need not wait for the poll. Called by itself after a commit that used `writeOutbox`. */
  nudge(): void {
    if (this.holding) this.wake.now();
    else if (this.o.messaging.healthy()) this.o.messaging.nc.publish(outboxNudgeSubject(this.o.name));
  }

  private nudgeLater(): void {
    this.later ??= setTimeout(() => {
      this.later = undefined;
      this.nudge();
    }, AFTER_ANSWER_MS);
  }

  /** How many facts wait, and since when the oldest: for metrics. */
  async backlog(): Promise<{ waiting: number; oldestWrittenAt: string | null }> {
    const [row] = await this.o.dataSource.query<[{ waiting: number; oldest: string | null }]>(
      'SELECT coalesce(sum(facts), 0) AS waiting, min(written_at) AS oldest FROM outbox',
    );
    return { waiting: row.waiting, oldestWrittenAt: row.oldest };
  }

  private async run(): Promise<void> {
    const backOff = new BackOff();
    const pace = new Pace(GATHER_MS);
    while (!this.stopping) {
      try {
        pace.begin();
        this.holding = await this.o.locks.tryHold(this.lock);
        const more = this.holding && (await this.pass());
        backOff.reset();
        if (more) continue;
        await pace.gather();
        await this.wake.sleep(POLL_MS);
      } catch (error) {
        if (this.stopping) return;
        this.o.logger.warn(`outbox of ${this.o.name}: ${String(error)}; trying again`);
        await this.wake.sleep(backOff.next());
      }
    }
  }

  /** One round. @returns whether there may be more. @throws once every partition has got as far as it could. */
  private async pass(): Promise<boolean> {
    const rows = await this.o.dataSource.query<OutboxRow[]>(
      'SELECT id, key, partition, kinds, facts, body FROM outbox ORDER BY id LIMIT $1',
      [ROWS_A_PASS],
    );
    if (rows.length === 0) return false;
    const published = { ids: [] as number[], keys: [] as string[] };
    const ends = await Promise.allSettled(
      [...groupFacts(rows).values()].map((records) => this.publishInOrder(records, published)),
    );
    const { ids, keys } = published;
    if (ids.length > 0) await inOneStatement(this.o.dataSource, ALL_TENANTS, DELETE_PUBLISHED, [ids, keys]);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return rows.length === ROWS_A_PASS;
  }

  private async publishInOrder(
    records: readonly SealedRecord[],
    published: { ids: number[]; keys: string[] },
  ): Promise<void> {
    const js = this.o.messaging.nc.jetstream({ timeout: PUBLISH_TIMEOUT_MS });
    for (const record of records) {
      if (this.stopping) return;
      // Not in the log yet when this fails? Then it is still in the table, and the next pass sends it first.
      await js.publish(factSubject(record.partition), record.payload, {
        msgID: record.messageId,
        headers: kindsHeader(record.kinds),
      });
      published.ids.push(...record.ids);
      published.keys.push(...record.keys);
    }
  }
}

function kindsHeader(kinds: string): MsgHdrs {
  const made = headers();
  made.set(KINDS_HEADER, kinds);
  return made;
}
