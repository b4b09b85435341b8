import type { CommandFigures, FixedRateFigures, Lag } from './phases/fixed-rate';
import type { CrowdFigures } from './load/crowd-plan';
import type { DownloadsFigures, FetchFigures } from './phases/downloads';
import type { IdleFigures } from './phases/idle';
import type { SessionsFigures } from './phases/sessions';
import type { MemoryFigures } from './phases/memory';
import type { RegistryFigures } from './phases/registry';
import type { TokensFigures } from './phases/tokens';
import type { Measured } from './measure';

const COLUMNS = ['', 'messages/s', 'CPU-s per 1,000', 'p50 ms', 'p99 ms', 'errors', 'CPU : floor'];
const WIDTHS = [34, 12, 17, 9, 9, 8, 13];

export const heading = (): string => COLUMNS.map((text, i) => pad(text, i)).join('');

/** One line of figures; `floor` is what CPU time is compared with. */
export function row(name: string, figures: Measured, floor: Measured | undefined): string {
  const ratio = floor === undefined ? '' : `${(figures.cpuSecondsPer1000 / floor.cpuSecondsPer1000).toFixed(1)} x`;
  const cells = [
    name,
    (figures.messages / figures.seconds).toFixed(0),
    figures.cpuSecondsPer1000.toFixed(3),
    figures.p50Ms.toFixed(1),
    figures.p99Ms.toFixed(1),
    String(figures.errors),
    ratio,
  ];
  return cells.map((text, i) => pad(text, i)).join('');
}

export function parts(figures: Measured): string {
  const list = Object.entries(figures.byProcess).map(([name, seconds]) => `${name} ${seconds.toFixed(3)}`);
  return `  of it: ${list.join(', ')}`;
}

export function beside({ lag, quietCommands, commands }: FixedRateFigures): string[] {
  const line = (when: string, { count, failed, p50Ms, p99Ms }: CommandFigures): string =>
    `  commands by the API, answered by the station, ${when}: ${count} (${failed} failed), p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}`;
  return [...behind(lag), line('stations silent', quietCommands), line('beside this load', commands)];
}

const behind = (lags: readonly Lag[]): string[] =>
  lags.map(({ reader, p50Ms, p99Ms }) => `  ${reader}: behind the log p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}`);

export function live(figures: SessionsFigures): string[] {
  const { lags, seen, charging } = figures;
  return [
    `  ${charging} sessions charging at the end`,
    ...behind(lags),
    `  a client of the event stream: ${seen.updates} updates, after p50 ${ms(seen.p50Ms)}, p99 ${ms(seen.p99Ms)}`,
    ...flatness(figures),
  ];
}

export function flatness({ rssMiB, growthMiBPerMinute }: MemoryFigures): string[] {
  const shown = rssMiB.filter((_, i) => i % 4 === 3).map((value) => value.toFixed(0));
  return [
    `  resident memory of the services, MiB: ${shown.join(' ')}`,
    `  growth over the second half: ${growthMiBPerMinute.toFixed(2)} MiB a minute`,
  ];
}

export function crowds(
  { strangers, known }: { strangers: CrowdFigures; known: CrowdFigures },
  stations: number,
): string[] {
  const line = (what: string, { seconds, refusals, refusedTwice }: CrowdFigures): string =>
    `${stations} ${what} at once: all booted after ${seconds.toFixed(1)} s, ${refusals} refusals, ${refusedTwice} stations refused twice`;
  return [line('stations never seen', strangers), line('stations known', known)];
}

export function idleCost({ stations, plainKiB, tlsKiB }: IdleFigures): string {
  return `gateway memory for each of ${stations} idle stations: ${plainKiB.toFixed(1)} KiB by ws, ${tlsKiB.toFixed(1)} KiB by wss`;
}

export function lists({ stations, importSeconds, lists: measured, bulk }: RegistryFigures): string[] {
  const worst = Math.max(...measured.map(({ p50Ms }) => p50Ms));
  return [
    `${stations} stations imported in ${importSeconds.toFixed(1)} s; GET /stations beside them:`,
    ...measured.map(({ query, found, p50Ms, p99Ms }) => {
      return `  ${`?${query}`.padEnd(52)} ${String(found).padStart(4)} found   p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}`;
    }),
    `  slowest median: ${ms(worst)}`,
    `  bulk command over ${bulk.stations} connected: ${bulk.seconds.toFixed(1)} s, ${bulk.accepted} accepted`,
  ];
}

/** Images fetched by many at once, beside a bare server of the same file. */
export function fetched({ downloads, megabytes, floor, service }: DownloadsFigures): string[] {
  const line = (name: string, { seconds, restMiB, mostMiB, cpuSeconds }: FetchFigures): string => {
    const rate = ((downloads * megabytes) / seconds).toFixed(0);
    const memory = `${restMiB.toFixed(0)} MiB before, ${mostMiB.toFixed(0)} at most (+${(mostMiB - restMiB).toFixed(0)})`;
    return `  ${name.padEnd(10)} ${rate.padStart(6)} MB/s   CPU ${cpuSeconds.toFixed(1)} s   resident ${memory}`;
  };
  return [
    `${downloads} downloads of ${megabytes} MB at the same time, each whole, the SHA-256 of one checked:`,
    line('floor', floor),
    line('service', service),
    `  throughput: ${(floor.seconds / service.seconds).toFixed(2)} of the floor's`,
  ];
}

/** Answers while so many tokens are registered. */
export function known({ tokens, importSeconds, calls }: TokensFigures): string[] {
  return [
    `${tokens} tokens imported in ${importSeconds.toFixed(1)} s; beside them:`,
    ...calls.map(({ what, p50Ms, p99Ms }) => `  ${what.padEnd(52)} p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}`),
  ];
}

const pad = (text: string, column: number): string =>
  column === 0 ? text.padEnd(WIDTHS[0] ?? 0) : text.padStart(WIDTHS[column] ?? 0);

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
