import type { DataSource, EntityManager } from 'typeorm';
import type { StreamEpoch } from '../messaging';
import { decideResumption, type ReaderOffset } from './continuity';

/** One partition's step of a batch: from the offset the reader believes in to the one it wants to commit. */
export interface Step {
  readonly partition: number;
  readonly expected: number;
  readonly next: number;
}

/** Somebody else moved the offset, or an operator did: this reader's picture is old. Nothing was written. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
  constructor(readonly partitions: readonly number[]) {
    super(`the offsets of partitions ${partitions.join(', ')} were moved by someone else`);
  }
}

const MOVE = `UPDATE reader_offset o SET seq = s.next, updated_at = now()
   FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS s(partition, expected, next)
  WHERE o.reader = $1 AND o.partition = s.partition AND o.epoch = $5 AND o.seq = s.expected AND o.halted IS NULL`;
const FENCE = `${MOVE} RETURNING o.partition`;
/** As a transaction of its own, whose commit does not wait until it is flushed; the setting is gone with it. */
const PASS = `WITH unflushed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS value)
  ${MOVE} AND (SELECT value FROM unflushed) = 'off' RETURNING o.partition`;

/** The rows of `reader_offset` of one reader. They belong to no tenant: a partition holds events of all. */
export class ReaderOffsets {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: string,
  ) {}

  /** The offsets of `partitions`. A partition read for the first time begins with the first record the stream still has. */
  async load(partitions: readonly number[], stream: StreamEpoch): Promise<ReaderOffset[]> {
    const stored = await this.read(partitions);
    if (stored.length === partitions.length) return stored;
    await this.dataSource.query(
      `INSERT INTO reader_offset (reader, partition, epoch, seq)
       SELECT $1, p, $3, $4 FROM unnest($2::int[]) p ON CONFLICT DO NOTHING`,
      [this.reader, partitions, stream.epoch, stream.firstSeq - 1],
    );
    return this.read(partitions);
  }

  async read(partitions: readonly number[]): Promise<ReaderOffset[]> {
    return this.dataSource.query<ReaderOffset[]>(
      `SELECT partition, epoch, seq, halted FROM reader_offset WHERE reader = $1 AND partition = ANY($2::int[])`,
      [this.reader, partitions],
    );
  }

  /**
   * The fence, first statement of a batch: moves every offset from where this reader believes it, or nothing.
   * It also locks the rows, so that nobody else applies events of these partitions until the commit (messaging rule 9).
   * @throws FenceLost
   */
  async fence(em: EntityManager, epoch: string, steps: readonly Step[]): Promise<void> {
    await this.move(em, FENCE, epoch, steps);
  }

  /**
   * Moves the offsets past records that change nothing, without waiting for the disk: moved back by a crash of the server,
   * they are read and found empty once more. A flush would hold up every commit beside it.
   * @throws FenceLost if not all could be moved; the others have been
   */
  async pass(epoch: string, steps: readonly Step[]): Promise<void> {
    await this.move(this.dataSource.manager, PASS, epoch, steps);
  }

  /** Locks a partition as a batch does, without moving it: for work outside the log's order, such as a replay. */
  async lock(em: EntityManager, partition: number): Promise<void> {
    await em.query('SELECT 1 FROM reader_offset WHERE reader = $1 AND partition = $2 FOR UPDATE', [
      this.reader,
      partition,
    ]);
  }

  /** Stays in the row, for every replica and every restart, until `resume`. */
  async halt(partition: number, reason: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE reader_offset SET halted = $3, updated_at = now() WHERE reader = $1 AND partition = $2 AND halted IS NULL`,
      [this.reader, partition, reason],
    );
  }

  /** The operator's "go on" for all partitions. @returns what was changed, per partition. */
  async resume(stream: StreamEpoch): Promise<{ before: ReaderOffset; seq: number }[]> {
    return this.dataSource.transaction(async (em) => {
      const rows = await em.query<ReaderOffset[]>(
        'SELECT partition, epoch, seq, halted FROM reader_offset WHERE reader = $1 ORDER BY partition FOR UPDATE',
        [this.reader],
      );
      const changes = rows.map((before) => ({ before, seq: decideResumption(before, stream) }));
      for (const { before, seq } of changes)
        await em.query(
          `UPDATE reader_offset SET epoch = $3, seq = $4, halted = NULL, updated_at = now()
            WHERE reader = $1 AND partition = $2`,
          [this.reader, before.partition, stream.epoch, seq],
        );
      return changes.filter(({ before, seq }) => before.halted !== null || before.seq !== seq);
    });
  }

  private async move(em: EntityManager, sql: string, epoch: string, steps: readonly Step[]): Promise<void> {
    const [moved] = await em.query<[{ partition: number }[], number]>(sql, [
      this.reader,
      steps.map((s) => s.partition),
      steps.map((s) => s.expected),
      steps.map((s) => s.next),
      epoch,
    ]);
    if (moved.length === steps.length) return;
    const kept = new Set(moved.map((row) => row.partition));
    throw new FenceLost(steps.map((step) => step.partition).filter((partition) => !kept.has(partition)));
  }
}
