import type { Dialect } from './dialect';
import { v16 } from './v16';

export * from './dialect';
export { v16 };

/** The dialects the gateway offers, in order of preference. */
export const dialects: readonly Dialect[] = [v16];
