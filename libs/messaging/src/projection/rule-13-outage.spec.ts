import { testPostgres, type EmbeddedServer } from '@chargebus/embedded-infra';
import { LogFixture, labelled, restartKilled, until } from '../testing/log-fixture';

describe('rule 13: PostgreSQL away', () => {
  let postgres: EmbeddedServer;
  let log: LogFixture;
  beforeAll(async () => {
    postgres = await testPostgres();
    log = await LogFixture.start({ postgres });
  });
  afterAll(async () => {
    await log.stop();
    await postgres.stop();
  });

  it('rule 13: stopped for 5 s while records arrive, two replicas apply every event once, in order, and quarantine none', async () => {
    const other = await log.replica();
    const [one, two] = [log.projection(), log.projection({}, other)];
    await Promise.all([one.start(), two.start()]);
    let appended = 0;
    let stop = false;
    const appending = (async () => {
      for (; !stop; appended++) {
        await log.append(appended % 4, [labelled(`${appended}`)]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    await log.untilApplied(50);
    postgres.kill('SIGKILL');
    const stoppedAt = Date.now();
    await until(() => !one.state().ready && !two.state().ready);
    expect(one.state()).toMatchObject({ halted: false, reason: expect.stringContaining('waiting for PostgreSQL') });
    await until(() => Date.now() - stoppedAt > 5_000);
    await restartKilled(postgres);
    const before = appended;
    await until(() => appended > before + 50);
    stop = true;
    await appending;
    await log.untilApplied(appended);
    for (let partition = 0; partition < 4; partition++) {
      const expected = Array.from({ length: appended }, (_, i) => `${i}`).filter((_, i) => i % 4 === partition);
      expect(await log.applied(partition)).toEqual(expected);
    }
    expect(await one.quarantined()).toEqual([]);
    await until(() => one.state().ready && two.state().ready);
  });

  it('starts while PostgreSQL is away, and works when it comes', async () => {
    await log.reset();
    postgres.kill('SIGKILL');
    const projection = log.projection();
    await projection.start();
    await log.append(0, [labelled('a')]);
    await until(() => projection.state().reason?.startsWith('waiting for PostgreSQL') === true);
    await restartKilled(postgres);
    await log.untilApplied(1);
  });
});
