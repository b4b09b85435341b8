import { z } from 'zod';
import { anyFact } from './facts';
import { stationEvent } from './station-events';

/** A record of STATION or FACT: one or more events that were appended together. */
export const stationRecord = z.object({ v: z.literal(1), events: z.array(stationEvent).min(1) });
export const factRecord = z.object({ v: z.literal(1), events: z.array(anyFact).min(1) });
