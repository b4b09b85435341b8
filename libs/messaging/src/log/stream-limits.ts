/** How much the streams may hold. What is left out is derived from the size of the store (see `decideSizes`). */
export interface StreamLimits {
  /** Size of the JetStream store in bytes, if NATS does not tell it (no account limit). The streams' sum stays below it. */
  readonly storeBytes?: number;
  readonly stationMaxBytes?: number;
  readonly factMaxBytes?: number;
  readonly traceMaxBytes?: number;
  /** How long STATION and FACT keep a record. Default 35 days. */
  readonly maxAgeMs?: number;
  /** How long TRACE keeps a frame. Default 7 days. */
  readonly traceMaxAgeMs?: number;
  /** How long a `Nats-Msg-Id` is remembered: longer than any resend (rule 5). Default 5 minutes, at least 2. */
  readonly dedupeMs?: number;
}

export interface StreamAlarm {
  readonly stream: string;
  /** `filling`: over 70 % of its bytes; `unbounded`: may fill the store; `overcommitted`: the streams' sum exceeds the store. */
  readonly kind: 'filling' | 'unbounded' | 'overcommitted' | 'not-replicated';
  readonly message: string;
}

/** The streams that are there, or cannot be made, break rules 5 to 7: the process must not work with them. */
export class StreamsRefused extends Error {
  override readonly name = 'StreamsRefused';
}

export interface StreamSizes {
  readonly station: number;
  readonly fact: number;
  readonly trace: number;
}

const GiB = 1024 ** 3;
/** When nothing tells the size of the store. The server checks that they fit, and they are refused if not. */
const DEFAULT_SIZES: StreamSizes = { station: 1.25 * GiB, fact: 1.5 * GiB, trace: GiB / 4 };
/**
 * Parts of a known store. Facts take as much as reports: a session is told whole each time it changes. Some stays free for
 * claims and for what an operator adds.
 */
const SHARES: StreamSizes = { station: 0.35, fact: 0.4, trace: 0.1 };

/**
 * Rule 6: bytes of each stream, so that their sum is below the store's size.
 * @param storeBytes of the limits or of the NATS account; undefined if nobody says
 * @throws StreamsRefused if configured sizes do not fit
 */
export function decideSizes(limits: StreamLimits, storeBytes: number | undefined): StreamSizes {
  const share = (name: keyof StreamSizes) =>
    storeBytes === undefined ? DEFAULT_SIZES[name] : Math.floor(storeBytes * SHARES[name]);
  const sizes = {
    station: limits.stationMaxBytes ?? share('station'),
    fact: limits.factMaxBytes ?? share('fact'),
    trace: limits.traceMaxBytes ?? share('trace'),
  };
  for (const [name, bytes] of Object.entries(sizes)) {
    if (!Number.isInteger(bytes) || bytes < 1)
      throw new StreamsRefused(`max_bytes of ${name} must be positive: ${bytes}`);
  }
  const sum = sizes.station + sizes.fact + sizes.trace;
  if (storeBytes !== undefined && sum >= storeBytes) {
    throw new StreamsRefused(
      `the streams would reserve ${sum} bytes of a store of ${storeBytes}: lower their max_bytes or enlarge the store`,
    );
  }
  return sizes;
}
