import { percentile } from './plan';

/** How long `call` takes, one after the other, after a warm-up that is not counted. */
export async function timeCalls(
  warmUp: number,
  measured: number,
  call: (n: number) => Promise<unknown>,
): Promise<{ p50Ms: number; p99Ms: number }> {
  const taken: number[] = [];
  for (let n = 0; n < warmUp + measured; n++) {
    const begun = performance.now();
    await call(n);
    if (n >= warmUp) taken.push(performance.now() - begun);
  }
  taken.sort((a, b) => a - b);
  return { p50Ms: percentile(taken, 0.5), p99Ms: percentile(taken, 0.99) };
}
