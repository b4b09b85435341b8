import { securityEventRow } from '../../security-event';
import type { RequestOf } from '../actions';

/** OCPP 1.6 security extension; also of stations that send it without having the extension. */
export const securityEventNotification = securityEventRow<RequestOf<'SecurityEventNotification'>>();
