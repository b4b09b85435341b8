import type { IncomingRow } from '@chargebus/ocpp-dialects';
import type { StationState } from './station-state';

export type Permission = 'yes' | 'flagged' | 'no';

/**
 * May a station that is not accepted send this? It may boot, and send what was triggered. Of a 1.x station a transaction message
 * is taken and flagged, since the energy has flowed, and a heartbeat, since the errata only recommend to refuse it and a
 * station that waits may need the time. Everything else gets SecurityError, in 2.x heartbeats and transactions too, which
 * the station keeps and sends again once it is accepted (1.6-J errata; 2.0.1 B01.FR.10, B02.FR.09, B03.FR.07).
 */
export function decidePermission(
  state: Pick<StationState, 'registration' | 'triggered' | 'dialect'>,
  action: string,
  nature: IncomingRow<object, object>['nature'],
): Permission {
  if (state.registration === 'accepted' || nature === 'boot') return 'yes';
  if (state.triggered.has(action)) return 'yes';
  const isFirstGeneration = state.dialect.version === '1.5' || state.dialect.version === '1.6';
  return isFirstGeneration && (nature === 'transaction' || nature === 'heartbeat') ? 'flagged' : 'no';
}
