export type { Effect, JsonVersion, Outcome } from './effect';
export { frameCodes, type FrameCodes } from './error-codes';
export { Exchange, type CallOptions, type ExchangeOptions } from './exchange';
export * from './soap';
