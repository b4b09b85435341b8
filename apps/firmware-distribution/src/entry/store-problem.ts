import { Problem } from '@chargebus/service-runtime';
import { StoreUnavailable } from '../store/image-files';

/** What the caller hears while the images' store fails: nothing is lost, and it may be tried again. */
export function toStoreProblem(cause: unknown): Problem {
  return new Problem(503, 'Service Unavailable', {
    reason: 'store-unavailable',
    detail: 'The store of the firmware images does not work at the moment; try again later.',
    headers: { 'retry-after': '60' },
    cause,
  });
}

/** For a call that has to look into the store. @throws Problem 503 where the store fails, any other error as it is */
export function rethrowStoreProblem(error: unknown): never {
  throw error instanceof StoreUnavailable ? toStoreProblem(error) : error;
}
