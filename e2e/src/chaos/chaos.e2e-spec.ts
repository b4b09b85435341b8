import { runChaos, type ChaosReport } from './run-chaos';

/** The short form of `npm run chaos`. Times are not judged here but for one that would never come: machines are busy. */
describe('processes are killed while stations charge', () => {
  let report: ChaosReport;
  beforeAll(async () => {
    report = await runChaos({
      stations: 20,
      versions: ['1.6', '2.0.1'],
      replicas: 1,
      faults: ['session-controller', 'connection-gateway', 'postgresql', 'nats-server'],
      how: 'kill',
      awayMs: () => 4_000,
      lostMs: 4_000,
      seed: 'ci',
      say: () => undefined,
    });
  });

  it('has sessions that began, ended or ran on while each process was away', () => {
    expect(report.faults.map(({ fault }) => fault)).toEqual([
      'session-controller',
      'connection-gateway',
      'postgresql',
      'nats-server',
    ]);
    for (const { sessions } of report.faults) {
      expect(sessions.began + sessions.ended + sessions.ranThrough).toBeGreaterThan(0);
    }
    expect(report.sessions).toBeGreaterThanOrEqual(40);
    expect(report.refusals).toEqual([]);
  });

  it('makes only the stations of a killed gateway connect again, and shows them offline meanwhile', () => {
    for (const { fault, reconnected, shownOfflineMs } of report.faults) {
      if (fault === 'connection-gateway') {
        expect(reconnected).toHaveLength(10);
        expect(shownOfflineMs).toBeLessThan(60_000);
      } else expect([fault, reconnected]).toEqual([fault, []]);
    }
  });

  it('has every session and every bill once, equal to what the station counted', () => {
    expect(report.differences).toEqual([]);
  });
});
