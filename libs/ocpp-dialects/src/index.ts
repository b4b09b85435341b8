import type { Dialect } from './dialect';
import { v15 } from './v15';
import { v16 } from './v16';
import { v201 } from './v201';
import { v21 } from './v21';

export * from './dialect';
export { type Tolerance, tolerances } from './tolerances';
export { v15, v16, v201, v21 };

/** The dialects the gateway offers by WebSocket, in order of preference; of those a station offers, its own order decides. */
export const dialects: readonly Dialect[] = [v21, v201, v16];

/** Those that are spoken over SOAP. */
export const soapDialects: readonly Dialect[] = [v15, v16];
