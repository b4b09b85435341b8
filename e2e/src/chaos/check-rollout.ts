import type { OwnStory } from './rollout-campaign';
import { POLICY } from './rollout-policy';

export interface RolloutStation {
  stationId: string;
  wave: number;
  state: string;
  reason: string | null;
  tries: number;
  updateId: string | null;
  endedAt: string;
}
export interface RolloutUpdate {
  id: string;
  stationId: string;
  status: string;
  reason: string | null;
  try: number;
  createdAt: string;
  sentAt: string | null;
  endedAt: string;
  history: { at: string; status: string; by: string }[];
}

/** What differs between a rollout's report and what the stations went through, and between its course and its policy. */
export function checkRollout(
  stories: readonly OwnStory[],
  rows: readonly RolloutStation[],
  updates: readonly RolloutUpdate[],
): string[] {
  const byStation = new Map(rows.map((row) => [row.stationId, row]));
  const differences = stories.flatMap((own) => {
    const row = byStation.get(own.id);
    const tried = updates.filter(({ stationId }) => stationId === own.id).sort((a, b) => a.try - b.try);
    return row === undefined
      ? [`${own.id} is not in the report`]
      : checkStation(own, row, tried).map((what) => `${own.id}: ${what}`);
  });
  if (rows.length !== stories.length)
    differences.push(`${rows.length} stations in the report, ${stories.length} there are`);
  return [...differences, ...checkWaves(rows, updates), ...checkInFlight(updates)];
}

function checkStation(
  { fault, installed, begun }: OwnStory,
  row: RolloutStation,
  tried: readonly RolloutUpdate[],
): string[] {
  const [state, reason] = fault === undefined ? ['done', null] : ['failed', fault];
  const faults: string[] = [];
  if (row.state !== state || row.reason !== reason)
    faults.push(`is ${row.state} (${row.reason}), not ${state} (${reason})`);
  // Neither a kill nor a retry has it install twice.
  const installs = fault === 'download-failed' || fault === 'invalid-signature' ? 0 : 1;
  if (installed !== installs) faults.push(`installed ${installed} times, not ${installs}`);
  if (begun > tried.length) faults.push(`began ${begun} times, ${tried.length} attempts are known`);
  if (tried.length !== row.tries || tried.some((one, n) => one.try !== n + 1))
    faults.push(`${tried.length} attempts, ${row.tries} counted`);
  // One that was not sent any more, because the one before turned out to be done.
  const last = tried.filter(({ reason: why }) => why !== 'already-installed').at(-1);
  if (tried.at(-1)?.id !== row.updateId || last?.status !== state || last?.reason !== reason)
    faults.push('its last attempt says otherwise');
  if (fault === undefined && !last?.history.some(({ by }) => by.startsWith('booted')))
    faults.push('no boot has proven it');
  const once = tried.every(({ history }) => history.filter(({ by }) => by === 'sent').length <= 1);
  if (!once) faults.push('an attempt was sent twice');
  return faults;
}

/** No station is begun with before all of the waves before it have ended: here none is away. */
function checkWaves(rows: readonly RolloutStation[], updates: readonly RolloutUpdate[]): string[] {
  const waveOf = new Map(rows.map(({ stationId, wave }) => [stationId, wave]));
  return [1, 2].flatMap((wave) => {
    const begun = updates.filter(({ stationId }) => waveOf.get(stationId) === wave).map(({ createdAt }) => createdAt);
    const before = rows.filter((row) => row.wave < wave).map(({ endedAt }) => endedAt);
    const [first, last] = [begun.sort()[0] ?? '', before.sort().at(-1) ?? ''];
    return first >= last && first !== '' ? [] : [`wave ${wave} began at ${first}, the one before ended at ${last}`];
  });
}

function checkInFlight(updates: readonly RolloutUpdate[]): string[] {
  const most = Math.max(
    ...updates.map(({ createdAt: at }) => updates.filter((one) => one.createdAt <= at && one.endedAt > at).length),
  );
  return most <= POLICY.maxInFlight ? [] : [`${most} updates at once, ${POLICY.maxInFlight} are allowed`];
}
