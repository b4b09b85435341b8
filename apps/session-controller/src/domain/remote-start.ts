import type { AuthorizationStatus, CommandOutcome, RegistrationStatus, SessionSnapshot } from '@chargebus/contracts';

type FailReason = NonNullable<SessionSnapshot['failReason']>;

/** What the station registry knows of a station that shall start charging. */
export interface StationState {
  registration?: RegistrationStatus | undefined;
  evses: number[];
}

export type RemoteStartVerdict =
  | { ok: true }
  | {
      ok: false;
      reason: `token-${Exclude<AuthorizationStatus, 'accepted'>}` | 'not-accepted' | 'unknown-evse';
    };

/**
 * Whether a remote start may leave at all: the token may charge, the station is accepted and knows the EVSE. Whether it is
 * connected is not asked here: presence lags, and the command itself finds out.
 */
export function decideRemoteStart(o: {
  authorization: AuthorizationStatus;
  station: StationState;
  evseId?: number | undefined;
}): RemoteStartVerdict {
  if (o.authorization !== 'accepted') return { ok: false, reason: `token-${o.authorization}` };
  const { registration, evses } = o.station;
  if (o.evseId !== undefined && evses.length > 0 && !evses.includes(o.evseId))
    return { ok: false, reason: 'unknown-evse' };
  // OCPP 1.6 4.2, 2.0.1 B02/B03: a station that is not accepted does not charge.
  if (registration === 'pending' || registration === 'rejected') return { ok: false, reason: 'not-accepted' };
  return { ok: true };
}

/**
 * What the station's answer to a remote start makes of the pending session. `accepted` only means it will try, and an
 * answer that never came may still take effect: the session stays pending until the start or the time-out comes.
 */
export function failReasonOf(status: CommandOutcome['status']): FailReason | undefined {
  switch (status) {
    case 'accepted':
    case 'scheduled':
    case 'timeout':
    case 'unknown-outcome':
      return undefined;
    case 'offline':
      return 'offline';
    case 'rejected':
    case 'failed':
    case 'unsupported':
    case 'invalid':
      return 'rejected';
  }
}
