import { testPostgres, type EmbeddedServer } from '@chargebus/embedded-infra';
import { Client } from 'pg';
import { AdvisoryLocks } from './advisory-locks';

/** Children of a killed server may outlive it for a moment and refuse its successor. */
async function restartKilled(server: EmbeddedServer): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await server.restart();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

describe('AdvisoryLocks', () => {
  let server: EmbeddedServer;
  const open: AdvisoryLocks[] = [];
  const locks = (name: string) => {
    const made = new AdvisoryLocks(server.url, name);
    open.push(made);
    return made;
  };

  beforeAll(async () => (server = await testPostgres()));
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
  });
  afterAll(() => server.stop());

  it('gives a lock to one of two, and to the other once it is released', async () => {
    const [a, b] = [locks('a'), locks('b')];
    expect(await a.tryHold('p')).toBe(true);
    expect(await a.tryHold('p')).toBe(true);
    expect(await b.tryHold('p')).toBe(false);
    expect(await b.tryHold('q')).toBe(true);
    await a.release('p');
    expect(await b.tryHold('p')).toBe(true);
    expect([a.held(), b.held()]).toEqual([[], ['q', 'p']]);
  });

  it('counts two simultaneous tries as one hold', async () => {
    const [a, b] = [locks('a'), locks('b')];
    expect(await Promise.all([a.tryHold('p'), a.tryHold('p')])).toEqual([true, true]);
    await a.release('p');
    expect(await b.tryHold('p')).toBe(true);
  });

  it('uses one connection for all locks', async () => {
    const a = locks('one-connection');
    await Promise.all(['p', 'q', 'r'].map((name) => a.tryHold(name)));
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'one-connection locks'`,
    );
    await client.end();
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('tells when its connection dropped, holds nothing then, and connects again when next used', async () => {
    const [a, b] = [locks('dropped'), locks('b')];
    await a.tryHold('p');
    const lost = new Promise<void>((resolve) => a.onLost(resolve));
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dropped locks'`,
    );
    await client.end();
    await lost;
    expect(a.held()).toEqual([]);
    expect(await b.tryHold('p')).toBe(true);
    expect(await a.tryHold('p')).toBe(false);
    expect(await a.tryHold('q')).toBe(true);
  });

  it('throws while the server is away and holds again when it is back', async () => {
    const a = locks('away');
    await a.tryHold('p');
    const lost = new Promise<void>((resolve) => a.onLost(resolve));
    server.kill('SIGKILL');
    await lost;
    await expect(a.tryHold('p')).rejects.toThrow();
    await restartKilled(server);
    expect(await a.tryHold('p')).toBe(true);
  });
});
