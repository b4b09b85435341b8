import { LogFixture, until } from '../testing/log-fixture';
import { ReaderOffsets } from './reader-offsets';

describe('offsets of a reader', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start()));
  afterAll(() => log.stop());

  it('pass what changes nothing without waiting for the disk, and only from where the reader believes them', async () => {
    const { dataSource } = log.first;
    const offsets = new ReaderOffsets(dataSource, 'passing');
    await offsets.load([0, 1], { epoch: 'FACT@1', firstSeq: 1, lastSeq: 1_000_000 });
    let seq = 0;
    const isUnflushed = async (): Promise<boolean> => {
      const before = { partition: 0, expected: seq, next: ++seq };
      await offsets.pass('FACT@1', [before]);
      const [row] = await dataSource.query<[{ unflushed: boolean }]>(
        'SELECT pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn() AS unflushed',
      );
      return row.unflushed;
    };
    await until(isUnflushed);
    const stale = [
      { partition: 0, expected: seq - 1, next: seq + 1 },
      { partition: 1, expected: 0, next: 7 },
    ];
    await expect(offsets.pass('FACT@1', stale)).rejects.toMatchObject({ name: 'FenceLost', partitions: [0] });
    const stored = await offsets.read([0, 1]);
    expect(new Map(stored.map((row) => [row.partition, row.seq]))).toEqual(
      new Map([
        [0, seq],
        [1, 7],
      ]),
    );
    // The same connection: what it commits next is flushed again.
    await expect(dataSource.query('SHOW synchronous_commit')).resolves.toEqual([{ synchronous_commit: 'on' }]);
  });
});
