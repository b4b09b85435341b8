import { LogFixture, labelled, until } from '../testing/log-fixture';
import type { Projection } from './projection';

describe('rule 8: a reader knows its log', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start({ partitions: 2 })));
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  const halted = (projection: Projection<never> | { state(): { halted: boolean } }) =>
    until(() => projection.state().halted);
  const recreate = async () => {
    await (await log.manager()).streams.delete('STATION');
    await log.first.messaging.ensureStreams();
  };

  it('rule 8: a stream deleted and made again stops the reader until an operator says go on', async () => {
    const projection = log.projection();
    await projection.start();
    for (const label of ['a', 'b', 'c']) await log.append(0, [labelled(label)]);
    await log.untilApplied(3);

    await recreate();
    await log.append(0, [labelled('first of the new')]);
    await halted(projection);
    expect(projection.state()).toMatchObject({ ready: false, reason: expect.stringContaining('made again') });
    expect(log.logger.lines.filter((line) => line.startsWith('error ALARM'))).toHaveLength(1);

    // Growing past the old offset, and a restart, heal nothing.
    for (let i = 0; i < 5; i++) await log.append(0, [labelled(`new ${i}`)]);
    await projection.stop();
    const restarted = log.projection();
    await restarted.start();
    await halted(restarted);
    expect(await log.applied()).toEqual(['a', 'b', 'c']);

    await restarted.acceptLog();
    await log.untilApplied(9);
    expect((await log.applied()).slice(3)).toEqual([
      'first of the new',
      ...Array.from({ length: 5 }, (_, i) => `new ${i}`),
    ]);
    await until(() => restarted.state().ready);
  });

  it('rule 8: an offset beyond the end of the log stops the reader, also after the log has grown past it', async () => {
    const first = log.projection();
    await first.start();
    await log.append(0, [labelled('a')]);
    await log.untilApplied(1);
    await first.stop();
    await log.dataSource.query('UPDATE reader_offset SET seq = 5 WHERE partition = 0');

    const projection = log.projection();
    await projection.start();
    await halted(projection);
    for (let i = 2; i <= 8; i++) await log.append(0, [labelled(`${i}`)]);
    await projection.stop();
    const restarted = log.projection();
    await restarted.start();
    await halted(restarted);
    expect(restarted.state().reason).toContain('ends at 1, before the 5 already read');
    expect(await log.applied()).toEqual(['a']);
  });

  it('rule 8: records deleted unread stop the reader; an operator’s call goes on with what is left', async () => {
    const first = log.projection();
    await first.start();
    await log.append(0, [labelled('a')]);
    await log.untilApplied(1);
    await first.stop();
    for (const label of ['b', 'c', 'd']) await log.append(0, [labelled(label)]);
    await (await log.manager()).streams.purge('STATION', { seq: 4 });

    const projection = log.projection();
    await projection.start();
    await halted(projection);
    expect(projection.state().reason).toContain('records 2 to 3 were deleted before they were read');
    await projection.acceptLog();
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['a', 'd']);
  });

  it('rule 8: one replica’s operator call lets the other replica go on too', async () => {
    const other = await log.replica();
    const [a, b] = [log.projection(), log.projection({}, other)];
    await Promise.all([a.start(), b.start()]);
    for (const partition of [0, 1]) await log.append(partition, [labelled('old')]);
    await log.untilApplied(2);
    await until(async () => (await a.lag()).filter((lag) => lag.heldHere).length === 1);
    await recreate();
    await Promise.all([halted(a), halted(b)]);
    for (const partition of [0, 1]) await log.append(partition, [labelled('new')]);
    await a.acceptLog();
    await log.untilApplied(4);
    await until(() => a.state().ready && b.state().ready);
  });

  it('rule 8: an idle partition’s offset moves along, so that ageing records raise no false alarm', async () => {
    const projection = log.projection({ times: { idleOffsetsEveryMs: 50 } });
    await projection.start();
    await log.append(1, [labelled('the only one here')]);
    for (let i = 0; i < 20; i++) await log.append(0, [labelled(`${i}`)]);
    await log.untilApplied(21);
    await until(async () => (await projection.lag()).every((lag) => lag.appliedSeq === 21));
    await projection.stop();
    await (await log.manager()).streams.purge('STATION', { seq: 15 });

    const restarted = log.projection();
    await restarted.start();
    await log.append(1, [labelled('next')]);
    await log.untilApplied(22);
    expect(restarted.state()).toEqual({ ready: true, halted: false });
    expect(await log.applied(1)).toEqual(['the only one here', 'next']);
  });

  it('begins a new reader with the first record there is, without an alarm', async () => {
    for (const label of ['a', 'b', 'c']) await log.append(0, [labelled(label)]);
    await (await log.manager()).streams.purge('STATION', { seq: 2 });
    const projection = log.projection({ name: 'a newcomer' });
    await projection.start();
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['b', 'c']);
  });
});
