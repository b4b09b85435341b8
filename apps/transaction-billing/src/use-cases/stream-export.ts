import { Readable } from 'node:stream';
import { unavailable, type DataSource } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';

/** Exports under way in this process at most: each holds a connection for as long as its client reads. */
const MOST_AT_ONCE = 2;
/** A client that takes nothing for so long is cut off; a little less than PostgreSQL lets a transaction idle. */
const STALLED_AFTER_MS = 50_000;
const open = new WeakMap<DataSource, number>();

/**
 * Streams pages read in one read-only snapshot: nobody sees half a change, and no more than a page is in memory whatever the
 * client's speed. The connection is given back when all is read, when the client goes away, and when it stalls.
 * @param pages - reads on, page by page, as text
 * @throws Problem 503 where too many exports run; the database's error where not even the first page could be read
 */
export async function streamExport(
  dataSource: DataSource,
  tenantId: string,
  pages: (em: EntityManager) => AsyncGenerator<string>,
): Promise<Readable> {
  const running = open.get(dataSource) ?? 0;
  if (running >= MOST_AT_ONCE) throw unavailable('Other exports are running.', 30);
  open.set(dataSource, running + 1);
  const read = inSnapshot(dataSource, tenantId, pages);
  try {
    const first = await read.next();
    // Pages go on as the strings they are: as buffers they would be memory outside the heap, which is not looked after as soon.
    const stream = Readable.from(fromFirst(first, read), { objectMode: true, highWaterMark: 1 });
    return whileTaken(stream, read);
  } catch (error) {
    await read.return(undefined);
    throw error;
  }
}

async function* inSnapshot(
  dataSource: DataSource,
  tenantId: string,
  pages: (em: EntityManager) => AsyncGenerator<string>,
): AsyncGenerator<string, void, undefined> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SET TRANSACTION READ ONLY');
    await runner.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
    yield* pages(runner.manager);
  } finally {
    open.set(dataSource, (open.get(dataSource) ?? 1) - 1);
    await runner.rollbackTransaction().catch(() => undefined);
    await runner.release().catch(() => undefined);
  }
}

async function* fromFirst(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string> {
  if (!first.done) yield first.value;
  yield* rest;
}

function whileTaken(stream: Readable, read: AsyncGenerator<string, void, undefined>): Readable {
  const stalled = (): void => void stream.destroy(new Error('the client takes nothing any more'));
  let timer = setTimeout(stalled, STALLED_AFTER_MS);
  const push = stream._read.bind(stream);
  stream._read = (size) => {
    clearTimeout(timer);
    timer = setTimeout(stalled, STALLED_AFTER_MS);
    push(size);
  };
  // Also where nobody ever began to read.
  stream.once('close', () => {
    clearTimeout(timer);
    void read.return(undefined).catch(() => undefined);
  });
  return stream;
}
