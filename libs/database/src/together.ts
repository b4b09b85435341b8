/**
 * As `Promise.all`, for what a transaction asks at the same time: but it waits for all of it, also where something fails. What
 * went on after the ROLLBACK would be written outside of the transaction.
 * @throws the error that came first; those that follow only say that the transaction is aborted
 */
export async function together<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const errors: unknown[] = [];
  const ends = work.map(async (one: unknown) => {
    try {
      return await one;
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  });
  const results = await Promise.all(ends);
  if (errors.length > 0) throw errors[0];
  return results as { -readonly [K in keyof T]: Awaited<T[K]> };
}
