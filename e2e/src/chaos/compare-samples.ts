import type { Difference, Item, OwnCount } from './compare';

const MEASURAND = 'Energy.Active.Import.Register';
/** Reading samples costs a call a session: those with the most samples are looked at. */
const MOST_SESSIONS = 200;

/**
 * Compares how many periodic readings a session has with how many of its station's were answered: none missing, none doubled. 1.6
 * only: there each has a message of its own, while in 2.0.1 other events than readings are counted by the station as well.
 */
export async function compareSamples(
  counted: readonly OwnCount[],
  sessions: readonly Item[],
  readAll: (path: string) => Promise<Item[]>,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const longest = counted
    .filter(({ version }) => version === '1.6')
    .toSorted((a, b) => b.meterValuesAcknowledged - a.meterValuesAcknowledged)
    .slice(0, MOST_SESSIONS);
  for (const { station, startedAt, meterValuesAcknowledged } of longest) {
    const session = sessions.find((one) => one.stationId === station && one.startedAt === startedAt);
    if (session === undefined) continue; // missing: told by the comparison of sessions
    const samples = await readAll(`/sessions/${session.id}/samples?measurand=${MEASURAND}`);
    const periodic = samples.filter(({ context }) => context === 'Sample.Periodic');
    if (periodic.length === meterValuesAcknowledged) continue;
    const what = `session ${session.id} has ${periodic.length} periodic readings, ${meterValuesAcknowledged} were answered`;
    differences.push({ station, startedAt, what });
  }
  return differences;
}
