import { factRecord, type Fact } from '@chargebus/contracts';
import { inOneStatement, inTenant } from '@chargebus/database';
import { flushesOf } from '../testing/flushes-of';
import { LogFixture, labelOf, presenceFact, restartKilled, until, type Replica } from '../testing/log-fixture';
import { runCrashing } from '../testing/run-crashing';
import { OutboxRelay } from './outbox-relay';
import { outboxInsert, outboxWritten, writeOutbox } from './write-outbox';

/** How often a test writes that must be noticed before the next poll. */
const TIMES = 6;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('rule 14: the outbox', () => {
  let log: LogFixture;
  const relays: OutboxRelay[] = [];
  beforeAll(async () => (log = await LogFixture.start()));
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.stop();
    await log.reset();
  });
  afterAll(() => log.stop());

  const relay = (on: Replica = log.first, o: Partial<Replica> = {}) => {
    const made = new OutboxRelay({ ...on, ...o, name: 'test', logger: log.logger });
    relays.push(made);
    made.start();
    return made;
  };
  const write = (...facts: Fact[]) => inTenant(log.dataSource, 'acme', (em) => writeOutbox(em, facts, 4));
  const facts = (from: number, to: number, key = 'CP 1') =>
    Array.from({ length: to - from }, (_, i) => presenceFact(`${from + i}`, key));
  const waiting = async () => (await relays[0]!.backlog()).waiting;
  const records = async () => {
    const manager = await log.manager();
    const { state } = await manager.streams.info('FACT');
    const all: ReturnType<typeof factRecord.parse>[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++)
      all.push(factRecord.parse((await manager.streams.getMessage('FACT', { seq })).json()));
    return all;
  };
  /** Ids of all facts in FACT, as often as they are there. */
  const published = async () => (await records()).flatMap(({ events }) => events.map(({ id }) => id));
  const publishedRows = async () => (await records()).map(({ rows }) => rows);
  const factReader = () =>
    log.projection<Fact>({
      name: 'fact-reader',
      stream: 'FACT',
      apply: async (batch, tx) => {
        for (const at of batch) await tx.em.query('INSERT INTO applied (label) VALUES ($1)', [labelOf(at.event)]);
      },
    });

  /** Without being woken the relay would come by 500 ms after the last time; a busy machine may hold up some of them, not each. */
  const expectBeforeThePoll = async (write: (n: number) => Promise<void>): Promise<void> => {
    const tookMs: number[] = [];
    for (let n = 0; n < TIMES; n++) {
      const start = performance.now();
      await write(n);
      tookMs.push(performance.now() - start);
    }
    expect(Math.min(...tookMs.slice(1))).toBeLessThan(400);
  };

  it('rule 14: what a transaction wrote is published soon after its commit, in order; what it rolled back never is', async () => {
    relay();
    await expect(
      inTenant(log.dataSource, 'acme', async (em) => {
        await writeOutbox(em, [presenceFact('never')], 4);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await until(async () => (await waiting()) === 0);
    await expectBeforeThePoll(async (n) => {
      await write(...facts(3 * n, 3 * n + 3));
      await until(async () => (await published()).length === 3 * n + 3);
    });
    expect(await published()).toEqual(Array.from({ length: 3 * TIMES }, (_, n) => `${n}`));
  });

  it('rule 14: what a single statement wrote is published soon after it, and its row deleted', async () => {
    relay();
    await until(async () => (await waiting()) === 0);
    await expectBeforeThePoll(async (n) => {
      const { sql, values } = outboxInsert(facts(n, n + 1), 4, { from: 'tenant', firstParameter: 2 });
      await inOneStatement(log.dataSource, 'acme', `said AS (${sql}) SELECT 1`, values);
      outboxWritten(log.dataSource);
      await until(async () => (await published()).length === n + 1 && (await waiting()) === 0);
    });
  });

  it('rule 14: deletes what it published without waiting for the disk, as a row that comes back is published again', async () => {
    relay();
    const flushes = await flushesOf(log.dataSource, 'outbox', async () => {
      await write(...facts(0, 1));
      await until(async () => (await waiting()) === 0);
    });
    expect(flushes).toEqual(['on', 'off']);
    expect(await published()).toEqual(['0']);
  });

  it('rule 14: a row that commits after rows with higher ids is published too', async () => {
    relay();
    let slowIsWritten!: () => void;
    let commitSlow!: () => void;
    const written = new Promise<void>((resolve) => (slowIsWritten = resolve));
    const gate = new Promise<void>((resolve) => (commitSlow = resolve));
    const slow = inTenant(log.dataSource, 'acme', async (em) => {
      await writeOutbox(em, [presenceFact('low id')], 4);
      slowIsWritten();
      await gate;
    });
    await written;
    await write(presenceFact('high id'));
    await until(async () => (await published()).includes('high id') && (await waiting()) === 0);
    commitSlow();
    await slow;
    await until(async () => (await published()).includes('low id'));
  });

  it('rule 14: a row that took the id of one that was published, after a loss of commits, is not deleted for it', async () => {
    await write(presenceFact('lost'));
    const runner = log.dataSource.createQueryRunner();
    await runner.startTransaction();
    // Seen by nobody yet, and holds up the deletion of what the relay publishes.
    await runner.query('UPDATE outbox SET key = gen_random_uuid(), body = $1', [JSON.stringify(presenceFact('other'))]);
    relay();
    await until(async () => (await published()).length === 1);
    await runner.commitTransaction();
    await runner.release();
    await until(async () => (await waiting()) === 0);
    expect(await published()).toEqual(['lost', 'other']);
  });

  it('rule 14: killed between publish and delete, the fact is published again and applied once', async () => {
    await factReader().start();
    await write(...facts(0, 3));
    expect(await runCrashing('between-publish-and-delete', log)).toBe('SIGKILL');
    expect(await published()).toEqual(['0', '1', '2']);
    // More came meanwhile, so the record is grouped anew and its message id says nothing.
    await write(...facts(3, 5));
    relay();
    await until(async () => (await waiting()) === 0);
    await log.untilApplied(5);
    await write(presenceFact('end'));
    await log.untilApplied(6);
    expect((await published()).filter((id) => id === '0')).toHaveLength(2);
    const [first, second] = await publishedRows();
    expect(first).toEqual([[expect.stringMatching(UUID_V7), 3]]);
    expect(second).toEqual([first![0], [expect.stringMatching(UUID_V7), 2]]);
    expect(await log.applied()).toEqual(['0', '1', '2', '3', '4', 'end']);
  });

  it('rule 14: with two relays that both believe to hold the lock, none is left out and each is applied once, in order', async () => {
    const believing = {
      tryHold: () => Promise.resolve(true),
      release: () => Promise.resolve(),
    } as unknown as Replica['locks'];
    await factReader().start();
    relay(log.first, { locks: believing });
    relay(await log.replica(), { locks: believing });
    for (let i = 0; i < 100; i++) await write(presenceFact(`${i}`));
    await log.untilApplied(100);
    await until(async () => (await waiting()) === 0);
    await write(presenceFact('end'));
    await log.untilApplied(101);
    expect(await log.applied()).toEqual([...Array.from({ length: 100 }, (_, i) => `${i}`), 'end']);
  });

  it('rule 14: what a replica without the lock writes is published by the one that holds it, at once', async () => {
    const holder = await log.replica();
    relay(holder);
    await until(() => holder.locks.held().includes('outbox:test'));
    relay();
    await expectBeforeThePoll(async (n) => {
      await write(presenceFact(`a${n}`));
      await until(async () => (await published()).length === n + 1);
    });
    expect(log.first.locks.held()).toEqual([]);
    // The holder goes, the other takes over.
    await relays[0]!.stop();
    await write(presenceFact('b'));
    await until(async () => (await published()).includes('b'));
  });

  it('rule 14: waits for NATS as long as it takes, and keeps the order of each key', async () => {
    relay();
    await write(...facts(0, 5, 'CP 1'), ...facts(5, 10, 'CP 2'));
    await until(async () => (await published()).length === 10);
    log.nats.kill('SIGKILL');
    await until(() => !log.first.messaging.healthy());
    for (let i = 10; i < 20; i++) await write(presenceFact(`${i}`, `CP ${(i % 2) + 1}`));
    await restartKilled(log.nats);
    await factReader().start();
    await log.untilApplied(20);
    const applied = (await log.applied()).map(Number);
    const ofOne = applied.filter((id) => id < 5 || (id >= 10 && id % 2 === 0));
    expect(ofOne).toEqual([0, 1, 2, 3, 4, 10, 12, 14, 16, 18]);
  });

  it('refuses a fact that no record could hold', async () => {
    const huge = { ...presenceFact('x'), actor: { type: 'service', id: 'y'.repeat(600_000) } } as Fact;
    await expect(write(huge)).rejects.toThrow(RangeError);
  });
});
