import type { LinkRef, RegistrationStatus } from '@chargebus/contracts';
import type { Dialect } from '@chargebus/ocpp-dialects';

/** What a gateway knows of the station at the other end of one socket. */
export interface StationState {
  readonly tenantId: string;
  readonly stationId: string;
  readonly dialect: Dialect;
  readonly strict: boolean;
  readonly timeZone: string | undefined;
  /** The verdict of its last boot, here or before; undefined if it never booted. */
  registration: RegistrationStatus | undefined;
  /** Heartbeat interval it was told, in seconds. */
  intervalS: number | undefined;
  /** Actions we triggered while it was not accepted: each may be sent once (OCPP 2.0.1 B02.FR.02). */
  readonly triggered: Set<string>;
  link(): LinkRef;
}
