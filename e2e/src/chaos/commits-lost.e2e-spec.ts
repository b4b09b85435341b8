import { runChaos, type ChaosReport } from './run-chaos';

const FAULTS = ['postgresql-behind', 'session-controller-behind'] as const;

/** The short form of `npm run chaos -- --kill postgresql-behind,session-controller-behind`; billing and the registry alone are its as well. */
describe('the last seconds of commits are lost while stations charge, and the log has all of them', () => {
  let report: ChaosReport;
  beforeAll(async () => {
    report = await runChaos({
      stations: 10,
      versions: ['1.6', '2.0.1'],
      replicas: 1,
      faults: FAULTS,
      how: 'kill',
      awayMs: () => 500,
      lostMs: 2_000,
      seed: 'ci',
      say: () => undefined,
    });
  }, 300_000);

  it('puts PostgreSQL, and the tables of one service alone, back to what they were while sessions went on', () => {
    expect(report.faults.map(({ fault }) => fault)).toEqual(FAULTS);
    for (const { lostMs } of report.faults) expect(lostMs).toBeGreaterThan(1_900);
    expect(report.sessions).toBeGreaterThanOrEqual(15);
    expect(report.refusals).toEqual([]);
  });

  it('has every session and every bill once, equal to what the station counted', () => {
    expect(report.differences).toEqual([]);
  });
});
