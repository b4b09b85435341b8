import { LogFixture, labelled, until } from '../testing/log-fixture';

describe('rule 15: read your writes', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start({ partitions: 2 })));
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  it('rule 15: waits until a record is applied, whichever replica applies it', async () => {
    const [a, b] = [log.projection(), log.projection({}, await log.replica())];
    await Promise.all([a.start(), b.start()]);
    await until(async () => (await a.lag()).filter((lag) => lag.heldHere).length === 1);
    for (let i = 0; i < 10; i++) {
      const partition = i % 2;
      const seq = await log.append(partition, [labelled(`${i}`)]);
      expect(await Promise.all([a.waitFor(partition, seq, 30_000), b.waitFor(partition, seq, 30_000)])).toEqual([
        true,
        true,
      ]);
      expect(await log.applied()).toContain(`${i}`);
    }
  });

  it('rule 15: waits for all that is in the log of a partition now', async () => {
    const projection = log.projection();
    await projection.start();
    await log.append(0, [labelled('a')]);
    await log.append(0, [labelled('b')]);
    expect(await projection.waitForLog(0, 30_000)).toBe(true);
    expect(await log.applied(0)).toEqual(['a', 'b']);
    // Nothing was ever said on the other partition: nothing to wait for.
    expect(await projection.waitForLog(1, 0)).toBe(true);
  });

  it('rule 15: says false when the time is over', async () => {
    let goOn!: () => void;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const projection = log.projection({ apply: () => gate });
    await projection.start();
    const seq = await log.append(0, [labelled('slow')]);
    expect(await projection.waitFor(0, seq, 100)).toBe(false);
    expect(await projection.waitForLog(0, 100)).toBe(false);
    const waiting = projection.waitFor(0, seq, 30_000);
    goOn();
    expect(await waiting).toBe(true);
  });

  it('tells how far each partition is behind', async () => {
    const projection = log.projection({ apply: () => Promise.resolve() });
    await log.append(0, [labelled('a')]);
    await log.append(0, [labelled('b')]);
    expect((await projection.lag()).map((lag) => lag.lag)).toEqual([2, 0]);
    expect(projection.state()).toMatchObject({ ready: false, reason: 'not started' });
    await projection.start();
    await projection.waitForLog(0, 30_000);
    expect((await projection.lag()).map((lag) => lag.lag)).toEqual([0, 0]);
    await until(() => projection.state().ready);
  });
});
