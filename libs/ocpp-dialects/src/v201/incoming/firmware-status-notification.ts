import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 L01: how an update goes on; `requestId` says of which (absent only when idle). */
export const firmwareStatusNotification = reportedMessage<
  RequestOf<'FirmwareStatusNotification'>,
  ResponseOf<'FirmwareStatusNotification'>
>('FirmwareStatusNotification', {});
