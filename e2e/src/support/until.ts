/** What an answer of the API says for "not yet". */
type Nothing = undefined | null | false;

/**
 * Asks again until `probe` gives something that is not undefined, null or false. What costs the system under test something is asked
 * less often than `everyMs`' default. @throws with `what` and the last error in time
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | Nothing> | T | Nothing,
  timeoutMs = 120_000,
  everyMs = 25,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
