import type { Dialect } from './dialect';
import { v16 } from './v16';
import { v201 } from './v201';

export * from './dialect';
export { v16, v201 };

/** The dialects the gateway offers, in order of preference; of those a station offers, its own order decides. */
export const dialects: readonly Dialect[] = [v201, v16];
