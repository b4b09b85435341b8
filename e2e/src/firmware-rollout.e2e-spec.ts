import { runRolloutCampaign } from './chaos/rollout-campaign';

const STATIONS = Number(process.env['ROLLOUT_STATIONS'] ?? 24);

/** The short form of `npm run chaos -- --only rollout`. */
it(`a rollout over ${STATIONS} stations, one in ten failing, goes by waves, halts, is resumed, and survives a kill`, async () => {
  const report = await runRolloutCampaign({ stations: STATIONS, seed: 'ci', killAt: [0.35], say: () => undefined });
  const failed = Math.floor((STATIONS + 6) / 10);
  expect(report.differences).toEqual([]);
  expect(report.counts).toMatchObject({
    total: STATIONS,
    done: STATIONS - failed,
    failed,
    waiting: 0,
    updating: 0,
    skipped: 0,
  });
  expect(report.kills).toBe(1);
  expect(report.halts).toBeGreaterThan(0);
  expect(report.resumed).toBe(report.halts);
  expect(report.facts.filter((fact) => fact.startsWith('rollout.wave-started'))).toHaveLength(2);
  expect(report.facts[0]).toBe('rollout.started running');
}, 900_000);
