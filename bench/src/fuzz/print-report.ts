import type { NeighbourFigures } from './neighbours';
import type { FuzzReport } from './run-fuzz';

/** The report as lines for a terminal. */
export function printReport(report: FuzzReport): string[] {
  const { counts, seconds, watched, faults } = report;
  const rss = watched.rssMiB
    .filter((_, i) => i % 5 === 0)
    .map((value) => value.toFixed(0))
    .join(' ');
  return [
    `${counts.frames} frames in ${seconds.toFixed(0)} s (${(counts.frames / seconds).toFixed(0)}/s)`,
    `  answered with a result: ${counts.results}; with an error: ${list(counts.errors)}`,
    `  raw bytes: ${list(counts.raw)}`,
    `  sockets: ${counts.connects}; closed by the gateway: ${list(counts.closes)}`,
    `  calls of the platform to them: ${counts.calls}`,
    `  tolerances and oddities: ${list(report.remarks)}`,
    `  readers caught up after ${report.settledAfterSeconds?.toFixed(1) ?? '-'} s`,
    `well-behaved stations`,
    `  without the fuzz: ${figures(report.without)}`,
    `  with it:          ${figures(report.during)}`,
    `  errors ${report.after.errors}, unanswered or disconnected ${report.after.unanswered}`,
    `resident memory of the services, MiB: ${rss}`,
    `  growth over the second half: ${watched.growthMiB.toFixed(1)} MiB`,
    ...(faults.length === 0
      ? ['nothing of it broke a promise']
      : ['BROKEN:', ...faults.map((fault) => `  - ${fault}`)]),
  ];
}

const figures = ({ messages, p50Ms, p99Ms }: NeighbourFigures): string =>
  `${messages} messages, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';
