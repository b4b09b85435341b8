import { Problem } from '@chargebus/service-runtime';

/** What the caller hears while the images' store fails: nothing is lost, and it may be tried again. */
export function toStoreProblem(cause: unknown): Problem {
  return new Problem(503, 'Service Unavailable', {
    reason: 'store-unavailable',
    detail: 'The store of the firmware images does not work at the moment; try again later.',
    headers: { 'retry-after': '60' },
    cause,
  });
}
