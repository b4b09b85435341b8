import type { CostDisplay, EvseMap, LinkRef, RegistrationStatus } from '@chargebus/contracts';
import type { Dialect } from '@chargebus/ocpp-dialects';
import type { Allowance } from './caused-messages';
import type { Product } from './products';

/** What a gateway knows of the station at the other end of one socket. */
export interface StationState {
  readonly tenantId: string;
  readonly stationId: string;
  readonly dialect: Dialect;
  readonly strict: boolean;
  readonly timeZone: string | undefined;
  /** Where its connectors are, if it is a 1.x station with a map; as at its admission, or at its last boot since. */
  evseMap: EvseMap | undefined;
  /** Of a station that shows costs; as at its admission, or at its last boot since. */
  costDisplay: CostDisplay | undefined;
  /** The verdict of its last boot, here or before; undefined if it never booted. */
  registration: RegistrationStatus | undefined;
  /** Heartbeat interval it was told, in seconds. */
  intervalS: number | undefined;
  /** What its last boot on this gateway said it is. */
  product: Product;
  /** Actions that calls of ours cause: while it is not accepted it may send these (OCPP 2.0.1 B02.FR.02). */
  readonly triggered: Map<string, Allowance>;
  link(): LinkRef;
}
