import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.1 S02, S03: batteries were put in or taken out, under the `requestId` of the swap. */
export const batterySwap = reportedMessage<RequestOf<'BatterySwap'>, ResponseOf<'BatterySwap'>>('BatterySwap', {});
