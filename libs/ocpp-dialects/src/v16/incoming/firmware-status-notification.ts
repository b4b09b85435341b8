import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 1.6 4.5: how an update goes on. Names no request. */
export const firmwareStatusNotification = reportedMessage<
  RequestOf<'FirmwareStatusNotification'>,
  ResponseOf<'FirmwareStatusNotification'>
>('FirmwareStatusNotification', {});
