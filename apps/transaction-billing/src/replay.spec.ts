import type { DataSource } from '@chargebus/service-runtime';
import { BillingBench, ended, energyTariff, snapshot } from './testing/billing-bench';
import { openForReplay, replayBills, type ReplayCounts, type ReplayDifference } from './use-cases/replay-bills';

describe('bills made anew from the facts that billing keeps', () => {
  let bench: BillingBench;
  let database: DataSource;
  const odd = { anomalies: [{ kind: 'meter-stop-missing', severity: 'affects-amount' as const }] };
  const reason = 'as agreed';
  const billed = async (id: string, energyWh: number, more: object = {}): Promise<any> => {
    await bench.started(snapshot(id));
    const at = '2026-03-01T10:20:00.000Z';
    await bench.updated(snapshot(id, { energyWh: 500 }), at, [{ at, energyWh: 500 }]);
    await bench.finished(ended(id, energyWh, more));
    return bench.billOf(id);
  };
  const change = async ({ id }: { id: string }, verb: string, body: object = {}): Promise<void> =>
    expect((await bench.api(`/bills/${id}/${verb}`, { reason, ...body })).status).toBe(200);
  const replay = async (range: object = {}): Promise<{ counts: ReplayCounts; told: ReplayDifference[] }> => {
    const told: ReplayDifference[] = [];
    const counts = await replayBills(database, { from: '2026-01-01', ...range }, (one) => told.push(one));
    return { counts, told };
  };

  beforeAll(async () => {
    bench = await BillingBench.open();
    database = await openForReplay(bench.databaseUrl);
    await billed('without-tariff', 1_000);
    await bench.api('/tariffs', energyTariff('0.30', { default: true }));
    await billed('plain', 1_000);
    await change(await billed('released', 2_000, odd), 'release');
    await change(await billed('corrected', 3_000), 'correct', { energyWh: 2_000 });
    await change(await billed('held-corrected', 3_000, odd), 'correct', { energyWh: 2_500 });
    await change(await billed('credited', 4_000), 'credit');
    await change(await billed('closed', 5_000, odd), 'credit');
    await billed('held', 6_000, odd);
    // Held, told again without its anomaly, then told otherwise: final, with a difference.
    await billed('told-again', 7_000, odd);
    await bench.finished(ended('told-again', 7_000));
    await bench.finished(ended('told-again', 8_000));
    await bench.finished(ended('refused', 0, { authorization: 'blocked' }));
    await bench.started(snapshot('running'));
    await bench.settled();
  });
  afterAll(async () => {
    await database?.destroy();
    await bench?.close();
  });

  it('are those that are there, whatever became of them', async () => {
    expect(await bench.billOf('told-again')).toMatchObject({ status: 'final', difference: { total: '2.88' } });
    const { counts, told } = await replay();
    expect(told).toEqual([]);
    // One more session is the bench's own, and the refused one has no bill.
    expect(counts).toEqual({ sessions: 11, bills: 10, differing: 0 });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect((await replay({ from: tomorrow })).counts.sessions).toBe(0);
    expect((await replay({ to: '2026-01-02' })).counts.sessions).toBe(0);
    expect((await replay({ tenantId: 'other' })).counts.sessions).toBe(0);
  });

  it('are the same by rows from before, which hold the facts whole', async () => {
    const rows = (session = '%'): Promise<{ bytes: number; whole: boolean }[]> =>
      database.query(
        `SELECT pg_column_size(fact) AS bytes, fact ? 'tenantId' AS whole FROM session_input
         WHERE kind = 'session.updated' AND session_id LIKE $1 ORDER BY log_seq`,
        [session],
      );
    await bench.started(snapshot('across'));
    await bench.updated(snapshot('across', { energyWh: 500 }), '2026-03-01T10:20:00.000Z');
    await bench.settled();
    expect(Math.max(...(await rows()).map(({ bytes }) => bytes))).toBeLessThan(300);
    for (const kind of ['session.started', 'session.updated', 'session.ended']) {
      for (const fact of await bench.published(kind)) {
        await database.query('UPDATE session_input SET fact = $2 WHERE fact_id = $1', [fact.id, fact]);
      }
    }
    expect(new Set((await rows()).map(({ whole }) => whole))).toEqual(new Set([true]));
    expect((await replay()).told).toEqual([]);

    // A session that began before goes on; a report that belongs before the last makes its bill afresh from all there is.
    await database.query('UPDATE priced_session SET occasion = NULL');
    for (const minute of [40, 30, 50]) {
      const [asOf, energyWh] = [`2026-03-01T10:${minute}:00.000Z`, 20 * minute];
      await bench.updated(snapshot('across', { energyWh }), asOf, [{ at: asOf, energyWh }]);
    }
    await bench.finished(ended('across', 2_000));
    expect(await bench.billOf('across')).toMatchObject({ status: 'final', total: '0.72' });
    expect((await rows('across')).map(({ bytes, whole }) => whole || bytes > 300)).toEqual([true, true, false, false]);
    expect(await replay()).toMatchObject({ told: [], counts: { sessions: 13, differing: 0 } });
  });

  it('name each bill that was tampered with, and what it was to be', async () => {
    const tamper = async (session: string, set: string): Promise<void> =>
      void (await database.query(`UPDATE bill SET ${set} WHERE session_id = $1`, [session]));
    await tamper('plain', `total = '9.99'`);
    await tamper('released', `status = 'held', held_for = 'anomaly'`);
    await tamper('corrected', `lines = jsonb_set(lines, '{0,amount}', '"7.00"')`);
    await tamper('held-corrected', 'number = 999');
    await tamper('told-again', 'difference = NULL');
    await database.query(`DELETE FROM bill WHERE session_id = 'held'`);
    await database.query(`UPDATE session_input SET fact = jsonb_set(fact, '{data,session,energyWh}', '4500')
      WHERE session_id = 'credited' AND kind = 'session.ended'`);
    await database.query('UPDATE bill_counter SET last = last + 1');
    const { counts, told } = await replay();
    expect(counts.differing).toBe(8);
    const of = (session: string | null): string[] =>
      told.filter(({ sessionId }) => sessionId === session).map(({ what }) => what);
    expect(of('plain')).toEqual(['total is 9.99, its history says 0.36']);
    expect(of('released')).toEqual([
      'status is held, its history says final',
      'heldFor is anomaly, its history says null',
    ]);
    expect(of('corrected')).toEqual([expect.stringMatching(/^lines are energy 2 kWh 7\.00, its history says/)]);
    expect(of('held-corrected')).toEqual([expect.stringMatching(/^number is 999, its history says \d$/)]);
    expect(of('told-again')).toEqual(['its difference is none, by its facts 2.88 EUR']);
    expect(of('held')).toEqual(['there is no bill; by its facts it is held anomaly 2.16 EUR']);
    expect(of('credited')).toContain('net is 1.20, by its facts 1.35');
    expect(of(null)).toEqual([expect.stringMatching(/numbers were taken/)]);
  });
});
