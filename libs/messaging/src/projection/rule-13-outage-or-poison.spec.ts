import type { Fact, StationEvent } from '@chargebus/contracts';
import { LogFixture, labelled, labelOf, presenceFact, until, writeApplied } from '../testing/log-fixture';
import { derivedId, type Projected, type ProjectionTransaction } from './projected';

const poisoned = (label: string) => new TypeError(`cannot read ${label}`);

/** Writes rows, and fails at labels that say how. */
async function applyOrFail(batch: Projected<StationEvent>[], tx: ProjectionTransaction): Promise<void> {
  for (const at of batch) {
    const label = labelOf(at.event);
    await writeApplied([at], tx.em);
    tx.publish({ ...presenceFact(derivedId(at, 'fact')), key: label });
    if (label.startsWith('bad code')) throw poisoned(label);
    if (label.startsWith('bad sql')) await tx.em.query('INSERT INTO no_such_table VALUES (1)');
    if (label.startsWith('bad fact')) tx.publish({ ...presenceFact('x'), key: 1 } as unknown as Fact);
    if (label.startsWith('bad later')) await tx.em.query('INSERT INTO strict VALUES (1), (1)');
  }
}

describe('rule 13: outage or poison', () => {
  let log: LogFixture;
  beforeAll(async () => {
    log = await LogFixture.start();
    await log.dataSource.query('CREATE TABLE strict (n int, CONSTRAINT once UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)');
  });
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  const outboxKeys = async () => (await outboxFacts()).map(({ key }) => key);
  const outboxFacts = async () =>
    (await log.dataSource.query<{ body: string }[]>('SELECT body FROM outbox ORDER BY id')).flatMap(
      (row) => JSON.parse(`[${row.body}]`) as Fact[],
    );

  it.each(['bad code', 'bad sql', 'bad fact', 'bad later'])(
    'rule 13: of a batch with a %s in the middle, only that event goes to quarantine, and nothing it did stays',
    async (bad) => {
      const projection = log.projection({ apply: applyOrFail });
      await log.append(0, [labelled('a'), labelled(bad), labelled('b')]);
      const seq = await log.append(0, [labelled('c')]);
      await projection.start();
      expect(await projection.waitFor(0, seq, 30_000)).toBe(true);
      expect(await log.applied()).toEqual(['a', 'b', 'c']);
      expect(await outboxKeys()).toEqual(['a', 'b', 'c']);
      const [row, ...others] = await projection.quarantined();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ tenantId: 'acme', partition: 0, seq: 1, index: 1, attempts: 1, replayedAt: null });
      expect(labelOf(JSON.parse(row!.event) as StationEvent)).toBe(bad);
      expect(log.logger.lines.filter((line) => line.includes('into quarantine'))).toHaveLength(1);
      expect(projection.state().ready).toBe(true);
    },
  );

  it('rule 13: the hook flags what the event belongs to in the same transaction; its own failure undoes nothing', async () => {
    const projection = log.projection({
      apply: applyOrFail,
      onQuarantined: async (at, error, tx) => {
        await tx.em.query('INSERT INTO applied (label) VALUES ($1)', [`flag: ${String(error)}`]);
        if (labelOf(at.event) === 'bad code, bad hook') throw new Error('hook');
      },
    });
    await projection.start();
    const seq = await log.append(0, [labelled('bad code'), labelled('bad code, bad hook'), labelled('b')]);
    expect(await projection.waitFor(0, seq, 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['flag: TypeError: cannot read bad code', 'b']);
    expect(await projection.quarantined()).toHaveLength(2);
  });

  it('rule 13: what is mended is replayed once, with the ids it would have had', async () => {
    let mended = false;
    const projection = log.projection({
      apply: async (batch, tx) =>
        applyOrFail(mended ? batch.map((at) => ({ ...at, event: labelled('mended', at.event.stationId) })) : batch, tx),
      onReplayed: async (_, tx) => void (await tx.em.query(`INSERT INTO applied (label) VALUES ('flag gone')`)),
    });
    await projection.start();
    const seq = await log.append(0, [labelled('a'), labelled('bad code')]);
    await projection.waitFor(0, seq, 30_000);
    const [row] = await projection.quarantined();
    expect(await projection.replayQuarantined(row!.id)).toBe('failed-again');
    expect(await projection.quarantined()).toMatchObject([{ id: row!.id, attempts: 2 }]);
    mended = true;
    expect(await projection.replayQuarantined(row!.id)).toBe('replayed');
    expect(await projection.replayQuarantined(row!.id)).toBe('not-found');
    expect(await log.applied()).toEqual(['a', 'mended', 'flag gone']);
    const [, replayed] = await outboxFacts();
    expect(replayed!.id).toBe(derivedId({ epoch: row!.epoch, seq, index: 1 }, 'fact'));
    expect(await projection.quarantined()).toEqual([]);
  });

  it('rule 13: what cannot be read goes to quarantine as it came, and reading goes on', async () => {
    const projection = log.projection();
    await projection.start();
    await log.appendRaw(0, '{"v":1,"events":[');
    await log.appendRaw(0, 'nul \u0000 and more');
    await log.appendRaw(0, '{"v":2,"events":[]}');
    await log.append(0, [
      labelled('a'),
      { ...labelled('b'), tenantId: 7 },
      null,
      labelled('nul \u0000'),
      labelled('c'),
    ]);
    await log.untilApplied(2);
    expect(await log.applied()).toEqual(['a', 'c']);
    expect(await projection.quarantined()).toMatchObject([
      { seq: 1, index: -1, tenantId: '*', event: JSON.stringify('{"v":1,"events":[') },
      { seq: 2, index: -1, event: String.raw`"nul \u0000 and more"` },
      { seq: 3, index: -1 },
      { seq: 4, index: 1 },
      { seq: 4, index: 2 },
      { seq: 4, index: 3 },
    ]);
  });

  it('rule 13: an unreadable record can be replayed once a newer version reads it', async () => {
    const older = log.projection();
    await older.start();
    const seq = await log.appendRaw(1, JSON.stringify({ v: 1, events: [labelled('a')] }).replace('"v":1', '"v":2'));
    await older.waitFor(1, seq, 30_000);
    const [row] = await older.quarantined();
    await log.dataSource.query(`UPDATE quarantine SET event = replace(event, '\\"v\\":2', '\\"v\\":1')`);
    expect(await older.replayQuarantined(row!.id)).toBe('replayed');
    expect(await log.applied()).toEqual(['a']);
  });

  it('skips kinds it does not know: a newer version said them', async () => {
    const projection = log.projection();
    await projection.start();
    const seq = await log.append(0, [{ ...labelled('x'), kind: 'station.levitated' }, labelled('a')]);
    await projection.waitFor(0, seq, 30_000);
    expect(await log.applied()).toEqual(['a']);
    expect(await projection.quarantined()).toEqual([]);
  });

  it.each(['40001', '40P01', '53300', '57014'])('rule 13: %s is tried again and quarantines nothing', async (code) => {
    let failures = 0;
    const projection = log.projection({
      apply: async (batch, tx) => {
        await writeApplied(batch, tx.em);
        if (failures++ < 3) await tx.em.query(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`);
      },
    });
    await projection.start();
    await log.append(0, [labelled('a')]);
    await log.untilApplied(1);
    expect(failures).toBe(4);
    expect(await projection.quarantined()).toEqual([]);
    await until(() => projection.state().ready);
  });
});
