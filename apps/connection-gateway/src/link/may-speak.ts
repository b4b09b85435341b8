import type { IncomingRow } from '@chargebus/ocpp-dialects';
import type { StationState } from './station-state';

export type Permission = 'yes' | 'flagged' | 'no';

/**
 * May a station that is not accepted send this? It may boot, beat, and send what was triggered. A 1.x transaction message is
 * taken and flagged, since the energy has flowed; everything else gets SecurityError, in 2.x transactions too, which the
 * station keeps and sends again once it is accepted (1.6-J errata; 2.0.1 B02.FR.09, B03.FR.07).
 */
export function decidePermission(
  state: Pick<StationState, 'registration' | 'triggered' | 'dialect'>,
  action: string,
  nature: IncomingRow<object, object>['nature'],
): Permission {
  if (state.registration === 'accepted' || nature === 'boot' || nature === 'heartbeat') return 'yes';
  if (state.triggered.has(action)) return 'yes';
  const isFirstGeneration = state.dialect.version === '1.5' || state.dialect.version === '1.6';
  return nature === 'transaction' && isFirstGeneration ? 'flagged' : 'no';
}
