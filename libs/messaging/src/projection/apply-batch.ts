import { checkFact, type Fact, type StationEvent } from '@chargebus/contracts';
import { ALL_TENANTS, inTenant, isOutage, together } from '@chargebus/database';
import type { DataSource, EntityManager } from 'typeorm';
import { writeOutbox } from '../outbox/write-outbox';
import { dropApplied } from './applied-rows';
import type { LogFault } from './decode-record';
import type { Projected, ProjectionTransaction } from './projected';
import { faultOf, quarantine } from './quarantine';
import { FenceLost, type ReaderOffsets, type Step } from './reader-offsets';

type AnyEvent = StationEvent | Fact;

export interface Applier<E extends AnyEvent> {
  readonly reader: string;
  readonly dataSource: DataSource;
  readonly offsets: ReaderOffsets;
  readonly partitions: number;
  apply(batch: Projected<E>[], tx: ProjectionTransaction): Promise<void>;
  onQuarantined?(event: Projected<E>, error: unknown, tx: ProjectionTransaction): Promise<void>;
}

export interface Batch<E extends AnyEvent> {
  readonly epoch: string;
  readonly steps: readonly Step[];
  /** In log order. */
  readonly events: Projected<E>[];
  readonly faults: readonly LogFault[];
}

export interface BatchResult {
  /** What went to quarantine, with the error of each. */
  readonly quarantined: readonly LogFault[];
}

/**
 * Applies a batch in one transaction that begins with the fence, all or nothing. If it fails for a reason of its own, it is
 * done again event by event under savepoints, and only what fails then goes to quarantine (messaging rules 9, 13).
 * @throws FenceLost; and outages (`isOutage`), after which the same batch may be tried again.
 */
export async function applyBatch<E extends AnyEvent>(applier: Applier<E>, batch: Batch<E>): Promise<BatchResult> {
  if (batch.events.length === 0 && batch.faults.length === 0) {
    // Most facts are of no concern to most readers. With nothing to be all or nothing with, the fence is one statement, and of
    // several partitions those that are still this reader's may move on by themselves.
    await applier.offsets.pass(batch.epoch, batch.steps);
    return { quarantined: [] };
  }
  try {
    const quarantined = await transact(applier, batch, async (events, tx) => {
      if (events.length > 0) await applier.apply(events, tx);
      await tx.flush();
      return [];
    });
    return { quarantined };
  } catch (error) {
    if (error instanceof FenceLost || isOutage(error)) throw error;
    const quarantined = await transact(applier, batch, (events, tx) => applyOneByOne(applier, events, tx));
    return { quarantined };
  }
}

type Work<E extends AnyEvent> = (events: Projected<E>[], tx: BufferedTransaction) => Promise<LogFault[]>;

async function transact<E extends AnyEvent>(applier: Applier<E>, batch: Batch<E>, work: Work<E>): Promise<LogFault[]> {
  // Every tenant's rows: later by a role of their own that row-level security lets pass, today by the setting alone.
  return inTenant(applier.dataSource, ALL_TENANTS, async (em) => {
    const [, { events, faults }] = await together([
      applier.offsets.fence(em, batch.epoch, batch.steps),
      dropApplied(em, applier.reader, batch),
    ]);
    for (const fault of faults) await quarantine(em, applier.reader, batch.epoch, fault);
    const failed = await work(events, new BufferedTransaction(em, applier.partitions));
    await checkStillSound(em);
    return [...faults, ...failed];
  });
}

async function applyOneByOne<E extends AnyEvent>(
  applier: Applier<E>,
  events: Projected<E>[],
  tx: BufferedTransaction,
): Promise<LogFault[]> {
  const failed: LogFault[] = [];
  for (const at of events) {
    const error = await underSavepoint(tx, () => applier.apply([at], tx));
    if (error === undefined) continue;
    const fault = faultOf(at, error);
    failed.push(fault);
    await quarantine(tx.em, applier.reader, at.epoch, fault);
    // A hook that fails must not undo the quarantine.
    await underSavepoint(tx, async () => applier.onQuarantined?.(at, error, tx));
  }
  return failed;
}

/**
 * Does `work` and writes its facts, or undoes both. @returns its error, if it was of its own making. @throws outages.
 */
export async function underSavepoint(tx: BufferedTransaction, work: () => Promise<void>): Promise<unknown> {
  await tx.em.query('SAVEPOINT event');
  try {
    await work();
    await tx.flush();
    await checkStillSound(tx.em);
    await tx.em.query('RELEASE SAVEPOINT event');
    return undefined;
  } catch (error) {
    if (isOutage(error)) throw error;
    tx.discard();
    await tx.em.query('ROLLBACK TO SAVEPOINT event');
    return error ?? new Error('failed without an error');
  }
}

/**
 * Lets the next statement fail, a release or the COMMIT it travels with, if a deferred constraint is violated, or if `apply` swallowed
 * an SQL error, after which PostgreSQL would answer COMMIT with a silent ROLLBACK.
 */
async function checkStillSound(em: EntityManager): Promise<void> {
  await em.query('SET CONSTRAINTS ALL IMMEDIATE');
}

/** Collects facts, so that a batch writes them in one statement. */
export class BufferedTransaction implements ProjectionTransaction {
  private facts: Fact[] = [];

  constructor(
    readonly em: EntityManager,
    private readonly partitions: number,
  ) {}

  publish(fact: Fact): void {
    const checked = checkFact(fact);
    if (!checked.success) throw checked.error;
    this.facts.push(checked.data);
  }

  async flush(): Promise<void> {
    const facts = this.facts;
    this.facts = [];
    if (facts.length > 0) await writeOutbox(this.em, facts, this.partitions);
  }

  discard(): void {
    this.facts = [];
  }
}
