import { z } from 'zod';
import { currency, decimal, instant } from './words';

/**
 * What a driver is shown that a transaction costs so far, or has cost: 0 is free. 2.x stations are told the final cost in the answer to
 * the transaction's end, and by a command the running one; 1.6 stations by commands alone, in the words of OCA's "OCPP & California
 * Pricing Requirements".
 */
export const shownCost = {
  transactionRef: z.string().min(1).max(36),
  /** Tax included. */
  amount: decimal,
  currency: currency.meta({ examples: ['EUR'] }),
  final: z.boolean().meta({ examples: [false] }),
  /** What the amount is up to, and what the energy register showed then, in Wh; absent where it is not known. */
  at: instant.optional(),
  meterWh: z.int().optional(),
  /** Energy flows or may flow; false: the car only stands there. */
  charging: z.boolean().default(true),
};
