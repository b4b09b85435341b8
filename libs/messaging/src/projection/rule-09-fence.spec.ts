import { AdvisoryLocks } from '@chargebus/database';
import { LogFixture, labelled, until, writeApplied } from '../testing/log-fixture';
import { runCrashing } from '../testing/run-crashing';

/** Says yes to everyone, as two sessions may both believe after a dropped connection. */
class BelievingLocks extends AdvisoryLocks {
  private readonly believed = new Set<string>();
  override tryHold(name: string): Promise<boolean> {
    this.believed.add(name);
    return Promise.resolve(true);
  }
  override release(name: string): Promise<void> {
    this.believed.delete(name);
    return Promise.resolve();
  }
  override held(): string[] {
    return [...this.believed];
  }
}

describe('rule 9: the fence', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start()));
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  const counted = () =>
    log.dataSource.query('SELECT count(*) AS n, count(DISTINCT (seq, index)) AS different FROM applied');

  it('rule 9: two holders after a dropped connection apply a batch once', async () => {
    let inside!: () => void;
    let goOn!: () => void;
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    // A is in the middle of a batch, its rows not locked yet for longer than its connection for locks lives.
    const a = log.projection({
      apply: async (batch, tx) => {
        inside();
        await gate;
        await writeApplied(batch, tx.em);
      },
    });
    await a.start();
    await log.append(0, [labelled('x')]);
    await entered;
    await log.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test locks' AND datname = current_database()`,
    );
    const other = await log.replica();
    const b = log.projection({}, other);
    await b.start();
    // B has read the same offset and waits for A's row.
    await until(async () => {
      const waiting = await log.dataSource.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return waiting.length > 0;
    });
    goOn();
    await log.append(0, [labelled('y')]);
    await log.untilApplied(2);
    expect(await counted()).toEqual([{ n: 2, different: 2 }]);
  });

  it('rule 9: with locks that everyone believes to hold, each event still counts once', async () => {
    const believing = () => new BelievingLocks(log.databaseUrl, 'believing');
    const others = [await log.replica(), await log.replica()];
    // Each believes to be alone, too: no announcement ever arrives.
    const times = { presence: { announceEveryMs: 50, forgetAfterMs: 0 } };
    for (const replica of [log.first, ...others]) await log.projection({ locks: believing(), times }, replica).start();
    for (let i = 0; i < 200; i++) await log.append(i % 4, [labelled(`${i}a`), labelled(`${i}b`)]);
    await log.untilApplied(400);
    expect(await counted()).toEqual([{ n: 400, different: 400 }]);
    for (let partition = 0; partition < 4; partition++) {
      const labels = await log.applied(partition);
      expect(labels.filter((label) => label.endsWith('a')).map((label) => Number.parseInt(label, 10))).toEqual(
        Array.from({ length: 50 }, (_, i) => i * 4 + partition),
      );
    }
    expect(log.logger.lines.some((line) => line.includes('moved by someone else'))).toBe(true);
  });

  it('rule 9: killed between apply and commit, nothing was applied; the next reader applies it once', async () => {
    await log.append(0, [labelled('first'), labelled('last')]);
    expect(await runCrashing('between-apply-and-commit', log)).toBe('SIGKILL');
    expect(await log.applied()).toEqual([]);
    await log.projection().start();
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['first', 'last']);
  });

  it('rule 9: killed right after the commit, the next reader does not apply it again', async () => {
    await log.append(0, [labelled('a')]);
    expect(await runCrashing('after-commit', log)).toBe('SIGKILL');
    expect(await log.applied()).toEqual(['a']);
    await log.append(0, [labelled('b')]);
    await log.projection().start();
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['a', 'b']);
  });

  it('rule 9: an operator who moves the offset is not overwritten by a batch in flight', async () => {
    let applied = 0;
    const projection = log.projection({
      apply: async (batch, tx) => {
        applied++;
        await writeApplied(batch, tx.em);
      },
    });
    await projection.start();
    await log.append(0, [labelled('a')]);
    await log.untilApplied(1);
    await log.dataSource.query('UPDATE reader_offset SET seq = 0 WHERE partition = 0');
    await log.append(0, [labelled('b')]);
    await until(async () => (await log.applied()).length === 3);
    expect(await log.applied()).toEqual(['a', 'a', 'b']);
    expect(applied).toBeGreaterThan(1);
  });

  it('rule 9: records that hold nothing for a reader move its offset, unless somebody else moved it', async () => {
    const offsetIs = (seq: number) => async (): Promise<boolean> => {
      const moved = await log.dataSource.query<unknown[]>(
        'SELECT 1 FROM reader_offset WHERE partition = 0 AND seq = $1',
        [seq],
      );
      return moved.length === 1;
    };
    const projection = log.projection({ kinds: ['station.connected'] });
    await projection.start();
    await log.append(0, [labelled('a')]);
    await until(offsetIs(1));
    expect(projection.counts).toMatchObject({ events: 0, quarantined: 0 });
    await log.dataSource.query('UPDATE reader_offset SET seq = 0 WHERE partition = 0');
    await log.append(0, [labelled('b')]);
    await until(offsetIs(2));
    expect(log.logger.lines.some((line) => line.includes('partitions 0 were moved by someone else'))).toBe(true);
    expect(await log.applied()).toEqual([]);
  });

  it('rule 9: an SQL error that apply swallows does not pass for a commit', async () => {
    const projection = log.projection({
      apply: async (batch, tx) => {
        await writeApplied(batch, tx.em);
        if (batch.some((at) => at.event.kind === 'station.disconnected' && at.event.data.reason === 'bad'))
          await tx.em.query('SELECT 1/0').catch(() => undefined);
      },
    });
    await projection.start();
    await log.append(0, [labelled('a'), labelled('bad'), labelled('b')]);
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['a', 'b']);
    expect(await projection.quarantined()).toMatchObject([{ seq: 1, index: 1 }]);
  });
});
