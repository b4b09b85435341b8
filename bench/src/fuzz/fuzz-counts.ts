/** What the odd stations of a campaign count together. */
export interface FuzzCounts {
  frames: number;
  raw: Record<string, number>;
  connects: number;
  results: number;
  /** CALLERRORs by code. */
  errors: Record<string, number>;
  /** Calls of the platform. */
  calls: number;
  /** Ends of sockets that the gateway chose, by close code. */
  closes: Record<string, number>;
  /** Handshakes that were refused, by HTTP status or error code. */
  refused: Record<string, number>;
  /** What must not happen, in words. */
  faults: string[];
}

export const noCounts = (): FuzzCounts => ({
  frames: 0,
  raw: {},
  connects: 0,
  results: 0,
  errors: {},
  calls: 0,
  closes: {},
  refused: {},
  faults: [],
});

export function countOne(by: Record<string, number>, key: string | number): void {
  by[key] = (by[key] ?? 0) + 1;
}
