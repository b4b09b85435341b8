import { flushesOf } from '../testing/flushes-of';
import { LogFixture } from '../testing/log-fixture';
import { ReaderOffsets } from './reader-offsets';

describe('offsets of a reader', () => {
  let log: LogFixture;
  beforeAll(async () => (log = await LogFixture.start()));
  afterAll(() => log.stop());

  it('pass what changes nothing without waiting for the disk, and only from where the reader believes them', async () => {
    const { dataSource } = log.first;
    const offsets = new ReaderOffsets(dataSource, 'passing');
    await offsets.load([0, 1], { epoch: 'FACT@1', firstSeq: 1, lastSeq: 1_000_000 });
    const flushes = await flushesOf(dataSource, 'reader_offset', async () => {
      await offsets.pass('FACT@1', [{ partition: 0, expected: 0, next: 1 }]);
      await offsets.fence(dataSource.manager, 'FACT@1', [{ partition: 0, expected: 1, next: 2 }]);
    });
    expect(flushes).toEqual(['off', 'on']);
    const stale = [
      { partition: 0, expected: 1, next: 3 },
      { partition: 1, expected: 0, next: 7 },
    ];
    await expect(offsets.pass('FACT@1', stale)).rejects.toMatchObject({ name: 'FenceLost', partitions: [0] });
    const stored = await offsets.read([0, 1]);
    expect(new Map(stored.map((row) => [row.partition, row.seq]))).toEqual(
      new Map([
        [0, 2],
        [1, 7],
      ]),
    );
  });
});
