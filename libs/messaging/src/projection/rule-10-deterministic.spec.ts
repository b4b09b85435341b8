import type { Fact, StationEvent } from '@chargebus/contracts';
import { LogFixture, labelled, labelOf, until } from '../testing/log-fixture';
import { derivedId, type Projected, type ProjectionTransaction } from './projected';

describe('rule 10: the same log gives the same rows and facts', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start({ partitions: 2 })));
  afterAll(() => log.stop());

  const publishing = async (batch: Projected<StationEvent>[], tx: ProjectionTransaction): Promise<void> => {
    for (const at of batch)
      tx.publish({
        kind: 'station.presence-changed',
        id: derivedId(at, 'station.presence-changed'),
        tenantId: at.event.tenantId,
        key: at.event.stationId,
        at: at.event.receivedAt,
        actor: { type: 'station', id: at.event.stationId },
        data: { stationId: at.event.stationId, connected: labelOf(at.event) === 'up' },
      });
  };

  it('rule 10: a fail-over that lost the last commits makes the same facts again', async () => {
    // How facts are packed into rows depends on the batches; what they say, and their order in a partition, does not.
    const outbox = async () =>
      (
        await log.dataSource.query<{ partition: number; body: string }[]>(
          'SELECT partition, body FROM outbox ORDER BY partition, id',
        )
      ).flatMap(({ partition, body }) => (JSON.parse(`[${body}]`) as Fact[]).map((fact) => ({ partition, fact })));
    const projection = log.projection({ apply: publishing });
    await projection.start();
    for (let i = 0; i < 20; i++) await log.append(i % 2, [labelled('up', `CP ${i}`), labelled('down', `CP ${i}`)]);
    await until(async () => (await outbox()).length === 40);
    await projection.stop();
    const before = await outbox();

    await log.dataSource.query('DELETE FROM outbox');
    await log.dataSource.query('UPDATE reader_offset SET seq = 0');
    const again = log.projection({ apply: publishing });
    await again.start();
    await until(async () => (await outbox()).length === 40);
    expect(await outbox()).toEqual(before);
  });

  it('derives ids that are UUIDs and differ by each thing they derive from', () => {
    const at = { epoch: 'STATION@1', seq: 7, index: 0 };
    const ids = [
      derivedId(at, 'session'),
      derivedId({ ...at, epoch: 'STATION@2' }, 'session'),
      derivedId({ ...at, seq: 8 }, 'session'),
      derivedId({ ...at, index: 1 }, 'session'),
      derivedId(at, 'sample'),
      derivedId(at, 'session', 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    // Pinned: a change of the derivation would double every row of a replay.
    expect(ids[0]).toBe('68e789bd-2e94-846c-8000-000000070000');
  });
});
