import { runBillingCampaign } from './billing-campaign';

/** The short form of `npm run chaos -- --only billing`. */
it('bills each session once and to the cent, though billing is killed at each of its steps and facts come again', async () => {
  const report = await runBillingCampaign({ stations: 8, rounds: 1, seed: 'ci', say: () => undefined });
  expect(report.differences).toEqual([]);
  expect(report).toMatchObject({ sessions: 8, bills: 8, kills: 6, billedCents: report.countedCents });
  expect(report.retold).toBeGreaterThan(10);
});
