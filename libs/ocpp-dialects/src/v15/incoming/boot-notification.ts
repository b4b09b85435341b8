import type { IncomingRow } from '../../dialect';
import { bootNotification as inV16 } from '../../v16/incoming/boot-notification';
import type { RequestOf } from '../actions';

/**
 * OCPP 1.5 4.2. It has no Pending: a station that has to wait is rejected, and asks again after the interval. The interval
 * has another name than in 1.6.
 */
export const bootNotification: IncomingRow<RequestOf<'BootNotification'>, object> = {
  ...inV16,
  toAnswer(boot, input) {
    const { status, currentTime, interval } = inV16.toAnswer(boot, input);
    return { status: status === 'Accepted' ? status : 'Rejected', currentTime, heartbeatInterval: interval };
  },
};
