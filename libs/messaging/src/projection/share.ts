/** What a replica should do to hold its fair share. */
export interface Share {
  /** How many partitions this replica may hold. */
  readonly quota: number;
  /** To let go of, because others have less. */
  readonly release: number[];
  /** To try for, best first, until `quota` are held. */
  readonly want: number[];
}

/**
 * The fair share of `partitions` for the replica `me` among `replicas` (id -> what each says it holds, `me` included).
 * Quotas differ by one at most and add up to all partitions; whoever has too many gives up the highest; nobody
 * gives up what it may keep, so a replica that comes or goes moves only what must move (messaging rule 12).
 */
export function decideShare(
  partitions: number,
  me: string,
  held: ReadonlySet<number>,
  replicas: ReadonlyMap<string, readonly number[]>,
): Share {
  const ids = [...new Set([...replicas.keys(), me])].sort();
  const quota = Math.floor(partitions / ids.length) + (ids.indexOf(me) < partitions % ids.length ? 1 : 0);
  const mine = [...held].sort((a, b) => a - b);
  const taken = new Set<number>();
  for (const [id, holds] of replicas) if (id !== me) for (const partition of holds) taken.add(partition);
  const want: number[] = [];
  for (let partition = 0; partition < partitions && mine.length < quota; partition++)
    if (!held.has(partition) && !taken.has(partition)) want.push(partition);
  return { quota, release: mine.slice(quota), want };
}
