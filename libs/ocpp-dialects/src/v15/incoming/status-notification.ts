import type { IncomingRow } from '../../dialect';
import { statusNotification as inV16 } from '../../v16/incoming/status-notification';
import type { RequestOf } from '../actions';

/** OCPP 1.5 4.9: what a connector (0: the station) does. Occupied is one word here; 1.6 made five of it. */
export const statusNotification = inV16 as IncomingRow<RequestOf<'StatusNotification'>, object>;
