import { runFuzz, type FuzzReport } from '@chargebus/bench';

/** The short form of `npm run fuzz`. Neither times nor memory are judged here: machines are busy, and it is over too soon. */
describe('odd stations send mutated frames and raw bytes at the gateway', () => {
  let report: FuzzReport;
  beforeAll(async () => {
    report = await runFuzz({
      frames: 6_000,
      seed: 'ci',
      stations: 6,
      oddStations: 6,
      limitMs: 120_000,
      quietMs: 1_000,
      say: () => undefined,
    });
  });

  it('stays up and ready, answers every heartbeat between them, and puts no event aside', () => {
    expect(report.faults).toEqual([]);
    expect(report.counts.frames).toBe(6_000);
    expect(report.quarantined).toEqual([]);
  });

  it('answers what can be answered, and closes what breaks WebSocket itself', () => {
    expect(report.counts.results).toBeGreaterThan(500);
    expect(Object.keys(report.counts.errors)).toEqual(expect.arrayContaining(['NotImplemented', 'FormationViolation']));
    expect(Object.keys(report.counts.closes)).toEqual(expect.arrayContaining(['1002']));
  });

  it('leaves the well-behaved stations beside them connected, each of their messages answered', () => {
    expect(report.during.messages).toBeGreaterThan(0);
    expect(report.after).toMatchObject({ errors: 0, unanswered: 0 });
  });
});
