import type { RegistrationStatus } from '@chargebus/contracts';

/** Seconds: between heartbeats once accepted, and until the next boot while not. */
export interface BootIntervals {
  heartbeatS: number;
  retryS: number;
}

/** How a BootNotification is answered. A station disabled since its socket opened is rejected. */
export function decideBoot(
  station: { registration: RegistrationStatus; disabled: boolean },
  intervals: BootIntervals,
): { status: RegistrationStatus; intervalS: number } {
  const status = station.disabled ? 'rejected' : station.registration;
  return { status, intervalS: status === 'accepted' ? intervals.heartbeatS : intervals.retryS };
}
