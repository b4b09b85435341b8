import { z } from 'zod';
import { anyFact } from './facts';
import { stationEvent } from './station-events';

/** A record of STATION: one or more events that were appended together. */
export const stationRecord = z.object({ v: z.literal(1), events: z.array(stationEvent).min(1) });

/**
 * The rows of an outbox that a record's facts came from, in their order: the row's key, and how many of the facts are its. A row may be
 * published again, perhaps among others; its key is always the same, and never another row's.
 */
export const outboxRows = z.array(z.tuple([z.uuid().lowercase(), z.int().positive()])).min(1);

/** A record of FACT: one or more facts. Without `rows` each record counts by itself. */
export const factRecord = z.object({
  v: z.literal(1),
  rows: outboxRows.optional(),
  events: z.array(anyFact).min(1),
});
