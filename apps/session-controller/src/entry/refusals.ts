import { conflict, notFound, unprocessable, type Problem } from '@chargebus/service-runtime';
import type { NotRunning } from '../use-cases/find-settled';
import type { PauseResult } from '../use-cases/pause-session';
import type { RequestResult } from '../use-cases/request-session';

type RequestRefusal = Extract<RequestResult, { ok: false }>;
type StopRefusal = NotRunning | Extract<PauseResult, { ok: false }>['reason'];

const sentences: Partial<Record<RequestRefusal['reason'] | StopRefusal, string>> = {
  offline: 'The station is not connected.',
  'not-accepted': 'The station has not been accepted.',
  rejected: 'The station rejected the start.',
  unsupported: 'The station cannot be started remotely.',
  'no-effect': 'The station did not start a transaction.',
  'token-unknown': 'The token is not registered.',
  'token-blocked': 'The token is blocked.',
  'token-expired': 'The token has expired.',
  'token-invalid': 'The token is invalid.',
  'token-concurrent-tx': 'The token has a session already and may have one at a time.',
  'session-ended': 'The session has ended.',
  'session-failed': 'The session failed: nothing runs at the station.',
  'not-started': 'The station has not started the transaction yet.',
  'not-paused': 'The session was not paused.',
  'in-progress': 'Another command of this session is under way.',
};

/** Why a session was not started, as the caller is told. */
export function toStartProblem(refusal: RequestRefusal, stationId: string): Problem {
  const { reason, id } = refusal;
  switch (reason) {
    case 'unknown-station':
      return notFound('station', stationId);
    case 'unknown-evse':
      return unprocessable([{ path: 'evseId', message: 'the station has no such EVSE' }]);
    case 'key-used-otherwise':
      return unprocessable([{ path: 'Idempotency-Key', message: 'was used for another request' }]);
    default:
      return conflict(reason, [sentences[reason], id && `Session ${id}.`].filter(Boolean).join(' '));
  }
}

export const toStopProblem = (reason: StopRefusal, sessionId: string): Problem =>
  reason === 'unknown-session' ? notFound('session', sessionId) : conflict(reason, sentences[reason]);
