import { asks } from '@chargebus/contracts';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import { Client } from 'pg';
import { clock, ended, energy, labelOf, samples, started } from './testing/reports';
import { ownPostgres, TestBench, until } from './testing/service';

let postgres: EmbeddedServer;
let bench: TestBench;
beforeAll(async () => {
  postgres = await ownPostgres();
  bench = await TestBench.open({ ownPostgres: postgres });
});
afterAll(() => bench.close());

const STATIONS = Array.from({ length: 10 }, (_, i) => `CP-${i}`);

/** Starts, samples and stop of a session at each station; `between` happens in the middle. */
async function chargeEverywhere(token: string, between: () => Promise<unknown>): Promise<void> {
  const labels = new Map<string, string>();
  for (const stationId of STATIONS) {
    const { seq } = await bench.appendStart(started(0, { token }, { stationId }));
    labels.set(stationId, labelOf(seq));
  }
  const report = async (minute: number): Promise<void> => {
    for (const stationId of STATIONS) {
      const transactionRef = labels.get(stationId) as string;
      await bench.append(
        samples(minute, [energy(clock(minute), 1000 + minute * 100)], { transactionRef }, { stationId }),
      );
    }
  };
  await report(10);
  await between();
  await report(20);
  for (const stationId of STATIONS) await bench.append(ended(30, labels.get(stationId) as string, {}, { stationId }));
}

async function expectEveryoneCharged(token: string): Promise<void> {
  const items = await until(async () => {
    const page = await bench.get(`/sessions?token=${token}&status=ended`).catch(() => undefined);
    return page?.items?.length === STATIONS.length && page.items;
  });
  for (const session of items) expect(session).toMatchObject({ energyWh: 5000, anomalies: [] });
  expect((await bench.get(`/sessions?token=${token}`)).items).toHaveLength(STATIONS.length);
  await until(
    async () => bench.facts.filter((f) => f.kind === 'session.ended' && f.data.session.token === token).length >= 10,
  );
  for (const { id } of items) {
    const facts = [...new Map(bench.factsOf(id).map((fact) => [fact.id, fact])).values()];
    expect(facts.map(({ kind }) => kind)).toEqual([
      'session.started',
      'session.updated',
      'session.updated',
      'session.ended',
    ]);
  }
}

it('catches up with what was reported while the service was down, each event once', async () => {
  await chargeEverywhere('DOWN', () => bench.stop());
  await bench.start();
  await expectEveryoneCharged('DOWN');
});

it('counts each event once when its database connections are cut in the middle', async () => {
  await chargeEverywhere('CUT', async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    await client.end();
  });
  await expectEveryoneCharged('CUT');
});

it('answers 503 while PostgreSQL is away, loses nothing, and goes on by itself', async () => {
  await chargeEverywhere('AWAY', async () => {
    postgres.kill('SIGKILL');
    expect(await until(async () => (await bench.call('GET', '/sessions')).status === 503)).toBe(true);
    const asked = bench.messaging.ask(
      asks.authorize,
      { tenantId: 'default', stationId: 'CP-1', token: 'X', purpose: 'start' },
      { deadlineMs: 10_000 },
    );
    await expect(asked).rejects.toMatchObject({ name: 'AskFailed' });
  });
  await postgres.restart();
  await expectEveryoneCharged('AWAY');
});
