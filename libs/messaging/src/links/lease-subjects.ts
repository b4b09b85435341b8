/**
 * A reader that declared a gateway dead and then heard it again says so here: `{gatewayId}`. The gateway then appends
 * `connected` again for each of its links, since their stations were marked disconnected. Core NATS, not stored.
 */
export const GATEWAY_LEASE_LOST_SUBJECT = 'gateway.lease.lost';

/** How long a gateway counts as alive after it was heard last. */
export const DEFAULT_LEASE_MS = 15_000;
