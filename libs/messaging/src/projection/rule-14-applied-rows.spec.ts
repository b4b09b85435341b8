import { randomUUID } from 'node:crypto';
import type { Fact } from '@chargebus/contracts';
import { LogFixture, labelOf, presenceFact, until, writeApplied } from '../testing/log-fixture';
import type { ProjectionOptions } from './projection-options';

/** A row of an outbox: its key and its facts, by their labels. */
type Row = readonly [key: string, ...labels: string[]];
const [A, B, C] = [randomUUID(), randomUUID(), randomUUID()];

describe('rule 14: what comes in a row of an outbox', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start()));
  afterEach(() => log.reset());
  afterAll(() => log.stop());

  let broken: ReadonlySet<string>;
  beforeEach(() => (broken = new Set()));
  const reader = (o: Partial<ProjectionOptions<Fact>> = {}) =>
    log.projection<Fact>({
      name: 'fact-reader',
      stream: 'FACT',
      apply: async (batch, tx) => {
        await writeApplied(batch, tx.em);
        const bad = batch.find(({ event }) => broken.has(labelOf(event)));
        if (bad) throw new TypeError(`cannot read ${labelOf(bad.event)}`);
      },
      ...o,
    });
  const textOf = (...rows: Row[]) => {
    const events = rows.flatMap(([, ...labels]) => labels.map((label) => presenceFact(label)));
    return JSON.stringify({ v: 1, rows: rows.map(([key, ...labels]) => [key, labels.length]), events });
  };
  const publish = (...rows: Row[]) => log.appendRaw(0, textOf(...rows), 'FACT');
  const remembered = async () =>
    (await log.dataSource.query<{ key: string }[]>('SELECT key FROM applied_row')).map(({ key }) => key).sort();

  it('rule 14: counts once, also if the row comes again among others, or twice in one batch or record', async () => {
    await publish([A, 'a1', 'a2']);
    await publish([B, 'b'], [A, 'a1', 'a2'], [B, 'b']);
    const first = reader();
    await first.start();
    await log.untilApplied(3);
    await publish([C, 'c1', 'c2'], [B, 'b']);
    expect(await first.waitFor(0, await publish([A, 'a1', 'a2'], [C, 'c1', 'c2']), 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['a1', 'a2', 'b', 'c1', 'c2']);
    expect(await remembered()).toEqual([A, B, C].sort());
  });

  it('rule 14: counts once for each reader, which remembers only rows that hold what it wants', async () => {
    const presence = presenceFact('a');
    const other = { ...presence, kind: 'station.configuration-changed', data: {} };
    const rows = [
      [A, 1],
      [B, 2],
    ];
    const record = JSON.stringify({ v: 1, rows, events: [other, presence, other] });
    await log.appendRaw(0, record, 'FACT');
    await log.appendRaw(0, record, 'FACT');
    await reader({ kinds: ['station.presence-changed'] }).start();
    await log.untilApplied(1);
    expect(await remembered()).toEqual([B]);
    await reader({ name: 'another', kinds: ['station.presence-changed'] }).start();
    await log.untilApplied(2);
    expect(await remembered()).toEqual([B, B]);
  });

  it('rule 14: counts once although one of its events is in quarantine, and that one once when it is replayed', async () => {
    broken = new Set(['a2']);
    const text = textOf([A, 'a1', 'a2', 'a3', 'a4']).replace('"id":"a3"', '"id":3');
    const projection = reader();
    await projection.start();
    await log.appendRaw(0, text, 'FACT');
    await log.untilApplied(2);
    expect(await projection.waitFor(0, await log.appendRaw(0, text, 'FACT'), 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['a1', 'a4']);
    const quarantined = await projection.quarantined();
    expect(quarantined.map(({ seq, index, attempts }) => [seq, index, attempts]).sort()).toEqual([
      [1, 1, 1],
      [1, 2, 1],
    ]);
    expect(log.logger.lines.filter((line) => line.includes('into quarantine'))).toHaveLength(2);

    broken = new Set();
    const waiting = quarantined.find(({ index }) => index === 1)!;
    expect(await projection.replayQuarantined(waiting.id)).toBe('replayed');
    expect(await projection.waitFor(0, await log.appendRaw(0, text, 'FACT'), 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['a1', 'a4', 'a2']);
  });

  it('rule 14: counts with its record if that is an older one, which names no rows', async () => {
    const projection = reader();
    await projection.start();
    await log.append(0, [presenceFact('a'), presenceFact('b')], 'FACT');
    expect(await projection.waitFor(0, await log.append(0, [presenceFact('a')], 'FACT'), 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['a', 'b', 'a']);
    expect(await remembered()).toEqual([]);
  });

  it('rule 14: waits whole in quarantine if the rows cannot be told apart; mended, what did not come meanwhile counts', async () => {
    const projection = reader();
    await projection.start();
    for (const rows of [
      [[A, 1]],
      [
        [A, 1],
        ['B', 1],
      ],
      [A, B],
      [],
    ])
      await log.appendRaw(0, JSON.stringify({ v: 1, rows, events: [presenceFact('a'), presenceFact('b')] }), 'FACT');
    expect(await projection.waitFor(0, await publish([B, 'b']), 30_000)).toBe(true);
    expect(await log.applied()).toEqual(['b']);
    const [whole, ...others] = await projection.quarantined();
    expect(whole).toMatchObject({ index: -1, error: expect.stringContaining('rows hold 1 events, and there are 2') });
    expect(others.map(({ index }) => index)).toEqual([-1, -1, -1]);
    expect(await projection.replayQuarantined(whole!.id)).toBe('failed-again');

    const mend = JSON.stringify(textOf([A, 'a'], [B, 'b']));
    await log.dataSource.query('UPDATE quarantine SET event = $2 WHERE id = $1', [whole!.id, mend]);
    broken = new Set(['a']);
    expect(await projection.replayQuarantined(whole!.id)).toBe('failed-again');
    broken = new Set();
    expect(await projection.replayQuarantined(whole!.id)).toBe('replayed');
    expect(await log.applied()).toEqual(['b', 'a']);
    expect(await remembered()).toEqual([A, B].sort());
  });

  it('rule 14: is remembered until it is older than the log', async () => {
    await log.dataSource.query(
      `INSERT INTO applied_row (reader, key, applied_at) VALUES
         ('fact-reader', $1, now() - interval '36 days 1 hour'),
         ('fact-reader', $2, now() - interval '35 days'),
         ('other', $1, now() - interval '36 days 1 hour')`,
      [A, B],
    );
    await reader().start();
    const left = () => log.dataSource.query('SELECT reader, key FROM applied_row ORDER BY reader');
    await until(async () => (await left()).length === 2);
    expect(await left()).toEqual([
      { reader: 'fact-reader', key: B },
      { reader: 'other', key: A },
    ]);
  });
});
