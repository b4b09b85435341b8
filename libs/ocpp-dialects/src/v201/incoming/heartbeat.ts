import type { IncomingRow } from '../../dialect';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 G02: the station lives and wants the time. Not logged. */
export const heartbeat: IncomingRow<RequestOf<'Heartbeat'>, ResponseOf<'Heartbeat'>> = {
  nature: 'heartbeat',
  toAnswer: (_request, { now }) => ({ currentTime: now }),
};
