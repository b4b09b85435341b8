import { unprocessable, type Problem } from '@chargebus/service-runtime';

/** 422: an `Idempotency-Key` came with another body than the first time. */
export const keyMisused = (what: string): Problem =>
  unprocessable([{ path: 'Idempotency-Key', message: `was used for another ${what}; a key goes with one body` }]);
