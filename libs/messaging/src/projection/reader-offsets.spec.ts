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
    await dataSource.query(`CREATE TABLE commits (flushed text);
      CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER note_commit AFTER UPDATE ON reader_offset INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION note_commit()`);
    await offsets.pass('FACT@1', [{ partition: 0, expected: 0, next: 1 }]);
    await offsets.fence(dataSource.manager, 'FACT@1', [{ partition: 0, expected: 1, next: 2 }]);
    const noted = await dataSource.query('SELECT flushed FROM commits');
    await dataSource.query('DROP FUNCTION note_commit CASCADE; DROP TABLE commits');
    expect(noted).toEqual([{ flushed: 'off' }, { flushed: 'on' }]);
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
