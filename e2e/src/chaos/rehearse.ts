import { setTimeout as pause } from 'node:timers/promises';
import { untilReady, type FiveProcesses } from '../support/five-processes';
import { until } from '../support/until';
import type { ChargingDay } from './charging-day';
import { victimOf, type FaultName, type How } from './faults';
import type { LogPositions } from './log-positions';

/** What one fault did. Times in ms. */
export interface FaultReport {
  fault: FaultName;
  how: How;
  /** The process that was taken away. */
  victim: string;
  awayMs: number;
  /** Of faults that lose commits: those of how long. */
  lostMs?: number;
  /** Sessions that began, that ended, and that ran all the time, while it was away. */
  sessions: { began: number; ended: number; ranThrough: number };
  /** From its new start to its first answer, to every process being ready, and to all readers having what was in the log then. */
  firstAnswerMs: number;
  readyMs: number;
  caughtUpMs: number;
  /** Stations whose connection broke, by id. */
  reconnected: string[];
  /** A gateway's stations: from its death until the API showed the last one offline; from its new start until all were back. */
  shownOfflineMs?: number;
  backMs?: number;
}

export interface Stage {
  system: FiveProcesses;
  days: ChargingDay[];
  /** One for each fault that loses commits: it is switched on while they are made. */
  latecomers: ChargingDay[];
  positions: LogPositions;
  say(line: string): void;
}

const RECOVERY_MS = 120_000;
/** However slow the machine is: beyond this they would never be shown offline. */
const OFFLINE_MS = 120_000;

/** Takes one process away while stations charge, brings it back, and waits until everything is as before. */
export async function rehearse(
  { fault, how, awayMs, lostMs }: { fault: FaultName; how: How; awayMs: number; lostMs: number },
  stage: Stage,
): Promise<FaultReport> {
  const { system, days, positions, say } = stage;
  const victim = victimOf(fault, system, await positions.logLeader());
  const hit = victim.gateway === undefined ? [] : days.filter((_, n) => gatewayOf(n, system) === victim.gateway);
  await untilBusy(days);
  const copiedAt = victim.copy && (await victim.copy().then(() => performance.now()));
  if (copiedAt !== undefined) {
    // One that nobody knew, and whose registration is lost with the rest; its gateway is to know its token.
    const latecomers = stage.latecomers.splice(0, 1);
    for (const latecomer of latecomers) await latecomer.begin();
    days.push(...latecomers);
    await untilEachCharged(latecomers, '');
    await pause(Math.max(0, copiedAt + lostMs - performance.now()));
  }
  const connects = new Map(days.map(({ id, station }) => [id, station.counters.connects]));

  const [goneAt, goneOn] = [performance.now(), new Date().toISOString()];
  const lost = copiedAt === undefined ? undefined : goneAt - copiedAt;
  if (lost === undefined) say(`${victim.title}: ${how === 'kill' ? 'SIGKILL' : 'SIGSTOP'}`);
  else say(`${victim.title}: the commits of ${(lost / 1_000).toFixed(1)} s are lost`);
  await victim.away(how);
  const offline =
    hit.length > 0 ? await untilShown(false, hit, system, OFFLINE_MS).then(() => performance.now()) : undefined;
  await pause(Math.max(0, goneAt + awayMs - performance.now()));
  const [backAt, backOn] = [performance.now(), new Date().toISOString()];
  await victim.back(how);
  const answeredAt = performance.now();
  await untilReady(Object.values(system.services).flat(), RECOVERY_MS);
  const readyAt = performance.now();
  await positions.caughtUp(RECOVERY_MS);
  const caughtUpAt = performance.now();
  await until('every station to be connected', () => days.every(({ station }) => station.ready), RECOVERY_MS);
  await untilShown(true, days, system, RECOVERY_MS);
  const shownAt = performance.now();
  // A gateway remembers tokens in memory only; the next fault may be one in which it needs them.
  await untilEachCharged(hit, backOn);

  const entries = days.flatMap((day) => day.ledger());
  const within = (at: string | null): boolean => at !== null && at >= goneOn && at <= backOn;
  return {
    fault,
    how,
    victim: victim.title,
    awayMs: backAt - goneAt,
    ...(lost !== undefined && { lostMs: lost }),
    sessions: {
      began: entries.filter(({ startedAt }) => within(startedAt)).length,
      ended: entries.filter(({ stoppedAt }) => within(stoppedAt)).length,
      ranThrough: entries.filter(
        ({ startedAt, stoppedAt }) => startedAt < goneOn && (stoppedAt === null || stoppedAt > backOn),
      ).length,
    },
    firstAnswerMs: answeredAt - backAt,
    readyMs: readyAt - backAt,
    caughtUpMs: caughtUpAt - backAt,
    reconnected: days
      .filter(({ id, station }) => station.counters.connects > (connects.get(id) ?? 0))
      .map(({ id }) => id),
    ...(offline !== undefined && { shownOfflineMs: offline - goneAt, backMs: shownAt - backAt }),
  };
}

/** Stations are shared out among the gateways in turn. */
export function gatewayOf(n: number, system: Pick<FiveProcesses, 'stationsUrls'>): number {
  return n % system.stationsUrls.length;
}

/** Waits until each of these stations has begun a session since then, and was answered. */
export async function untilEachCharged(days: readonly ChargingDay[], since: string): Promise<void> {
  await until(
    'every station to have charged',
    () => {
      const missing = days.filter((day) => !day.hasChargedSince(since)).map(({ id }) => id);
      if (missing.length > 0) throw new Error(`not yet: ${missing.join(', ')}`);
      return true;
    },
    RECOVERY_MS,
  );
}

/** A fault shows nothing while nobody charges. */
async function untilBusy(days: readonly ChargingDay[]): Promise<void> {
  await until(
    'a third of the stations to charge',
    () => days.filter(({ station }) => station.session(1)).length >= days.length / 3,
    RECOVERY_MS,
  );
}

/** Waits until the API shows all these stations as connected, or none of them. */
async function untilShown(
  connected: boolean,
  days: readonly ChargingDay[],
  system: FiveProcesses,
  ms: number,
): Promise<void> {
  const ids = new Set(days.map(({ id }) => id));
  await until(
    `${ids.size} stations to be shown ${connected ? 'connected' : 'offline'}`,
    async () => {
      const shown = await readAll(system, `/stations?connected=${connected}`);
      const count = shown.filter(({ id }) => ids.has(id)).length;
      if (count < ids.size) throw new Error(`${count} are`);
      return true;
    },
    ms,
    200,
  );
}

/** All items of a list, page by page. @throws Error if a page cannot be had */
export async function readAll(system: Pick<FiveProcesses, 'api'>, path: string): Promise<Record<string, any>[]> {
  const items: Record<string, any>[] = [];
  const joint = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: { status: number; body: Record<string, any> } = await system.api.get(
      `${path}${joint}limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    items.push(...body.items);
    cursor = body.nextCursor ?? null;
  }
  return items;
}
