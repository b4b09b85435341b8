import { reportedMessage } from '../../reported-message';
import type { RequestOf, ResponseOf } from '../actions';

/** OCPP 2.0.1 L03: how a local controller gets on with publishing firmware. */
export const publishFirmwareStatusNotification = reportedMessage<
  RequestOf<'PublishFirmwareStatusNotification'>,
  ResponseOf<'PublishFirmwareStatusNotification'>
>('PublishFirmwareStatusNotification', {});
