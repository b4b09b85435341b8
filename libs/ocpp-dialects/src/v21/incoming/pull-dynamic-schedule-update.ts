import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 K28: a station wants the newest limits of a dynamic profile. None is kept here: Rejected. */
export const pullDynamicScheduleUpdate = reportedMessage<
  RequestOf<'PullDynamicScheduleUpdate'>,
  ResponseOf<'PullDynamicScheduleUpdate'>
>('PullDynamicScheduleUpdate', { status: 'Rejected' });
