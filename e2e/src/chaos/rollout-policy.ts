/** How carefully the campaign goes: so that it halts, and goes through three waves. */
export const POLICY = {
  canary: 4,
  waves: [30, 100],
  maxInFlight: 20,
  haltAtFailureRatio: 0.05,
  retries: 3,
  backoffS: 1,
};
