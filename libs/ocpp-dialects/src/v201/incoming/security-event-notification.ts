import { securityEventRow } from '../../security-event';
import type { RequestOf } from '../actions';

/** OCPP 2.0.1 A04. */
export const securityEventNotification = securityEventRow<RequestOf<'SecurityEventNotification'>>();
