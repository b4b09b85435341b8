/** What the load generator is told, as the JSON of its one argument. */
export interface LoadPlan {
  /** The station's identity is appended to it, if it is one of sockets. */
  url: string;
  /** Stations, numbered from 0; every `versions.length`th speaks the same version. */
  stations: number;
  versions: readonly BenchVersion[];
  warmUpMs: number;
  measureMs: number;
  /** Messages a second of all stations together; without it each sends the next as soon as the last one is answered. */
  rate?: number | undefined;
  /** Sessions go on for ever, sampled with each message, rather than follow one another. */
  charging?: boolean;
  /** Stations of 1.6 post to `url` over SOAP. */
  soap?: boolean;
}

export type BenchVersion = '1.6' | '2.0.1';

/** What was counted while measuring. */
export interface LoadFigures {
  messages: number;
  seconds: number;
  /** Milliseconds from when a message was due (fixed rate) or sent (closed loop) to its answer. */
  p50Ms: number;
  p99Ms: number;
  /** CALLERRORs, and messages not answered when the measuring ended plus 10 s. */
  errors: number;
  /** Calls of the platform that stations answered. */
  calls: number;
}

/** Identity of the nth station, the same in each run. */
export const stationName = (n: number): string => `BENCH-${n}`;

/** The token that all stations show. */
export const BENCH_TOKEN = 'BENCH';

/** What generator and bench say to each other. */
export type FromGenerator = { phase: 'warm' } | { phase: 'ended' } | { figures: LoadFigures };
export type ToGenerator = 'measure';

/** The value below which `share` of the sorted ones lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
