import { FACT_STREAM, STATION_STREAM, TRACE_STREAM } from '@chargebus/contracts';
import { DiscardPolicy, nanos, RetentionPolicy, StorageType, type StreamConfig } from 'nats';
import type { StreamName } from '../messaging';
import { StreamsRefused, type StreamLimits, type StreamSizes } from './stream-limits';

/** Metadata key under which a stream remembers the number of partitions it was made for (rule 7). */
export const PARTITIONS_KEY = 'chargebus.partitions';
const DAY_MS = 24 * 3600_000;
const MIN_DEDUPE_MS = 2 * 60_000;
export const DEFAULT_DEDUPE_MS = 5 * 60_000;

export type StreamDefinition = Partial<StreamConfig> & {
  name: StreamName;
  subjects: string[];
  discard: DiscardPolicy;
  max_bytes: number;
};

interface DefinitionOptions {
  readonly partitions: number;
  readonly replicas: 1 | 3;
  readonly limits: StreamLimits;
  readonly sizes: StreamSizes;
}

/**
 * Rules 5 to 7: STATION and FACT refuse new records when full, since what they hold was promised; TRACE forgets its
 * oldest. All three are bounded.
 * @throws StreamsRefused for a dedupe window shorter than a resend may take
 */
export function defineStreams({ partitions, replicas, limits, sizes }: DefinitionOptions): StreamDefinition[] {
  const dedupeMs = limits.dedupeMs ?? DEFAULT_DEDUPE_MS;
  if (dedupeMs < MIN_DEDUPE_MS) {
    throw new StreamsRefused(
      `the dedupe window must be at least ${MIN_DEDUPE_MS} ms, longer than any resend: ${dedupeMs}`,
    );
  }
  const kept = {
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    metadata: { [PARTITIONS_KEY]: String(partitions) },
  };
  const promised = {
    ...kept,
    discard: DiscardPolicy.New,
    max_age: nanos(limits.maxAgeMs ?? 35 * DAY_MS),
    duplicate_window: nanos(dedupeMs),
  };
  return [
    { ...promised, name: STATION_STREAM, subjects: ['station.*'], max_bytes: sizes.station },
    { ...promised, name: FACT_STREAM, subjects: ['fact.*'], max_bytes: sizes.fact },
    {
      ...kept,
      name: TRACE_STREAM,
      subjects: ['trace.>'],
      discard: DiscardPolicy.Old,
      max_bytes: sizes.trace,
      max_age: nanos(limits.traceMaxAgeMs ?? 7 * DAY_MS),
    },
  ];
}

/** Whether some subject matches both patterns (`*` is one token, `>` one or more). */
export function subjectsOverlap(a: string, b: string): boolean {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; ; i++) {
    if (i >= left.length || i >= right.length) return left.length === right.length;
    if (left[i] === '>' || right[i] === '>') return true;
    if (left[i] !== right[i] && left[i] !== '*' && right[i] !== '*') return false;
  }
}
